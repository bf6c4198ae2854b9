"""Throwaway PostgreSQL and Redis servers, for the tests and for `agency bench`.

Each is taken from the first of: an address in the environment, a program on this machine,
a program inside a Python package of the development environment. If there is none, that is
an error and says what to install.
"""

import os
import pwd
import secrets
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from functools import partial
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
from psycopg import sql
from redis import ConnectionError as RedisConnectionError
from redis import Redis
from sqlalchemy import URL, make_url

from agency.bench.programs import ServerUnavailableError, postgres_programs, redis_program

START_SECONDS = 60
STOP_SECONDS = 20

# Interrupts the server at our word, or as soon as our end of the pipe closes because we were
# killed; then nobody else is left to remove the folder. Ends with the server, and its status.
GUARD = """
exec 3<&0
"$@" 3<&- </dev/null &
server=$!
(read -r _ <&3 || : >orphaned; kill -INT "$server") 2>/dev/null &
guard=$!
wait "$server"
status=$?
kill "$guard" 2>/dev/null
[ ! -e orphaned ] || rm -rf "$PWD"
exit "$status"
"""


@contextmanager
def postgresql(*, durable: bool = False) -> Iterator[str]:
    """Yield the SQLAlchemy address of an empty database.

    Unless `durable`, its server does not wait for the disk: right for tests, wrong for timings.
    """
    with ExitStack() as stack:
        if address := os.environ.get("AGENCY_TEST_POSTGRES_URL"):
            server = make_url(address)
        else:
            scratch = stack.enter_context(_scratch_folder())
            server = _start_postgres(postgres_programs(scratch), scratch, durable, stack)
        yield stack.enter_context(_empty_database(server))


@contextmanager
def redis() -> Iterator[str]:
    """Yield the address of an empty Redis database.

    Of a server named in the environment, each use empties and takes the next of databases 1-15.
    """
    with ExitStack() as stack:
        if address := os.environ.get("AGENCY_TEST_REDIS_URL"):
            yield stack.enter_context(_emptied_database(address))
        else:
            scratch = stack.enter_context(_scratch_folder())
            yield _start_redis(redis_program(), scratch, stack)


@contextmanager
def _scratch_folder() -> Iterator[Path]:
    """Make a folder for one server, with a path short enough for a socket."""
    with tempfile.TemporaryDirectory(prefix="tenens-", dir="/tmp") as folder:
        yield Path(folder)


def _start_postgres(programs: Path, scratch: Path, durable: bool, stack: ExitStack) -> URL:
    """Start a new cluster that listens on a socket in `scratch` and nowhere else."""
    if os.geteuid() == 0:
        _give_away(scratch)
    _make_cluster(programs / "initdb", scratch)
    settings = ["listen_addresses=", "timezone=UTC"]
    if not durable:
        settings += ["fsync=off", "synchronous_commit=off", "full_page_writes=off"]
    options = [word for setting in settings for word in ("-c", setting)]
    server = [str(programs / "postgres"), "-D", "data", "-k", str(scratch), "-p", "5432"]
    place = {"host": str(scratch)}
    url = URL.create("postgresql", "postgres", port=5432, database="postgres", query=place)
    stack.enter_context(_running([*server, *options], scratch, partial(_postgres_answers, url)))
    return url


def _make_cluster(initdb: Path, scratch: Path) -> None:
    """Create PostgreSQL's files; sorting by code point is the same everywhere."""
    options = ["-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync"]
    with _spawn([initdb, "-D", "data", *options], scratch) as process:
        if process.wait() != 0:
            raise ServerUnavailableError(_last_words(scratch))


def _give_away(scratch: Path) -> None:
    """Hand the folder to an account that PostgreSQL can run as: it refuses to run as root."""
    accounts = {account.pw_name: account for account in pwd.getpwall()}
    account = accounts.get("postgres") or accounts["nobody"]
    for path in [scratch, *scratch.rglob("*")]:
        os.chown(path, account.pw_uid, account.pw_gid, follow_symlinks=False)


def _postgres_answers(url: URL) -> bool:
    """Tell whether PostgreSQL takes connections."""
    try:
        _administrator(url).close()
    except psycopg.OperationalError:
        return False
    return True


