"""Many rows go in at once, as they would one by one."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from agency.candidates.models import Candidate
from agency.exchange.bulk import delete_rows, insert_for_ids, insert_rows, table_of
from tests.builders import A_MOMENT

PERSON: dict[str, Any] = {
    "ref": "C-1",
    "first_name": 'Ann "A" \\ O\'Brien',
    "last_name": "Nguy\u1ec5n \U0001f600",
    "email": "",
    "phone": "+1",
    "home_zip": "02134",
    "willing_states": ("WA", "NY"),
    "max_travel_miles": Decimal("25.5"),
    "available_from": date(2027, 1, 4),
    "min_pay_rate": Decimal("0.10"),
    "skills": ("a,b", '"', "{x}", "null"),
    "years_experience": None,
    "status": "active",
    "adult": False,
    "specialties": (),
    "shifts": (),
    "roles": (),
    "career_goal": None,
    "changed_at": A_MOMENT,
    "email_key": "",
    "name_key": "",
    "phone_key": "",
}


def test_every_type_of_column_arrives(database: SQLAlchemy) -> None:
    insert_rows(Candidate, [PERSON, PERSON | {"ref": "C-2", "adult": None, "skills": ()}])
    columns = [table_of(Candidate).c[name] for name in PERSON]
    first, second = database.session.execute(select(*columns).order_by(Candidate.ref))
    assert first._asdict() == PERSON
    assert (second.adult, second.skills) == (None, ())


def test_no_rows_are_no_work(database: SQLAlchemy) -> None:
    insert_rows(Candidate, [])
    assert database.session.scalars(select(Candidate.id)).all() == []


def test_one_row_that_cannot_go_in_keeps_all_out(database: SQLAlchemy) -> None:
    with pytest.raises(IntegrityError, match="ck_candidates_status"):
        insert_rows(Candidate, [PERSON, PERSON | {"ref": "C-2", "status": "busy"}])
    database.session.rollback()
    assert database.session.scalars(select(Candidate.id)).all() == []


def test_an_amount_that_cannot_be_kept_keeps_all_out(database: SQLAlchemy) -> None:
    with pytest.raises(Exception, match="decimal places"):
        insert_rows(Candidate, [PERSON, PERSON | {"ref": "C-2", "min_pay_rate": Decimal("0.001")}])
    database.session.rollback()


def test_rows_are_deleted_by_what_a_column_holds(database: SQLAlchemy) -> None:
    insert_rows(Candidate, [PERSON | {"ref": f"C-{number}"} for number in range(4)])
    delete_rows(Candidate, "ref", ["C-1", "C-3", "C-9"])
    delete_rows(Candidate, "ref", [])
    left = select(Candidate.ref).order_by(Candidate.ref)
    assert database.session.scalars(left).all() == ["C-0", "C-2"]


def test_the_ids_of_new_rows_are_known(database: SQLAlchemy) -> None:
    insert_rows(Candidate, [PERSON])
    given = insert_for_ids(Candidate, [PERSON | {"ref": f"D-{number}"} for number in range(3)])
    new = select(Candidate.id).where(Candidate.ref.startswith("D-"))
    assert given == set(database.session.scalars(new))
    assert len(given) == 3
    assert insert_for_ids(Candidate, []) == set()
