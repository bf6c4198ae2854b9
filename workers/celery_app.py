"""The Celery application: our tasks inside the application's context, over Redis.

The settings assume that Redis may lose or repeat a message at any time. They make that rare and
quickly noticed; that nothing is lost by it is the business of the database.
"""

from __future__ import annotations

from typing import Any

from celery import Celery
from flask import Flask
from kombu import Queue

from config import REDIS_EXPECTED, BadSetting, Config
from workers.processes import watch_processes
from workers.tasks import TICK, TICK_EXPIRES, add_tasks

# One attempt and one repetition, at once: whoever publishes must not hang on a dead broker.
FAIL_FAST = {"max_retries": 1, "interval_start": 0, "interval_step": 0.1, "interval_max": 0.1}

TICK_QUEUE, JOB_QUEUE = "ticks", "work"

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
    # A tick takes milliseconds and must not wait behind all the jobs that it told of before.
    "task_queues": [Queue(TICK_QUEUE), Queue(JOB_QUEUE)],
    "task_routes": {TICK: {"queue": TICK_QUEUE}},
    "task_default_queue": JOB_QUEUE,
    # A job goes on while Redis is away. Its message comes again afterwards and finds it taken.
    "worker_cancel_long_running_tasks_on_connection_loss": False,
    # The ledger's own watch ends a job that takes too long, in a way that is noted there; this
    # is for those whom it cannot reach. A soft limit would only get in its way.
    "task_soft_time_limit": None,
    # Two processes: short work need not wait for the night. Each is replaced before it has grown,
    # yet not after each large match, or it would never find again what it has read.
    "worker_concurrency": 2,
    "worker_max_tasks_per_child": 200,
    "worker_max_memory_per_child": 1_500_000,  # kB, looked at after each task
    "broker_transport_options": {
        # By name, so ticks come first. What Celery calls "priority" goes by chance.
        "queue_order_strategy": "sorted",
        # Look for messages whose taker is gone every few seconds; by default it is some hundred.
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
    # Beat remembers nothing: when the last tick was does not matter, only that there is a next.
    "beat_scheduler": "celery.beat:Scheduler",
    "worker_eta_task_limit": 100,
    # A misspelt queue is an error, not a queue that nobody reads.
    "task_create_missing_queues": False,
    "worker_hijack_root_logger": False,
}


# After the ledger's watch has ended a job, and before Celery does.
GRACE_SECONDS = 60
# Before Redis hands out again what its taker has not settled: longer than the longest job, or it
# would be handed out while it is being worked on; not much, for so long a lost hint waits.
MARGIN_SECONDS = 240


def make_celery(app: Flask) -> Celery:
    """The Celery application over ``app``; raises BadSetting without AGENCY_REDIS_URL."""
    settings: Config = app.config["SETTINGS"]
    if settings.redis_url is None:
        raise BadSetting("AGENCY_REDIS_URL", None, REDIS_EXPECTED)
    celery = Celery("tenens", broker=settings.redis_url)
    celery.conf.update(SETTINGS, beat_schedule=beat_schedule(settings), **time_limits(settings))
    add_tasks(celery, app)
    watch_processes(app)
    return celery


def beat_schedule(settings: Config) -> dict[str, dict[str, Any]]:
    """The one thing that beat sends."""
    options = {"expires": TICK_EXPIRES}
    return {TICK: {"task": TICK, "schedule": settings.tick_seconds, "options": options}}


def time_limits(settings: Config) -> dict[str, Any]:
    """How long a task may take, and when its message is taken for lost."""
    hard = settings.job_seconds + GRACE_SECONDS
    transport = {
        **SETTINGS["broker_transport_options"],
        "visibility_timeout": hard + MARGIN_SECONDS,
    }
    return {"task_time_limit": hard, "broker_transport_options": transport}
