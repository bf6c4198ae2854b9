"""Doing one job."""

from __future__ import annotations

import logging
import os
import socket
import threading

from flask import Flask

from agency.extensions import db
from agency.jobs import actions
from agency.jobs.claims import Claim
from agency.jobs.kinds import Store, kind_named
from agency.jobs.leasing import Lease, LeaseLost, TimeUp
from agency.settings import settings

log = logging.getLogger(__name__)

MOST_WORDS = 500


class Stopping(BaseException):
    """This process was told to stop; what it is doing is left to others."""


def run_job(app: Flask, job_id: int) -> bool:
    """Claim a job, do it and write what came of it; whether it is done.

    False if it was not to be had, or if it failed, which the ledger remembers. Raises nothing but
    what stops a process, after giving the job back. ``app`` is the application whose context this
    is called in.
    """
    claimed = actions.claim(job_id, worker_name())
    if claimed is None:
        return False
    log.info("job %d: %s, attempt %d", job_id, claimed.kind, claimed.attempts)
    try:
        done = actions.finish(claimed, _worked(app, claimed))
    except LeaseLost:
        done = False
    except (Stopping, KeyboardInterrupt, SystemExit):
        db.session.rollback()
        actions.give_back(claimed)
        log.info("job %d: given back", job_id)
        raise
    except Exception as error:
        log.exception("job %d: attempt %d failed", job_id, claimed.attempts)
        _note_failure(app, claimed, error)
        return False
    if not done:
        log.warning("job %d: another worker has it; this one's work is thrown away", job_id)
    return done


def worker_name() -> str:
    """Who works here: machine, process and thread."""
    thread = threading.current_thread()
    named = "" if thread is threading.main_thread() else f":{thread.name}"
    return f"{socket.gethostname()}:{os.getpid()}{named}"


def _worked(app: Flask, claimed: Claim) -> Store:
    """What writes the result, computed while the lease is kept."""
    own = settings()
    with Lease(app, claimed, own.lease_seconds, own.job_seconds):
        store = kind_named(claimed.kind).work(claimed.args)
        db.session.rollback()  # nothing that was read is held open any longer
    return store


def _note_failure(app: Flask, claimed: Claim, error: Exception) -> None:
    """Tell the ledger; if even that fails, the lease runs out and tells it."""
    db.session.rollback()
    try:
        actions.fail(claimed, _words(app, error))
    except Exception:
        log.exception("job %d: the failure could not be noted", claimed.id)
        db.session.rollback()


def _words(app: Flask, error: Exception) -> str:
    """The error in a line, without the values that a database quotes in its own."""
    if isinstance(error, TimeUp):
        return f"took longer than {app.config['SETTINGS'].job_seconds} seconds"
    if isinstance(error, MemoryError):
        return f"needed more than {app.config['SETTINGS'].job_memory_mb} MB of memory"
    first, *_ = str(getattr(error, "orig", None) or error).splitlines() or [""]
    return f"{type(error).__name__}: {first}".removesuffix(": ")[:MOST_WORDS]
