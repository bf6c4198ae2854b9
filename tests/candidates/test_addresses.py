"""An e-mail address is one person's, and the agency gives references that nobody has."""

from __future__ import annotations

from collections.abc import Callable
from threading import Barrier

import pytest
from flask import Flask
from flask_sqlalchemy import SQLAlchemy

from agency.candidates.actions import change_candidate, create_candidate
from agency.candidates.described import SCHEMA
from agency.candidates.models import Candidate
from agency.candidates.refs import next_ref
from agency.errors import Refused
from agency.extensions import db
from agency.joining.actions import LinkEnded, confirm
from tests.builders import make_candidate
from tests.joining.letters import ANA, PASSWORD, Letters
from tests.signing_in import TESTER
from tests.trail import all_rows, do_at_once


@pytest.fixture
def people(database: SQLAlchemy) -> SQLAlchemy:
    make_candidate("C-1", email="Ana@Example.org", first_name="Ana", last_name="Duarte")
    make_candidate("C-2", email="")
    make_candidate("C-3", email="twin@example.org")
    make_candidate("C-4", email="twin@example.org")
    database.session.commit()
    return database


def test_an_address_that_is_somebodys_is_refused_by_her_name(people: SQLAlchemy) -> None:
    before = all_rows()
    with pytest.raises(Refused, match="C-1, Ana Duarte, has it"):
        create_candidate(SCHEMA.accept({"ref": "C-9", "email": "ana@example.org"}), TESTER)
    with pytest.raises(Refused, match="C-1, Ana Duarte, has it"):
        change_candidate("C-2", {"email": "ANA@example.org"}, TESTER)
    assert all_rows() == before


def test_a_blank_one_is_nobodys_and_her_own_may_be_written_otherwise(people: SQLAlchemy) -> None:
    create_candidate(SCHEMA.accept({"ref": "C-9"}), TESTER)
    assert change_candidate("C-1", {"email": "ana@example.org"}, TESTER).email == "ana@example.org"
    assert change_candidate("C-1", {"email": ""}, TESTER).email == ""


def test_who_shares_one_since_long_ago_can_be_changed_otherwise(people: SQLAlchemy) -> None:
    assert change_candidate("C-4", {"phone": "206 555 0100"}, TESTER).phone == "206 555 0100"


def test_a_new_reference_is_nobodys(people: SQLAlchemy) -> None:
    first = next_ref()
    make_candidate(first)
    second = next_ref()
    assert first != second
    assert first.startswith("C-")
    make_candidate(second)


def test_references_that_are_taken_are_passed_over(people: SQLAlchemy) -> None:
    start = int(next_ref().removeprefix("C-"))
    last = make_candidate("C-LAST")
    for number in range(start, start + 4):
        make_candidate(f"C-{number + 1:04}")
    found = int(next_ref().removeprefix("C-"))
    assert found > last.id


@pytest.mark.parametrize("address", ["josé@example.org", "JOSÉ@EXAMPLE.ORG"])
def test_an_address_is_the_same_in_capitals_with_accents(
    database: SQLAlchemy, address: str
) -> None:
    create_candidate(SCHEMA.accept({"ref": "C-1", "email": "José@example.org"}), TESTER)
    with pytest.raises(Refused, match="C-1 has it"):
        create_candidate(SCHEMA.accept({"ref": "C-2", "email": address}), TESTER)


def test_of_many_who_take_one_address_at_once_one_has_it(app: Flask) -> None:
    with app.app_context():
        make_candidate("C-1", email="")
        db.session.commit()
    came = Barrier(6)

    def taking(take: Callable[[], object]) -> Callable[[], None]:
        def act() -> None:
            with app.app_context():
                came.wait()
                try:
                    take()
                except Refused as refusal:
                    refused.append(str(refusal))

        return act

    def create(ref: str, email: str) -> Callable[[], object]:
        return lambda: create_candidate(SCHEMA.accept({"ref": ref, "email": email}), TESTER)

    refused: list[str] = []
    acts = [
        create(f"C-{n}", "ana@example.org" if n % 2 else "ANA@example.org") for n in range(2, 7)
    ]
    acts.append(lambda: change_candidate("C-1", {"email": "ana@example.org"}, TESTER))
    do_at_once([taking(act) for act in acts])
    assert len(refused) == 5
    assert all("has it" in words for words in refused)


def test_who_registers_while_her_file_is_taken_up_has_one_file(app: Flask) -> None:
    with app.app_context():
        secret = Letters().register()
    came, ended = Barrier(2), list[type]()

    def act(do: Callable[[], object]) -> None:
        with app.app_context():
            came.wait()
            try:
                do()
            except (Refused, LinkEnded) as error:
                ended.append(type(error))

    values = SCHEMA.accept({"ref": "C-1", "email": ANA["email"]})
    do_at_once(
        [
            lambda: act(lambda: confirm(secret, PASSWORD)),
            lambda: act(lambda: create_candidate(values, TESTER)),
        ]
    )
    with app.app_context():
        assert len(db.session.scalars(db.select(Candidate)).all()) == 1
    assert ended in ([], [Refused])
