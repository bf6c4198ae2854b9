"""The data files themselves: every researched row has become something, and says where it is from.

How each row became an entry stands in the tables of ``data/rows.md``. The research lies beside
the repository in some places only; where it does, the data are compared with it row by row.
How many rows there are is written down here, so that none can be lost where it does not.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from agency.rules import expressions as ask
from agency.rules import pathway_catalogue as ways
from agency.rules.catalogue import CredentialType, Provenance, UnknownCode
from agency.rules.operators import Known, read_expression
from agency.rules.reading import Table
from agency.rules.roles import load_roles
from agency.rules.rulebook import DATA, Entry, When, entries, load_rulebook

RESEARCH = Path(__file__).parents[3] / "shared" / "domain"
BOOK = load_rulebook()
ENTRIES: dict[str, list[Entry]] = {}
for _, entry in entries(BOOK):
    ENTRIES.setdefault(entry.id, []).append(entry)

COMPILED = date(2026, 11, 24)
BEFORE_OUR_RECORDS = date(1, 1, 1)
FROM_MEMORY = "general knowledge, unverified"

# How many rows of requirements were researched for each state.
ROWS = {
    "AK": 4, "AL": 2, "AR": 3, "AZ": 6, "CA": 11, "CO": 3, "CT": 5, "DC": 1, "DE": 3, "FL": 4,
    "GA": 3, "HI": 2, "IA": 1, "ID": 2, "IL": 2, "IN": 2, "KS": 2, "KY": 2, "LA": 1, "MA": 4,
    "MD": 4, "ME": 2, "MI": 2, "MN": 2, "MO": 2, "MS": 2, "MT": 3, "NC": 2, "ND": 8, "NE": 2,
    "NH": 2, "NJ": 8, "NM": 2, "NV": 5, "NY": 4, "OH": 4, "OK": 1, "OR": 1, "PA": 2, "RI": 2,
    "SC": 6, "SD": 4, "TN": 4, "TX": 1, "UT": 2, "VA": 2, "VT": 2, "WA": 17, "WI": 2, "WV": 2,
    "WY": 2,
}  # fmt: skip
CODES = """
CMA-AAMA RMA-AMT CCMA-NHA NCMA-NCCT CMAC-AMCA NRCMA-NAHP CMA-CCBMA CPT-NHA CET-NHA CMAA-NHA
PBT-ASCP RPT-AMT BLS-AHA BLS-ARC WA-MA-C WA-MA-C-INTERIM WA-MA-R WA-MA-P WA-MA-H WA-MA-EMT
ND-UAP ND-MA-III BACKGROUND-CHECK DRUG-SCREEN TB-SCREEN HEPB-IMMUNE MMR-IMMUNE VARICELLA-IMMUNE
TDAP INFLUENZA-VACCINE OIG-LEIE-CLEAR SAM-CLEAR HIPAA-TRAINING
"""


# The tables of rows.md: what each researched row has become


class Row:
    """One line of a table: the row of the research, and in words what stands for it."""

    def __init__(self, state: str, name: str, becomes: str) -> None:
        self.state, self.name, self.becomes = state, name, becomes

    @property
    def named(self) -> list[tuple[str, str | None]]:
        """The entries it names, with what is said of each in brackets (None if nothing is)."""
        pattern = r"`([a-z]{2}-[a-z0-9-]+)`(?: \(([a-z, ]+)\))?"
        return [(id, said or None) for id, said in re.findall(pattern, self.becomes)]

    @property
    def codes(self) -> list[str]:
        return [code for code in BOOK.catalogue.types if code in self.becomes]


def page(name: str) -> str:
    return (DATA / name).read_text(encoding="utf-8")


def sections() -> dict[str, str]:
    """The text under each heading of the second level: a state's name, or Federal."""
    _, *parts = re.split(r"^## (.+)$", page("rows.md"), flags=re.MULTILINE)
    return dict(zip(parts[::2], parts[1::2], strict=True))


def rows_of(name: str) -> list[Row]:
    lines = re.findall(r"^\| (.+?) \| (.+) \|$", sections()[name], flags=re.MULTILINE)
    return [Row(name, row, becomes) for row, becomes in lines if row != "row"]


def all_rows() -> list[Row]:
    return [row for name in sections() for row in rows_of(name)]


def numbered(code: str) -> list[str]:
    """The ids of all rows that were researched for a state."""
    return [f"{code.lower()}-{number:02}" for number in range(1, ROWS[code] + 1)]


