"""Random agencies as rows of files: few people and sites, so that rows meet, and odd texts."""

from collections.abc import Callable, Iterable
from datetime import date, timedelta
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from agency.assignments.models import PRIORITIES
from agency.assignments.models import STATUSES as ASSIGNMENT_STATUSES
from agency.candidates.models import ROLES, SHIFTS
from agency.candidates.models import STATUSES as CANDIDATE_STATUSES
from agency.credentials.models import EVIDENCE
from agency.credentials.models import STATUSES as CREDENTIAL_STATUSES
from agency.credentials.schemas import EDUCATION
from agency.fields.text import STATES
from agency.placements.models import STAGES
from agency.rules.rulebook import load_rulebook

Row = dict[str, str]
Agency = dict[str, list[Row]]

BOOK = load_rulebook()
WORDS = BOOK.vocabulary
CODES = tuple(BOOK.catalogue.types)
ODD = [
    "O'Brien",
    "Nguye\u0302\u0303n",
    "Null",
    "=1+1",
    "'=1",
    "''",
    "-5",
    "\u202f",
    'a"b',
    "a,b",
    "\u0130",
]
SMALL = 4
NO_SEPARATORS = str.maketrans("", "", ";/")
BIDIRECTIONAL = "".join(map(chr, (*range(0x202A, 0x202F), *range(0x2066, 0x206A))))


def blank_or(strategy: SearchStrategy[str]) -> SearchStrategy[str]:
    return st.just("") | strategy


# Every character that may be stored.
SAFE = st.characters(
    codec="utf-8",
    exclude_categories=("Cc", "Zl", "Zp"),
    exclude_characters="\u061c\u200e\u200f" + BIDIRECTIONAL,
)


def texts(longest: int) -> SearchStrategy[str]:
    """Any text that may be stored, and some that spreadsheets and databases trip over."""
    return st.sampled_from(ODD) | st.text(SAFE, max_size=longest)


def names(longest: int) -> SearchStrategy[str]:
    """Texts that can be a reference, or a word of a list."""
    return texts(longest).map(named)


def named(text: str) -> str:
    name = text.translate(NO_SEPARATORS)
    return name if name.strip().strip(".") else f"{name[1:]}x"


def lists(words: SearchStrategy[str], most: int = 3) -> SearchStrategy[str]:
    return st.lists(words, max_size=most).map(";".join)


def one_of(words: Iterable[str]) -> SearchStrategy[str]:
    return st.sampled_from(tuple(words))


def amounts(most: int, places: int) -> SearchStrategy[str]:
    return st.decimals(0, most, places=places).map(str)


DAYS = st.dates(date(1900, 1, 1), date(9999, 12, 31))
DAY = DAYS.map(str)
FEW_DAYS = st.dates(date(2027, 1, 1), date(2027, 1, 9))
YES_NO = one_of(("yes", "no", ""))
ZIP = st.integers(0, 99_999).map("{:05}".format)


@st.composite
def spans(draw: DrawFn) -> tuple[str, str]:
    """Two days, not in the wrong order."""
    first, last = sorted((draw(DAYS), draw(DAYS)))
    return str(first), str(last)


def rows(columns: dict[str, SearchStrategy[str]]) -> SearchStrategy[Row]:
    return st.fixed_dictionaries(columns)


def some(
    row: SearchStrategy[Row], key: Callable[[Row], Any] | None = None
) -> SearchStrategy[list[Row]]:
    return st.lists(row, max_size=SMALL, unique_by=key)


CANDIDATE = rows(
    {
        "ref": names(40),
        "first_name": texts(20),
        "last_name": texts(20),
        "email": one_of(("", "ann@example.org", "=a@example.org")),
        "phone": one_of(("", "+1 305-555-0100", "555 x123")),
        "home_zip": blank_or(ZIP),
        "willing_states": lists(one_of(STATES)),
        "max_travel_miles": blank_or(amounts(99_999, 1)),
        "available_from": blank_or(DAY),
        "unavailable": lists(spans().map("/".join)),
        "min_pay_rate": blank_or(amounts(99_999, 2)),
        "skills": lists(names(10)),
        "years_experience": blank_or(amounts(99, 1)),
        "status": one_of(("", *CANDIDATE_STATUSES)),
        "adult": YES_NO,
        "specialties": lists(names(10)),
        "shifts": lists(one_of(SHIFTS)),
        "roles": lists(one_of(ROLES)),
        "career_goal": one_of(("", *ROLES)),
    }
)
FACILITY = rows(
    {
        "name": names(40),
        "zip": blank_or(ZIP),
        "state": one_of(("", *STATES)),
        "setting": one_of(("", *WORDS.settings)),
        "do_not_return": lists(names(10)),
    }
)


