"""What Celery is told: that messages may be lost or repeated, and work must not be."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from celery import Celery
from flask import Flask
from kombu.utils.scheduling import cycle_by_name

from config import BadSetting
from tests.jobs.ledger import configure
from workers.celery_app import JOB_QUEUE, TICK_QUEUE, make_celery
from workers.tasks import RUN_JOB, TICK

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def celery(app: Flask) -> Iterator[Celery]:
    """Over a Redis that nobody asks anything."""
    configure(app, redis_url="redis://127.0.0.1:1/0", job_seconds=100, tick_seconds=3)
    with make_celery(app) as celery:
        yield celery


def test_only_json_is_taken_and_no_results_are_kept(celery: Celery) -> None:
    assert celery.conf.accept_content == ["json"]
    assert celery.conf.task_serializer == "json"
    assert celery.conf.result_backend is None


def test_beat_sends_ticks_that_nobody_needs_to_take(celery: Celery) -> None:
    (entry,) = celery.conf.beat_schedule.values()
    assert entry == {"task": TICK, "schedule": 3, "options": {"expires": 10}}


def test_a_message_is_settled_after_the_work_and_comes_again_only_after_the_longest(
    celery: Celery,
) -> None:
    assert celery.conf.task_acks_late
    assert celery.conf.task_reject_on_worker_lost
    assert celery.conf.task_time_limit == 160
    assert celery.conf.task_soft_time_limit is None
    assert celery.conf.broker_transport_options["visibility_timeout"] > 160


def test_ticks_are_taken_before_jobs(celery: Celery) -> None:
    names = {queue.name for queue in celery.conf.task_queues}
    assert names == {TICK_QUEUE, JOB_QUEUE}
    assert [queue_of(celery, task) for task in (TICK, RUN_JOB)] == [TICK_QUEUE, JOB_QUEUE]
    cycle: Any = cycle_by_name(celery.conf.broker_transport_options["queue_order_strategy"])()
    for order in ([JOB_QUEUE, TICK_QUEUE], [TICK_QUEUE, JOB_QUEUE]):
        cycle.update(order)
        assert cycle.consume(2) == [TICK_QUEUE, JOB_QUEUE]


def queue_of(celery: Celery, task: str) -> str:
    router: Any = celery.amqp.router
    name: str = router.route({}, task)["queue"].name
    return name


def test_a_tick_that_hangs_is_ended_long_before_a_job(celery: Celery) -> None:
    assert celery.tasks[TICK].time_limit == 60


def test_without_redis_there_is_no_celery(app: Flask) -> None:
    with pytest.raises(BadSetting, match="AGENCY_REDIS_URL"):
        make_celery(app)
