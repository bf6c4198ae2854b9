"""When a run is the same as one before, and when it is another."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from random import Random
from shutil import copytree

import pytest
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import select, update

from agency.candidates.models import Candidate
from agency.exchange.kinds import KINDS
from agency.matching.actions import discard, match
from agency.matching.models import MatchRun, Shortlist
from agency.matching.report import MatchReport
from agency.rules.rulebook import DATA, load_rulebook
from agency.standards import queries
from config import Config
from tests.matching.runs import number_of_runs, stored
from tests.samples.agencies import AS_OF, SMALL, keep

SetTo = Callable[..., None]


def test_equal_facts_are_the_same_run(database: SQLAlchemy, config: Config) -> None:
    keep(SMALL)
    first = match(AS_OF)
    kept = stored(database)
    again = match(AS_OF)
    assert (first.repeated, again.repeated) == (False, True)
    assert replace(again, repeated=False) == first
    assert stored(database) == kept
    assert number_of_runs(database) == 1


def test_nothing_is_held_open_when_a_run_is_done(database: SQLAlchemy, config: Config) -> None:
    keep(SMALL)
    for repeated in (False, True):
        assert match(AS_OF).repeated is repeated
        assert not database.session().in_transaction()


def test_what_no_rule_sees_makes_no_other_run(database: SQLAlchemy, config: Config) -> None:
    keep(SMALL)
    first = match(AS_OF)
    database.session.execute(update(Candidate).values(last_name="Ng", email="n@example.org"))
    database.session.commit()
    assert match(AS_OF).run == first.run


def test_a_changed_fact_is_another_run(database: SQLAlchemy, config: Config) -> None:
    keep(SMALL)
    first = match(AS_OF)
    database.session.execute(
        update(Candidate).where(Candidate.ref == "S-01").values(min_pay_rate=Decimal("25.01"))
    )
    database.session.commit()
    second = match(AS_OF)
    assert is_another(second, first, "snapshot")
    assert second.counts["pairs"]["eligible"] == 6
    assert number_of_runs(database) == 2


def is_another(second: MatchReport, first: MatchReport, *differing: str) -> bool:
    """Whether it is a run of its own that differs in just what is named."""
    fingerprints = ("as_of", "rulebook", "snapshot", "settings")
    changed = {name for name in fingerprints if getattr(second, name) != getattr(first, name)}
    return second.run != first.run and not second.repeated and changed == set(differing)


def test_another_day_is_another_run(database: SQLAlchemy, config: Config) -> None:
    keep(SMALL)
    first = match(AS_OF)
    assert is_another(match(AS_OF + timedelta(days=1)), first, "as_of")


def test_a_day_on_which_an_assignment_is_over_has_other_facts(
    database: SQLAlchemy, config: Config
) -> None:
    keep(SMALL)
    first = match(AS_OF)
    later = match(date(2027, 1, 1))
    assert is_another(later, first, "as_of", "snapshot")
    assert later.counts["assignments"]["open"] == 5


def test_other_weights_are_another_run(
    database: SQLAlchemy, config: Config, set_to: SetTo, tmp_path: Path
) -> None:
    keep(SMALL)
    first = match(AS_OF)
    said = config.ranking_file.read_text(encoding="utf-8")
    other = tmp_path / "ranking.toml"
    other.write_text(
        said.replace("distance = 35", "distance = 30").replace("placements = 5", "placements = 10"),
        encoding="utf-8",
    )
    set_to(ranking_file=other)
    second = match(AS_OF)
    assert is_another(second, first, "settings")


@pytest.mark.parametrize("size", ["shortlist_size", "near_miss_size"])
def test_other_sizes_are_another_run(database: SQLAlchemy, set_to: SetTo, size: str) -> None:
    keep(SMALL)
    first = match(AS_OF)
    set_to(**{size: 7})
    assert is_another(match(AS_OF), first, "settings")


def test_settings_that_change_no_result_make_no_other_run(
    database: SQLAlchemy, config: Config, set_to: SetTo, tmp_path: Path
) -> None:
    keep(SMALL)
    first = match(AS_OF)
    copied = tmp_path / "copied.toml"
    copied.write_text(config.ranking_file.read_text(encoding="utf-8"), encoding="utf-8")
    set_to(ranking_file=copied, port=1)
    assert match(AS_OF).run == first.run


def test_another_rulebook_is_another_run(
    database: SQLAlchemy, config: Config, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep(SMALL)
    first = match(AS_OF)
    changed = copytree(DATA, tmp_path / "data")
    washington = changed / "states" / "wa.toml"
    said = washington.read_text(encoding="utf-8")
    assert '"WA-MA-C", ' in said
    washington.write_text(said.replace('"WA-MA-C", ', ""), encoding="utf-8")
    monkeypatch.setattr(queries, "load_rulebook", lambda: load_rulebook(changed))
    second = match(AS_OF)
    assert is_another(second, first, "rulebook")
    assert second.counts["pairs"]["eligible"] == 6


def test_an_empty_agency_is_matched_too(database: SQLAlchemy, config: Config) -> None:
    report = match(AS_OF)
    assert report.counts["candidates"] == report.counts["assignments"]["open"] == 0
    assert match(AS_OF).repeated


@pytest.mark.parametrize("seed", range(2))
def test_the_order_of_import_changes_nothing(
    database: SQLAlchemy, config: Config, tmp_path: Path, seed: int
) -> None:
    keep(SMALL)
    first = match(AS_OF)
    before = stored(database)
    remove_everything(database)
    keep(shuffled(SMALL, tmp_path, Random(seed)))
    second = match(AS_OF)
    assert stored(database) == before
    assert second.snapshot == first.snapshot


def remove_everything(database: SQLAlchemy) -> None:
    for table in reversed(database.metadata.sorted_tables):
        if table.name != "verifications":  # the log goes with what it is about, and not before
            database.session.execute(table.delete())
    database.session.commit()


def shuffled(folder: Path, to: Path, random: Random) -> Path:
    """The files of an agency with their rows in another order."""
    for kind in KINDS:
        head, *body = (folder / f"{kind}.csv").read_text(encoding="utf-8").splitlines()
        random.shuffle(body)
        (to / f"{kind}.csv").write_text("\n".join([head, *body]), encoding="utf-8")
    return to


# Runs that are of no more use


def test_a_discarded_run_is_gone_with_all_that_it_kept(
    database: SQLAlchemy, config: Config
) -> None:
    keep(SMALL)
    first = match(AS_OF)
    second = match(AS_OF + timedelta(days=1))
    discard(first.run)
    assert database.session.scalars(select(MatchRun.id)).all() == [second.run]
    assert set(database.session.scalars(select(Shortlist.run_id))) == {second.run}
    assert len(stored(database)) == 33
    assert is_another(match(AS_OF), first)


def test_to_discard_what_is_not_there_is_no_error(database: SQLAlchemy, config: Config) -> None:
    report = match(AS_OF)
    discard(report.run + 1)
    assert number_of_runs(database) == 1