def credentials(people: list[str], sites: list[str]) -> SearchStrategy[Row]:
    values = {
        "candidate_ref": one_of(people),
        "code": one_of(CODES[:3]),
        "number": one_of(("", "1", "=1")) | texts(10),
        "evidence": one_of(("", *EVIDENCE)),
        "bound_to": one_of(("", *sites)),
        "status": one_of(("", *CREDENTIAL_STATUSES)),
    }
    days = spans().map(lambda pair: {"issued_on": pair[0], "expires_on": pair[1]})
    blanks = st.sets(one_of(("issued_on", "expires_on"))).map(
        lambda names: dict.fromkeys(names, "")
    )
    return st.tuples(rows(values), days, blanks).map(lambda parts: parts[0] | parts[1] | parts[2])


def trainings(people: list[str]) -> SearchStrategy[Row]:
    hours = blank_or(one_of(("0", "1", "1.0", "1.50")))
    count = st.integers(1, 99_999).map(str)
    acts = st.dictionaries(one_of(WORDS.tasks), count, max_size=2)
    shared = {
        "candidate_ref": one_of(people),
        "provider": blank_or(texts(10)),
        "accreditor": one_of(("", *WORDS.accreditors)),
        "hours": hours,
        "classroom_hours": hours,
        "clinical_hours": hours,
        "externship_hours": hours,
        "in_person": YES_NO,
        "performances": acts.map(lambda done: ";".join(f"{act}:{n}" for act, n in done.items())),
        "completed_on": blank_or(FEW_DAYS.map(str)),
        "evidence": one_of(("", *EVIDENCE)),
    }
    school = rows(shared | {"kind": st.just("education"), "topic": one_of(EDUCATION)})
    course = rows(shared | {"kind": one_of(("training", "exam")), "topic": texts(10)})
    plain = rows({"candidate_ref": one_of(people), "kind": st.just("program")})
    return school | course | plain


def ce_credits(people: list[str]) -> SearchStrategy[Row]:
    return rows(
        {
            "candidate_ref": one_of(people),
            "code": one_of(CODES),
            "category": one_of(("", "general")),
            "units": one_of(("1", "1.0", "0.50", "99999.99")),
            "earned_on": blank_or(DAY),
            "provider": texts(10),
            "issuer_approved": YES_NO,
        }
    )


@st.composite
def assignments(draw: DrawFn, sites: list[str]) -> Row:
    codes = lists(one_of(CODES))
    columns = {
        "ref": names(40),
        "facility": one_of(("", *sites)),
        "zip": blank_or(ZIP),
        "state": one_of(BOOK.states),
        "setting": one_of(("", *WORDS.settings)),
        "delegator": one_of(("", *WORDS.delegators)),
        "supervision": one_of(("", *WORDS.supervision)),
        "openings": st.integers(1, 9_999).map(str),
        "pay_rate": blank_or(amounts(99_999, 2)),
        "bill_rate": blank_or(amounts(99_999, 2)),
        "priority": one_of(("", *PRIORITIES)),
        "status": one_of(("", *ASSIGNMENT_STATUSES)),
        "accepted_certifications": codes,
        "tasks": lists(one_of(WORDS.tasks)),
        "required_skills": lists(names(10)),
        "preferred_skills": lists(names(10)),
        "client_requirements": lists(one_of((*CODES, *BOOK.catalogue.client_aliases))),
        "min_evidence": one_of(("", *EVIDENCE)),
        "role": one_of(("", *ROLES)),
        "specialty": texts(10),
        "shift": one_of(("", *SHIFTS)),
        "hours_per_week": blank_or(amounts(168, 2)),
        "guaranteed_hours": blank_or(amounts(99_999, 2)),
    }
    first, last = draw(spans())
    return draw(rows(columns)) | {"starts_on": first, "ends_on": last}


@st.composite
def placements(draw: DrawFn, people: list[str], works: list[str]) -> Row:
    first = draw(FEW_DAYS)
    return {
        "candidate_ref": draw(one_of(people)),
        "assignment_ref": draw(one_of(works)),
        "stage": draw(one_of(STAGES)),
        "starts_on": str(first),
        "ends_on": str(first + timedelta(days=draw(st.integers(0, 5)))),
    }


@st.composite
def agencies(draw: DrawFn) -> Agency:
    """Rows for every kind of file; those that refer to something refer to what is there."""
    people = draw(some(CANDIDATE))
    facilities = draw(some(FACILITY))
    sites = [row["name"] for row in facilities]
    works = draw(some(assignments(sites)))
    made: Agency = {"candidates": people, "facilities": facilities, "assignments": works}
    refs = [row["ref"] for row in people]
    if refs:
        made["credentials"] = draw(some(credentials(refs, sites)))
        made["trainings"] = draw(some(trainings(refs)))
        made["ce_credits"] = draw(some(ce_credits(refs)))
    if refs and works:
        made["placements"] = draw(some(placements(refs, [row["ref"] for row in works])))
    return made
