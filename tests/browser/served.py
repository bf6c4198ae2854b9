"""A small agency that is served for real, and who may sign in there."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Thread

from flask import Flask
from flask_security import hash_password
from waitress.server import create_server

from agency.accounts.actions.users import add_user
from agency.cli.serving import address, listen
from agency.exchange.actions import import_file
from agency.exchange.kinds import KINDS
from agency.extensions import db
from agency.joining.actions import agree
from agency.joining.consents import current_text
from agency.matching.actions import match
from agency.sampling.sample import Order, write_sample
from agency.schema_version import upgrade_database
from agency.settings import today
from tests.browser.comers import add_comers
from tests.matching.working import work_off
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


def sample_agency(app: Flask, folder: Path) -> None:
    """Fill the database of ``app`` with a made-up agency, match it, and let people sign in."""
    with app.app_context():
        upgrade_database()
        write_sample(Order(CANDIDATES, ASSIGNMENTS, SEED, today()), folder)
        for kind in KINDS:
            import_file(kind, folder / f"{kind}.csv")
        match(today())
        work_off(app)
        for role in NAMES:
            made = add_user(_account(role), TESTER, hash_password(PASSWORD))
            if role == "candidate":
                agree(made.id, current_text().version, TESTER)
        add_comers(PASSWORD)
        db.session.remove()


def _account(role: str) -> dict[str, str | None]:
    ref = "C-0001" if role == "candidate" else None
    return {"email": email_of(role), "name": NAMES[role], "role": role, "candidate_ref": ref}
