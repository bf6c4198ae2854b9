"""A small agency that is served for real, and who may sign in there."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Thread

from flask import Flask
from flask_security import hash_password
from sqlalchemy import select
from waitress.server import create_server

from agency.accounts.actions.users import add_user
from agency.assignments.models import Assignment
from agency.candidates.models import Candidate
from agency.cli.serving import address, listen
from agency.exchange.actions import import_file
from agency.exchange.kinds import KINDS
from agency.extensions import db
from agency.joining.actions import agree
from agency.joining.consents import current_text
from agency.matching.actions import match
from agency.matching.allocation_models import Proposal
from agency.matching.models import Match, Shortlist
from agency.pinning.actions import create_pin
from agency.pinning.schemas import PinInput
from agency.sampling.sample import Order, write_sample
from agency.schema_version import upgrade_database
from agency.screening.actions import load_list, screen
from agency.settings import today
from tests.browser.comers import add_comers
from tests.browser.registered import hold_registers
from tests.matching.working import work_off
from tests.screening.lists import leie
from tests.signing_in import TESTER
from workers.embedded import Embedded

CANDIDATES, ASSIGNMENTS, SEED = 160, 40, 7
THREADS = 4
PASSWORD = "correct horse battery staple"
NAMES = {
    "admin": "Ada Ferreira",
    "recruiter": "Priya Castellane",
    "compliance": "Ruth Osei",
    "candidate": "Marisol Vega-Lund",
}


def email_of(role: str) -> str:
    return f"{role}@example.org"


@dataclass(frozen=True)
class Served:
    """An application, the address it is served at, and what to sign in with."""

    app: Flask
    url: str

    def credentials_of(self, role: str) -> tuple[str, str]:
        """The e-mail address and the password of somebody with ``role``."""
        return email_of(role), PASSWORD


@contextmanager
def served_agency(app: Flask) -> Iterator[Served]:
    """The agency of ``app`` on a free port, with its background work, as `agency serve` does it."""
    with ExitStack() as stack:
        listener = stack.enter_context(listen("127.0.0.1", 0))
        stack.enter_context(Embedded(app))
        server = create_server(app, sockets=[listener], threads=THREADS, ident=None)
        Thread(target=server.run, daemon=True).start()
        yield Served(app, address(listener))
        server.close()


def _wish() -> None:
    """Pin somebody who is not proposed where she could be, exclude one who is, and ask too much."""
    rows = db.session.execute(
        select(Candidate.ref, Assignment.ref, Proposal.score.is_not(None))
        .select_from(Match)
        .join(Shortlist, Shortlist.id == Match.shortlist_id)
        .join(Candidate, Candidate.id == Match.candidate_id)
        .join(Assignment, Assignment.id == Shortlist.assignment_id)
        .outerjoin(
            Proposal,
            (Proposal.candidate_id == Candidate.id) & (Proposal.assignment_id == Assignment.id),
        )
        .where(Match.tier == "eligible")
        .order_by(Assignment.ref, Match.position)
    ).all()
    other = next((her, work) for her, work, is_proposed in rows if not is_proposed)
    excluded = next((her, work) for her, work, is_proposed in reversed(rows) if is_proposed)
    able = {her for her, work, _ in rows if work == excluded[1]}
    unfit = next(her for her, _, _ in rows if her not in able)
    for (her, work), kind, reason in (
        (other, "pin", "The client asked for her"),
        (excluded, "exclusion", "She worked there before and would rather not go back"),
        ((unfit, excluded[1]), "pin", ""),
    ):
        said = {"candidate_ref": her, "assignment_ref": work, "kind": kind, "reason": reason}
        create_pin(PinInput().accept(said), TESTER)


def _exclusions(folder: Path) -> None:
    """A list on which two stand who bear the names of candidates, and one who bears nobody's."""
    people = select(Candidate).order_by(Candidate.id.desc()).limit(2)
    rows = [
        {"LASTNAME": one.last_name.upper(), "FIRSTNAME": one.first_name.upper(), "STATE": "TX"}
        for one in db.session.scalars(people)
    ]
    stranger = {"LASTNAME": "QUILLFEATHER", "FIRSTNAME": "ROSA"}
    load_list("leie", leie(folder, *rows, stranger), TESTER)
    screen("by hand", TESTER)


def sample_agency(app: Flask, folder: Path) -> None:
    """Fill the database of ``app`` with a made-up agency, match it, and let people sign in."""
    with app.app_context():
        upgrade_database()
        write_sample(Order(CANDIDATES, ASSIGNMENTS, SEED, today()), folder)
        for kind in KINDS:
            import_file(kind, folder / f"{kind}.csv")
        _exclusions(folder)
        match(today())
        _wish()
        match(today())
        work_off(app)
        for role in NAMES:
            made = add_user(_account(role), TESTER, hash_password(PASSWORD))
            if role == "candidate":
                agree(made.id, current_text().version, TESTER)
        add_comers(PASSWORD)
        hold_registers(folder)
        db.session.remove()


def _account(role: str) -> dict[str, str | None]:
    ref = "C-0001" if role == "candidate" else None
    return {"email": email_of(role), "name": NAMES[role], "role": role, "candidate_ref": ref}
