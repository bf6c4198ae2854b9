"""Records of the pathway tests: one person, and any person."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from agency.rules import expressions as ask
from agency.rules.facts import CandidateFacts, Credential, Evidence, Training
from agency.rules.pathways import catalogue as ways
from agency.rules.pathways.conditions import NO, UNKNOWN, YES
from agency.rules.pathways.record import Record, Worked
from agency.rules.pathways.routes import MaySit, may_sit
from agency.rules.rulebook import load_rulebook
from agency.rules.spans import Spans
from agency.rules.workdays import add_months

BOOK = load_rulebook()
TODAY = date(2026, 11, 24)
TYPES = [code for code, kind in BOOK.catalogue.types.items() if kind.category != "clearance"]
PROOFS = BOOK.vocabulary.proofs
BETTER = {NO: 0, UNKNOWN: 1, YES: 2}
GRADUATE = Training(
    "program",
    "medical_assisting",
    accreditor="CAAHEP",
    hours=Decimal(900),
    externship_hours=Decimal(160),
    in_person=True,
    completed_on=date(2026, 6, 14),
    evidence=Evidence.reviewed,
)
DIPLOMA = Training(
    "education", "high_school", completed_on=date(2020, 6, 1), evidence=Evidence.reviewed
)


def person(*trainings: Training, **known: Any) -> Record:
    return replace(Record(CandidateFacts("C-0001", adult=True, trainings=trainings)), **known)


def failed(code: str, *days: date | None, evidence: Evidence = Evidence.reviewed) -> list[Training]:
    return [Training("exam", f"{code}:failed", completed_on=day, evidence=evidence) for day in days]


def asked(record: Record, code: str, day: date = TODAY) -> MaySit:
    return may_sit(record, code, BOOK, day)


def days() -> SearchStrategy[date]:
    return st.dates(date(2020, 1, 1), date(2028, 12, 31))


def placements() -> SearchStrategy[Worked]:
    return st.builds(
        lambda first, length, hours: Worked(
            Spans.between(first, first + timedelta(days=length)), hours
        ),
        days(),
        st.sampled_from((10, 200, 400, 800)),
        st.sampled_from((None, Decimal(20), Decimal(36), Decimal(40))),
    )


def records() -> SearchStrategy[Record]:
    return st.builds(
        Record,
        facts=st.builds(
            CandidateFacts,
            ref=st.just("C-0001"),
            adult=st.sampled_from((True, None, False)),
            credentials=st.lists(credentials(), max_size=2).map(tuple),
            trainings=st.lists(achievements(), max_size=6).map(tuple),
        ),
        years_experience=st.sampled_from((None, Decimal(0), Decimal(1), Decimal(4))),
        worked=st.lists(placements(), max_size=3).map(tuple),
    )


def credentials() -> SearchStrategy[Credential]:
    return st.builds(
        lambda code, issued, years, evidence: Credential(
            code, f"{code}:1:{issued}", issued, add_months(issued, years * 12), evidence
        ),
        st.sampled_from(("CMA-AAMA", "CCMA-NHA", "BLS-AHA")),
        days(),
        st.integers(1, 5),
        st.sampled_from(list(Evidence)),
    )


def achievements() -> SearchStrategy[Training]:
    """Records of what was done: none of a failed exam, which may close a way."""
    proofs = sorted(
        leaf.proof
        for kind in BOOK.catalogue.types.values()
        for pathway in kind.pathways
        if pathway.needs is not None
        for leaf in ask.leaves(pathway.needs)
        if isinstance(leaf, ways.Asked | ways.Experience)
    )
    hours = st.sampled_from((Decimal(0), Decimal(160), Decimal(720)))
    return st.builds(
        Training,
        kind=st.sampled_from(("program", "training", "performances", "education", "exam")),
        topic=st.sampled_from((None, "medical_assisting", "phlebotomy", "high_school", "RMA-AMT")),
        accreditor=st.sampled_from((None, "CAAHEP", "US-ED", "MILITARY")),
        hours=hours,
        externship_hours=hours,
        in_person=st.booleans(),
        performances=st.sampled_from(((), (("venipuncture", 30), ("capillary_puncture", 10)))),
        completed_on=st.none() | days(),
        evidence=st.sampled_from(list(Evidence)),
    ) | st.builds(
        Training,
        kind=st.just("document"),
        topic=st.sampled_from(proofs),
        completed_on=st.none() | days(),
        evidence=st.sampled_from(list(Evidence)),
    )
