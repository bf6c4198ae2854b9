"""People at work while things go wrong: they import, and remember what they were told is stored."""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from random import Random
from threading import Event, Thread
from time import monotonic, sleep

from flask import Flask
from sqlalchemy.exc import DBAPIError

from agency.exchange.actions import import_file
from agency.exchange.kinds import KINDS
from agency.exchange.writing import exported_rows
from tests.exchange.files import write_csv

Row = dict[str, str]

KEYS = {
    "candidates": ("ref",),
    "credentials": ("candidate_ref", "code", "number", "issued_on"),
    "assignments": ("ref",),
}
PATIENCE = 60.0  # seconds, in which a write that was refused is tried again
AGAIN = 0.1  # seconds between two tries
# By so much an assignment that is over is asked for again.
QUARTER = timedelta(days=91)


@dataclass
class Written:
    """The rows that must be in the database: of each the last that was acknowledged."""

    rows: dict[str, dict[tuple[str, ...], Row]] = field(default_factory=lambda: defaultdict(dict))
    acknowledged: Counter[str] = field(default_factory=Counter)
    refused: list[str] = field(default_factory=list)

    def note(self, kind: str, row: Row) -> None:
        self.rows[kind][_key(kind, row)] = row
        self.acknowledged[kind] += 1

    def lost(self) -> Iterator[str]:
        """What is not stored as it was acknowledged; call it in the application's context."""
        for kind, rows in self.rows.items():
            stored = {_key(kind, row): _hash(row) for row in read_rows(kind)}
            for key, row in rows.items():
                if stored.get(key) != _hash(row):
                    yield f"{kind} {key} is not stored as it was acknowledged"


def read_rows(kind: str) -> Iterator[Row]:
    """All rows of a kind as an import would have them; call it in the application's context."""
    columns = KINDS[kind].columns
    for cells in exported_rows(KINDS[kind]):
        yield dict(zip(columns, cells, strict=True))


def _key(kind: str, row: Row) -> tuple[str, ...]:
    return tuple(row[name] for name in KEYS[kind])


def _hash(row: Row) -> str:
    return hashlib.sha256(repr(sorted(row.items())).encode()).hexdigest()


class Desk:
    """Where one person writes, through imports, over the database of ``app``."""

    def __init__(self, app: Flask, folder: Path, written: Written, name: str) -> None:
        self._app, self._file, self._written = app, folder / f"{name}.csv", written

    def write(self, kind: str, *rows: Row) -> None:
        """Import rows, again and again until that is acknowledged; fails after long."""
        write_csv(self._file, kind, *rows)
        deadline = monotonic() + PATIENCE
        while not self._imported(kind, rows):
            if monotonic() > deadline:
                raise AssertionError(f"not written: {self._written.refused[-1]}")
            sleep(AGAIN)

    def _imported(self, kind: str, rows: Sequence[Row]) -> bool:
        try:
            with self._app.app_context():
                report = import_file(kind, self._file)
        except DBAPIError as error:
            self._written.refused.append(str(error.orig))
            return False
        assert not report.refused, report.refused_rows
        for row in rows:
            self._written.note(kind, row)
        return True


def busy_with_phones(desk: Desk, people: list[Row], chance: Random, stopping: Event) -> None:
    """Change what no rule looks at of one after the other, so that a night is not disturbed."""
    while not stopping.wait(chance.uniform(0.02, 0.2)):
        number = chance.randrange(len(people))
        people[number] = {**people[number], "phone": f"+1202555{chance.randrange(10_000):04}"}
        desk.write("candidates", people[number])


@contextmanager
def writing(
    app: Flask, folder: Path, written: Written, chance: Random, writers: int = 2
) -> Iterator[None]:
    """Have some people write until the end of the block; fails if one of them could not."""
    with app.app_context():
        people = list(read_rows("candidates"))
    stopping = Event()
    failures: list[BaseException] = []

    def work(number: int, own: Random) -> None:
        try:
            desk = Desk(app, folder, written, f"desk-{number}")
            busy_with_phones(desk, people[number::writers], own, stopping)
        except BaseException as error:
            failures.append(error)

    threads = [
        Thread(target=work, args=(number, Random(chance.random()))) for number in range(writers)
    ]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        stopping.set()
        for thread in threads:
            thread.join()
    if failures:
        raise failures[0]


def change_facts(app: Flask, folder: Path, written: Written, chance: Random, day: date) -> None:
    """A day's work between two nights: what rules look at changes, of a few of each kind."""
    desk = Desk(app, folder, written, "day")
    for kind, change in CHANGES.items():
        with app.app_context():
            rows = list(read_rows(kind))
        chosen = chance.sample(rows, k=min(3, len(rows)))
        desk.write(kind, *(change(row, chance, day) for row in chosen))
    ask_again(app, desk, day)


def ask_again(app: Flask, desk: Desk, day: date) -> None:
    """Facilities want again what is over, so that there is work however many nights go by."""
    with app.app_context():
        over = [row for row in read_rows("assignments") if row["ends_on"] < day.isoformat()]
    if over:
        desk.write("assignments", *map(_a_quarter_later, over))


def _a_quarter_later(row: Row) -> Row:
    moved = {
        name: (date.fromisoformat(row[name]) + QUARTER).isoformat()
        for name in ("starts_on", "ends_on")
    }
    return {**row, **moved}


def _person(row: Row, chance: Random, day: date) -> Row:
    free = day + timedelta(days=chance.randrange(60))
    return {
        **row,
        "available_from": chance.choice(("", free.isoformat())),
        "min_pay_rate": f"{chance.randrange(1800, 3500) / 100:.2f}",
    }


def _credential(row: Row, chance: Random, day: date) -> Row:
    evidence = chance.choice(("claimed", "documented", "reviewed", "primary_source"))
    first = max(day, date.fromisoformat(row["issued_on"] or str(day)))
    expires = first + timedelta(days=chance.randrange(10, 800))
    return {**row, "evidence": evidence, "expires_on": expires.isoformat()}


def _assignment(row: Row, chance: Random, day: date) -> Row:
    return {**row, "pay_rate": f"{chance.randrange(2200, 4500) / 100:.2f}"}


CHANGES: dict[str, Callable[[Row, Random, date], Row]] = {
    "candidates": _person,
    "credentials": _credential,
    "assignments": _assignment,
}
