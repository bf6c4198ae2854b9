"""Random facts and random law, on few days and few words, so that things collide.

All days lie within sixty around New Year 2027, most of them on a few landmarks and beside them.
The law is random, but its words, catalogue and holidays are the real ones.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, TypeVar

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from agency.rules import expressions as ask
from agency.rules.distance import Point
from agency.rules.expressions import Expression
from agency.rules.facts import (
    AssignmentFacts,
    CandidateFacts,
    CECredit,
    Credential,
    Evidence,
    Training,
)
from agency.rules.rulebook import Entry, Rule, RuleBook, StateRules, When, load_rulebook
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


# Law


def expressions(depth: int = 2) -> SearchStrategy[Expression]:
    """Any expression a state's file can write, nested ``depth`` deep at most."""
    leaves = st.one_of(
        _holds(), _program(), _training_hours(), _performances(), _of_a_person(), work_leaves()
    )
    return _combined(leaves, expressions(depth - 1)) if depth else leaves


def work_expressions(depth: int = 1) -> SearchStrategy[Expression]:
    """Any expression that only the assignment decides."""
    return _combined(work_leaves(), work_expressions(depth - 1)) if depth else work_leaves()


def _combined(
    leaves: SearchStrategy[Expression], inner: SearchStrategy[Expression]
) -> SearchStrategy[Expression]:
    parts = st.lists(inner, min_size=1, max_size=3).map(tuple)
    return st.one_of(
        leaves,
        leaves,
        st.builds(ask.AllOf, parts),
        st.builds(ask.AnyOf, parts),
        st.builds(ask.Possible, inner),
    )


def work_leaves() -> SearchStrategy[Expression]:
    return st.one_of(
        st.just(ask.Prohibited()),
        st.builds(ask.Setting, some(*SETTINGS, least=1)),
        st.builds(ask.SettingNot, some(*SETTINGS, least=1)),
        st.builds(ask.Delegator, some(*DELEGATORS, least=1)),
        st.sampled_from(range(len(SUPERVISION))).map(
            lambda loosest: ask.Supervision(frozenset(SUPERVISION[loosest:]))
        ),
    )


def _holds() -> SearchStrategy[Expression]:
    any_certification = load_rulebook().catalogue.codes_of("medical_assistant")
    return st.builds(
        ask.Holds,
        codes=some(*CODES, least=1) | st.just(any_certification),
        evidence=st.none() | st.sampled_from(Evidence),
        bound_to_facility=mostly(False, True),
        max_age_days=st.none() | st.none() | st.sampled_from((0, 1, 14, 30, 2000)),
    )


def _program() -> SearchStrategy[Expression]:
    return st.builds(
        ask.Program,
        accreditors=some(*ACCREDITORS),
        hours_min=amounts(),
        externship_hours_min=amounts(),
        in_person=st.booleans(),
    )


def _training_hours() -> SearchStrategy[Expression]:
    kinds = st.sets(
        st.sampled_from(("hours", "classroom_hours", "clinical_hours")), min_size=1, max_size=2
    )
    asked = kinds.flatmap(
        lambda names: st.tuples(*(st.tuples(st.just(name), minimums()) for name in sorted(names)))
    )
    return st.builds(ask.TrainingHours, topic=st.sampled_from(TOPICS), minimums=asked)


def _performances() -> SearchStrategy[Expression]:
    return st.builds(ask.Performances, each=st.integers(1, 4), acts=some(*ACTS, least=1))


def _of_a_person() -> SearchStrategy[Expression]:
    return st.one_of(
        st.just(ask.Education(frozenset({"high_school", "ged", "associate", "bachelor"}))),
        st.just(ask.Adult()),
        st.builds(ask.Document, name=st.sampled_from(DOCUMENTS), at_facility=st.booleans()),
    )


def whens() -> SearchStrategy[When]:
    """What work an entry speaks of: mostly all of a medical assistant's."""
    return st.builds(
        When,
        tasks=mostly(None, *(frozenset({task}) for task in TASKS), frozenset(TASKS[:2])),
        settings=mostly(None, frozenset({"clinic"})),
        delegators=mostly(None, frozenset({"physician"})),
        unless_only=mostly(None, frozenset({"vaccine"})),
    )


def entries() -> SearchStrategy[Entry]:
    """One version: of the work or of the person, or a repeal, on any day of the horizon."""
    needs = st.one_of(expressions(), expressions(), expressions(1), work_expressions())
    return st.builds(
        _entry,
        whens(),
        st.just(date.min) | days(),
        needs,
        mostly(False, True),
        mostly("require", "advise"),
        mostly("high", "medium", "low"),
        mostly(True, False),
    )


def _entry(
    when: When,
    in_force: date,
    needs: Expression,
    lifted: bool,
    effect: str,
    confidence: str,
    asks: bool,
) -> Entry:
    says_only = effect == "advise" and not asks
    return Entry(
        id="",
        says=f"Satisfy the act of {in_force}",
        when=when,
        in_force=in_force,
        needs=None if lifted or says_only else needs,
        lifted=lifted,
        effect=effect,
        citation=f"Act of {in_force}",
        source="https://example.org/law",
        checked_on=HORIZON_FIRST,
        confidence=confidence,
    )


def rulebooks() -> SearchStrategy[RuleBook]:
    """The real catalogue and words with random law for `STATES`, and sometimes a federal rule."""
    versions = st.lists(entries(), min_size=1, max_size=3, unique_by=lambda one: one.in_force)
    laws = st.lists(versions, min_size=1, max_size=4)
    return st.builds(rulebook, st.tuples(laws, laws), st.lists(versions, max_size=1))


Law = list[list[Entry]]


@dataclass(frozen=True, repr=False)
class RandomRuleBook(RuleBook):
    """A rulebook that shows its law when a test fails, and not the whole catalogue."""

    def _repr_pretty_(self, printer: Any, cycle: bool) -> None:
        printer.pretty([*(rule for state in self.states.values() for rule in state.rules)])
        printer.pretty(self.federal)


def rulebook(states: tuple[Law, ...], federal: Law) -> RuleBook:
    """The real rulebook, with these versions of rules in place of all its law."""
    real = load_rulebook()
    recorded = {
        code: StateRules(code, code, "Board", "delegation only", "", (), _rules(code.lower(), law))
        for code, law in zip(STATES, states, strict=False)
    }
    said = repr((states, federal)).encode()
    return RandomRuleBook(
        catalogue=real.catalogue,
        vocabulary=real.vocabulary,
        holidays=real.holidays,
        states=recorded,
        federal=_rules("us", federal),
        fingerprint=hashlib.sha256(said).hexdigest(),
    )


def _rules(prefix: str, law: Law) -> tuple[Rule, ...]:
    """The rules with their ids, and their versions in order."""
    return tuple(
        Rule(id, tuple(replace(entry, id=id) for entry in sorted(versions, key=_in_force)))
        for id, versions in ((f"{prefix}-rule-{n}", one) for n, one in enumerate(law, start=1))
    )


def _in_force(entry: Entry) -> date:
    return entry.in_force
