"""An agency with servers of its own, in which things are made to go wrong."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from celery import Celery
from redis import Redis

from agency.bench.server_process import Server
from agency.bench.servers import postgresql_server, redis_server
from tests.faults.agencies import Agency, new_agency
from workers.celery_app import JOB_QUEUE, make_celery
from workers.tasks import RUN_JOB


@dataclass(kw_only=True)
class World(Agency):
    """The agency and the servers behind it."""

    postgres: Server
    redis: Server

    def forget(self) -> None:
        """Messages are forgotten as well."""
        super().forget()
        with Redis.from_url(self.redis.url) as client:
            client.flushall()

    @cached_property
    def celery(self) -> Celery:
        """What publishes messages to the workers."""
        return make_celery(self.app)

    def publish(self, job_ids: Sequence[int], times: int = 1) -> None:
        """Tell the workers of jobs."""
        for job_id in job_ids:
            for _ in range(times):
                self.celery.send_task(RUN_JOB, (job_id,))

    def untaken(self) -> int:
        """How many messages about jobs no worker has taken yet."""
        with Redis.from_url(self.redis.url) as client:
            return int(client.llen(self._queue))

    def lose_untaken(self) -> None:
        """Have Redis forget them."""
        with Redis.from_url(self.redis.url) as client:
            client.delete(self._queue)

    @property
    def _queue(self) -> str:
        prefix: str = self.celery.conf.broker_transport_options["global_keyprefix"]
        return prefix + JOB_QUEUE


@contextmanager
def new_world(home: Path) -> Iterator[World]:
    """An agency of made-up people over servers of its own."""
    with (
        postgresql_server() as postgres,
        redis_server() as redis,
        new_agency(home, postgres.url, redis.url) as agency,
    ):
        yield World(**vars(agency), postgres=postgres, redis=redis)
