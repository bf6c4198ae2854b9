"""The Celery application: our tasks inside the application's context, over Redis.

The settings assume that Redis may lose or repeat a message at any time. They make that rare and
quickly noticed; that nothing is lost by it is the business of the database.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from celery import Celery
from flask import Flask

from config import REDIS_EXPECTED, BadSetting, Config
from workers.schedule import beat_schedule
from workers.tasks import TASKS

# One attempt and one repetition, at once: whoever publishes must not hang on a dead broker.
FAIL_FAST = {"max_retries": 1, "interval_start": 0, "interval_step": 0.1, "interval_max": 0.1}

SETTINGS: dict[str, Any] = {
    # Messages are data. Pickle would let whoever reaches Redis run code in our workers.
    "task_serializer": "json",
    "accept_content": ["json"],
    # What came of a task stands in our tables; a result backend can only hang or disagree.
    "result_backend": None,
    "task_ignore_result": True,
    "task_store_errors_even_if_ignored": False,
    # A message is given back when its worker process dies, not when it was merely taken. A task
    # that fails or runs out of time is settled: repeating it at once would fail again.
    "task_acks_late": True,
    "task_reject_on_worker_lost": True,
    "task_acks_on_failure_or_timeout": True,
    # Take one message at a time, so that a worker that dies holds no others.
    "worker_prefetch_multiplier": 1,
    "worker_disable_prefetch": True,
    # After a lost connection the broker hands the message out again; stop our copy of the work.
    "worker_cancel_long_running_tasks_on_connection_loss": True,
    # A night of the largest agency takes minutes. Whatever takes ten is stuck.
    "task_soft_time_limit": 540,
    "task_time_limit": 600,
    # Two processes: short work need not wait for the night. Each is replaced before it has grown.
    "worker_concurrency": 2,
    "worker_max_tasks_per_child": 200,
    "worker_max_memory_per_child": 400_000,  # kB, looked at after each task
    # When told to stop in a hurry, tasks in flight get this long to finish.
    "worker_soft_shutdown_timeout": 30,
    "worker_enable_soft_shutdown_on_idle": True,
    "broker_transport_options": {
        # Longer than the longest task, or Redis hands out what is still being worked on; no
        # longer, because it is also how long lost work waits. No countdown may exceed it.
        "visibility_timeout": 900,
        # Look for such messages every few seconds; by default it is some hundred.
        "unacked_restore_interval": 5,
        "unacked_restore_throttle": 1,
        # A silent Redis is noticed in seconds.
        "socket_timeout": 5,
        "socket_connect_timeout": 2,
        "socket_keepalive": True,
        "health_check_interval": 15,
        **FAIL_FAST,
        # Others may use the same Redis.
        "global_keyprefix": "tenens:",
        "fanout_prefix": True,
        "fanout_patterns": True,
    },
    "broker_connection_timeout": 2,
    "task_publish_retry": True,
    "task_publish_retry_policy": FAIL_FAST,
    # A worker outlives any outage of Redis, also one at its own start.
    "broker_connection_retry_on_startup": True,
    "broker_connection_max_retries": None,
    "timezone": "UTC",
    "enable_utc": True,
    # A beat that was down for days does not send the nights it missed.
    "beat_cron_starting_deadline": 3600,
    "worker_eta_task_limit": 100,
    # A misspelt queue is an error, not a queue that nobody reads.
    "task_create_missing_queues": False,
    "worker_hijack_root_logger": False,
}


def make_celery(app: Flask) -> Celery:
    """The Celery application over ``app``; raises BadSetting without AGENCY_REDIS_URL."""
    settings: Config = app.config["SETTINGS"]
    if settings.redis_url is None:
        raise BadSetting("AGENCY_REDIS_URL", None, REDIS_EXPECTED)
    celery = Celery("tenens", broker=settings.redis_url)
    celery.conf.update(
        SETTINGS,
        beat_schedule=beat_schedule(settings),
        beat_schedule_filename=str(settings.home / "beat-schedule"),
    )
    for name, work in TASKS.items():
        celery.task(name=name, shared=False)(in_context(app, work))
    return celery


def in_context(app: Flask, work: Callable[[], None]) -> Callable[[], None]:
    """``work`` as Celery calls it: with the database of ``app`` at hand."""

    @wraps(work)
    def run() -> None:
        with app.app_context():
            work()

    return run