def test_every_state_and_the_district_is_recorded_and_each_has_its_table() -> None:
    assert sorted(BOOK.states) == sorted(ROWS)
    assert len(ROWS) == 51
    names = sorted(state.name for state in BOOK.states.values())
    assert list(sections()) == [*names, "Federal"]


@pytest.mark.parametrize("code", ROWS)
def test_every_researched_row_of_a_state_stands_in_its_table_once(code: str) -> None:
    rows = [row.name for row in rows_of(BOOK.states[code].name)]
    assert [name for name in rows if re.fullmatch(r"[a-z]{2}-\d\d", name)] == numbered(code)


def test_no_researched_row_is_in_neither_the_rulebook_nor_the_catalogue() -> None:
    kept = {
        row.name for row in all_rows() if row.codes or any(id in ENTRIES for id, _ in row.named)
    }
    researched = [id for code in ROWS for id in numbered(code)]
    assert len(researched) == 167
    assert [id for id in researched if id not in kept] == []


def test_what_is_said_besides_the_rows_becomes_an_entry_or_says_why_not() -> None:
    for row in all_rows():
        assert row.named or row.codes or row.becomes.startswith("left out: "), row.name


def test_every_entry_that_a_row_names_exists_with_that_effect_and_confidence() -> None:
    for row in all_rows():
        for id, said in row.named:
            assert id in ENTRIES, f"{row.name} names {id}"
            newest = ENTRIES[id][-1]
            low = ", low" if newest.effect == "require" and newest.confidence == "low" else ""
            assert said in (None, f"{newest.effect}{low}"), f"{row.name}: {id}"


def test_every_entry_stands_in_the_table_of_its_own_state() -> None:
    for code, state_entry in entries(BOOK):
        name = "Federal" if code == "US" else BOOK.states[code].name
        named = {id for row in rows_of(name) for id, _ in row.named}
        assert state_entry.id in named


def test_the_open_questions_are_those_of_the_state_files() -> None:
    told = dict(re.findall(r"^- \*\*(.+?)\*\*: (.+)$", page("README.md"), flags=re.MULTILINE))
    for state in BOOK.states.values():
        asked = " ".join(f"{question.rstrip('.')}." for question in state.open_questions)
        assert told.get(state.name, "") == asked


# Sources, confidence and dates


def provenances(kind: CredentialType) -> Iterator[Provenance]:
    parts = (kind.validity, kind.renewal, kind.opens, kind.lead_time, kind.obtain_lead_time)
    for part in (*parts, kind.grace, kind.exam, *kind.pathways, *kind.notes):
        if part is not None:
            yield part.provenance
    yield from (provenance for _, provenance in kind.sources)


def sourced() -> Iterator[tuple[str, str, str, str | None]]:
    """Whatever has a source: what it is, the source, the confidence and the year."""
    for _, entry in entries(BOOK):
        yield entry.id, entry.source, entry.confidence, entry.as_of
    for kind in BOOK.catalogue.types.values():
        for provenance in provenances(kind):
            yield kind.code, provenance.source, provenance.confidence, provenance.as_of


def test_what_is_known_from_memory_alone_is_of_low_confidence() -> None:
    for name, source, confidence, _ in sourced():
        assert source != FROM_MEMORY or confidence == "low", name


def test_a_policy_known_from_somebody_elses_page_alone_is_of_medium_confidence() -> None:
    ((policy,), (statute,)) = ENTRIES["ok-nurse-medication"], ENTRIES["ok-delegation"]
    assert (policy.confidence, statute.confidence) == ("medium", "high")
    assert policy.when.tasks == statute.when.tasks
    assert "not read" in policy.citation


def test_every_source_is_an_address_or_says_that_it_is_none() -> None:
    told = (FROM_MEMORY, "US medical-assistant jobs guide (secondary page, cites BLS May 2025)")
    for name, source, _, _ in sourced():
        for part in source.split(" ; "):
            assert part in told or re.search(r"https?://\S+\.\S+|general knowledge", part), name


def test_every_source_has_a_year_that_is_not_after_the_day_of_compiling() -> None:
    for name, _, _, as_of in sourced():
        assert as_of is not None, name
        for year in as_of.split(", "):
            assert re.fullmatch(r"\d{4}(-\d{2}){0,2}", year), name
            assert 2000 <= int(year[:4]) <= COMPILED.year, name


