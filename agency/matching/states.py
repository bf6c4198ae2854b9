"""The facts at any run of a chain: those of its full run, with what the deltas have changed."""

from __future__ import annotations

import hashlib
import json
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property, reduce
from itertools import takewhile
from threading import Lock

from sqlalchemy import select

from agency.bulk_lookup import among
from agency.extensions import db
from agency.matching.keeping import keep, kept, snapshot_of
from agency.matching.models import MatchRun, StoredSnapshot
from agency.matching.packing import packed, unpacked
from agency.matching.pool import Pool
from agency.matching.snapshot import Opening, Snapshot
from agency.matching.splicing import spliced

# So many deltas apart all facts are stored again, so that a process that comes late need not follow
# a whole day of changes.
WHOLE_EVERY = 100
LENGTH = 4  # bytes that say how long the list of closed assignments is
# A state is as large as a pool; the next delta most often follows the one before.
MOST_AT_HAND = 2


@dataclass(frozen=True)
class State:
    """Everybody, and every open assignment by reference."""

    pool: Pool
    openings: Mapping[str, Opening]


@dataclass(frozen=True)
class Changed:
    """Facts that replace those before: of people and of open assignments; and what has closed."""

    people: Pool
    openings: tuple[Opening, ...]
    closed: frozenset[str]

    def __bool__(self) -> bool:
        return bool(len(self.people) or self.openings or self.closed)

    @cached_property
    def data(self) -> bytes:
        """The same as bytes; equal changes are equal bytes."""
        closed = json.dumps(sorted(self.closed)).encode()
        facts = packed(Snapshot(self.people, self.openings))
        return len(closed).to_bytes(LENGTH) + closed + facts

    @classmethod
    def from_data(cls, data: bytes) -> Changed:
        """What ``data`` was made of."""
        end = LENGTH + int.from_bytes(data[:LENGTH])
        facts = unpacked(data[end:])
        return cls(facts.pool, facts.openings, frozenset(json.loads(data[LENGTH:end])))

    def then(self, later: Changed) -> Changed:
        """Both changes as one: of each person and assignment the later counts."""
        openings = {one.assignment.ref: one for one in (*self.openings, *later.openings)}
        closed = (self.closed - openings.keys()) | later.closed
        still_open = (one for ref, one in sorted(openings.items()) if ref not in closed)
        people = spliced(self.people, (), later.people)
        return Changed(people, tuple(still_open), frozenset(closed))

    def following(self, snapshot: str) -> str:
        """The fingerprint of the facts ``snapshot`` after these changes."""
        facts = Snapshot(self.people, self.openings).fingerprint
        said = json.dumps([snapshot, facts, sorted(self.closed)])
        return hashlib.sha256(said.encode()).hexdigest()


_at_hand: OrderedDict[str, State] = OrderedDict()
# Deltas are worked in by one thread while another counts for somebody who types.
_tidying = Lock()


def state_of(run: MatchRun) -> State:
    """The facts that a run rests on, in the caller's transaction."""
    pending: list[str] = []
    for fingerprint, whole in _chain_back(run):
        state = _at_hand.get(fingerprint)
        if state or whole:
            break
        pending.append(fingerprint)
    state = state or _whole(fingerprint, whole or fingerprint)
    if pending:
        changes = (Changed.from_data(kept(fingerprint)) for fingerprint in reversed(pending))
        state = applied(state, reduce(Changed.then, changes))
    return remember(run.snapshot, state)


def remember(fingerprint: str, state: State) -> State:
    """Keep a state at hand for the next delta."""
    with _tidying:
        _at_hand[fingerprint] = state
        _at_hand.move_to_end(fingerprint)
        while len(_at_hand) > MOST_AT_HAND:
            _at_hand.popitem(last=False)
    return state


def applied(state: State, changed: Changed) -> State:
    """The facts after a change."""
    openings = {**state.openings, **{one.assignment.ref: one for one in changed.openings}}
    still_open = {ref: one for ref, one in sorted(openings.items()) if ref not in changed.closed}
    return State(spliced(state.pool, (), changed.people), still_open)


def steps_to_whole(run: MatchRun) -> int:
    """How many deltas, up to ``run``, lie behind it since all facts were stored."""
    return len(list(takewhile(lambda link: not link[1], _chain_back(run))))


def _chain_back(run: MatchRun) -> list[tuple[str, str | None]]:
    """The fingerprints from a run back to its full run, and where all facts are stored, if so."""
    if run.full:
        return [(run.snapshot, run.snapshot)]
    base = run.base_id
    rows = db.session.execute(
        select(MatchRun.snapshot, MatchRun.parent_id)
        .where((MatchRun.id == base) | (MatchRun.base_id == base), MatchRun.id <= run.id)
        .order_by(MatchRun.id.desc())
    )
    places = {
        snapshot: snapshot if parent is None else whole_key(snapshot) for snapshot, parent in rows
    }
    stored = StoredSnapshot.fingerprint
    there = set(db.session.scalars(select(stored).where(among(stored, [*places.values()]))))
    return [(one, place if place in there else None) for one, place in places.items()]


def whole_key(fingerprint: str) -> str:
    """The key under which all facts of a delta are stored, beside what it changed."""
    return hashlib.sha256(f"whole:{fingerprint}".encode()).hexdigest()


def keep_whole(fingerprint: str, state: State) -> None:
    """Store all facts of a delta, in the caller's transaction."""
    keep(whole_key(fingerprint), packed(Snapshot(state.pool, tuple(state.openings.values()))))


def _whole(fingerprint: str, place: str) -> State:
    """All facts, from where they are stored: of a full run under their own fingerprint."""
    snapshot = snapshot_of(place) if place == fingerprint else unpacked(kept(place))
    return State(snapshot.pool, {one.assignment.ref: one for one in snapshot.openings})


def keep_changed(fingerprint: str, changed: Changed) -> None:
    """Store changes under their fingerprint, in the caller's transaction."""
    keep(fingerprint, changed.data)
