"""What a specialist decides of a finding, and that taken back; each function is one transaction."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from sqlalchemy import select

from agency import clock
from agency.audit.actions import anything, note, writing
from agency.audit.actors import Actor
from agency.candidates.models import Candidate
from agency.edits.actions import record
from agency.errors import AgencyError, NotAllowed, NotFound
from agency.extensions import db
from agency.fields.schema import refused
from agency.fields.text import safe_text
from agency.screening.models import (
    DECISIONS,
    LONGEST_NAME,
    LONGEST_REASON,
    NOT_SAME,
    OVER,
    RELEASED,
    SAME,
    UNDONE,
    Finding,
    FindingDecision,
    ListRecord,
)
from agency.screening.queries import last_decision
from agency.settings import settings

Hook = Callable[[Finding], object]
STATE_OF = {SAME: SAME, NOT_SAME: NOT_SAME, RELEASED: OVER}
TOLD = {
    SAME: "found to be on an exclusion list",
    NOT_SAME: "found not to be on an exclusion list",
    RELEASED: "found to be on an exclusion list no more",
}


class TooLate(AgencyError):
    """A decision that stands: the time in which it could be taken back is over."""


def decide(id: int, decision: str, reason: str, by: Actor, expects: Hook = anything) -> Finding:
    """Say that a candidate and a record are the same person, or that they are not.

    ``decision`` is `same`, `not_same`, or `released` for one that was the same and whose record has
    left its list. Who is the same is put forward nowhere until somebody decides otherwise.
    ``reason`` must say what tells them apart, or why she is released. ``expects`` sees the finding,
    locked, and may raise. Raises NotFound and Refused.
    """
    said = _reason(decision, reason)
    with writing():
        row, her, listed = _locked(id)
        expects(row)
        _require_decidable(row, listed, decision)
        entry = _entry(row, decision, said, by)
        db.session.add(entry)
        was_held = row.state == SAME
        row.state, row.why_open = STATE_OF[decision], ""
        subject = f"candidate:{her.ref}"
        note(by, TOLD[decision], subject, after=_named(row, listed), reason=said)
        if was_held != (row.state == SAME):
            record("candidate", [her.id])
    return row


def undo(id: int, by: Actor) -> Finding:
    """Take back the last decision on a finding: it is as it was before.

    Raises NotFound where nothing was decided, NotAllowed for anybody but who did, and TooLate.
    """
    with writing():
        row, her, listed = _locked(id)
        made = last_decision(id)
        if made is None:
            raise NotFound("decision on finding", str(id))
        _require_hers(made, by)
        back = _entry(row, UNDONE, "", by)
        back.undoes_id = made.id
        db.session.add(back)
        was_held = row.state == SAME
        row.state = made.state_before
        note(by, "decision undone", f"candidate:{her.ref}", before=_named(row, listed))
        if was_held != (row.state == SAME):
            record("candidate", [her.id])
    return row


def _reason(decision: str, reason: str) -> str:
    if decision not in DECISIONS:
        raise refused("decision", decision, f"one of {', '.join(DECISIONS)}")
    said = safe_text(reason, LONGEST_REASON)
    if not said and decision != SAME:
        what = "what tells the two apart" if decision == NOT_SAME else "why she is released"
        raise refused("reason", reason, what)
    return said


def _locked(id: int) -> tuple[Finding, Candidate, ListRecord]:
    whole = (
        select(Finding, Candidate, ListRecord)
        .join(Candidate, Candidate.id == Finding.candidate_id)
        .join(ListRecord, ListRecord.id == Finding.record_id)
        .where(Finding.id == id)
        .with_for_update(of=Finding)
    )
    found = db.session.execute(whole.execution_options(populate_existing=True)).one_or_none()
    if found is None:
        raise NotFound("finding", str(id))
    return found.Finding, found.Candidate, found.ListRecord


def _require_decidable(row: Finding, listed: ListRecord, decision: str) -> None:
    if decision == RELEASED and (row.state != SAME or listed.removed_in is None):
        raise refused(
            "decision", decision, "somebody found to be on a list whose record has left it"
        )
    if decision != RELEASED and row.state == OVER:
        raise refused("decision", decision, "a finding that is open; the two are alike no more")
    if row.state == decision:
        raise refused("decision", decision, "another decision than that which stands")


def _entry(row: Finding, decision: str, reason: str, by: Actor) -> FindingDecision:
    return FindingDecision(
        finding_id=row.id,
        decision=decision,
        reason=reason,
        at=clock.now(),
        by=by.name[:LONGEST_NAME],
        user_id=by.user_id,
        state_before=row.state,
        her_print=row.her_print,
        evidence=row.evidence,
    )


def _require_hers(made: FindingDecision, by: Actor) -> None:
    if (made.user_id, made.by) != (by.user_id, by.name):
        raise NotAllowed("Only who has decided it can take it back.")
    minutes = settings().undo_minutes
    if clock.now() - made.at > timedelta(minutes=minutes):
        raise TooLate(f"it was decided more than {minutes} minutes ago; decide on it again instead")


def _named(row: Finding, listed: ListRecord) -> dict[str, Any]:
    return {"finding": row.id, "list": listed.source, "points": row.points}
