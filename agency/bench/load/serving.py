"""The agency that is asked: filled, matched, served by gunicorn, with somebody to ask it."""

from __future__ import annotations

import os
import socket
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlsplit

from flask import Flask
from flask_security import hash_password
from sqlalchemy import select

from agency import create_app
from agency.access.token_scopes import scopes_of
from agency.accounts.actions.tokens import make_token
from agency.accounts.actions.users import add_user
from agency.assignments.models import Assignment
from agency.audit.actors import Actor
from agency.bench import servers
from agency.bench.load.visits import Known
from agency.bench.server_process import Server
from agency.bench.sizes import SEED, Size
from agency.candidates.models import Candidate
from agency.exchange.actions import import_file
from agency.exchange.kinds import KINDS
from agency.extensions import db
from agency.jobs.models import Job
from agency.jobs.running import run_job
from agency.matching.actions import match
from agency.matching.models import Match, Shortlist
from agency.matching.queries import current_run
from agency.rules.rulebook import load_rulebook
from agency.sampling.sample import Order, write_sample
from agency.schema_version import upgrade_database
from agency.settings import today
from config import Config

THREADS = 8  # of each process: as many users are answered in turn, most wait for the database
KEEP_ALIVE_SECONDS = 60  # users pause between two clicks, and slow ones longer
MOST_KNOWN = 2_000
PASSWORD = "correct horse battery staple"
ASKER = Actor("command", "load")


@dataclass(frozen=True)
class Place:
    """A filled database, and who may ask it."""

    config: Config
    environment: dict[str, str]
    words: str
    email: str
    password: str
    token: str


@contextmanager
def filled_database(
    size: Size, database: str | None, told: Callable[[str], None]
) -> Iterator[Place]:
    """The place of a database that is filled; one of our own unless an address is given."""
    with ExitStack() as stack:
        home = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="tenens-load-")))
        url = database or stack.enter_context(servers.postgresql(durable=True))
        environment = {"AGENCY_DATABASE_URL": url, "AGENCY_HOME": str(home)}
        config = Config.from_environment(environment)
        app = create_app(config)
        with app.app_context():
            upgrade_database()
            if database is None:
                _fill(size, home / "sample", told)
            told("Matching")
            match(today())
            _work_off(app)
            place = _opened(config, environment)
            try:
                yield place
            finally:
                db.session.remove()
                db.engine.dispose()


def _fill(size: Size, folder: Path, told: Callable[[str], None]) -> None:
    told(f"Making {size.candidates:,} candidates and {size.assignments:,} assignments")
    write_sample(Order(size.candidates, size.assignments, SEED, today()), folder)
    for kind in KINDS:
        told(f"Importing {kind}")
        import_file(kind, folder / f"{kind}.csv")


def _work_off(app: Flask) -> None:
    """Do what the match has left to be done, as a worker would."""
    for job_id in db.session.scalars(select(Job.id).where(Job.state == "pending")).all():
        db.session.rollback()
        run_job(app, job_id)


def _opened(config: Config, environment: dict[str, str]) -> Place:
    """Let an administrator and a program of hers in, under a name of this very run."""
    email = f"load-{os.getpid()}@example.org"
    values = {"email": email, "name": "Load", "role": "admin"}
    user = add_user(values, ASKER, hash_password(PASSWORD))
    said = {"name": "load", "scopes": list(scopes_of("admin"))}
    _, secret = make_token(user.id, said, ASKER, scopes_of)
    people = db.session.query(Candidate).count()
    work = db.session.query(Assignment).count()
    words = f"{people:,} candidates, {work:,} assignments, {db.engine.dialect.name}"
    return Place(config, environment, words, email, PASSWORD, secret)


def known_in(place: Place) -> Known:
    """What users may ask about: some of everything that is open, and pairs that are listed."""
    people = db.session.execute(
        select(Candidate.ref, Candidate.last_name).order_by(Candidate.id).limit(MOST_KNOWN)
    ).all()
    work = db.session.scalars(
        select(Assignment.ref)
        .where(Assignment.status == "open", Assignment.ends_on >= today())
        .order_by(Assignment.id)
        .limit(MOST_KNOWN)
    ).all()
    pairs = db.session.execute(
        select(Candidate.ref, Assignment.ref)
        .select_from(Match)
        .join(Shortlist, Shortlist.id == Match.shortlist_id)
        .join(Candidate, Candidate.id == Match.candidate_id)
        .join(Assignment, Assignment.id == Shortlist.assignment_id)
        .where(Assignment.status == "open", Assignment.ends_on >= today())
        .limit(MOST_KNOWN)
    ).all()
    run = current_run(today()).id
    db.session.rollback()  # nobody holds a transaction open while others are asked
    return Known(
        candidates=tuple(ref for ref, _ in people),
        names=tuple(name for _, name in people if name),
        assignments=tuple(work),
        pairs=tuple((candidate, assignment) for candidate, assignment in pairs),
        states=tuple(load_rulebook().states),
        run=run,
    )


@contextmanager
def served(place: Place) -> Iterator[str]:
    """The address at which gunicorn serves the place, with a process for each core."""
    with tempfile.TemporaryDirectory(prefix="tenens-gunicorn-") as folder:
        port = free_port()
        url = f"http://127.0.0.1:{port}"
        command = [
            *("env", *(f"{name}={value}" for name, value in place.environment.items())),
            *(sys.executable, "-m", "gunicorn", "wsgi:app", "--bind", f"127.0.0.1:{port}"),
            *("--workers", str(os.cpu_count() or 1), "--worker-class", "gthread"),
            *("--threads", str(THREADS), "--preload", "--keep-alive", str(KEEP_ALIVE_SECONDS)),
        ]
        with Server(url, command, Path(folder), lambda: answers(url)):
            yield url


def free_port() -> int:
    """A port of this machine that nobody uses at the moment."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
    return port


def answers(url: str) -> bool:
    """Whether an agency answers at that address, and has its database."""
    parts = urlsplit(url)
    connection = HTTPConnection(parts.hostname or "", parts.port, timeout=5)
    try:
        connection.request("GET", "/readyz")
        return connection.getresponse().status == 200
    except OSError:
        return False
    finally:
        connection.close()
