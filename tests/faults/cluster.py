"""An agency spread over hosts of their own: Redis, PostgreSQL, pages and beat, and two workers.

They share one folder. Whoever tests stands beside the network and asks the servers by sockets.
"""

from __future__ import annotations

import os
import pwd
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from subprocess import run

from redis import Redis
from sqlalchemy import URL

from agency.bench.programs import postgres_programs, redis_program
from agency.bench.server_process import Server
from agency.bench.servers import DRIVER, _make_cluster, _postgres_answers, _redis_answers
from agency.extensions import db
from agency.jobs.models import Job
from agency.jobs.queries import jobs
from agency.matching.models import MatchShard
from agency.matching.starting import MATCH_SHARD
from agency.sampling.sample import Order
from tests.faults.agencies import DAY, SEED, Agency, new_agency
from tests.faults.network import SUBNET, Host, cut_off, heal, network
from tests.faults.processes import ROOT, SABOTAGED, Worker
from tests.faults.worker import NOTES
from tests.processes import COMMAND

WORKERS = "worker1", "worker2"
HOSTS = "redis", "postgres", "web", *WORKERS
PORT = 8000
# Asks a host's pages from that host, for nobody beside the network can.
ASK = "import sys, urllib.request as r; sys.exit(r.urlopen(sys.argv[1], timeout=5).status != 200)"
# Few enough that a night takes seconds, each assignment being slow.
FEW = Order(80, 24, SEED, DAY)
# What a worker says whose fence does not stand any more.
REFUSED = "another worker has it; this one's work is thrown away"
# So long that a shard is still being matched when its worker is cut off.
SLOW = {"FAULT_SLOW": "0.3"}


@dataclass(kw_only=True)
class Cluster(Agency):
    """The agency, its hosts, and what runs on them besides workers."""

    hosts: dict[str, Host]
    over_network: dict[str, str]
    redis_socket: str
    notes: Path

    def worker_on(
        self, name: str, settings: Mapping[str, str] | None = None
    ) -> AbstractContextManager[Worker]:
        """A worker on a host; beat is on another."""
        return self.at_work(
            "--no-beat",
            program=(*self.hosts[name].command, *SABOTAGED),
            settings={**self.over_network, **SLOW, **(settings or {})},
            log=f"{name}.log",
        )

    def cut_off_at_work(self, name: str, worker: Worker) -> Job:
        """Cut off a host whose worker is at a shard, before it can tell what came of it."""
        while True:
            job = self._shard_of(worker)
            self.cut_off(name)
            if self.ask(lambda job=job: _is_held(job)):  # type: ignore[misc]
                return job
            self.heal(name)

    def _shard_of(self, worker: Worker) -> Job:
        """Wait until a worker matches a shard, all of it being read; the job."""
        found: list[Job] = []

        def happened() -> bool:
            pids = worker.children()
            held = (job for job in jobs(state="running") if job.kind == MATCH_SHARD and job.worker)
            found[:] = [job for job in held if _process_of(job) in pids and self._is_matched(job)]
            return bool(found)

        self.wait_until(happened, "it does no shard")
        return found[0]

    def _is_matched(self, job: Job) -> bool:
        note = self.notes / str(_process_of(job))
        shard = db.session.get_one(MatchShard, (job.args["run"], job.args["shard"]))
        return note.exists() and note.read_text() in shard.refs

    def do_again(self) -> None:
        """Have the last night not been, so that the next is of the same day."""
        self.forget()
        self.nights -= 1

    def cut_off(self, name: str) -> None:
        """Have a host alone with itself."""
        cut_off(self.hosts[name], self._others(name))

    def heal(self, name: str) -> None:
        heal(self.hosts[name], self._others(name))

    def _others(self, name: str) -> list[Host]:
        return [host for other, host in self.hosts.items() if other != name]

    def forget(self) -> None:
        """Messages are forgotten as well."""
        super().forget()
        with Redis.from_url(self.redis_socket) as client:
            client.flushall()
        for note in self.notes.iterdir():
            note.unlink()

    def serves(self) -> bool:
        """Whether pages are ready, with database and Redis; asked on their own host."""
        return _answers(self.hosts["web"])


def _process_of(job: Job) -> int:
    return int((job.worker or "::").split(":")[1])


def _is_held(job: Job) -> bool:
    """Whether a job is still in the hands it was in."""
    now = db.session.get_one(Job, job.id, populate_existing=True)
    return (now.state, now.fence) == ("running", job.fence)


