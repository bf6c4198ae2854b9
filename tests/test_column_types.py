"""What goes into a column comes out as it was, on both databases, or does not go in."""

from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal

import pytest
from flask_sqlalchemy import SQLAlchemy
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Dialect, make_url, select, text
from sqlalchemy.exc import IntegrityError, StatementError

from agency.candidates.models import Candidate
from agency.column_types import FixedPoint, Money, UTCDateTime, Words
from tests.builders import make_candidate

DIALECTS: list[Dialect] = [
    make_url(url).get_dialect()() for url in ("sqlite://", "postgresql+psycopg://")
]
EASTERN = timezone(timedelta(hours=-5))
each_dialect = pytest.mark.parametrize("dialect", DIALECTS, ids=lambda dialect: dialect.name)


@pytest.mark.parametrize("dollars", ["0.00", "0.10", "0.30", "1234.56", "99999.99"])
def test_money_comes_back_to_the_cent(database: SQLAlchemy, dollars: str) -> None:
    make_candidate("C-0", min_pay_rate=Decimal("7.77"))
    make_candidate("C-1", min_pay_rate=Decimal(dollars))
    database.session.expire_all()
    pay = select(Candidate.min_pay_rate).where(Candidate.ref == "C-1")
    found = database.session.scalars(pay).one()
    assert str(found) == dollars


def test_money_is_compared_and_added_as_a_number(database: SQLAlchemy) -> None:
    for ref, dollars in (("C-1", "9.10"), ("C-2", "10.20"), ("C-3", "100.05")):
        make_candidate(ref, min_pay_rate=Decimal(dollars))
    above = Candidate.min_pay_rate > Decimal("9.99")
    found = database.session.scalars(
        select(Candidate.ref).where(above).order_by(Candidate.min_pay_rate)
    )
    assert found.all() == ["C-2", "C-3"]


@each_dialect
@given(cents=st.integers(-(10**15), 10**15))
def test_every_amount_of_cents_survives(dialect: Dialect, cents: int) -> None:
    money = Money()
    dollars = Decimal(cents) / 100
    bound = money.process_bind_param(dollars, dialect)
    assert bound == cents
    assert money.process_result_value(bound, dialect) == dollars


@pytest.mark.parametrize("amount", ["0.001", "1.005", "NaN", "Infinity", "-Infinity", "sNaN"])
def test_an_amount_that_cannot_be_kept_is_refused(amount: str) -> None:
    with pytest.raises(ValueError, match=r"decimal places|not a number"):
        Money().process_bind_param(Decimal(amount), DIALECTS[0])


def test_a_digit_beyond_the_precision_of_decimals_is_not_lost_in_silence() -> None:
    with pytest.raises(ArithmeticError):
        FixedPoint(2).process_bind_param(Decimal(f"1.{'0' * 45}1"), DIALECTS[0])


def test_a_refused_amount_leaves_no_row(database: SQLAlchemy) -> None:
    make_candidate("C-1")
    database.session.commit()
    with pytest.raises(StatementError, match="more than 2 decimal places"):
        make_candidate("C-2", min_pay_rate=Decimal("1.005"))
    database.session.rollback()
    assert database.session.scalars(select(Candidate.ref)).all() == ["C-1"]


@pytest.mark.parametrize("words", [(), ("ekg",), ("zebra", "ekg"), ("Nguyễn, née", "a b", "{x}")])
def test_words_keep_their_order(database: SQLAlchemy, words: tuple[str, ...]) -> None:
    make_candidate("C-0", skills=("other",))
    make_candidate("C-1", skills=words)
    database.session.expire_all()
    found = database.session.scalars(select(Candidate.skills).where(Candidate.ref == "C-1"))
    assert found.one() == words


@each_dialect
@pytest.mark.parametrize("words", [("a;b",), ("",), ("a", ""), ("a", ";")])
def test_words_that_one_database_could_not_give_back_are_refused_by_both(
    dialect: Dialect, words: tuple[str, ...]
) -> None:
    with pytest.raises(ValueError, match="blank word or a semicolon"):
        Words().process_bind_param(words, dialect)


@each_dialect
def test_no_words_are_an_empty_tuple(dialect: Dialect) -> None:
    words = Words()
    assert words.process_result_value(words.process_bind_param(None, dialect), dialect) == ()


def test_a_moment_comes_back_in_utc(database: SQLAlchemy) -> None:
    make_candidate("C-1", changed_at=datetime(2026, 11, 24, 1, 0, 0, 123456, tzinfo=EASTERN))
    database.session.expire_all()
    found = database.session.scalars(select(Candidate.changed_at)).one()
    assert found == datetime(2026, 11, 24, 6, 0, 0, 123456, tzinfo=UTC)
    assert found.tzinfo is UTC


def test_moments_are_compared_as_moments(database: SQLAlchemy) -> None:
    make_candidate("C-1", changed_at=datetime(2026, 11, 24, 3, tzinfo=EASTERN))
    make_candidate("C-2", changed_at=datetime(2026, 11, 24, 7, tzinfo=UTC))
    later = Candidate.changed_at > datetime(2026, 11, 24, 2, 30, tzinfo=EASTERN)
    assert database.session.scalars(select(Candidate.ref).where(later)).all() == ["C-1"]


def test_a_moment_without_a_time_zone_is_refused(database: SQLAlchemy) -> None:
    with pytest.raises(StatementError, match="has no time zone"):
        make_candidate("C-1", changed_at=datetime(2026, 11, 24, 6))  # noqa: DTZ001
    database.session.rollback()
    assert database.session.scalars(select(Candidate.ref)).all() == []


def test_a_moment_may_be_blank() -> None:
    assert UTCDateTime().process_bind_param(None, DIALECTS[0]) is None
    assert UTCDateTime().process_result_value(None, DIALECTS[0]) is None


@pytest.mark.parametrize("day", ["infinity", "-infinity"])
def test_a_day_that_no_calendar_has_is_refused(database: SQLAlchemy, day: str) -> None:
    make_candidate("C-1")
    with pytest.raises(IntegrityError, match="ck_candidates_calendar"):
        database.session.execute(text(f"UPDATE candidates SET available_from = '{day}'"))
    database.session.rollback()
