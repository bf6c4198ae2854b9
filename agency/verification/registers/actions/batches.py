"""Some credentials held against what a file says of them: one transaction."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlalchemy import select

from agency import clock
from agency.audit.actions import note_all, writing
from agency.bulk_lookup import among
from agency.candidates.locking import locking
from agency.candidates.models import Candidate
from agency.credentials.models import Credential
from agency.edits.actions import record
from agency.errors import Stale
from agency.extensions import db
from agency.verification.register_models import RegisterLoad
from agency.verification.registers.actions.outcomes import Against, write_outcomes
from agency.verification.registers.holdings import ours_in
from agency.verification.registers.judging import ABSENT, AGREES, DIFFERS, Ours, judge
from agency.verification.registers.past import befores_of, pasts_of
from agency.verification.registers.report import Counts, counts_of
from agency.verification.registers.steps import AT_SOURCE, Step, step_of, takes_back


def hold_batch(against: Against, ids: Sequence[int], after_id: int) -> Counts:
    """Hold some credentials against the file; the counts of the load so far.

    ``after_id`` is the last that was held before; raises Stale where somebody else has gone on.
    """
    with writing():
        load = _locked_load(against.load_id, after_id)
        ours = _locked_ours(against, ids)
        steps = steps_of(against, ours)
        counts = counts_of(load.counts)
        count(counts, ours, steps)
        load.counts, load.after_id = counts.as_json(), ids[-1]
        deeds = write_outcomes(against, ours, steps, clock.now())
        if deeds:
            note_all(against.by, deeds)
        changed = {one.candidate_id for one in ours if steps[one.id].evidence != one.evidence}
        record("candidate", changed)
    return counts


def steps_of(against: Against, ours: Sequence[Ours]) -> dict[int, Step]:
    """What follows for each of ours, by its id; two queries."""
    befores = befores_of(against.source, [one.id for one in ours])
    judged = {one.id: judge(one, against.records.get(one.id, ()), against.day) for one in ours}
    denied = [one.id for one in ours if takes_back(one, judged[one.id], befores.get(one.id))]
    pasts = pasts_of(denied) if denied else {}
    return {
        one.id: step_of(one, judged[one.id], befores.get(one.id), pasts.get(one.id), against.day)
        for one in ours
    }


def count(counts: Counts, ours: Sequence[Ours], steps: Mapping[int, Step]) -> None:
    """Count what follows; ``ours`` as they were before."""
    for one in ours:
        step = steps[one.id]
        outcome = step.judged.outcome
        counts.held += 1
        counts.agrees += outcome == AGREES
        counts.differs += outcome == DIFFERS
        counts.absent += outcome == ABSENT
        counts.confirmed += step.evidence == AT_SOURCE != one.evidence
        counts.alarms += bool(step.alarm)
        counts.unchanged += not (step.changed or step.result or step.alarm)


def _locked_load(id: int, after_id: int) -> RegisterLoad:
    one = select(RegisterLoad).where(RegisterLoad.id == id).with_for_update()
    load = db.session.scalars(one.execution_options(populate_existing=True)).one()
    if load.after_id != after_id:
        raise Stale("somebody else is holding this file against the credentials")
    return load


def _locked_ours(against: Against, ids: Sequence[int]) -> list[Ours]:
    """Those that still count; nobody else writes to what their holders have meanwhile.

    One whose number was changed since the file was read was not looked for, and is passed over.
    """
    holders = select(Credential.candidate_id).where(among(Credential.id, ids))
    people = locking(select(Candidate).where(Candidate.id.in_(holders)).order_by(Candidate.id))
    db.session.scalars(people).all()
    return [one for one in ours_in(ids) if one.number == against.numbers[one.id]]
