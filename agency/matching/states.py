"""The facts at any run of a chain: those of its full run, with what the deltas have changed."""

from __future__ import annotations

import hashlib
import json
from collections import OrderedDict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property, reduce

from sqlalchemy import select

from agency.extensions import db
from agency.matching.keeping import keep, kept, snapshot_of
from agency.matching.models import MatchRun
from agency.matching.packing import packed, unpacked
from agency.matching.pool import Pool
from agency.matching.snapshot import Opening, Snapshot
from agency.matching.splicing import spliced

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


def state_of(run: MatchRun) -> State:
    """The facts that a run rests on, in the caller's transaction."""
    pending: list[str] = []
    for fingerprint, full in _chain_back(run):
        if fingerprint in _at_hand or full:
            break
        pending.append(fingerprint)
    state = _at_hand.get(fingerprint) or _whole(fingerprint)
    if pending:
        changes = (Changed.from_data(kept(fingerprint)) for fingerprint in reversed(pending))
        state = applied(state, reduce(Changed.then, changes))
    return remember(run.snapshot, state)


def remember(fingerprint: str, state: State) -> State:
    """Keep a state at hand for the next delta."""
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


def _chain_back(run: MatchRun) -> Iterable[tuple[str, bool]]:
    """The fingerprints from a run back to its full run, and which of them is full."""
    if run.full:
        return [(run.snapshot, True)]
    base = run.base_id
    rows = db.session.execute(
        select(MatchRun.snapshot, MatchRun.parent_id)
        .where((MatchRun.id == base) | (MatchRun.base_id == base), MatchRun.id <= run.id)
        .order_by(MatchRun.id.desc())
    )
    return [(row.snapshot, row.parent_id is None) for row in rows]


def _whole(fingerprint: str) -> State:
    snapshot = snapshot_of(fingerprint)
    return State(snapshot.pool, {one.assignment.ref: one for one in snapshot.openings})


def keep_changed(fingerprint: str, changed: Changed) -> None:
    """Store changes under their fingerprint, in the caller's transaction."""
    keep(fingerprint, changed.data)
