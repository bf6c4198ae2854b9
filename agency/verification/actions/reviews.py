"""Reviewing a credential: a specialist agrees with it, or rejects it and says why."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from datetime import datetime
from typing import Any

from agency import clock
from agency.audit.actions import Deed, anything, note_all, nothing, writing
from agency.audit.actors import Actor
from agency.credentials.actions.credentials import Hook, locked_credential, set_values, superseded
from agency.credentials.described import CREDENTIAL, held_values
from agency.credentials.evidence import is_accepted
from agency.credentials.models import Credential
from agency.documents.readings.joining import NOT_READ
from agency.documents.readings.queries import read_of_document
from agency.edits.actions import record
from agency.errors import NotFound
from agency.fields.described import change_of
from agency.fields.schema import refused
from agency.jobs.actions import add_all
from agency.verification.actions.holds import let_go
from agency.verification.actions.undoing import require_unchanged, require_undoable, take_back
from agency.verification.eyes import Parts, locked_with_parts
from agency.verification.log import NO_CHANGE, Entry, Learned
from agency.verification.models import (
    OPEN_TO_REVIEW,
    REJECTED,
    REVIEW,
    VERIFIED,
    Verification,
)
from agency.verification.proofs import let_wait, settle_proofs
from agency.verification.queries import decision_of
from agency.verification.reasons import REASONS
from agency.verification.settling import require_settled, require_something_seen
from agency.verification.telling import to_tell

# What an action is to expect of the document that is decided with a credential, by its id.
Sees = Callable[[int | None], object]
VERIFY, REJECT = "verify", "reject"
PROOFS = {VERIFY: "accepted", REJECT: "rejected"}
OF_PROOF = {VERIFY: "document accepted", REJECT: "document not accepted"}
DONE = {VERIFY: VERIFIED, REJECT: REJECTED}


def review_credential(
    id: int,
    decision: str,
    by: Actor,
    reason: str = "",
    remark: str = "",
    corrected: Mapping[str, Any] | None = None,
    settled: Collection[str] = (),
    read_name: str | None = None,
    expects: Hook = anything,
    sees: Sees = anything,
    on_sight: bool = False,
    also: Hook = nothing,
) -> Credential:
    """Verify a credential, which makes its evidence ``reviewed``, or reject it for a ``reason``.

    Where one that was accepted has a new document that waits, that is what is decided on: it is
    accepted or rejected, and the credential counts as before, by the evidence that it has.
    ``reason`` is one of REASONS where it is rejected, else blank; ``remark`` is free text, which
    tells the candidate what to do where it is rejected. ``corrected`` are values by column as the
    document has them, ``read_name`` the name on it, if somebody read it; ``settled`` are fields
    that do not go with what is known and are so on the document. All is kept in the log and the
    trail; whoever decides lets go of it, and the candidate is told once it cannot be undone any
    more. One that was rejected may be verified after all. ``expects`` and ``also`` are as for
    `change_credential`; ``sees`` is given the id of the document that is decided with it, or None,
    and may raise. Where it is decided ``on_sight``, what is verified has a document, or its source
    was asked, and what a machine has read of it is settled too. Raises NotFound, Refused,
    Unsettled, Busy where another has it before her, and NotAllowed for whoever wrote, sent, invited
    or placed what is to be decided.
    """
    _require_decision(decision, reason, corrected)
    with writing():
        row, parts = locked_with_parts(id, by, corrected)
        expects(row)
        sees(parts.proof_id)
        old = held_values(CREDENTIAL, row)
        new = _outcome(row, decision, corrected or {}, parts.proof_waits)
        change = change_of(CREDENTIAL, old, new, ("candidate_ref",))
        if change or parts.proof_waits:
            parts.require_other_eyes()
            parts.require_free()
        if decision == VERIFY:
            if on_sight and change:
                require_something_seen(parts.proof_id, parts.told_by_source, {**old, **new})
            name = row.candidate.full_name
            read = read_of_document(parts.proof_id) if on_sight else NOT_READ
            require_settled({**old, **new}, name, parts.used_by, read_name, settled, read)
        entry = Entry(by, Learned(REVIEW, DONE[decision], reason, remark, parts.proof_id))
        older = set_values(row, change, entry) if change else []
        if parts.proof_waits and not change:
            entry(row, NO_CHANGE, clock.now())
        also(row)
        if entry.at:
            _settle(row, parts, PROOFS[decision], entry.at)
        why = ": ".join(part for part in (reason, remark) if part)
        if change:
            told = change.before, change.after
            reviewed = Deed(DONE[decision], f"credential:{id}", *told, reason=why)
            note_all(by, [reviewed, *superseded(older, row)])
            record("candidate", [row.candidate_id], also=to_tell(row, entry))
        elif entry.at:
            note_all(by, [Deed(OF_PROOF[decision], f"credential:{id}", reason=why)])
            add_all(to_tell(row, entry))
    return row


def _settle(row: Credential, parts: Parts, state: str, at: datetime) -> None:
    """Its documents wait no more, and whoever decided has it before her no more."""
    if parts.proof_id is not None:
        settle_proofs(row.id, parts.proof_id, state, at)
    if parts.holds:
        let_go(row.id)


def undo_decision(id: int, by: Actor, also: Hook = nothing) -> Credential:
    """Take back the last decision on a credential: all that it changed is as it was before.

    Raises NotFound where nothing was decided, NotAllowed for anybody but who did, TooLate where
    that is longer ago than the setting allows, and Stale where it has changed since.
    """
    with writing():
        row = locked_credential(id)
        made = _decision_to_undo(row, by)
        deeds = take_back(row, made, by)
        let_wait(id, made.at)
        also(row)
        note_all(by, deeds)
        record("candidate", [row.candidate_id])
    return row


def _require_decision(decision: str, reason: str, corrected: Mapping[str, Any] | None) -> None:
    if decision not in DONE:
        raise refused("decision", decision, f"{VERIFY} or {REJECT}")
    if decision == REJECT and reason not in REASONS:
        raise refused("reason", reason, f"one of {', '.join(REASONS)}")
    if decision == REJECT and corrected:
        named = ", ".join(corrected)
        raise refused("corrected", named, "no correction where a credential is rejected")
    if decision == VERIFY and reason:
        raise refused("reason", reason, "no reason where a credential is verified")


def _outcome(
    row: Credential, decision: str, corrected: Mapping[str, Any], proof_waits: bool
) -> dict[str, Any]:
    """What the decision makes of it; raises Refused for one that is not up for review."""
    if row.status not in OPEN_TO_REVIEW:
        raise refused("decision", decision, f"a credential that counts; this one is {row.status}")
    accepted = row.status == "active" and is_accepted(row.evidence)
    if decision == REJECT:
        return {} if accepted and proof_waits else {"status": "rejected"}
    # What the issuer confirmed is what was filed then, and nothing that is corrected since.
    same = all(getattr(row, name) == value for name, value in corrected.items())
    evidence = row.evidence if is_accepted(row.evidence) and same else "reviewed"
    return {**corrected, "status": "active", "evidence": evidence}


def _decision_to_undo(row: Credential, by: Actor) -> Verification:
    made = decision_of(row.id)
    if made is None:
        raise NotFound("decision on the credential", str(row.id))
    require_undoable(made.at, (made.user_id, made.by) == (by.user_id, by.name))
    require_unchanged(row, made)
    return made
