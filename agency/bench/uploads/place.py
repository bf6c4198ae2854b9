"""An agency of a few candidates, each with a card to prove, served as `agency serve` does it."""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from flask_security import hash_password

from agency import create_app
from agency.accounts.actions.users import add_user
from agency.audit.actors import Actor
from agency.bench import servers
from agency.bench.load.serving import answers, free_port
from agency.bench.server_process import Server
from agency.candidates.actions import create_candidate
from agency.candidates.schemas import CandidateInput
from agency.credentials.described import CREDENTIAL
from agency.extensions import db
from agency.joining.actions import agree
from agency.joining.consents import current_text
from agency.schema_version import upgrade_database
from agency.verification.actions import create_credential
from config import Config

PASSWORD = "correct horse battery staple"
ASKER = Actor("command", "uploads")
CARD = "BLS-AHA"
# A night of uploads by a few people: what keeps one of them from filling the disk is not measured.
ROOMY = {
    "AGENCY_DOCUMENTS_PER_CANDIDATE": "100000",
    "AGENCY_DOCUMENTS_MB_PER_CANDIDATE": "1000000",
}
COMMAND = "from wsgi import main; main()"
DATABASES = ("sqlite", "postgresql")


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who may sign in, and the credential of hers that she proves."""

    email: str
    credential: int


@dataclass(frozen=True, slots=True)
class Place:
    """A database with a few people, where it is kept, and how a server of it is told so."""

    database: str
    home: Path
    environment: dict[str, str]
    people: list[Person]


@dataclass(frozen=True, slots=True)
class Serving:
    """The address of a server, and the process that answers there."""

    url: str
    pid: int


@contextmanager
def filled_place(database: str, people: int) -> Iterator[Place]:
    """A place of its own over ``database``, one of DATABASES, that is gone at the end."""
    with ExitStack() as stack:
        home = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="tenens-uploads-")))
        url = f"sqlite:///{home / 'agency.sqlite3'}"
        if database == "postgresql":
            url = stack.enter_context(servers.postgresql(durable=True))
        environment = {"AGENCY_DATABASE_URL": url, "AGENCY_HOME": str(home), **ROOMY}
        app = create_app(Config.from_environment(environment))
        with app.app_context():
            upgrade_database()
            password = hash_password(PASSWORD)
            comers = [_person(number, password) for number in range(1, people + 1)]
            db.session.remove()
            db.engine.dispose()
        yield Place(database, home, environment, comers)


def _person(number: int, password: str) -> Person:
    ref, email = f"C-{number:04}", f"uploads-{number}@example.org"
    said = {"ref": ref, "first_name": "Marisol", "last_name": "Vega-Lund", "home_zip": "98101"}
    create_candidate(CandidateInput().accept(said), ASKER)
    account = {"email": email, "name": "Marisol", "role": "candidate", "candidate_ref": ref}
    agree(add_user(account, ASKER, password).id, current_text().version, ASKER)
    card = {"candidate_ref": ref, "code": CARD, "number": f"R-{number}", "evidence": "claimed"}
    return Person(email, create_credential(CREDENTIAL.accept(card), ASKER).id)


@contextmanager
def served(place: Place) -> Iterator[Serving]:
    """`agency serve` of the place, with its background work, on a free port."""
    with tempfile.TemporaryDirectory(prefix="tenens-serve-") as folder:
        port = free_port()
        url = f"http://127.0.0.1:{port}"
        said = place.environment | {"PORT": str(port), "AGENCY_HOST": "127.0.0.1"}
        command = [
            *("env", *(f"{name}={value}" for name, value in said.items())),
            *(sys.executable, "-c", COMMAND, "serve"),
        ]
        with Server(url, command, Path(folder), lambda: answers(url)):
            yield Serving(url, int((Path(folder) / "pid").read_text()))


def files_in(place: Place) -> int:
    """How many files lie in its store."""
    return sum(1 for _ in place.home.glob("documents/??/*"))


def processors() -> int:
    """How many cores this machine has."""
    return os.cpu_count() or 1
