"""By which rulebook to judge: now, and what was begun before."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from shutil import copytree

import pytest
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import select

from agency.extensions import db
from agency.rules.reading import RuleBookError
from agency.rules.rulebook import DATA, load_rulebook
from agency.standards import queries
from agency.standards.actions import withdraw
from agency.standards.books import local_day_text
from agency.standards.keeping import keep_rulebook
from agency.standards.models import KeptRuleBook
from agency.standards.queries import (
    entries_of,
    recorded_in,
    recorded_on,
    rulebook,
    rulebook_of,
)
from tests.counting import counted
from tests.standards.entries import (
    AT_ALDER,
    BLS,
    FACILITIES,
    TEXAS,
    lifted,
    no_longer_understood,
    saved,
)


def kept() -> str:
    """The fingerprint of the present rulebook, which is kept."""
    book = rulebook()
    keep_rulebook(book)
    db.session.commit()
    return book.fingerprint


def test_with_nothing_recorded_the_rulebook_is_that_of_the_data(database: SQLAlchemy) -> None:
    assert rulebook() is load_rulebook()


def test_what_is_recorded_is_in_the_rulebook_and_in_its_fingerprint(database: SQLAlchemy) -> None:
    saved(BLS, AT_ALDER, TEXAS)
    book = rulebook()
    rules = {rule.id for rule in book.rules_of("TX", FACILITIES[0])}
    assert {BLS["id"], AT_ALDER["id"], TEXAS["id"]} <= rules
    assert book.fingerprint != load_rulebook().fingerprint


def test_equal_content_is_one_object_and_one_query(database: SQLAlchemy) -> None:
    saved(BLS, AT_ALDER)
    book = rulebook()
    with counted(database) as statements:
        assert rulebook() is book
    assert len([one for one in statements if one.startswith("SELECT")]) == 1


def test_who_recorded_it_and_why_does_not_change_how_is_judged(database: SQLAlchemy) -> None:
    saved(BLS, by="A. Lee")
    first = rulebook()
    withdraw(BLS["id"], "B. Ito", "a mistake")
    saved(BLS, by="C. Roe", why="no mistake")
    assert rulebook().fingerprint == first.fingerprint
    assert rulebook() is not first


def test_a_standard_is_cited_with_who_asks_for_it_and_law_with_where_it_is_written(
    database: SQLAlchemy,
) -> None:
    (row, _, _) = saved(BLS, AT_ALDER | {"citation": "Contract 7"}, TEXAS)
    book = rulebook()
    day = local_day_text(row.made_at)
    assert book.standards[0].versions[0].citation == (
        f"Standard of the agency, saved by A. Lee on {day}: a client asked"
    )
    cited = book.facility_standards[FACILITIES[0]][0].versions[0].citation
    assert cited.startswith("Contract 7, saved by A. Lee on ")
    (texas,) = (rule for rule in book.rules_of("TX") if rule.id == TEXAS["id"])
    assert texas.versions[0].citation == "Tex. 1"


def test_what_was_begun_by_a_rulebook_can_be_finished_by_it(database: SQLAlchemy) -> None:
    saved(BLS)
    before = kept()
    withdraw(BLS["id"], "A", "so")
    saved(TEXAS)
    now = rulebook()
    found = rulebook_of(before)
    assert found is not None
    assert [rule.id for rule in found.standards] == [BLS["id"]]
    assert found.fingerprint == before
    assert rulebook_of(now.fingerprint) is now
    assert rulebook_of(load_rulebook().fingerprint) is load_rulebook()


def test_a_rulebook_that_nobody_kept_cannot_be_had(database: SQLAlchemy) -> None:
    saved(BLS)
    before = rulebook().fingerprint
    withdraw(BLS["id"], "A", "so")
    assert rulebook_of(before) is None
    assert rulebook_of("f" * 64) is None


def test_a_rulebook_of_other_data_files_cannot_be_had(
    database: SQLAlchemy, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    saved(BLS)
    before = kept()
    other = copytree(DATA, tmp_path / "data")
    washington = other / "states" / "wa.toml"
    said = washington.read_text(encoding="utf-8")
    washington.write_text(said.replace("checked_on = 2026", "checked_on = 2025"), encoding="utf-8")
    monkeypatch.setattr(queries, "load_rulebook", lambda: load_rulebook(other))
    assert rulebook_of(before) is None
    assert rulebook().fingerprint != before
    assert recorded_in(before) == rulebook().amendments


def test_of_the_data_alone_nothing_is_kept(database: SQLAlchemy) -> None:
    fingerprint = kept()
    assert db.session.scalars(select(KeptRuleBook)).all() == []
    assert (entries_of(fingerprint), recorded_in(fingerprint)) == ((), {})


def test_a_rulebook_is_kept_once_with_the_entries_it_was_made_of(database: SQLAlchemy) -> None:
    saved(AT_ALDER)
    withdraw(AT_ALDER["id"], "A", "so", facility=FACILITIES[0])
    saved(BLS)
    first = kept()
    saved(TEXAS)
    assert kept() != first == rulebook_of(first).fingerprint  # type: ignore[union-attr]
    assert [row.rule_id for row in entries_of(first)] == [BLS["id"]]
    withdraw(TEXAS["id"], "A", "so")
    assert kept() == first
    assert len(db.session.scalars(select(KeptRuleBook)).all()) == 2


def test_a_rulebook_is_kept_although_it_was_withdrawn_since_it_was_read(
    database: SQLAlchemy,
) -> None:
    saved(BLS)
    book = rulebook()
    withdraw(BLS["id"], "A", "so")
    keep_rulebook(book)
    assert rulebook_of(book.fingerprint) == book


# What the data files do not understand any more


def test_an_entry_that_cannot_be_read_is_named_with_the_command_that_cures_it(
    database: SQLAlchemy,
) -> None:
    saved(BLS)
    no_longer_understood(*saved(AT_ALDER))
    with pytest.raises(RuleBookError) as refused:
        rulebook()
    said = str(refused.value)
    assert said.startswith("recorded: facility-life-support: needs.holds: ")
    assert said.endswith(
        "; `agency rules withdraw facility-life-support --in-force 2026-01-01"
        " --facility 'Alder Clinic' --by NAME --why TEXT` takes it back"
    )


def test_what_cannot_be_read_is_listed_with_why_beside_what_can(database: SQLAlchemy) -> None:
    rows = saved(BLS, TEXAS)
    saved(lifted(BLS, date(2027, 1, 1)))
    no_longer_understood(rows[0])
    found = recorded_on(date(2026, 12, 1))
    assert [(one.row.rule_id, one.standing, one.counts) for one in found] == [
        ("tx-life-support", "in force", True),
        ("agency-life-support", "cannot be read", True),
        ("agency-life-support", "cannot be read", True),
    ]
    assert found[0].problem == ""
    assert found[1].problem.startswith("recorded: agency-life-support: needs.holds: ")
    assert "lifted: there is no text of agency-life-support" in found[2].problem


# How an entry stands on a day


def test_an_entry_is_to_come_in_force_over_or_withdrawn(database: SQLAlchemy) -> None:
    later = {"in_force": date(2027, 1, 1)}
    saved(BLS, BLS | later, AT_ALDER, AT_ALDER | later | {"facility": FACILITIES[1]}, TEXAS)
    withdraw(TEXAS["id"], "A", "so")

    def found(day: date) -> list[str]:
        return [one.standing for one in recorded_on(day) if one.counts or not one.row.facility]

    assert found(date(2025, 12, 31)) == ["withdrawn", *["to come"] * 4]
    assert found(date(2026, 12, 31)) == [
        *("withdrawn", "in force", "to come", "in force", "to come")
    ]
    assert found(date(2027, 1, 1)) == ["withdrawn", "in force", "in force", "over", "in force"]


def test_a_recorded_text_of_law_is_over_when_one_of_the_data_files_governs(
    database: SQLAlchemy,
) -> None:
    """South Carolina's rule is known from a day on."""
    rule = next(
        rule
        for rule in load_rulebook().states["SC"].rules
        if rule.versions[0].in_force > date(2000, 1, 1)
    )
    first = rule.versions[0].in_force
    saved(TEXAS | {"id": rule.id, "in_force": date(2000, 1, 1)})
    assert [one.standing for one in recorded_on(first - timedelta(days=1))] == ["in force"]
    assert [one.standing for one in recorded_on(first)] == ["over"]
