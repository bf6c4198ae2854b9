"""Doing one job."""

from __future__ import annotations

import logging
import os
import socket
import threading

from agency.extensions import db
from agency.jobs import actions
from agency.jobs.claims import Claim
from agency.jobs.interrupting import Interruptible, LeaseLost, Stopping, TimeUp
from agency.jobs.kinds import Store, kind_named
from agency.jobs.leasing import Application, Lease
from agency.settings import settings

log = logging.getLogger(__name__)

MOST_WORDS = 500


def run_job(app: Application, job_id: int, work: Interruptible | None = None) -> bool:
    """Claim a job, do it and write what came of it; whether it is done.

    False if it was not to be had, or if it failed, which the ledger remembers. What stops a
    process (`Stopping` of ``work``, KeyboardInterrupt, SystemExit) is raised after giving the job
    back, and the database's error if not even the claim could be made. ``app`` is the application
    whose context this is called in; what its session had begun is given up.
    """
    _leave_transaction()
    claimed = actions.claim(job_id, worker_name())
    if claimed is None:
        return False
    log.info("job %d: %s, attempt %d", job_id, claimed.kind, claimed.attempts)
    try:
        done = actions.finish(claimed, _worked(app, claimed, work or Interruptible()))
    except LeaseLost:
        _leave_transaction()
        done = False
    except (Stopping, KeyboardInterrupt, SystemExit):
        _give_back(claimed)
        raise
    except (TimeUp, Exception) as error:
        log.exception("job %d: attempt %d failed", job_id, claimed.attempts)
        _note_failure(claimed, error)
        return False
    if done:
        log.info("job %d: done", job_id)
    else:
        log.warning("job %d: another worker has it; this one's work is thrown away", job_id)
    return done


def worker_name() -> str:
    """Who works here: machine, process and thread."""
    thread = threading.current_thread()
    named = "" if thread is threading.main_thread() else f":{thread.name}"
    return f"{socket.gethostname()}:{os.getpid()}{named}"


def _worked(app: Application, claimed: Claim, work: Interruptible) -> Store:
    """What writes the result, computed while the lease is kept."""
    with Lease(app, claimed, work), work:
        store = kind_named(claimed.kind).work(claimed.args)
        db.session.rollback()  # nothing that was read is held open any longer
    return store


def _give_back(claimed: Claim) -> None:
    """Leave the job to others; if that fails, they have it when the lease has run out."""
    _leave_transaction()
    try:
        actions.give_back(claimed)
        log.info("job %d: given back", claimed.id)
    except Exception:
        log.exception("job %d: it could not be given back", claimed.id)
        _leave_transaction()


def _note_failure(claimed: Claim, error: BaseException) -> None:
    """Tell the ledger; if even that fails, the lease runs out and tells it."""
    _leave_transaction()
    try:
        actions.fail(claimed, _words(error))
    except Exception:
        log.exception("job %d: the failure could not be noted", claimed.id)
        _leave_transaction()


def _leave_transaction() -> None:
    """Give up whatever the session has begun, on a connection that may be broken."""
    try:
        db.session.rollback()
    except Exception:
        log.warning("a transaction ended with its connection", exc_info=True)
        db.session.remove()


def _words(error: BaseException) -> str:
    """The error in a line, without the values that a database quotes in its own."""
    if isinstance(error, TimeUp):
        return f"took longer than {settings().job_seconds} seconds"
    if isinstance(error, MemoryError):
        return f"needed more than {settings().job_memory_mb} MB of memory"
    first, *_ = str(getattr(error, "orig", None) or error).splitlines() or [""]
    return f"{type(error).__name__}: {first}".removesuffix(": ")[:MOST_WORDS]
