"""A register of a state: made up, and held against people on file."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from itertools import islice
from pathlib import Path

from agency import clock
from agency.audit.actors import Actor
from agency.bench.pieces import Done, database, done
from agency.bench.sizes import SEED
from agency.bench.usage import Meter
from agency.candidates.keys import keys_of
from agency.candidates.models import Candidate
from agency.credentials.models import Credential
from agency.exchange.bulk import insert_for_ids, insert_rows
from agency.extensions import begin_write, db
from agency.sampling.register import Card, cards, write_register
from agency.schema_version import upgrade_database
from agency.verification.registers.actions import load_file

BY = Actor("command", "agency bench")
SOME = 5_000
# Any day before today: the file's.
DAY = date(2026, 11, 2)


def make_register(people: int, rows: int, file: str) -> Done:
    """Write a register of so many rows, in which the people stand."""
    meter = Meter()
    written = write_register(Path(file), cards(people, SEED), rows, SEED)
    meter.lap("generate")
    return done(meter, {"rows": written})


def fill_register(people: int, url: str, home: str) -> Done:
    """Bring the people into a database that is empty."""
    with database(url, home):
        upgrade_database()
        meter = Meter()
        held = cards(people, SEED)
        while some := list(islice(held, SOME)):
            begin_write()
            _insert(some)
            db.session.commit()
        meter.lap("fill")
    return done(meter, {"people": people})


def _insert(some: list[Card]) -> None:
    at = clock.now()
    people = [_person(card) | {"changed_at": at} for card in some]
    # They are numbered in the order in which they are written.
    ids = sorted(insert_for_ids(Candidate, people))
    held = [
        {
            "candidate_id": id,
            "code": card.code,
            "number": card.number,
            "number_folded": card.number,
            "issued_on": card.issued_on,
            "expires_on": card.expires_on,
            "evidence": "reviewed",
            "status": "active",
            "changed_at": at,
        }
        for id, card in zip(ids, some, strict=True)
    ]
    insert_rows(Credential, held)


def _person(card: Card) -> dict[str, object]:
    said = {
        "first_name": card.first_name,
        "last_name": card.last_name,
        "email": "",
        "phone": "",
    }
    lists = ("willing_states", "skills", "specialties", "shifts", "roles")
    return {
        "ref": card.ref,
        **said,
        **dict.fromkeys(lists, ()),
        **keys_of(said),
        "status": "active",
    }


def load_register(file: str, url: str, home: str, day: int) -> Done:
    """Hold the file against the people, as of so many days after the first; what came of it."""
    with database(url, home):
        meter = Meter()
        report = load_file("washington", Path(file), BY, date.fromordinal(DAY.toordinal() + day))
        meter.lap("load")
    return done(meter, report.counts.as_json())


PIECES: dict[str, Callable[..., Done]] = {
    "make register": make_register,
    "fill register": fill_register,
    "load register": load_register,
}
