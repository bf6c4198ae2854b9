"""What is recorded is kept with who, when and why, goes together, and is never deleted."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial
from threading import Thread

import pytest
from flask import Flask
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import delete, select

from agency import clock
from agency.audit.actors import Actor
from agency.audit.models import AuditEntry
from agency.errors import NotFound, Refused
from agency.extensions import db
from agency.jobs.models import Job
from agency.rules.amending import Proposed, amended
from agency.rules.reading import RuleBookError
from agency.rules.rulebook import load_rulebook
from agency.standards.actions import Incomplete, NothingNew, save, withdraw
from agency.standards.models import RuleEntry
from agency.standards.queries import recorded, rulebook, standing
from tests.standards.entries import (
    AT_ALDER,
    BLS,
    FACILITIES,
    TEXAS,
    lifted,
    no_longer_understood,
    proposed,
    saved,
)


def jobs() -> list[tuple[str, str]]:
    rows = db.session.execute(select(Job.kind, Job.state))
    return [(kind, state) for kind, state in rows]


def ids() -> list[str]:
    return [row.rule_id for row in standing()]


def test_who_when_and_why_are_kept(database: SQLAlchemy) -> None:
    before = clock.now()
    saved(BLS, AT_ALDER, TEXAS, by=" A. Lee ", why="a client asked")
    database.session.expire_all()
    for row in standing():
        assert (row.made_by, row.why) == ("A. Lee", "a client asked")
        assert before <= row.made_at <= clock.now()
        assert row.withdrawn_at is None
    assert [(row.scope, row.facility, row.rule_id, row.in_force) for row in standing()] == [
        ("law", "", "tx-life-support", date(2026, 1, 1)),
        ("facility", "Alder Clinic", "facility-life-support", date(2026, 1, 1)),
        ("agency", "", "agency-life-support", date(2026, 1, 1)),
    ]


def trail() -> list[tuple[str, ...]]:
    entries = db.session.scalars(select(AuditEntry).order_by(AuditEntry.id))
    return [(one.actor_kind, one.actor_name, one.action, one.subject) for one in entries]


def test_the_trail_names_who_recorded_it_and_who_withdrew_it(database: SQLAlchemy) -> None:
    noor = Actor("user", "noor@example.org", None)
    save(proposed(BLS), "Noor", "a client asked", actor=noor)
    withdraw(BLS["id"], "B. Ito", "too strict")
    assert trail() == [
        ("user", "noor@example.org", "recorded", "rule:agency-life-support"),
        ("command", "B. Ito", "withdrawn", "rule:agency-life-support"),
    ]


def test_the_trail_keeps_what_an_entry_took_the_place_of_and_whose_it_is(
    database: SQLAlchemy,
) -> None:
    saved(AT_ALDER)
    saved(AT_ALDER | {"says": "Hold another"}, why="it changed")
    first, second = db.session.scalars(select(AuditEntry).order_by(AuditEntry.id))
    assert first.before is None
    assert second.before == first.after
    assert second.after is not None
    assert (second.after["says"], second.after["facility"]) == ("Hold another", FACILITIES[0])
    assert second.reason == "it changed"


def test_what_is_refused_leaves_no_trail(database: SQLAlchemy) -> None:
    with pytest.raises(NotFound):
        withdraw(BLS["id"], "A", "so")
    assert trail() == []


@pytest.mark.parametrize(("by", "why", "field"), [("", "so", "by"), ("A", " ", "why")])
def test_nobody_records_without_a_name_and_a_reason(
    database: SQLAlchemy, by: str, why: str, field: str
) -> None:
    with pytest.raises(Refused, match=f"{field}: .*expected some text"):
        save(proposed(BLS), by, why)
    with pytest.raises(Refused, match=f"{field}: .*expected some text"):
        withdraw("agency-life-support", by, why)
    assert (recorded(), jobs()) == ([], [])


def test_what_is_recorded_is_matched_soon(database: SQLAlchemy) -> None:
    saved(BLS)
    assert jobs() == [("match_delta", "pending")]
    database.session.execute(delete(Job))
    database.session.commit()
    withdraw("agency-life-support", "B. Ito", "no longer asked")
    assert jobs() == [("match_delta", "pending")]


def test_what_is_saved_makes_the_rulebook_that_was_looked_at_before(database: SQLAlchemy) -> None:
    saved(BLS)
    before = rulebook()
    changes = proposed(BLS | {"says": "Hold BLS"}, AT_ALDER, TEXAS)
    looked_at = amended(before, changes)
    save(changes, "A", "so", FACILITIES)
    assert rulebook().fingerprint == looked_at.fingerprint


def test_a_facility_must_be_there(database: SQLAlchemy) -> None:
    with pytest.raises(RuleBookError) as refused:
        save(proposed(BLS, AT_ALDER | {"facility": "Alder Clinc"}), "A", "so", FACILITIES)
    assert str(refused.value) == (
        "new.toml: facility-life-support: facility: there is no facility 'Alder Clinc';"
        " did you mean 'Alder Clinic'?"
    )
    with pytest.raises(RuleBookError, match=r"there is no facility 'Alder Clinic'$"):
        save(proposed(AT_ALDER), "A", "so")
    assert (recorded(), jobs()) == ([], [])


def test_what_the_rulebook_says_already_is_not_recorded_again(database: SQLAlchemy) -> None:
    saved(BLS)
    assert [row.rule_id for row in saved(BLS, TEXAS)] == ["tx-life-support"]
    with pytest.raises(NothingNew, match="says all of it already"):
        saved(BLS)
    assert len(recorded()) == 2


def test_a_later_text_of_one_key_replaces_the_earlier_and_leaves_it_on_record(
    database: SQLAlchemy,
) -> None:
    saved(BLS, AT_ALDER)
    saved(BLS | {"says": "Hold BLS"}, by="B. Ito", why="shorter")
    first, second = (row for row in recorded() if row.scope == "agency")
    assert (first.withdrawn_by, first.withdrawn_why) == ("B. Ito", "replaced: shorter")
    assert first.withdrawn_at == second.made_at
    assert first.entry["says"] == "Hold life support"
    assert [row.entry["says"] for row in standing()] == ["Hold life support", "Hold BLS"]
    assert [rule.versions[0].says for rule in rulebook().standards] == ["Hold BLS"]


def test_what_is_withdrawn_counts_no_more_and_stays_on_record(database: SQLAlchemy) -> None:
    saved(BLS, TEXAS)
    withdraw("agency-life-support", "B. Ito", "a mistake")
    assert ids() == ["tx-life-support"]
    assert rulebook().standards == ()
    (row,) = (row for row in recorded() if row.withdrawn_at)
    assert (row.withdrawn_by, row.withdrawn_why) == ("B. Ito", "a mistake")
    assert row.made_by == "A. Lee"


def test_after_all_is_withdrawn_the_rulebook_is_that_of_the_data(database: SQLAlchemy) -> None:
    saved(BLS, TEXAS)
    withdraw("agency-life-support", "B. Ito", "a mistake")
    withdraw("tx-life-support", "B. Ito", "a mistake")
    assert rulebook() is load_rulebook()


def test_what_was_withdrawn_can_be_saved_again(database: SQLAlchemy) -> None:
    saved(BLS)
    withdraw("agency-life-support", "B. Ito", "a mistake")
    saved(BLS, why="asked again")
    assert ids() == ["agency-life-support"]
    assert len(recorded()) == 2


def test_one_text_of_several_can_be_withdrawn(database: SQLAlchemy) -> None:
    later = BLS | {"in_force": date(2027, 1, 1), "says": "Hold BLS"}
    saved(BLS, later)
    withdraw("agency-life-support", "A", "so", in_force=date(2027, 1, 1))
    assert [row.in_force for row in standing()] == [date(2026, 1, 1)]
    saved(later)
    withdraw("agency-life-support", "A", "so")
    assert standing() == []


def test_a_standard_is_withdrawn_at_its_facility_alone(database: SQLAlchemy) -> None:
    saved(AT_ALDER, AT_ALDER | {"facility": "Birch Hospital"})
    withdraw("facility-life-support", "A", "so", facility="Birch Hospital")
    assert [row.facility for row in standing()] == ["Alder Clinic"]


@pytest.mark.parametrize(
    ("rule_id", "in_force", "facility", "named"),
    [
        ("agency-x", None, None, "'agency-x'"),
        ("agency-life-support", date(2027, 1, 1), None, "of 2027-01-01 .it is recorded: agency"),
        ("agency-life-support", None, "Alder Clinic", "of Alder Clinic"),
        ("facility-life-support", None, None, "it is recorded: Alder Clinic, 2026-01-01"),
        ("wa-practice", None, None, "'wa-practice'"),
    ],
)
def test_only_what_stands_recorded_can_be_withdrawn(
    database: SQLAlchemy, rule_id: str, in_force: date | None, facility: str | None, named: str
) -> None:
    saved(BLS, AT_ALDER)
    with pytest.raises(NotFound, match=f"there is no recorded entry .*{named}"):
        withdraw(rule_id, "A", "so", in_force, facility)
    assert len(standing()) == 2


def test_what_ends_a_text_is_withdrawn_before_the_text(database: SQLAlchemy) -> None:
    saved(BLS)
    saved(lifted(BLS, date(2027, 1, 1)))
    with pytest.raises(RuleBookError, match="there is no text of agency-life-support before"):
        withdraw("agency-life-support", "A", "so", in_force=date(2026, 1, 1))
    assert len(standing()) == 2
    withdraw("agency-life-support", "A", "so")
    assert standing() == []


def test_what_does_not_go_together_with_what_is_recorded_by_now_is_refused(
    database: SQLAlchemy,
) -> None:
    saved(BLS)
    end = proposed(lifted(BLS, date(2027, 1, 1)))
    withdraw("agency-life-support", "A", "so")
    with pytest.raises(RuleBookError, match="there is no text of agency-life-support before"):
        save(end, "A", "so")
    assert standing() == []


def test_a_whole_state_is_saved_only_if_nothing_of_it_is_missing_by_now(
    database: SQLAlchemy,
) -> None:
    texas = [one for rule in load_rulebook().states["TX"].rules for one in rule.versions]
    there = [Proposed("law", None, one, {}) for one in texas]
    assert len(save([*there, *proposed(TEXAS)], "A", "so", whole={"TX"})) == 1
    saved(TEXAS | {"id": "tx-other"})
    changed = proposed(TEXAS | {"says": "Hold BLS"})
    with pytest.raises(Incomplete, match=r"nothing was saved: an entry is .*: tx-other \(of 2026"):
        save([*there, *changed], "A", "so", whole={"TX"})
    assert len(recorded()) == 2
    assert len(save([*there, *changed], "A", "so")) == 1


# What the data files do not understand any more


def test_of_two_entries_that_cannot_be_read_either_can_be_withdrawn(database: SQLAlchemy) -> None:
    no_longer_understood(*saved(BLS, TEXAS))
    withdraw("agency-life-support", "A", "so")
    assert ids() == ["tx-life-support"]
    withdraw("tx-life-support", "A", "so")
    assert rulebook() is load_rulebook()


def test_what_can_be_read_must_stay_so_where_something_else_cannot(database: SQLAlchemy) -> None:
    saved(BLS)
    saved(lifted(BLS, date(2027, 1, 1)))
    no_longer_understood(*saved(TEXAS))
    with pytest.raises(RuleBookError, match="there is no text of agency-life-support before"):
        withdraw("agency-life-support", "A", "so", in_force=date(2026, 1, 1))
    assert len(standing()) == 3


def test_the_end_of_what_cannot_be_read_keeps_nobody_from_withdrawing_it(
    database: SQLAlchemy,
) -> None:
    rows = saved(BLS)
    saved(lifted(BLS, date(2027, 1, 1)))
    no_longer_understood(*rows)
    withdraw("agency-life-support", "A", "so", in_force=date(2026, 1, 1))
    assert [row.in_force for row in standing()] == [date(2027, 1, 1)]


# Two at once


def test_of_two_who_record_at_once_the_later_sees_what_the_first_has(
    database: SQLAlchemy, app: Flask
) -> None:
    """Each of many threads saves another text under one key: all but one are replaced."""
    texts = [f"Hold life support, said {number}" for number in range(4)]
    in_threads(app, [partial(saved, BLS | {"says": says}) for says in texts])
    rows = recorded()
    assert sorted(row.entry["says"] for row in rows) == texts
    assert [row.withdrawn_at for row in rows].count(None) == 1


def in_threads(app: Flask, deeds: list[Callable[[], object]]) -> None:
    def done(deed: Callable[[], object]) -> None:
        with app.app_context():
            deed()

    threads = [Thread(target=done, args=(deed,)) for deed in deeds]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def test_an_action_that_is_refused_leaves_nothing_locked(database: SQLAlchemy, app: Flask) -> None:
    with pytest.raises(NotFound):
        withdraw("agency-x", "A", "so")
    in_threads(app, [partial(saved, BLS)])
    assert database.session.scalars(select(RuleEntry.rule_id)).all() == ["agency-life-support"]
