"""What each step does to the facts of a pair, and that it leaves everything else alone."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from itertools import permutations

import pytest

from agency.rules import expressions as ask
from agency.rules.facts import CandidateFacts, Credential, Evidence, Training
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
    applied,
)
from tests.rules.pairs import BLS, CMA, FIRST, LAST, SHE, TDAP, TODAY, WORK

CLAIMED, DOCUMENTED, REVIEWED = Evidence.claimed, Evidence.documented, Evidence.reviewed
UNKNOWN = Credential("RMA-AMT", "RMA")
HOURS = Training("training", topic="venipuncture", completed_on=FIRST, evidence=REVIEWED)
HERS = replace(SHE, credentials=(CMA, BLS, UNKNOWN), trainings=(HOURS,))


def after(*steps: Step) -> CandidateFacts:
    return applied(steps, HERS, WORK)[0]


def documented(credential: Credential, **said: object) -> DocumentCredential:
    shown = {"issued_on": None, "expires_on": None, "bound_to": None, "evidence": DOCUMENTED}
    return DocumentCredential(effective=TODAY, credential=credential, **{**shown, **said})  # type: ignore[arg-type]


# Of a person


def test_what_is_checked_is_known_as_well_as_asked_and_nothing_else_is() -> None:
    primary = Evidence.primary_source
    she = after(Verify(effective=TODAY, credential=BLS, evidence=primary))
    assert she == replace(HERS, credentials=(CMA, replace(BLS, evidence=primary), UNKNOWN))


def test_nothing_is_known_less_well_than_before() -> None:
    assert after(Verify(effective=TODAY, credential=CMA, evidence=CLAIMED)) == HERS
    assert after(documented(CMA)) == HERS


def test_a_proof_says_what_it_was_asked_for_and_leaves_the_rest() -> None:
    she = after(documented(UNKNOWN, expires_on=date.max, bound_to="Alder Clinic"))
    known = replace(UNKNOWN, expires_on=date.max, bound_to="Alder Clinic", evidence=DOCUMENTED)
    assert she == replace(HERS, credentials=(CMA, BLS, known))


def test_a_training_is_proved_with_its_day() -> None:
    other = replace(HOURS, completed_on=None, evidence=CLAIMED)
    she = replace(HERS, trainings=(HOURS, other))
    step = DocumentRecord(effective=TODAY, record=other, completed_on=TODAY, evidence=DOCUMENTED)
    proved = replace(other, completed_on=TODAY, evidence=DOCUMENTED)
    assert applied([step], she, WORK)[0] == replace(she, trainings=(HOURS, proved))


def test_a_document_and_a_training_are_added_to_what_is_there() -> None:
    for step in (
        PutOnFile(effective=TODAY, record=Training("document", topic="x")),
        Train(effective=TODAY, record=Training("education"), asked=ask.Adult()),
    ):
        assert after(step) == replace(HERS, trainings=(HOURS, step.record))


def test_an_adult_says_so() -> None:
    assert after(Attest(effective=TODAY)) == replace(HERS, adult=True)


def test_the_new_credential_stands_beside_the_old() -> None:
    assert after(Obtain(effective=TODAY, credential=TDAP)) == replace(
        HERS, credentials=(*HERS.credentials, TDAP)
    )


def renewal(held: Credential) -> Renew:
    new = replace(held, ref="new", issued_on=date(2028, 1, 1), expires_on=date(2032, 12, 31))
    return Renew(effective=TODAY, credential=held, successor=new)


def test_a_renewal_is_known_and_tied_as_the_old_one_is_by_then() -> None:
    steps = [
        renewal(UNKNOWN),
        Verify(effective=TODAY, credential=UNKNOWN, evidence=REVIEWED),
        documented(UNKNOWN, bound_to="Alder Clinic"),
    ]
    for order in permutations(steps):
        *_, old, new = after(*order).credentials
        for one in (old, new):
            assert (one.evidence, one.bound_to) == (REVIEWED, "Alder Clinic")
        assert (new.ref, new.expires_on) == ("new", date(2032, 12, 31))


# Of the work


def test_a_later_start_moves_the_end_as_far() -> None:
    _, work = applied([ShiftStart(effective=TODAY, days=3, starts_on=date(2027, 1, 7))], SHE, WORK)
    assert work == replace(WORK, starts_on=date(2027, 1, 7), ends_on=LAST + timedelta(days=3))


def test_work_that_has_begun_loses_the_days_that_are_past() -> None:
    begun = replace(WORK, starts_on=date(2026, 11, 2))
    step = ShiftStart(effective=TODAY, days=7, starts_on=TODAY + timedelta(days=7))
    _, work = applied([step], SHE, begun)
    assert (work.starts_on, work.ends_on) == (date(2026, 12, 1), LAST + timedelta(days=7))


def test_an_earlier_end_and_more_pay_change_nothing_else() -> None:
    assert applied([Shorten(effective=TODAY, days=2)], SHE, WORK) == (
        SHE,
        replace(WORK, ends_on=LAST - timedelta(days=2)),
    )
    pay = RaisePay(effective=TODAY, cents=2750, by_cents=250)
    assert applied([pay], SHE, WORK) == (SHE, replace(WORK, pay_cents=2750))


def test_no_steps_change_nothing() -> None:
    assert applied([], HERS, WORK) == (HERS, WORK)


# What is said of a step


def test_it_is_ready_when_it_takes_effect_if_anybody_knows_how_long_it_takes() -> None:
    step = Obtain(effective=TODAY, credential=TDAP)
    assert step.ready_on == TODAY
    assert replace(step, lead_known=False).ready_on is None


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (documented(CMA), documented(BLS)),
        (
            Obtain(effective=TODAY, credential=replace(CMA, bound_to="Alder Clinic")),
            Obtain(effective=TODAY, credential=CMA),
        ),
        (
            DocumentRecord(effective=TODAY, record=HOURS, completed_on=TODAY, evidence=DOCUMENTED),
            DocumentRecord(
                effective=TODAY,
                record=replace(HOURS, provider="Alder Clinic"),
                completed_on=TODAY,
                evidence=DOCUMENTED,
            ),
        ),
        (
            Train(effective=TODAY, record=HOURS, asked=ask.Adult()),
            Train(
                effective=TODAY,
                record=replace(HOURS, performances=(("venipuncture", 3),)),
                asked=ask.Adult(),
            ),
        ),
    ],
)
def test_steps_about_different_things_are_told_apart(one: Step, other: Step) -> None:
    assert one.about != other.about