def test_every_entry_was_checked_and_begins_on_a_sane_day() -> None:
    for _, entry in entries(BOOK):
        assert entry.checked_on >= COMPILED, entry.id
        assert entry.in_force == BEFORE_OUR_RECORDS or entry.in_force.year >= 2000, entry.id


def test_a_rule_that_is_not_yet_law_is_only_advised() -> None:
    for _, entry in entries(BOOK):
        pending = "bill" in entry.says.lower() and "would" in entry.says
        assert not pending or entry.effect == "advise", entry.id


def test_the_laws_with_a_known_first_day_begin_on_it() -> None:
    dated = {id: one[0].in_force for id, one in ENTRIES.items() if one[0].in_force.year > 1}
    assert dated == {
        "ak-injections-on-site": date(2019, 12, 25),
        "ak-vaccine": date(2019, 12, 25),
        "sc-medication": date(2026, 7, 16),
        "sd-facility-scope": date(2021, 7, 1),
        "sd-nurse-medication": date(2022, 11, 27),
        "tn-hospital-clinic-certification": date(2024, 7, 1),
        "tn-hospital-clinic-competence": date(2024, 7, 1),
    }


def test_the_only_rule_that_has_ended_is_the_registration_of_south_dakota() -> None:
    changed = {id: versions for id, versions in ENTRIES.items() if len(versions) > 1}
    assert list(changed) == ["sd-registration"]
    said = [(version.in_force, version.lifted) for version in changed["sd-registration"]]
    assert said == [(BEFORE_OUR_RECORDS, False), (date(2021, 7, 1), True)]


def test_a_rule_that_the_client_may_have_to_answer_says_what_to_ask() -> None:
    for state in BOOK.states.values():
        for rule in state.rules:
            entry = rule.versions[-1]
            if entry.about == "work":
                assert (entry.question or "").endswith("?"), rule.id


# The catalogue


def test_the_catalogue_holds_the_agreed_codes() -> None:
    assert sorted(BOOK.catalogue.types) == sorted(CODES.split())


def test_every_document_that_settles_something_has_a_name_in_words_and_no_other_has() -> None:
    stated = [one for kind in BOOK.catalogue.types.values() for one in kind.pathways]
    stated += [one.statement for role in load_roles().values() for one in role.expectations]
    asked = {
        leaf.proof
        for pathway in stated
        for leaf in ask.leaves(pathway.needs or ask.AllOf(()))
        if isinstance(leaf, ways.Asked | ways.Experience)
    }
    assert asked == set(BOOK.vocabulary.proofs)


def test_only_three_immunities_do_not_expire() -> None:
    lasting = {code for code in BOOK.catalogue.types if BOOK.catalogue.lasts_for_ever(code)}
    assert lasting == {"HEPB-IMMUNE", "MMR-IMMUNE", "VARICELLA-IMMUNE"}


@pytest.mark.parametrize(
    ("code", "months", "computed", "units", "cycle_months"),
    [
        ("CMA-AAMA", 60, "end_of_month", 60, 60),
        ("RMA-AMT", 36, "anniversary", 30, 36),
        ("CCMA-NHA", 24, "register", 10, 24),
        ("NCMA-NCCT", 12, "register", 14, 12),
        ("CMAC-AMCA", 24, "anniversary", 10, 24),
        ("NRCMA-NAHP", 12, "register", 2, 12),
        ("CMA-CCBMA", 60, "register", 60, 60),
        ("CPT-NHA", 24, "register", 10, 24),
        ("CET-NHA", 24, "register", 10, 24),
        ("CMAA-NHA", 24, "register", 10, 24),
        ("PBT-ASCP", 36, "register", 9, 36),
        ("RPT-AMT", 36, "anniversary", 24, 36),
        ("BLS-AHA", 24, "end_of_month", None, None),
        ("WA-MA-C", 24, "birthday", None, None),
        ("WA-MA-C-INTERIM", 12, "anniversary", None, None),
        ("ND-UAP", 24, "fixed_day", None, 24),
        ("ND-MA-III", 24, "fixed_day", None, 24),
    ],
)
def test_terms_and_renewals_are_the_issuers(
    code: str, months: int, computed: str, units: int | None, cycle_months: int | None
) -> None:
    kind = BOOK.catalogue[code]
    assert kind.validity is not None
    assert (kind.validity.months, kind.validity.computed) == (months, computed)
    renewal = kind.renewal
    assert (renewal.units if renewal else None) == units
    assert (renewal.cycle_months if renewal else None) == cycle_months


