"""Two load files of one list at the same time: it is what one of them says, and tells by which."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import select

from agency.errors import Stale
from agency.extensions import db
from agency.screening.actions import load_list, loading, taking_up
from agency.screening.models import ListLoad, ListRecord
from agency.screening.queries import described_lists
from agency.settings import today
from tests.screening.lists import ROSA, leie, sam
from tests.trail import ANN

OLD = [{"LASTNAME": f"OLD{at:03}", "FIRSTNAME": "ANN"} for at in range(30)]
MANY = [{"LASTNAME": f"MANY{at:03}", "FIRSTNAME": "ANN"} for at in range(10)]
FIRST, SECOND, THIRD = date(2026, 11, 1), date(2026, 11, 10), date(2026, 11, 20)


@pytest.fixture
def folder(database: SQLAlchemy, tmp_path: Path) -> Path:
    """Where files go; one was loaded, and one of another list."""
    load_list("leie", leie(tmp_path, *OLD), ANN, day=FIRST)
    load_list("sam", sam(tmp_path, {"First": "BEN", "Last": "ASHGROVE"}), ANN)
    return tmp_path


def begun(file: Path, day: date) -> tuple[int, Any]:
    """A load by another worker, which has put its rows by."""
    given = loading._given("leie", file, file.name, False, day, False)
    load_id = loading._begin(given, given.place(), ANN)
    loading._put_by(load_id, given)
    return load_id, given


def behind_the_plan(monkeypatch: pytest.MonkeyPatch, done: Any) -> None:
    """Have something done by another worker between the plan of a load and its last transaction."""
    plan_of = taking_up.plan_of

    def planned(*arguments: Any) -> Any:
        plan = plan_of(*arguments)
        db.session.rollback()
        done()
        return plan

    monkeypatch.setattr(loading, "plan_of", planned)


def standing() -> list[str]:
    listed = ListRecord.removed_in.is_(None), ListRecord.source == "leie"
    return sorted(db.session.scalars(select(ListRecord.last_name).where(*listed)))


def told() -> tuple[str, int]:
    """By which file the list is told to stand, and how many people."""
    one = next(one for one in described_lists(today()) if one["list"] == "leie")
    return one["files"][0]["name"], one["people"]


def test_a_list_is_never_less_than_its_file_says(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = leie(folder, *OLD, ROSA, *MANY, name="next.csv")
    other, _ = begun(file, SECOND)
    with monkeypatch.context() as patched:
        behind_the_plan(patched, lambda: loading._give_up(other))
        with pytest.raises(Stale, match="load it once more"):
            load_list("leie", file, ANN, day=SECOND)
    assert len(standing()) == 30
    assert told() == ("UPDATED.csv", 30)
    report = load_list("leie", file, ANN, day=SECOND)
    assert report.load is not None
    assert report.load.listed == len(standing()) == 41


def test_who_began_earlier_and_ends_later_does_not_count(folder: Path) -> None:
    load_id, given = begun(leie(folder, *OLD, ROSA, name="slow.csv"), THIRD)
    load_list("leie", leie(folder, *OLD[:29], name="quick.csv"), ANN, day=SECOND)
    with pytest.raises(Stale, match="load it once more"):
        loading._take_up(load_id, given, ANN)
    assert told() == ("quick.csv", len(standing())) == ("quick.csv", 29)
    load_list("leie", given.path, ANN, day=THIRD)
    assert told() == ("slow.csv", len(standing())) == ("slow.csv", 31)


def test_a_load_of_another_list_is_in_nobodys_way(folder: Path) -> None:
    load_id, given = begun(leie(folder, *OLD, ROSA, name="slow.csv"), THIRD)
    load_list("sam", sam(folder, {"First": "BEA", "Last": "ASHGROVE"}), ANN, however_many=True)
    assert loading._take_up(load_id, given, ANN).load is not None
    done = select(ListLoad.file_name).where(ListLoad.done).order_by(ListLoad.id)
    assert list(db.session.scalars(done)) == [
        *("UPDATED.csv", "extract.csv", "slow.csv", "extract.csv")
    ]
