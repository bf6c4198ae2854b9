"""What is kept of who is alike is what would be found anew, whatever was edited since."""

from __future__ import annotations

from random import Random

import pytest
from flask_sqlalchemy import SQLAlchemy

from agency.candidates.models import Candidate
from agency.edits.actions import record
from agency.extensions import db
from agency.merging.kept_pairs import MOST_ALIKE, PAIRS, Why, _read
from tests.builders import make_candidate, make_credential
from tests.counting import counted


def kept() -> dict[tuple[int, int], list[Why]]:
    """Who is alike as it is kept, after it was seen to be what is found anew."""
    with PAIRS.current() as alike:
        assert dict(alike.reasons) == dict(_read().reasons)
        return dict(alike.reasons)


def written(*rows: Candidate) -> None:
    record("candidate", [row.id for row in rows])
    db.session.commit()


def like(ref: str, **values: object) -> Candidate:
    said = {"first_name": "Linh", "last_name": "Lee", "phone": "", "home_zip": None, "email": ""}
    return make_candidate(ref, **said | values)


def test_who_comes_changes_and_goes_is_followed(database: SQLAlchemy) -> None:
    one, two = like("C-1", home_zip="98101"), like("C-2", home_zip="98101")
    other = like("C-3", email="a@example.org")
    written(one, two, other)
    assert list(kept()) == [(one.id, two.id)]
    two.email = "A@example.org"
    written(two)
    assert kept() == {
        (one.id, two.id): ["same name and home ZIP code"],
        (two.id, other.id): ["same e-mail address"],
    }
    make_credential(one, number="A-77")
    make_credential(other, number="a 77")
    written(one, other)
    assert (one.id, other.id) in kept()
    two.merged_into = "C-3"
    written(two, other)
    assert list(kept()) == [(one.id, other.id)]


def test_of_a_crowd_the_oldest_are_kept_as_they_are_found(database: SQLAlchemy) -> None:
    crowd = [like(f"C-{n}", email="desk@example.org") for n in range(MOST_ALIKE)]
    written(*crowd)
    pairs = len(kept())
    late = like("C-LATE", email="desk@example.org")
    written(late)
    assert len(kept()) == pairs
    crowd[0].email = "away@example.org"
    written(crowd[0])
    assert any(late.id in pair for pair in kept())


@pytest.mark.parametrize("seed", range(3))
def test_whatever_is_edited_is_followed(database: SQLAlchemy, seed: int) -> None:
    by_chance = Random(seed)
    people = [like(f"C-{n}") for n in range(12)]
    cards = {one.id: make_credential(one, number=f"N-{one.id}") for one in people}
    written(*people)
    for _ in range(12):
        some = by_chance.sample(people, 2)
        for one in some:
            one.email = by_chance.choice(["", "a@example.org", "b@example.org"])
            one.home_zip = by_chance.choice([None, "98101", "10001"])
            cards[one.id].number = by_chance.choice(["A-1", "A-2", "A-3"])
        written(*some)
        kept()


def test_where_nothing_was_edited_nothing_is_sought(database: SQLAlchemy) -> None:
    written(like("C-1", email="a@example.org"), like("C-2", email="a@example.org"))
    with PAIRS.current():
        pass
    with counted(database) as asked, PAIRS.current() as alike:
        assert len(alike.reasons) == 1
    assert len(asked) <= 2