def test_the_cma_asks_ten_units_in_each_area_and_thirty_approved() -> None:
    renewal = BOOK.catalogue["CMA-AAMA"].renewal
    assert renewal is not None
    ten = Decimal(10)
    assert dict(renewal.minimums) == {"general": ten, "administrative": ten, "clinical": ten}
    assert renewal.issuer_approved_min == 30


def test_grace_and_lead_times_are_those_documented_and_no_others() -> None:
    types = BOOK.catalogue.types.values()
    grace = {kind.code: kind.grace.months for kind in types if kind.grace}
    assert grace == {"CMA-AAMA": 3, "CMA-CCBMA": 12}
    lead = {k.code: (k.lead_time.days, k.lead_time.working_days) for k in types if k.lead_time}
    assert lead == {"CMA-AAMA": (30, None), "CMA-CCBMA": (None, 20), "BLS-AHA": (None, 20)}


@pytest.mark.parametrize(
    ("written", "choices"),
    [
        ("CCMA", ("CCMA-NHA", "CMA-CCBMA")),
        ("NCMA", ("NCMA-NCCT",)),
        ("RMA", ("RMA-AMT",)),
        ("CPT", ("CPT-NHA",)),
        ("cet", ("CET-NHA",)),
        ("BLS", ("BLS-AHA", "BLS-ARC")),
        ("MA-C", ("WA-MA-C", "WA-MA-C-INTERIM")),
    ],
)
def test_a_code_that_names_no_issuer_is_refused_with_the_choices(
    written: str, choices: tuple[str, ...]
) -> None:
    with pytest.raises(UnknownCode) as refused:
        BOOK.catalogue.require(written)
    assert refused.value.choices == choices


def test_state_credentials_name_their_state_and_only_registered_ones_are_bound() -> None:
    for kind in BOOK.catalogue.types.values():
        assert (kind.state is not None) == (kind.category == "state_credential"), kind.code
        assert kind.state is None or kind.code.startswith(f"{kind.state}-")
        assert kind.bound == (kind.code == "WA-MA-R")


def test_only_the_interim_certificate_cannot_be_renewed() -> None:
    ending = {kind.code for kind in BOOK.catalogue.types.values() if kind.not_renewable}
    assert ending == {"WA-MA-C-INTERIM"}


# Compared with the research, where it is at hand


def research(file: str) -> dict[str, Any]:
    """A file of the research; nothing where it does not lie beside the repository."""
    path = RESEARCH / file
    return tomllib.loads(path.read_text(encoding="utf-8")) if path.exists() else {}


def researched_rows() -> list[dict[str, Any]]:
    states = research("states.toml")
    return [row for table in states.values() for row in table["requirement"]]


def test_every_researched_row_has_its_line() -> None:
    for code, table in research("states.toml").items():
        assert [row["id"] for row in table["requirement"]] == numbered(code)
        beside = [row for row in rows_of(table["name"]) if row.name.startswith("adjacent")]
        assert len(beside) == len(table["adjacent"]), code
    lines = {row.name for row in all_rows()}
    assert set(research("federal.toml").get("US", {})) <= lines


def of_the_catalogue() -> dict[str, str]:
    """Each type's part of the catalogue's files, as it is written."""
    text = "".join(page(name) for name in ("certifications.toml", "credentials.toml"))
    parts = re.split(r"^\[\[credential\]\]$", text, flags=re.MULTILINE)[1:]
    return {tomllib.loads(part.partition("\n[")[0])["code"]: part for part in parts}


def said_of(code: str, row: str) -> str:
    """What the data say of one row: its state's file and table, and the types its line names."""
    name = "Federal" if code == "US" else BOOK.states[code].name
    file = "federal.toml" if code == "US" else f"states/{code.lower()}.toml"
    types = of_the_catalogue()
    named = [types[type] for line in rows_of(name) if line.name == row for type in line.codes]
    told = re.findall(rf"^- \*\*{name}\*\*: .+$", page("README.md"), flags=re.MULTILINE)
    return "\n".join((page(file), sections()[name], *told, *named))


