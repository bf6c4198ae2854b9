"""A credential that a specialist has opened is hers for some minutes."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import select, update

from agency import clock
from agency.accounts.actions.users import add_user
from agency.audit.actors import Actor
from agency.candidates.models import Candidate
from agency.credentials.models import Credential
from agency.errors import Busy, NotFound
from agency.extensions import db
from agency.settings import today
from agency.verification.actions import check_source, review_credential, take
from agency.verification.desk import on_desk
from agency.verification.models import ReviewHold
from tests.builders import make_candidate, make_credential
from tests.signing_in import TESTER
from tests.trail import all_rows


@pytest.fixture
def both(database: SQLAlchemy) -> tuple[int, int]:
    """Two specialists."""
    for name in ("ruth", "sam"):
        add_user({"email": f"{name}@x.org", "name": name.title(), "role": "compliance"}, TESTER)
    one, other = db.session.scalars(db.text("SELECT id FROM users ORDER BY id")).all()
    return one, other


@pytest.fixture
def paper(both: tuple[int, int]) -> Credential:
    row = make_credential(make_candidate("C-1"), evidence="documented")
    db.session.commit()
    return row


def test_the_second_is_told_who_has_it(both: tuple[int, int], paper: Credential) -> None:
    assert take(paper.id, both[0])
    assert not take(paper.id, both[1])
    assert on_desk(paper.id, both[1], clock.now()).holder == "Ruth"
    assert on_desk(paper.id, both[0], clock.now()).holder is None


def test_it_is_anybodys_again_after_some_minutes(both: tuple[int, int], paper: Credential) -> None:
    take(paper.id, both[0])
    db.session.execute(update(ReviewHold).values(until=clock.now() - timedelta(seconds=1)))
    db.session.commit()
    assert on_desk(paper.id, both[1], clock.now()).holder is None
    assert take(paper.id, both[1])
    assert not take(paper.id, both[0])


def test_who_goes_on_lets_go(both: tuple[int, int], paper: Credential) -> None:
    other = make_credential(make_candidate("C-2"), evidence="documented").id
    db.session.commit()
    take(paper.id, both[0])
    take(other, both[0])
    assert db.session.scalars(select(ReviewHold.credential_id)).all() == [other]


def test_who_decides_lets_go(both: tuple[int, int], paper: Credential) -> None:
    take(paper.id, both[0])
    review_credential(paper.id, "verify", Actor("user", "ruth@x.org", both[0]))
    assert db.session.scalars(select(ReviewHold.credential_id)).all() == []


def test_nobody_decides_on_what_another_has_before_her(
    both: tuple[int, int], paper: Credential
) -> None:
    take(paper.id, both[0])
    before = all_rows()
    sam = Actor("user", "sam@x.org", both[1])
    with pytest.raises(Busy, match="Ruth is looking at this; nothing was decided"):
        review_credential(paper.id, "verify", sam)
    with pytest.raises(Busy, match="Ruth is looking at this"):
        check_source(paper.id, "found", sam, today())
    assert all_rows() == before


def test_what_is_not_there_is_not_on_the_desk(both: tuple[int, int]) -> None:
    with pytest.raises(NotFound, match="there is no credential '999'"):
        on_desk(999, both[0], clock.now())


def test_all_that_she_holds_comes_with_it_and_who_else_has_its_number(
    both: tuple[int, int], paper: Credential
) -> None:
    make_credential(db.session.get_one(Candidate, paper.candidate_id), "BLS-AHA")
    make_credential(make_candidate("C-9"), paper.code, number=paper.number.replace("-", " "))
    db.session.commit()
    found = on_desk(paper.id, both[0], clock.now())
    assert [one["code"] for one in found.held] == [paper.code, "BLS-AHA"]
    assert found.used_by == "C-9"
    assert found.open
