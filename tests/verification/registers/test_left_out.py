"""Nobody verifies by a register what she has a part in: the same parts as on the desk."""

from __future__ import annotations

from dataclasses import replace

import pytest
from flask import Flask
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import select

from agency.accounts.actions.users import add_user
from agency.accounts.models import User
from agency.audit.actions import note, writing
from agency.audit.actors import Actor
from agency.candidates.models import Candidate
from agency.credentials.models import Credential
from agency.extensions import db
from agency.fields.described import Change
from agency.verification.eyes import parts_in, why_not
from agency.verification.log import Entry
from agency.verification.registers.holdings import not_hers_to_verify
from tests.builders import (
    A_MOMENT,
    make_assignment,
    make_candidate,
    make_credential,
    make_document,
    make_placement,
)
from tests.signing_in import TESTER

CODES = ("WA-MA-C",)


@pytest.fixture
def ruth(database: SQLAlchemy) -> Actor:
    she = add_user({"email": "r@example.org", "name": "Ruth", "role": "compliance"}, TESTER)
    return Actor("user", "r@example.org", she.id)


@pytest.fixture
def held(ruth: Actor) -> dict[str, int]:
    """A credential for each part that she has, by the part, and one in which she has none."""
    found = {}
    for part in ("none", "wrote", "sent", "brought", "placed", "merged"):
        person = make_candidate(f"C-{part}")
        found[part] = make_credential(person, "WA-MA-C", number=part).id
    db.session.commit()
    return found


def act(held: dict[str, int], ruth: Actor) -> None:
    """What she does to each."""
    people = {one.ref: one for one in db.session.scalars(select(Candidate))}
    wrote = db.session.get_one(Credential, held["wrote"])
    Entry(ruth)(wrote, Change({"number": "wrote"}, {"number": "x"}, {}), A_MOMENT)
    make_document(db.session.get_one(Credential, held["sent"]), uploader_id=ruth.user_id)
    placement = make_placement(people["C-placed"], make_assignment("A-1")).id
    earlier = make_candidate("C-earlier", merged_into="C-merged")
    db.session.commit()
    with writing():
        note(ruth, "created", "candidate:C-brought")
        note(ruth, "created", f"placement:{placement}")
        note(ruth, "created", f"candidate:{earlier.ref}")


def test_what_is_left_out_is_what_the_desk_would_refuse(held: dict[str, int], ruth: Actor) -> None:
    act(held, ruth)
    left_out = not_hers_to_verify(ruth.user_id, CODES)
    assert left_out == {id for part, id in held.items() if part != "none"}
    for id in held.values():
        parts = db.session.execute(select(*parts_in(ruth.user_id or 0, id))).one()
        assert (why_not(parts) is not None) == (id in left_out)


def test_where_there_is_one_specialist_alone_only_her_own_is_left_out(
    app: Flask, held: dict[str, int], ruth: Actor
) -> None:
    act(held, ruth)
    app.config["SETTINGS"] = replace(app.config["SETTINGS"], single_specialist=True)
    assert not_hers_to_verify(ruth.user_id, CODES) == frozenset()


def test_what_is_her_own_is_left_out(held: dict[str, int], ruth: Actor) -> None:
    she = db.session.get_one(User, ruth.user_id)
    she.candidate_ref = "C-none"
    db.session.commit()
    assert not_hers_to_verify(ruth.user_id, CODES) == {held["none"]}


def test_whoever_is_no_user_has_a_part_in_nothing(held: dict[str, int]) -> None:
    assert not_hers_to_verify(None, CODES) == frozenset()
