"""Each date has one night, whatever the zone, the hour and the switches of daylight saving."""

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest

from agency.matching.nights import DAY, due, last_night

FIRST, LAST = date(2026, 1, 1), date(2036, 12, 31)
ZONES = (
    *("America/New_York", "America/Chicago", "America/Denver", "America/Phoenix"),
    *("America/Los_Angeles", "America/Anchorage", "Pacific/Honolulu", "America/Puerto_Rico"),
    # Half hours; far ahead; switches at midnight, so that some days do not begin at 00:00.
    *("America/St_Johns", "Asia/Kolkata", "Asia/Tokyo", "Pacific/Auckland", "Pacific/Kiritimati"),
    *("America/Havana", "Africa/Cairo", "Asia/Beirut", "Australia/Lord_Howe", "UTC"),
)
TICK = timedelta(minutes=10)
MOMENT = timedelta(microseconds=1)
HOURS = [*((hour, 0) for hour in range(24)), (4, 30), (23, 59)]


def days(first: date, last: date) -> Iterator[date]:
    return (first + DAY * number for number in range((last - first).days + 1))


def offset(day: date, zone: str) -> timedelta | None:
    return datetime.combine(day, time(12), ZoneInfo(zone)).utcoffset()


def switches(zone: str) -> list[date]:
    """The days on which clocks are set, found without what is tested."""
    return [day for day in days(FIRST, LAST) if offset(day, zone) != offset(day - DAY, zone)]


def ticks(first: datetime, last: datetime) -> Iterator[datetime]:
    """The moments of a beat, not quite on the minute."""
    moment = first + timedelta(seconds=7)
    while moment < last:
        yield moment
        moment += TICK


def nights_of(moments: Iterable[datetime], zone: str, at_utc: tuple[int, int]) -> list[date]:
    """What the ledger is given by ticks at these moments: a night that it does not hold yet."""
    ledger: list[date] = []
    for moment in moments:
        night = last_night(moment, zone, at_utc)
        if night not in ledger:
            ledger.append(night)
    return ledger


def midnight_utc(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)


@pytest.mark.parametrize("zone", ZONES)
def test_every_night_of_ten_years_is_due_within_its_own_day(zone: str) -> None:
    for number, day in enumerate(days(FIRST, LAST)):
        at_utc = HOURS[number % len(HOURS)]
        moment = due(day, zone, at_utc)
        assert moment.astimezone(ZoneInfo(zone)).date() == day
        assert last_night(moment, zone, at_utc) == day
        assert last_night(moment - MOMENT, zone, at_utc) == day - DAY


@pytest.mark.parametrize("zone", ZONES)
def test_around_every_switch_each_day_has_one_night_at_any_hour(zone: str) -> None:
    for switch in switches(zone):
        week = list(days(switch - 3 * DAY, switch + 3 * DAY))
        for at_utc in HOURS:
            moments = [due(day, zone, at_utc) for day in week]
            assert moments == sorted(set(moments))
            for day, moment in zip(week, moments, strict=True):
                assert last_night(moment, zone, at_utc) == day
                assert last_night(moment - MOMENT, zone, at_utc) == day - DAY
            # Between two such moments nothing changes, even as the date does.
            for day, (one, other) in zip(week, pairwise(moments), strict=False):
                middle = one + (other - one) / 2
                assert last_night(middle, zone, at_utc) == day


@pytest.mark.parametrize("zone", ZONES)
def test_ticks_make_one_night_for_each_date(zone: str) -> None:
    places = [*switches(zone)[:2], date(2027, 1, 1)]
    for day in places:
        for at_utc in ((0, 0), (3, 59), (4, 0), (5, 0), (7, 0), (12, 30), (23, 0)):
            week = ticks(midnight_utc(day - 3 * DAY), midnight_utc(day + 3 * DAY))
            made = nights_of(week, zone, at_utc)
            assert made == list(days(made[0], made[-1]))
            assert len(made) in (6, 7, 8)


@pytest.mark.parametrize("outage", [timedelta(hours=26), timedelta(days=5)])
@pytest.mark.parametrize("zone", ZONES)
def test_after_an_outage_the_last_night_is_made_up_for_once(zone: str, outage: timedelta) -> None:
    for day in [*switches(zone)[:2], date(2027, 1, 1)]:
        for number in range(8):
            began = midnight_utc(day - DAY) + number * timedelta(hours=3)
            back = began + outage
            before = nights_of(ticks(began - DAY, began), zone, (7, 0))
            whole = [*ticks(began - DAY, began), *ticks(back, back + 3 * TICK)]
            made = nights_of(whole, zone, (7, 0))
            latest = last_night(back, zone, (7, 0))
            if due(latest + DAY, zone, (7, 0)) > back + 3 * TICK:
                assert made == [*before, latest]
                assert latest > before[-1]


@pytest.mark.parametrize(
    ("day", "zone", "at_utc", "moment"),
    [
        # By default 02:00 in winter and 03:00 in summer.
        (date(2027, 1, 15), "America/New_York", (7, 0), "2027-01-15T07:00"),
        (date(2027, 7, 15), "America/New_York", (7, 0), "2027-07-15T07:00"),
        # The last hour of a local day is the next day's in UTC.
        (date(2027, 1, 15), "Pacific/Honolulu", (7, 0), "2027-01-16T07:00"),
        (date(2027, 1, 15), "Pacific/Auckland", (20, 0), "2027-01-14T20:00"),
        # 23 hours from 05:00 to 04:00: no 04:30 in it, so its night is due as it begins.
        (date(2027, 3, 13), "America/New_York", (4, 30), "2027-03-14T04:30"),
        (date(2027, 3, 14), "America/New_York", (4, 30), "2027-03-14T05:00"),
        (date(2027, 3, 15), "America/New_York", (4, 30), "2027-03-15T04:30"),
        # 25 hours from 04:00 to 05:00: two 04:30 in it, of which the first counts.
        (date(2027, 11, 7), "America/New_York", (4, 30), "2027-11-07T04:30"),
        (date(2027, 11, 8), "America/New_York", (4, 30), "2027-11-09T04:30"),
        # A day that begins at 01:00, because there is no midnight.
        (date(2027, 3, 14), "America/Havana", (4, 30), "2027-03-14T05:00"),
    ],
)
def test_the_moment_of_a_night(day: date, zone: str, at_utc: tuple[int, int], moment: str) -> None:
    assert due(day, zone, at_utc) == datetime.fromisoformat(moment).replace(tzinfo=UTC)
    assert due(day, zone, at_utc).tzinfo is UTC


def test_before_its_moment_a_night_is_not_due() -> None:
    early = datetime(2027, 1, 15, 6, 59, tzinfo=UTC)
    assert last_night(early, "America/New_York", (7, 0)) == date(2027, 1, 14)
    assert last_night(early + timedelta(minutes=1), "America/New_York", (7, 0)) == early.date()