@contextmanager
def new_cluster(home: Path) -> Iterator[Cluster]:
    """An agency of made-up people; nobody works there yet."""
    notes = home / "notes"
    notes.mkdir()
    with network(*HOSTS) as hosts, ExitStack() as stack:
        socket, postgres = stack.enter_context(_postgres_on(hosts["postgres"]))
        redis_socket, redis = stack.enter_context(_redis_on(hosts["redis"]))
        agency = stack.enter_context(new_agency(home, socket, redis, FEW))
        over_network = {
            "AGENCY_DATABASE_URL": postgres,
            "AGENCY_SNAPSHOTS": str(home / "shared"),
            "PYTHONPATH": str(ROOT),
            NOTES: str(notes),
        }
        stack.enter_context(_web_on(hosts["web"], {**agency.settings, **over_network}))
        cluster = Cluster(
            **vars(agency),
            hosts=hosts,
            over_network=over_network,
            redis_socket=redis_socket,
            notes=notes,
        )
        yield cluster


@contextmanager
def _scratch() -> Iterator[Path]:
    """A folder of root's through which others may go."""
    with tempfile.TemporaryDirectory(prefix="tenens-", dir="/tmp") as folder:
        Path(folder).chmod(0o711)
        yield Path(folder)


@contextmanager
def _postgres_on(host: Host) -> Iterator[tuple[str, str]]:
    """The addresses of a server on a host: by its socket, and over the network."""
    with _scratch() as scratch:
        programs, cluster = postgres_programs(scratch), scratch / "cluster"
        account = _account()
        cluster.mkdir()
        os.chown(cluster, account.pw_uid, account.pw_gid)
        _make_cluster(programs / "initdb", cluster)
        with (cluster / "data" / "pg_hba.conf").open("a") as file:
            file.write(f"host all all {SUBNET}.0/24 trust\n")
        become = f"--reuid={account.pw_uid}", f"--regid={account.pw_gid}", "--clear-groups"
        options = "-c", f"listen_addresses={host.address}", "-c", "timezone=UTC"
        command = [
            *(*host.command, "setpriv", *become, str(programs / "postgres")),
            *("-D", str(cluster / "data"), "-k", str(cluster), "-p", "5432", *options),
        ]
        place = {"host": str(cluster)}
        socket = URL.create(DRIVER, "postgres", port=5432, database="postgres", query=place)
        url = URL.create(DRIVER, "postgres", host=host.address, port=5432, database="postgres")
        with Server(str(socket), command, scratch, partial(_postgres_answers, socket)):
            yield socket.render_as_string(), url.render_as_string()


def _account() -> pwd.struct_passwd:
    """PostgreSQL refuses to run as root."""
    accounts = {account.pw_name: account for account in pwd.getpwall()}
    return accounts.get("postgres") or accounts["nobody"]


@contextmanager
def _redis_on(host: Host) -> Iterator[tuple[str, str]]:
    """The same of Redis."""
    with _scratch() as scratch:
        lines = f"bind {host.address}", "port 6379", "protected-mode no", 'save ""'
        path = scratch / "socket"
        said = "\n".join([*lines, f"unixsocket {path}", ""])
        (scratch / "redis.conf").write_text(said)
        command = [*host.command, str(redis_program()), "redis.conf"]
        with Server(f"unix://{path}", command, scratch, lambda: _redis_answers(f"unix://{path}")):
            yield f"unix://{path}", f"redis://{host.address}:6379/0"


@contextmanager
def _web_on(host: Host, settings: Mapping[str, str]) -> Iterator[None]:
    """Pages and beat."""
    words = {**settings, "AGENCY_HOST": host.address, "PORT": str(PORT)}
    before = [*host.command, "env", *(f"{name}={value}" for name, value in words.items())]
    beat = [sys.executable, "-m", "celery", "-A", "wsgi:celery", "beat", "--pidfile="]
    with (
        _scratch() as pages,
        _scratch() as ticks,
        Server("", [*before, COMMAND, "serve"], pages, at_once),
        Server("", [*before, *beat], ticks, at_once),
    ):
        yield


def at_once() -> bool:
    """Others start meanwhile."""
    return True


def _answers(host: Host) -> bool:
    url = f"http://{host.address}:{PORT}/readyz"
    asked = run([*host.command, sys.executable, "-c", ASK, url], capture_output=True, check=False)
    return asked.returncode == 0