def _start_redis(program: Path, scratch: Path, stack: ExitStack) -> str:
    """Start Redis on a free port; the password tells it from another that took the port first."""
    password = secrets.token_hex(16)
    for _ in range(3):
        port = _free_port()
        lines = ["bind 127.0.0.1", f"port {port}", f"requirepass {password}", 'save ""']
        (scratch / "redis.conf").write_text("\n".join([*lines, "maxmemory-policy noeviction\n"]))
        url = f"redis://:{password}@127.0.0.1:{port}/0"
        with suppress(ServerUnavailableError):
            answers = partial(_redis_answers, url)
            stack.enter_context(_running([program, "redis.conf"], scratch, answers))
            return url
    raise ServerUnavailableError(_last_words(scratch))


def _redis_answers(url: str) -> bool:
    """Tell whether Redis answers."""
    try:
        with Redis.from_url(url) as client:
            return bool(client.ping())
    except RedisConnectionError:
        return False


def _free_port() -> int:
    """Choose a port of this machine that nobody uses at the moment."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
        return port


@contextmanager
def _running(
    command: Sequence[str | Path], folder: Path, answers: Callable[[], bool]
) -> Iterator[None]:
    """Run a server until the end of the block, or our own."""
    process = _spawn(["sh", "-c", GUARD, "sh", *command], folder)
    try:
        _wait_until(answers, process, folder)
        yield
    finally:
        _stop(process)


def _spawn(command: Sequence[str | Path], folder: Path) -> subprocess.Popen[bytes]:
    """Start a program in the folder, as its owner; what it says goes to `log` there."""
    as_root = os.geteuid() == 0
    owner = folder.stat()
    with (folder / "log").open("ab") as log:
        return subprocess.Popen(
            command,
            cwd=folder,
            stdin=subprocess.PIPE,
            stdout=log,
            stderr=log,
            start_new_session=True,
            user=owner.st_uid if as_root else None,
            group=owner.st_gid if as_root else None,
            extra_groups=[] if as_root else None,
        )


def _wait_until(
    answers: Callable[[], bool], process: subprocess.Popen[bytes], folder: Path
) -> None:
    """Wait for the first answer of a server that is starting."""
    deadline = time.monotonic() + START_SECONDS
    while not answers():
        if process.poll() is not None or time.monotonic() > deadline:
            raise ServerUnavailableError(_last_words(folder))
        time.sleep(0.02)


def _stop(process: subprocess.Popen[bytes]) -> None:
    """Ask the server to stop, and kill it if it does not."""
    try:
        process.communicate(b"stop\n", timeout=STOP_SECONDS)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def _last_words(folder: Path) -> str:
    """Quote the end of a failed server's log."""
    return "The server did not start:\n" + (folder / "log").read_text(errors="replace")[-2000:]


@contextmanager
def _empty_database(server: URL) -> Iterator[str]:
    """Create a database for the length of the block."""
    name = f"tenens_{secrets.token_hex(6)}"
    _administer(server, sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    try:
        url = server.set(drivername="postgresql+psycopg", database=name)
        yield url.render_as_string(hide_password=False)
    finally:
        drop = sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)")
        _administer(server, drop.format(sql.Identifier(name)))


def _administer(server: URL, statement: sql.Composed) -> None:
    """Execute one statement outside a transaction."""
    with _administrator(server) as connection:
        connection.execute(statement)


def _administrator(server: URL) -> psycopg.Connection:
    """Connect to a server without opening a transaction."""
    address = server.set(drivername="postgresql").render_as_string(hide_password=False)
    return psycopg.connect(address, autocommit=True)


@contextmanager
def _emptied_database(address: str) -> Iterator[str]:
    """Take a numbered database of a Redis server for the length of the block."""
    with Redis.from_url(address) as client:
        turn = int(client.execute_command("INCR", "tenens:test-databases"))
    url = urlsplit(address)._replace(path=f"/{turn % 15 + 1}").geturl()
    with Redis.from_url(url) as client:
        client.flushdb()
        yield url
        client.flushdb()