def test_citation_and_source_of_every_researched_row_are_kept_where_its_state_is_told() -> None:
    states = research("states.toml")
    rows = [(code, row["id"], row) for code in states for row in states[code]["requirement"]]
    rows += [("US", id, row) for id, row in research("federal.toml").get("US", {}).items()]
    for code, id, row in rows:
        said = said_of(code, id)
        missing = [one for one in (row["citation"], *row["source"].split(" ; ")) if one not in said]
        assert missing == [], id


def test_a_source_that_another_state_shares_is_not_found_in_its_place() -> None:
    """Both rest on the same statement of counsel; each has to name it itself."""
    (shared,) = {
        one.source
        for id in ("ky-injections-permitted", "la-injections-permitted")
        for one in ENTRIES[id]
    }
    assert shared in said_of("KY", "ky-01")
    assert shared not in said_of("WA", "wa-01")


def test_an_entry_of_one_row_has_its_citation_and_source_and_no_more_confidence() -> None:
    levels = ["low", "medium", "high"]
    researched = {row["id"]: row for row in researched_rows()}
    for line in all_rows():
        row = researched.get(line.name)
        if row is None or not line.becomes.startswith("`"):
            continue
        for id, _ in line.named:
            assert any(
                row["citation"] in entry.citation
                and row["source"] in entry.source
                and levels.index(entry.confidence) <= levels.index(row["confidence"])
                for entry in ENTRIES[id]
            ), f"{line.name}: {id}"


# Where the row's delegators are themselves what is asked (California, Connecticut, New Jersey),
# where the registry is asked whoever delegates (North Dakota), where a ban is parted (Arizona).
DELEGATORS_OF_THEIR_OWN = ("ca-10", "ct-04", "nj-06", "nd-01", "az-05")


def test_an_entry_decides_under_the_delegators_of_its_row_or_under_all_if_it_names_none() -> None:
    researched = {row["id"]: row for row in researched_rows()}
    for line in all_rows():
        row = researched.get(line.name)
        if row is None or line.name in DELEGATORS_OF_THEIR_OWN:
            continue
        said = frozenset(row["delegators"]) if "delegators" in row else None
        for id, _ in line.named:
            for entry in ENTRIES[id]:
                assert entry.effect != "require" or entry.when.delegators == said, id


def test_name_regulator_and_summary_are_the_researched_ones_and_no_open_question_is_lost() -> None:
    for code, said in research("states.toml").items():
        state = BOOK.states[code]
        assert (state.name, state.regulator) == (said["name"], said["regulator"])
        assert (state.regulation, state.summary) == (said["regulation_level"], said["summary"])
        assert set(said.get("open_questions", ())) <= set(state.open_questions)


def test_every_task_of_the_research_is_a_known_word() -> None:
    states = (table for table in research("states.toml").values())
    rows = [row for table in states for row in (*table["requirement"], *table["adjacent"])]
    tasks = {task for row in rows for task in row["tasks"] if not task.startswith("credential:")}
    assert tasks <= set(BOOK.vocabulary.tasks)


# What decides, written down a second time


def written_twice() -> dict[str, Any]:
    path = Path(__file__).with_name("written_twice.toml")
    return tomllib.loads(path.read_text(encoding="utf-8"))


WRITTEN_TWICE = {id: written for id, written in written_twice().items() if id != "tasks"}


def test_everything_that_decides_is_written_down_twice() -> None:
    assert set(WRITTEN_TWICE) == {id for id, one in ENTRIES.items() if one[-1].effect == "require"}


@pytest.mark.parametrize("id", WRITTEN_TWICE)
def test_what_is_written_twice_says_the_same(id: str) -> None:
    written, (found, *later) = WRITTEN_TWICE[id], ENTRIES[id]
    tasks = written["tasks"]
    when = When(
        tasks=frozenset(written_twice()["tasks"][tasks] if isinstance(tasks, str) else tasks),
        settings=frozenset(written["settings"]) if "settings" in written else None,
        delegators=frozenset(written["delegators"]) if "delegators" in written else None,
        unless_only=frozenset(written["unless_only"]) if "unless_only" in written else None,
    )
    assert found.when == when
    known = Known(BOOK.vocabulary, BOOK.catalogue)
    assert found.needs == read_expression(Table(written["needs"], "written_twice.toml", id), known)
    assert found.in_force == written.get("in_force", BEFORE_OUR_RECORDS)
    lifted = [written["lifted"]] if "lifted" in written else []
    assert [(one.in_force, one.lifted) for one in later] == [(day, True) for day in lifted]
    assert (found.confidence == "low") == (written.get("confidence") == "low")
