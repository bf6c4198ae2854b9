"""Steps and remedies as sentences, and by when each step must be taken."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from agency.rules import expressions as ask
from agency.rules.facts import Credential, Evidence, Training
from agency.rules.remedies import Remedy
from agency.rules.rulebook import load_rulebook
from agency.rules.spans import Window
from agency.rules.step_words import (
    WORDS,
    remedies_in_words,
    remedy_in_words,
    step_in_words,
    take_by,
)
from agency.rules.steps import (
    Attest,
    DocumentCredential,
    DocumentRecord,
    Obtain,
    PutOnFile,
    RaisePay,
    Renew,
    ShiftStart,
    Shorten,
    Step,
    Train,
    Verify,
)

BOOK = load_rulebook()
DAY = date(2026, 11, 24)
FIRST, LAST = date(2027, 1, 4), date(2027, 3, 31)
WINDOW = Window(FIRST.toordinal(), LAST.toordinal())
DOCUMENTED, REVIEWED = Evidence.documented, Evidence.reviewed


def card(code: str, expires_on: date | None = date(2027, 1, 31), **said: object) -> Credential:
    return Credential(code, f"{code}:1:", date(2025, 1, 6), expires_on, **said)  # type: ignore[arg-type]


def renewed(code: str, effective: date, ended: date, until: date = date(2032, 1, 31)) -> Renew:
    new = card(code, until)
    return Renew(effective=effective, credential=card(code, ended), successor=new)


def proof(code: str = "RMA-AMT", **said: object) -> DocumentCredential:
    blank = {"issued_on": None, "expires_on": None, "bound_to": None, "evidence": DOCUMENTED}
    return DocumentCredential(effective=DAY, credential=card(code), **{**blank, **said})  # type: ignore[arg-type]


def obtained(code: str, *others: str, **said: object) -> Obtain:
    return Obtain(effective=DAY, credential=card(code, **said), others=others)  # type: ignore[arg-type]


def proved(kind: str, topic: str | None = None) -> DocumentRecord:
    record = Training(kind, topic=topic)
    return DocumentRecord(effective=DAY, record=record, completed_on=DAY, evidence=DOCUMENTED)


def filed(topic: str, provider: str | None) -> PutOnFile:
    return PutOnFile(effective=DAY, record=Training("document", topic=topic, provider=provider))


def trained(asked: ask.Expression, **said: object) -> Train:
    return Train(effective=DAY, record=Training("training", **said), asked=asked)  # type: ignore[arg-type]


MINIMUMS = (("hours", Decimal(10)), ("clinical_hours", Decimal(4)))


def of(steps: tuple[Step, ...]) -> Remedy:
    """A remedy of these steps, all of them needed when the work begins."""
    return Remedy(steps, WINDOW, (WINDOW.first,) * len(steps))


SAID: list[tuple[Step, str]] = [
    (
        Verify(effective=DAY, credential=card("CMA-AAMA"), evidence=REVIEWED),
        "Get a specialist's review of CMA (AAMA) by 4 Jan 2027",
    ),
    (
        Verify(effective=DAY, credential=card("TDAP"), evidence=Evidence.primary_source),
        "Get confirmation by its issuer of Tdap by 4 Jan 2027",
    ),
    (proof(), "Put proof of RMA (AMT) on file by 4 Jan 2027"),
    (
        proof(expires_on=date.max),
        "Put proof of RMA (AMT) on file by 4 Jan 2027 (valid through 31 Mar 2027 or longer)",
    ),
    (
        proof("WA-MA-R", issued_on=FIRST, bound_to="Alder Clinic", expires_on=date.max),
        "Put proof of WA MA-Registered on file by 4 Jan 2027 (issued on 4 Jan 2027 or later;"
        " tied to Alder Clinic; valid through 31 Mar 2027 or longer)",
    ),
    (
        proved("training", "venipuncture"),
        "Put proof, with its date, of the training in venipuncture on file by 4 Jan 2027",
    ),
    (
        proved("program", "medical_assisting"),
        "Put proof, with its date, of the program in medical assisting on file by 4 Jan 2027",
    ),
    (
        proved("performances"),
        "Put proof, with its date, of the supervised performances on file by 4 Jan 2027",
    ),
    (
        proved("education", "ged"),
        "Put proof, with its date, of the school diploma on file by 4 Jan 2027",
    ),
    (
        proved("document", "task_training_certificate"),
        "Put proof, with its date, of the task training certificate on file by 4 Jan 2027",
    ),
    (
        filed("task_training_certificate", "Alder Clinic"),
        "Put the task training certificate on file at Alder Clinic by 4 Jan 2027",
    ),
    (filed("diploma", None), "Put the diploma on file by 4 Jan 2027"),
    (Attest(effective=DAY), "Ask whether she is an adult by 4 Jan 2027"),
    (
        renewed("CMA-AAMA", date(2026, 12, 24), date(2027, 1, 31)),
        "Renew CMA (AAMA) by 1 Jan 2027",  # 30 days before it ends
    ),
    (
        renewed("CMA-AAMA", date(2026, 12, 24), date(2026, 10, 31)),
        "Renew CMA (AAMA) by 5 Dec 2026",  # in grace: 30 days before the work begins
    ),
    (
        renewed("BLS-AHA", date(2026, 12, 23), date(2027, 1, 31)),
        "Renew BLS Provider (AHA) by 30 Dec 2026",  # 20 working days, two holidays between
    ),
    (
        renewed("TB-SCREEN", DAY, date(2027, 1, 31), until=date.max),
        "Renew Tuberculosis screen by 31 Jan 2027 (valid through 31 Mar 2027 or longer)",
    ),
    (
        obtained("NCMA-NCCT", "RMA-AMT", "CCMA-NHA"),
        "Obtain NCMA (NCCT), RMA (AMT) or CCMA (NHA) by 4 Jan 2027",
    ),
    (
        obtained("BLS-AHA"),
        "Obtain BLS Provider (AHA) by 3 Dec 2026",  # 20 working days before the work begins
    ),
    (
        obtained("WA-MA-R", bound_to="Alder Clinic"),
        "Obtain WA MA-Registered tied to Alder Clinic by 4 Jan 2027",
    ),
    (
        obtained("TB-SCREEN", expires_on=date.max),
        "Obtain Tuberculosis screen by 4 Jan 2027 (valid through 31 Mar 2027 or longer)",
    ),
    (obtained("MMR-IMMUNE", expires_on=None), "Obtain MMR immunity by 4 Jan 2027"),
    (
        trained(ask.Program(hours_min=Decimal(330))),
        "Complete a program of at least 330 hours by 4 Jan 2027",
    ),
    (
        trained(
            ask.TrainingHours("injection", MINIMUMS),
            topic="injection",
            hours=Decimal("2.50"),
            clinical_hours=Decimal(4),
        ),
        "Complete 2.5 hours and 4 clinical hours of training in injection by 4 Jan 2027",
    ),
    (
        trained(
            ask.Performances(10, frozenset({"venipuncture"})),
            performances=(("capillary_puncture", 3), ("venipuncture", 1)),
        ),
        "Complete supervised performances, 3 of finger or heel stick and 1 of drawing blood from"
        " a vein by 4 Jan 2027",
    ),
    (
        trained(ask.Education(frozenset({"high_school"}))),
        "Complete high school or an equivalent by 4 Jan 2027",
    ),
    (
        ShiftStart(effective=DAY, days=28, starts_on=date(2027, 2, 1)),
        "Work from 1 Feb 2027 to 31 Mar 2027 instead",
    ),
    (Shorten(effective=DAY, days=1), "End on 31 Mar 2027, 1 day earlier"),
    (RaisePay(effective=DAY, cents=2250, by_cents=51), "Pay $22.50 an hour, $0.51 more"),
]


@pytest.mark.parametrize(("step", "words"), SAID, ids=[words for _, words in SAID])
def test_a_step_is_one_phrase_with_its_deadline(step: Step, words: str) -> None:
    assert step_in_words(step, WINDOW, WINDOW.first, BOOK) == words


def test_every_kind_of_step_has_its_phrase() -> None:
    assert {type(step) for step, _ in SAID} == set(WORDS)


# Deadlines


def test_a_deadline_follows_the_work_where_it_is_moved() -> None:
    later = Window(FIRST.toordinal() + 28, LAST.toordinal() + 28)
    assert take_by(proof(), later.first, BOOK) == date(2027, 2, 1)
    assert take_by(obtained("BLS-AHA"), later.first, BOOK) == date(2027, 1, 3)


def test_changes_of_the_work_have_no_deadline() -> None:
    for step, _ in SAID[-3:]:
        assert take_by(step, WINDOW.first, BOOK) is None


def test_a_renewal_answered_on_the_last_day_is_filed_in_time_for_it() -> None:
    ended = date(2027, 1, 31)
    assert take_by(renewed("CMA-AAMA", ended, ended), WINDOW.first, BOOK) == date(2027, 1, 1)
    late = renewed("CMA-AAMA", date(2027, 2, 1), ended)
    assert take_by(late, WINDOW.first, BOOK) == date(2026, 12, 5)


# Remedies


SETS = (
    of((SAID[0][0],)),
    of((SAID[0][0], SAID[-3][0])),
    of((SAID[0][0], SAID[2][0], SAID[-1][0])),
)


def test_the_steps_of_a_remedy_are_one_sentence() -> None:
    assert [remedy_in_words(one, BOOK) for one in SETS] == [
        "Get a specialist's review of CMA (AAMA) by 4 Jan 2027",
        "Get a specialist's review of CMA (AAMA) by 4 Jan 2027 and work from 1 Feb 2027 to"
        " 31 Mar 2027 instead",
        "Get a specialist's review of CMA (AAMA) by 4 Jan 2027, put proof of RMA (AMT) on file"
        " by 4 Jan 2027 and pay $22.50 an hour, $0.51 more",
    ]


def test_inside_a_sentence_they_begin_small() -> None:
    assert remedies_in_words(SETS[:1], BOOK) == [
        "get a specialist's review of CMA (AAMA) by 4 Jan 2027"
    ]
    assert remedies_in_words((), BOOK) == []


def test_a_remedy_is_ready_when_all_of_it_is_and_costs_what_is_known() -> None:
    known = replace(SAID[0][0], effective=date(2026, 12, 24), cost=Decimal(40))
    unknown = replace(known, lead_known=False, cost=None)
    free = SAID[-1][0]
    assert of((known, free)).ready_on == date(2026, 12, 24)
    assert of((known, unknown)).ready_on is None
    assert of((known, unknown, known)).cost == 80
    assert of((free,)).cost is None
