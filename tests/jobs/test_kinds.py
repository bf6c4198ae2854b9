"""What can be done goes by names; what must be done again and again is asked of schedules."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from agency.jobs import kinds
from agency.jobs.kinds import Kind, Wanted
from tests.jobs.ledger import nothing

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)


def test_a_kind_is_found_by_its_name() -> None:
    one, other = Kind("one", lambda _: nothing), Kind("other", lambda _: nothing, alone=True)
    kinds.register(one, other)
    assert kinds.kind_named("one") is one
    assert kinds.kind_named("other") is other
    assert "other" in kinds.kinds_alone()
    assert "one" not in kinds.kinds_alone()


def test_a_name_nobody_knows_is_said() -> None:
    with pytest.raises(kinds.UnknownKind, match="knows no kind of job 'nonsense'"):
        kinds.kind_named("nonsense")


def test_there_is_always_a_canary() -> None:
    store = kinds.kind_named("canary").work({})
    store()


def test_every_schedule_is_asked_what_it_wants_by_then() -> None:
    kinds.register_schedule("a", lambda now: [Wanted("canary", now.isoformat(), {})])
    kinds.register_schedule("b", lambda _: [])
    kinds.register_schedule("c", lambda _: [Wanted("canary", "c", {})])
    assert [job.unique_key for job in kinds.wanted(NOON)] == [NOON.isoformat(), "c"]
