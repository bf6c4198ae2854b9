"""Servers that are made to fail come back where they were."""

from collections.abc import Iterator

import psycopg
import pytest
from redis import Redis
from redis.backoff import NoBackoff
from redis.exceptions import RedisError
from redis.retry import Retry

from agency.bench.server_process import Server
from agency.bench.servers import postgresql_server, redis_server

IMPATIENT = Retry(NoBackoff(), 0)


@pytest.fixture
def redis() -> Iterator[Server]:
    with redis_server() as server:
        yield server


def keys(server: Server) -> int:
    with Redis.from_url(server.url, socket_timeout=0.5, retry=IMPATIENT) as client:
        return len(list(client.scan_iter()))


def add_key(server: Server) -> None:
    with Redis.from_url(server.url) as client:
        client.set("queue", "work")


def test_a_killed_redis_comes_back_empty(redis: Server) -> None:
    add_key(redis)
    assert keys(redis) == 1
    redis.kill()
    with pytest.raises(RedisError):
        keys(redis)
    redis.start()
    assert keys(redis) == 0


def test_a_frozen_redis_is_silent_and_then_goes_on(redis: Server) -> None:
    add_key(redis)
    redis.freeze()
    with pytest.raises(RedisError):
        keys(redis)
    redis.thaw()
    assert keys(redis) == 1


def test_a_frozen_server_can_be_stopped(redis: Server) -> None:
    redis.freeze()
    redis.stop()
    with pytest.raises(RedisError):
        keys(redis)


def test_a_server_that_was_killed_can_be_neither_frozen_nor_killed_again(redis: Server) -> None:
    redis.kill()
    with pytest.raises(ProcessLookupError):
        redis.freeze()
    with pytest.raises(ProcessLookupError):
        redis.kill()
    redis.stop()


def test_a_killed_postgresql_comes_back_with_what_was_committed() -> None:
    with postgresql_server() as server:
        address = server.url.replace("+psycopg", "")
        with psycopg.connect(address) as writer:
            writer.execute("CREATE TABLE kept (id int)")
            writer.execute("INSERT INTO kept SELECT generate_series(1, 1000)")
        busy = psycopg.connect(address)
        busy.execute("INSERT INTO kept VALUES (0)")
        server.kill()
        with pytest.raises(psycopg.OperationalError):
            busy.commit()
        with pytest.raises(psycopg.OperationalError):
            psycopg.connect(address)
        server.start()
        with psycopg.connect(address) as reader:
            assert reader.execute("SELECT count(*) FROM kept").fetchone() == (1000,)
