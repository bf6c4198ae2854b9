"""Random facts, on few days and few words, so that things collide.

All days lie within sixty around New Year 2027, most of them on a few landmarks and beside them.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import TypeVar

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from agency.rules.distance import Point
from agency.rules.facts import (
    AssignmentFacts,
    CandidateFacts,
    CECredit,
    Credential,
    Evidence,
    Training,
)
from agency.rules.spans import Spans

T = TypeVar("T")

HORIZON_FIRST = date(2026, 12, 3)
HORIZON_DAYS = 60
HORIZON_LAST = HORIZON_FIRST + timedelta(days=HORIZON_DAYS - 1)
LANDMARKS = (0, 1, 14, 15, 16, 28, 29, 30, 31, 44, 45, 59)

STATES = ("WA", "NY")
CERTIFICATIONS = ("CMA-AAMA", "RMA-AMT")
CODES = (*CERTIFICATIONS, "BLS-AHA", "WA-MA-R", "MMR-IMMUNE")
FACILITIES = ("Alder Clinic", "Birch Hospital")
TASKS = ("general", "vaccine", "venipuncture", "order_entry")
SKILLS = ("ekg", "phlebotomy")
ROLES = ("medical_assistant", "medical_office_manager")
SHIFTS = ("day", "night")
SPECIALTIES = ("cardiology", "pediatrics")
SETTINGS = ("clinic", "hospital")
DELEGATORS = ("physician", "aprn")
ACCREDITORS = ("CAAHEP", "OTHER")
TOPICS = ("injection", "venipuncture")
DOCUMENTS = ("task_training_certificate", "training_record_and_written_instructions")
ACTS = ("vaccine", "venipuncture")
SUPERVISION = ("general", "indirect", "on_premises", "direct")
STATUSES = ("rejected", "revoked", "superseded", "withdrawn")

SEATTLE, TACOMA, NEW_YORK = (
    Point.at(47.61, -122.33),
    Point.at(47.25, -122.44),
    Point.at(40.71, -74.01),
)
PLACES = (SEATTLE, TACOMA, NEW_YORK)
SEATTLE_TO_TACOMA_TENTHS = 254


def offset(number: int) -> date:
    """The day ``number`` days after the first of the horizon."""
    return HORIZON_FIRST + timedelta(days=number)


def days() -> SearchStrategy[date]:
    """A day of the horizon, more often than not a landmark."""
    return st.sampled_from((*LANDMARKS, *LANDMARKS, *LANDMARKS, *range(HORIZON_DAYS))).map(offset)


def mostly(usual: T, *others: T) -> SearchStrategy[T]:
    """``usual`` seven times out of eight, else one of ``others``."""
    return st.sampled_from([usual] * 7 * len(others) + list(others))


def maybe(values: SearchStrategy[T]) -> SearchStrategy[T | None]:
    """One of ``values``, or blank."""
    return st.none() | values


def some(*words: T, least: int = 0) -> SearchStrategy[frozenset[T]]:
    """A set of at least ``least`` of ``words``."""
    return st.frozensets(st.sampled_from(words), min_size=least)


def spans() -> SearchStrategy[Spans]:
    """Up to three intervals of the horizon, in any order; some touch, overlap or are empty."""
    interval = st.tuples(days(), days()).map(lambda two: (two[0].toordinal(), two[1].toordinal()))
    return st.lists(interval, max_size=3).map(Spans.of)


LANDMARK_DAYS = tuple(offset(number) for number in LANDMARKS)
NOT_AWAY = st.just(Spans())


# Facts


def evidences() -> SearchStrategy[Evidence]:
    return st.sampled_from((*Evidence, Evidence.reviewed, Evidence.reviewed))


def credentials() -> SearchStrategy[Credential]:
    """Of few types: half of them good for a part of the horizon at least, half odd and blank."""
    good = st.builds(
        _credential,
        st.sampled_from(CODES),
        st.just("1"),
        st.just(date(2024, 1, 1)),
        st.just(date(2029, 1, 31)) | days(),
        st.just(Evidence.reviewed),
        st.sampled_from(FACILITIES),
        st.just("active"),
    )
    odd = st.builds(
        _credential,
        st.sampled_from(CODES),
        st.just("2"),
        st.none() | st.just(date(2024, 1, 1)) | days(),
        st.none() | st.just(date(2029, 1, 31)) | days() | days(),
        evidences(),
        st.sampled_from((None, *FACILITIES)),
        mostly("active", *STATUSES),
    )
    return good | odd


def _credential(
    code: str,
    number: str,
    issued_on: date | None,
    expires_on: date | None,
    evidence: Evidence,
    bound_to: str | None,
    status: str,
) -> Credential:
    ref = f"{code}:{number}:{issued_on or ''}"
    return Credential(code, ref, issued_on, expires_on, evidence, bound_to, status)


def amounts() -> SearchStrategy[Decimal]:
    return st.sampled_from([Decimal(0), Decimal("4.5"), Decimal(5), Decimal(10)])


def minimums() -> SearchStrategy[Decimal]:
    return st.sampled_from([Decimal("0.5"), Decimal("4.5"), Decimal(9), Decimal(10)])


def trainings() -> SearchStrategy[Training]:
    """Records of every kind, undated and weakly evidenced ones included."""
    return st.one_of(
        _training(
            "program",
            topic=st.just("medical_assisting"),
            accreditor=st.sampled_from((None, *ACCREDITORS)),
            hours=amounts(),
            externship_hours=amounts(),
            in_person=st.booleans(),
        ),
        _training(
            "training",
            topic=st.sampled_from(TOPICS),
            hours=amounts(),
            classroom_hours=amounts(),
            clinical_hours=amounts(),
        ),
        _training("performances", performances=st.lists(_performed(), max_size=3).map(tuple)),
        _training("education", topic=st.sampled_from(("high_school", "ged", "bachelor", None))),
        _training(
            "document",
            topic=st.sampled_from(DOCUMENTS),
            provider=st.sampled_from((None, *FACILITIES)),
        ),
        _training("exam", topic=st.sampled_from(TOPICS)),
    )


def _performed() -> SearchStrategy[tuple[str, int]]:
    return st.tuples(st.sampled_from(ACTS), st.integers(0, 3))


def _training(kind: str, **fields: SearchStrategy[object]) -> SearchStrategy[Training]:
    return st.builds(
        Training, kind=st.just(kind), completed_on=maybe(days()), evidence=evidences(), **fields
    )


def ce_credits() -> SearchStrategy[CECredit]:
    return st.builds(
        CECredit,
        code=st.sampled_from(CERTIFICATIONS),
        category=st.sampled_from(("general", "administrative", "clinical")),
        units=st.sampled_from([Decimal(5), Decimal(10), Decimal(60)]),
        earned_on=maybe(days()),
        issuer_approved=st.booleans(),
    )


FULL_LEDGER = tuple(
    CECredit("CMA-AAMA", category, Decimal(20), date(2025, 6, 1), issuer_approved=True)
    for category in ("general", "administrative", "clinical")
)


def candidates(ref: str = "C-0001") -> SearchStrategy[CandidateFacts]:
    """A candidate who would mostly do, but for the requirements of certificates and the law."""
    return st.builds(
        CandidateFacts,
        ref=st.just(ref),
        status=mostly("active", "inactive", "do_not_contact"),
        adult=st.sampled_from((True, True, None, False)),
        home=st.sampled_from((None, *PLACES)),
        willing_states=mostly(frozenset(STATES), frozenset(), frozenset({"NY"})),
        max_travel_tenths=st.sampled_from(
            (None, 0, SEATTLE_TO_TACOMA_TENTHS - 1, SEATTLE_TO_TACOMA_TENTHS, 500)
        ),
        available_from=mostly(None, *LANDMARK_DAYS),
        unavailable=NOT_AWAY | NOT_AWAY | NOT_AWAY | spans(),
        busy=NOT_AWAY | NOT_AWAY | NOT_AWAY | spans(),
        min_pay_cents=mostly(2500, 2501, 2499),
        skills=mostly(frozenset(SKILLS), frozenset(), frozenset({"ekg"})),
        specialties=some(*SPECIALTIES),
        shifts=mostly(frozenset(), frozenset({"day"}), frozenset(SHIFTS)),
        roles=mostly(frozenset(), frozenset({"medical_office_manager"}), frozenset(ROLES)),
        completed_placements=st.integers(0, 12),
        credentials=st.lists(credentials(), min_size=1, max_size=6).map(tuple),
        trainings=st.lists(trainings(), max_size=6).map(tuple),
        ce_credits=st.lists(ce_credits(), max_size=2).map(tuple) | st.just(FULL_LEDGER),
    )


def assignments(ref: str = "A-0001") -> SearchStrategy[AssignmentFacts]:
    """An assignment of one to sixty days; what the client need not say is often blank."""
    return st.builds(
        _assignment,
        window=st.tuples(days(), days()).map(sorted),
        ref=st.just(ref),
        state=st.sampled_from(STATES),
        facility=st.sampled_from((FACILITIES[0], *FACILITIES, None)),
        place=st.sampled_from((None, *PLACES)),
        setting=st.sampled_from((None, *SETTINGS)),
        delegator=st.sampled_from((None, *DELEGATORS)),
        supervision=st.sampled_from((None, *SUPERVISION)),
        pay_cents=mostly(2500, 2499, 2501) | st.none(),
        role=mostly(*ROLES),
        specialty=st.sampled_from((None, *SPECIALTIES)),
        shift=mostly(None, *SHIFTS),
        min_evidence=mostly(Evidence.reviewed, *Evidence),
        accepted_certifications=mostly((), ("CMA-AAMA",), ("RMA-AMT", "BLS-AHA")),
        tasks=some(*TASKS),
        required_skills=mostly(frozenset(), frozenset({"ekg"}), frozenset(SKILLS)),
        preferred_skills=some(*SKILLS),
        client_requirements=mostly((), ("BLS",), ("MMR-IMMUNE", "BLS", "BLS")),
        do_not_return=mostly(frozenset(), frozenset({"C-0001"}), frozenset({"C-0099"})),
    )


def _assignment(window: list[date], **fields: object) -> AssignmentFacts:
    build: Callable[..., AssignmentFacts] = AssignmentFacts
    return build(starts_on=window[0], ends_on=window[1], **fields)
