"""The agency whose nights are measured: over PostgreSQL and Redis of its own, with workers."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import update

from agency import create_app
from agency.bench import servers
from agency.bench.server_process import Server
from agency.bench.sizes import DAY, SEED, Size
from agency.exchange.actions import import_file
from agency.exchange.kinds import KINDS
from agency.extensions import db
from agency.jobs.actions import add
from agency.jobs.kinds import wanted
from agency.jobs.models import Job
from agency.jobs.queries import moment_now
from agency.sampling.sample import Order, write_sample
from agency.sampling.writing import FILES
from agency.schema_version import upgrade_database
from config import Config

READY = " ready."
COMMAND = [sys.executable, "-c", "from wsgi import main; main()"]
# A tick each second: what is measured begins with it, and ends before the next.
HASTE = {"AGENCY_TICK_SECONDS": "1"}


@dataclass(frozen=True)
class Place:
    """What its processes have in their environment; ours are in its application's context."""

    environment: dict[str, str]


@contextmanager
def filled_place(size: Size, told: Callable[[str], None]) -> Iterator[Place]:
    """An agency of ``size``; the block is in the context of its application.

    Raises ServerUnavailableError.
    """
    with ExitStack() as stack:
        home = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="tenens-scale-")))
        environment = {
            "AGENCY_DATABASE_URL": stack.enter_context(servers.postgresql(durable=True)),
            "AGENCY_REDIS_URL": stack.enter_context(servers.redis()),
            "AGENCY_HOME": str(home),
            **HASTE,
        }
        app = create_app(Config.from_environment(environment))
        with app.app_context():
            _fill(size, home / "sample", told)
            try:
                yield Place(environment)
            finally:
                db.session.remove()
                db.engine.dispose()


def _fill(size: Size, folder: Path, told: Callable[[str], None]) -> None:
    told(f"Making {size.candidates:,} candidates and {size.assignments:,} assignments")
    upgrade_database()
    write_sample(Order(size.candidates, size.assignments, SEED, DAY), folder)
    for kind in KINDS:
        told(f"Importing {kind}")
        import_file(kind, folder / FILES[kind])


def have_nothing_else_to_do() -> None:
    """Have whatever the schedules would ask for by now count as done."""
    for job in wanted(moment_now()):
        add(job.kind, job.args, unique_key=job.unique_key)
    db.session.execute(update(Job).where(Job.state == "pending").values(state="done"))
    db.session.commit()


@contextmanager
def worker(place: Place, processes: int) -> Iterator[int]:
    """A worker that does so many jobs at once; the number of its main process."""
    with tempfile.TemporaryDirectory(prefix="tenens-worker-") as name:
        folder = Path(name)
        settings = (f"{name}={value}" for name, value in place.environment.items())
        command = ["env", *settings, *COMMAND, "worker", "--processes", str(processes)]
        log = folder / "log"
        with Server("", command, folder, lambda: READY in log.read_text(errors="replace")):
            yield int((folder / "pid").read_text())


def processes_of(worker: int) -> list[int]:
    """Those that do the work, and the beat."""
    children = Path(f"/proc/{worker}/task/{worker}/children").read_text()
    return [int(pid) for pid in children.split()]
