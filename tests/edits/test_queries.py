"""No edit is lost, in whatever order transactions commit, and none is told twice."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from random import Random

import pytest
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import Connection, Engine, create_engine, insert, select, text, update

from agency.clock import Stopwatch
from agency.edits.actions import record, record_all
from agency.edits.models import Edit
from agency.edits.queries import MOST_HOLES, SETTLED_SECONDS, unseen, visible
from agency.edits.ranges import Ranges
from agency.extensions import begin_snapshot
from agency.jobs.database_clock import in_seconds, now

NOTHING: dict[str, set[int]] = {"candidate": set(), "assignment": set(), "facility": set()}

# Only PostgreSQL has two who write at the same time.
with_two_writers = pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)


@pytest.fixture
def others(migrated_postgresql_url: str) -> Iterator[Engine]:
    """Where others connect who begin earlier and commit later."""
    engine = create_engine(migrated_postgresql_url)
    yield engine
    engine.dispose()


@pytest.fixture
def early(others: Engine) -> Iterator[Connection]:
    with others.connect() as connection:
        yield connection


def write(connection: Connection, candidates: Iterable[int]) -> None:
    """Write edits in a transaction that stays open."""
    for id in candidates:
        row = {"subject": "candidate", "subject_id": id, "edited_at": now()}
        connection.execute(insert(Edit).values(row))


def recorded(database: SQLAlchemy, *candidates: int) -> int:
    """Record edits and commit them; the id of the last."""
    record("candidate", candidates)
    database.session.commit()
    return database.session.scalars(select(Edit.id).order_by(Edit.id.desc()).limit(1)).one()


def age(database: SQLAlchemy, until: int) -> None:
    """Have the edits up to an id been written two days ago."""
    long_ago = {"edited_at": in_seconds(-2 * SETTLED_SECONDS)}
    database.session.execute(update(Edit).where(Edit.id <= until).values(long_ago))
    database.session.commit()


@pytest.mark.usefixtures("database")
def test_without_edits_there_is_nothing_to_see() -> None:
    assert visible() == []
    assert (unseen([]).edited, unseen([]).seen) == (NOTHING, [])


def test_edits_are_told_once_by_subject(database: SQLAlchemy) -> None:
    record_all({"candidate": [1, 2], "facility": [1]})
    before = visible()
    record_all({"candidate": [2, 5], "assignment": [2]})
    record("candidate", [5])
    news = unseen(before)
    assert news.edited == {"candidate": {2, 5}, "assignment": {2}, "facility": set()}
    [[first, last]] = news.seen
    assert (news.seen, last - first) == (visible(), 6)
    assert unseen(news.seen).edited == NOTHING
    assert unseen([]).edited == {"candidate": {1, 2, 5}, "assignment": {2}, "facility": {1}}


@with_two_writers
def test_an_edit_that_is_committed_after_a_later_one_is_not_lost(
    database: SQLAlchemy, early: Connection
) -> None:
    write(early, [101, 102])
    recorded(database, 201)
    between = visible()
    early.commit()
    recorded(database, 301)
    news = unseen(between)
    assert news.edited["candidate"] == {101, 102, 301}
    assert unseen(news.seen).edited == NOTHING
    assert news.seen == visible()
    assert len(news.seen) == 1


@with_two_writers
def test_the_first_edit_of_all_may_come_late(database: SQLAlchemy, early: Connection) -> None:
    database.session.execute(text("ALTER SEQUENCE edits_id_seq RESTART"))
    database.session.commit()
    write(early, [101])
    recorded(database, 201)
    assert visible() == [[2, 2]]
    early.commit()
    assert unseen([[2, 2]]).edited["candidate"] == {101}
    assert unseen([[2, 2]]).seen == [[1, 2]]


@with_two_writers
def test_what_is_committed_after_a_snapshot_is_left_to_the_next(
    database: SQLAlchemy, early: Connection
) -> None:
    recorded(database, 1)
    begin_snapshot()
    inside = visible()
    write(early, [101])
    early.commit()
    assert visible() == inside
    assert unseen(inside).edited == NOTHING
    database.session.rollback()
    assert unseen(inside).edited["candidate"] == {101}


@with_two_writers
@pytest.mark.parametrize("holes", [1, MOST_HOLES + 19])
def test_holes_of_rolled_back_transactions_do_no_harm(
    database: SQLAlchemy, early: Connection, holes: int
) -> None:
    recorded(database, 0)
    for number in range(1, holes + 1):
        write(early, [900, 901])
        early.rollback()
        recorded(database, number)
    seen = visible()
    assert len(seen) == holes + 1
    assert unseen(seen).edited == NOTHING
    recorded(database, 77)
    news = unseen(seen)
    assert (news.edited["candidate"], news.seen) == ({77}, visible())


@with_two_writers
def test_what_is_in_the_last_of_many_holes_is_found(
    database: SQLAlchemy, early: Connection, others: Engine
) -> None:
    for number in range(MOST_HOLES + 5):
        write(early, [900])
        early.rollback()
        recorded(database, number)
    with others.connect() as late:
        write(late, [555])
        recorded(database, 666)
        seen = visible()
        late.commit()
    assert unseen(seen).edited["candidate"] == {555}


@with_two_writers
def test_a_hole_is_closed_when_nobody_can_fill_it_any_more(
    database: SQLAlchemy, early: Connection
) -> None:
    recorded(database, 1)
    write(early, [900])
    early.rollback()
    old = recorded(database, 2)
    write(early, [900])
    early.rollback()
    new = recorded(database, 3)
    before = visible()
    assert len(before) == 3
    age(database, old)
    assert visible() == unseen(before).seen == [[1, old], [new, new]]


@with_two_writers
def test_a_late_edit_is_told_even_if_its_hole_is_closed_at_the_same_time(
    database: SQLAlchemy, early: Connection
) -> None:
    write(early, [101])
    last = recorded(database, 1)
    before = visible()
    early.commit()
    age(database, last)
    news = unseen(before)
    assert (news.edited["candidate"], news.seen) == ({101}, [[1, last]])


def test_a_great_many_edits_are_seen_quickly(database: SQLAlchemy) -> None:
    many = 100_000
    last = recorded(database, *range(many))
    watch = Stopwatch()
    assert visible() == [[last - many + 1, last]]
    watch.lap("seeing")
    assert len(unseen([[last - many + 1, last - many + 1]]).edited["candidate"]) == many - 1
    watch.lap("telling")
    age(database, last)
    watch.lap("ageing")
    assert visible() == [[1, last]]
    watch.lap("seeing the old")
    assert watch.seconds["seeing"] < 2
    assert watch.seconds["telling"] < 4
    assert watch.seconds["seeing the old"] < 0.5


@dataclass
class Crowd:
    """Many who write at once and end in any order; what became of their edits."""

    others: Engine
    chance: Random
    at_work: list[tuple[Connection, list[int]]] = field(default_factory=list)
    committed: list[int] = field(default_factory=list)
    written: int = 0

    def act(self) -> None:
        """One begins, goes on or ends."""
        if len(self.at_work) <= self.chance.randrange(6):
            self.at_work.append((self.others.connect(), []))
        elif self.chance.random() < 0.5:
            connection, own = self.chance.choice(self.at_work)
            write(connection, [self.written])
            own.append(self.written)
            self.written += 1
        else:
            self.end(self.chance.randrange(len(self.at_work)), well=self.chance.random() < 0.7)

    def end(self, who: int, *, well: bool) -> None:
        connection, own = self.at_work.pop(who)
        with connection:
            if well:
                connection.commit()
                self.committed += own


@with_two_writers
@pytest.mark.parametrize("seed", range(5))
def test_whoever_asks_again_and_again_is_told_of_each_edit_once(
    database: SQLAlchemy, others: Engine, seed: int
) -> None:
    crowd = Crowd(others, Random(seed))
    seen: Ranges = []
    told: list[int] = []

    def ask() -> None:
        nonlocal seen
        begin_snapshot()
        news = unseen(seen)
        assert news.seen == visible()
        seen = news.seen
        told.extend(news.edited["candidate"])

    for step in range(200):
        crowd.act()
        if step % 4 == 0:
            ask()
    while crowd.at_work:
        crowd.end(-1, well=True)
    ask()
    database.session.rollback()
    assert sorted(told) == sorted(crowd.committed)
    assert 20 < len(told) < crowd.written
