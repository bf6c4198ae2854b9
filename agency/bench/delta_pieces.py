"""The piece of work that changes a share of everybody, and has that worked in and matched anew.

Like those of `agency.bench.pieces` it is meant for a process of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import func, select, update

from agency.assignments.models import Assignment
from agency.bench.pieces import Disagreement, Done, database, done, warmed
from agency.bench.report import ANEW, DELTA
from agency.bench.sizes import DAY
from agency.bench.usage import Meter
from agency.bulk_lookup import among
from agency.candidates.models import Candidate
from agency.credentials.models import Credential
from agency.edits.actions import record
from agency.errors import AgencyError
from agency.extensions import begin_write, db
from agency.jobs.models import Job
from agency.jobs.running import run_job
from agency.matching.actions import discard, match
from agency.matching.deltas import MATCH_DELTA
from agency.matching.lines import Listed
from agency.matching.models import MatchRun
from agency.matching.queries import last_run
from agency.matching.results import Result
from agency.matching.run_queries import run_with_id
from agency.matching.stored_results import stored_results
from agency.settings import application

HUNDRED = 100
SOON = timedelta(days=45)


def match_changes(folder: str, url: str, engine: str, turn: int) -> Done:
    """Match everybody, change one in a hundred, work that in, and match everybody anew.

    In another ``turn`` it is others who change: their least pay, their first free day, or the last
    day of their cards. What is worked in goes all the way, from the edits in the database to the
    stored results. Raises Disagreement unless every shortlist is then as if matched anew.
    """
    with database(url, folder, engine):
        if engine == "compiled":
            warmed()
        base = match(DAY).run
        _work_in()  # nothing yet: but what follows a run is done
        changed = _change(turn)
        meter = Meter()
        _work_in()
        meter.lap(DELTA)
        delta = last_run(DAY)
        assert delta is not None
        worked_in, delta_id = _results(delta), delta.id
        meter.lap("compare")
        report = match(DAY)
        meter.lap("all")
        if worked_in != _results(run_with_id(report.run)):
            raise Disagreement(f"{changed} changed candidates worked in: not as matched anew")
        for run in (report.run, delta_id, base):
            discard(run)
    stages = {ANEW: sum(report.counts["seconds"].values()) - report.counts["seconds"]["allocate"]}
    return done(meter, {"changed": changed}, stages)


def _work_in() -> None:
    """Do the job that waits for what was changed."""
    waiting = select(Job.id).where(Job.kind == MATCH_DELTA, Job.state == "pending")
    job = db.session.scalar(waiting)
    db.session.rollback()
    if job is not None and not run_job(application(), job):
        raise AgencyError(f"job {job} of the bench has failed")


def _change(turn: int) -> int:
    """Change one in a hundred, as an import would: in one transaction, and noted as edited."""
    begin_write()
    ids = db.session.scalars(select(Candidate.id).order_by(Candidate.ref)).all()[turn::HUNDRED]
    paid, later, renewed = ids[::3], ids[1::3], ids[2::3]
    pay = func.coalesce(Candidate.min_pay_rate, 0) + 1
    _set(Candidate, Candidate.id, paid, min_pay_rate=pay)
    _set(Candidate, Candidate.id, later, available_from=DAY + SOON)
    expiring = Credential.expires_on > DAY, Credential.issued_on <= DAY
    _set(Credential, Credential.candidate_id, renewed, *expiring, expires_on=DAY + 2 * SOON)
    record("candidate", ids)
    db.session.commit()
    return len(ids)


def _set(table: Any, key: Any, ids: Sequence[int], *also: Any, **values: Any) -> None:
    db.session.execute(update(table).where(among(key, ids), *also).values(**values))


def _results(run: MatchRun) -> dict[str, tuple[Result, list[Listed], list[Listed]]]:
    """Every shortlist with its lines, by reference."""
    refs = db.session.scalars(select(Assignment.ref)).all()
    found = {
        ref: (one.result, [line.line for line in one.best], [line.line for line in one.nearest])
        for ref, one in stored_results(run, refs).items()
    }
    db.session.rollback()
    return found


PIECES: dict[str, Callable[..., Done]] = {match_changes.__name__: match_changes}
