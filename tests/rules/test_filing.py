"""The renew-by plan: the last safe days to begin and to file, and the steps that lead there."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agency.rules.conditions import conditions
from agency.rules.facts import CECredit, Credential
from agency.rules.filing import EARN, ENDS, FILE, MEET, WORK, Filing, filing, first_work_after
from agency.rules.ledger import ce_balance
from agency.rules.planning import projected_end
from agency.rules.renewal import renew_by
from agency.rules.rulebook import load_rulebook
from tests.rules.ledgers import ENOUGH, earned, held

BOOK = load_rulebook()
CMA, BLS = held("CMA-AAMA", "2027-01-31"), held("BLS-AHA", "2027-02-28")
WORK_BEYOND = (date(2027, 1, 4), date(2027, 3, 31))
NOW = date(2026, 11, 24)


def told(
    one: Credential = CMA,
    credits: tuple[CECredit, ...] = (),
    work: tuple[tuple[date, date], ...] = (),
    day: date = NOW,
) -> Filing:
    found = filing(one, credits, work, conditions(one, [one], day, BOOK), day, BOOK)
    assert found is not None
    return found


def test_it_is_filed_so_that_no_day_is_lost() -> None:
    one = told(credits=ENOUGH)
    assert one.file_by == renew_by(BOOK.catalogue["CMA-AAMA"], date(2027, 1, 31), BOOK)
    assert (one.begin_by, one.earn_days, one.for_work) == (None, None, False)


def test_the_last_day_to_begin_is_as_many_days_earlier_as_the_units_take_at_her_pace() -> None:
    some = (
        earned("general", 30, "2026-01-10"),
        earned("clinical", 10, "2026-02-10"),
        earned("administrative", 10, "2026-03-10"),
    )
    one, ends = told(credits=some), projected_end(CMA, some, NOW, BOOK)
    assert ends is not None
    assert one.file_by is not None
    assert one.earn_days == (ends - NOW).days
    assert one.begin_by == one.file_by - timedelta(days=one.earn_days)


def test_without_a_pace_no_day_to_begin_is_guessed() -> None:
    one = told()
    assert (one.begin_by, one.earn_days) == (None, None)
    (earn,) = [step for step in one.steps if step.kind == EARN]
    assert earn.by == one.file_by
    assert "60 in all" in earn.says


def test_once_a_gap_is_certain_work_says_by_when() -> None:
    day = date(2027, 1, 20)
    later = (date(2027, 4, 5), date(2027, 6, 30))
    one = told(credits=ENOUGH, work=(later,), day=day)
    assert (one.for_work, one.work_on) == (True, date(2027, 4, 5))
    assert one.file_by is not None
    assert one.plan.renew_by < one.file_by < date(2027, 4, 5)


def test_late_and_without_work_ahead_the_last_safe_day_stays_the_day() -> None:
    one = told(credits=ENOUGH, day=date(2027, 1, 20))
    assert (one.file_by, one.for_work) == (one.plan.renew_by, False)
    (file,) = [step for step in one.steps if step.kind == FILE]
    assert file.late
    assert file.says.startswith("File the renewal now: filed today it leaves a gap of")


def test_after_its_grace_there_is_nothing_to_file() -> None:
    one = told(BLS, day=date(2028, 1, 1))
    assert one.file_by is None
    assert [step.kind for step in one.steps] == [ENDS]


def test_the_steps_end_with_the_work_it_is_needed_for() -> None:
    steps = told(work=(WORK_BEYOND,)).steps
    assert [step.kind for step in steps][-3:] == [FILE, ENDS, WORK]
    assert steps[-1].by == date(2027, 2, 1)


def test_what_is_missing_besides_is_a_step_of_its_own() -> None:
    ccma = held("CCMA-NHA", "2027-01-31")
    kinds = [step.kind for step in told(ccma).steps]
    missing = [one for one in conditions(ccma, [ccma], NOW, BOOK) if one.state == "missing"]
    assert kinds.count(MEET) == len(missing)


@pytest.mark.parametrize(
    ("work", "first"),
    [
        ((), None),
        (((date(2026, 1, 1), date(2027, 1, 31)),), None),
        ((WORK_BEYOND,), date(2027, 2, 1)),
        (((date(2027, 6, 1), date(2027, 7, 1)), WORK_BEYOND), date(2027, 2, 1)),
    ],
)
def test_work_beyond_the_end_begins_on_its_first_day_there(
    work: tuple[tuple[date, date], ...], first: date | None
) -> None:
    assert first_work_after(date(2027, 1, 31), work, NOW) == first


def test_what_does_not_expire_has_no_plan() -> None:
    forever = replace(held("HEPB-IMMUNE", "2027-01-31"), expires_on=None)
    assert filing(forever, (), (), (), NOW, BOOK) is None


@given(
    st.dates(date(2026, 6, 1), date(2029, 12, 31)),
    st.integers(-60, 400),
    st.sampled_from(sorted(BOOK.catalogue.types)),
)
def test_it_is_never_filed_later_than_is_safe_while_no_gap_is_certain(
    expires_on: date, before: int, code: str
) -> None:
    one, day = replace(held(code), expires_on=expires_on), expires_on - timedelta(days=before)
    found = filing(one, (), (), (), day, BOOK)
    kind = BOOK.catalogue[code]
    if kind.not_renewable:
        assert found is None
        return
    assert found is not None
    if day <= renew_by(kind, expires_on, BOOK):
        assert found.file_by == renew_by(kind, expires_on, BOOK)
        balance = ce_balance(one, (), BOOK)
        assert any(step.kind == EARN for step in found.steps) is bool(balance and balance.missing)
