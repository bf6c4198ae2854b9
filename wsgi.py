"""Builds the application; the only file that sees the web and the workers.

``wsgi:app`` is for a WSGI server, ``wsgi:celery`` for Celery's own commands and ``main`` is the
``agency`` command. Both applications are built when first asked for, so that the command line,
which needs neither, starts without a database or Redis.
"""

from __future__ import annotations

import gc
import logging
from collections.abc import Callable
from contextlib import ExitStack, suppress
from functools import cache

import click
from celery import Celery
from flask import Flask

from agency import create_app
from agency.cli import agency
from agency.cli.context import app_with_database
from agency.cli.serving import listen, serve_until_stopped
from agency.documents.actions import require_known_keys
from agency.extensions import db
from agency.rules.rulebook import RuleBookError, load_rulebook
from config import Config
from workers.beat import Beat
from workers.celery_app import SETTINGS, make_celery
from workers.embedded import Embedded

app: Flask
celery: Celery


@cache
def web() -> Flask:
    """The application over the settings of the environment."""
    return settled(create_app(Config.from_environment()))


@cache
def background() -> Celery:
    """The Celery application over the same."""
    return make_celery(web())


def settled(app: Flask) -> Flask:
    """The application with what every request needs read already, and set aside as lasting.

    A search for garbage that walks all of it takes as long as ten pages do.
    """
    with suppress(RuleBookError):  # pages and `agency doctor` say what is wrong with it
        load_rulebook()
    gc.collect()
    gc.freeze()
    return app


# What workers could tell each other through Redis, none of them needs to know.
NO_TALK = ("--without-gossip", "--without-mingle", "--without-heartbeat")

# Of one worker; a machine has no use for more.
MOST_PROCESSES = 256

BUILDERS: dict[str, Callable[[], Flask | Celery]] = {"app": web, "celery": background}


def __getattr__(name: str) -> Flask | Celery:
    if name not in BUILDERS:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return BUILDERS[name]()


def main() -> None:
    """The ``agency`` command."""
    agency(prog_name="agency")


@agency.command()
def serve() -> None:
    """Serve the pages on AGENCY_HOST (127.0.0.1) and PORT (8000).

    Without AGENCY_REDIS_URL this process also does the background work.
    """
    _log_our_work()
    app = settled(app_with_database())
    with app.app_context():
        require_known_keys()
        db.session.remove()
    settings: Config = app.config["SETTINGS"]
    with ExitStack() as stack:
        listener = stack.enter_context(listen(settings.host, settings.port))
        if settings.redis_url is None:
            stack.enter_context(Embedded(app))
        serve_until_stopped(app, listener)


@agency.command()
@click.option(
    "--beat/--no-beat",
    default=True,
    help="Also send the ticks by which work is handed out. Of several workers at least one must.",
)
@click.option(
    "--processes",
    type=click.IntRange(1, MOST_PROCESSES),
    default=SETTINGS["worker_concurrency"],
    show_default=True,
    help="How many jobs are done at once; more than there are cores does not help.",
)
def worker(*, beat: bool, processes: int) -> None:
    """Do the background work that comes over AGENCY_REDIS_URL."""
    _log_our_work()
    celery = make_celery(app_with_database())
    if beat:
        celery.steps["worker"].add(Beat)
    celery.worker_main(["worker", "--loglevel=INFO", f"--concurrency={processes}", *NO_TALK])


def _log_our_work() -> None:
    """Log warnings of everybody and, of what happens day by day, only what the workers do."""
    logging.basicConfig(format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    for ours in ("agency.jobs", "workers"):
        logging.getLogger(ours).setLevel(logging.INFO)
    for messages in ("celery.beat", "celery.worker.strategy", "celery.app.trace"):
        logging.getLogger(messages).setLevel(logging.WARNING)  # what they say of each tick
