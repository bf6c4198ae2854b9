"""Throwaway PostgreSQL and Redis servers, for the tests and for `agency bench`.

Each is taken from the first of: an address in the environment, a program on this machine,
a program inside a Python package of the development environment. If there is none, that is
an error and says what to install.
"""

import os
import pwd
import secrets
import socket
import tempfile
from collections.abc import Iterator
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
from agency.bench.server_process import Server, last_words, spawn

DRIVER = "postgresql+psycopg"


@contextmanager
def postgresql(*, durable: bool = False) -> Iterator[str]:
    """Yield the SQLAlchemy address of an empty database.

    Unless `durable`, its server does not wait for the disk: right for tests, wrong for timings.
    """
    with ExitStack() as stack:
        if address := os.environ.get("AGENCY_TEST_POSTGRES_URL"):
            server = make_url(address)
        else:
            server = make_url(stack.enter_context(postgresql_server(durable=durable)).url)
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
            yield stack.enter_context(redis_server()).url


@contextmanager
def postgresql_server(*, durable: bool = True) -> Iterator[Server]:
    """Yield a PostgreSQL server of our own, with its empty database ``postgres``.

    It may be killed; `durable`, it then still has all that was committed.
    """
    with ExitStack() as stack:
        scratch = stack.enter_context(_scratch_folder())
        yield stack.enter_context(_new_postgres(postgres_programs(scratch), scratch, durable))


@contextmanager
def redis_server() -> Iterator[Server]:
    """Yield an empty Redis server of our own; killed and started again, it is empty again."""
    with ExitStack() as stack:
        scratch = stack.enter_context(_scratch_folder())
        yield _started_redis(redis_program(), scratch, stack)


@contextmanager
def _scratch_folder() -> Iterator[Path]:
    """Make a folder for one server, with a path short enough for a socket."""
    with tempfile.TemporaryDirectory(prefix="tenens-", dir="/tmp") as folder:
        yield Path(folder)


def _new_postgres(programs: Path, scratch: Path, durable: bool) -> Server:
    """Make a new cluster; its server listens on a socket in `scratch` and nowhere else."""
    if os.geteuid() == 0:
        _give_away(scratch)
    _make_cluster(programs / "initdb", scratch)
    settings = ["listen_addresses=", "timezone=UTC"]
    if not durable:
        settings += ["fsync=off", "synchronous_commit=off", "full_page_writes=off"]
    options = [word for setting in settings for word in ("-c", setting)]
    command = [str(programs / "postgres"), "-D", "data", "-k", str(scratch), "-p", "5432"]
    place = {"host": str(scratch)}
    url = URL.create(DRIVER, "postgres", port=5432, database="postgres", query=place)
    address = url.render_as_string(hide_password=False)
    return Server(address, [*command, *options], scratch, partial(_postgres_answers, url))


def _make_cluster(initdb: Path, scratch: Path) -> None:
    """Create PostgreSQL's files; sorting by code point is the same everywhere."""
    options = ["-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync"]
    with spawn([initdb, "-D", "data", *options], scratch) as process:
        if process.wait() != 0:
            raise ServerUnavailableError(last_words(scratch))


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


def _started_redis(program: Path, scratch: Path, stack: ExitStack) -> Server:
    """Start Redis on a free port; the password tells it from another that took the port first."""
    password = secrets.token_hex(16)
    for _ in range(3):
        port = _free_port()
        lines = ["bind 127.0.0.1", f"port {port}", f"requirepass {password}", 'save ""']
        (scratch / "redis.conf").write_text("\n".join([*lines, "maxmemory-policy noeviction\n"]))
        url = f"redis://:{password}@127.0.0.1:{port}/0"
        server = Server(url, [program, "redis.conf"], scratch, partial(_redis_answers, url))
        with suppress(ServerUnavailableError):
            return stack.enter_context(server)
    raise ServerUnavailableError(last_words(scratch))


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
def _empty_database(server: URL) -> Iterator[str]:
    """Create a database for the length of the block."""
    name = f"tenens_{secrets.token_hex(6)}"
    _administer(server, sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    try:
        url = server.set(drivername=DRIVER, database=name)
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
