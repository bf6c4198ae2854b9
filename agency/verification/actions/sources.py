"""Asking the issuer's register by hand, and writing down what it said."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from sqlalchemy import select

from agency import clock
from agency.audit.actions import Deed, anything, note_all, nothing, writing
from agency.audit.actors import Actor
from agency.credentials.actions.credentials import (
    Hook,
    locked_credential,
    set_values,
    superseded,
)
from agency.credentials.described import CREDENTIAL, held_values
from agency.credentials.models import Credential
from agency.documents.models import CHECK, Document
from agency.edits.actions import record
from agency.extensions import db
from agency.fields.described import change_of
from agency.fields.schema import refused
from agency.rules.facts import Evidence
from agency.rules.rulebook import load_rulebook
from agency.settings import today
from agency.verification.eyes import locked_with_parts
from agency.verification.log import NO_CHANGE, Entry, Learned
from agency.verification.models import DIFFERS, FOUND, NOT_FOUND, REGISTER, Verification
from agency.verification.queries import last_found
from agency.verification.registers.past import pasts_of
from agency.verification.registers.steps import AT_MOST, AT_SOURCE
from agency.verification.telling import to_tell

ANSWERS = (FOUND, NOT_FOUND, DIFFERS)
ASKED, CONTRADICTS = "asked at source", "source contradicts"


def check_source(
    id: int,
    answer: str,
    by: Actor,
    checked_on: date,
    remark: str = "",
    confirmation: str = "",
    document: int | None = None,
    expects: Hook = anything,
    also: Hook = nothing,
) -> Credential:
    """Write down what the issuer's register said on a day: found, not found, or it differs.

    What is found as it is on file is known by its ``primary_source`` from then on; else nothing
    changes but the log, and whoever reviews it decides. ``remark`` must say how it differs, and
    where it was asked if the catalogue names no register. ``document`` is evidence of the answer,
    by the id that `attach_check` gave it. Raises NotFound, Refused, Busy and NotAllowed as
    `review_credential` does.
    """
    entry = Entry(by, Learned(REGISTER, answer, "", remark, document, checked_on, confirmation))
    with writing():
        row, parts = locked_with_parts(id, by)
        expects(row)
        _require_answer(row, answer, checked_on, remark)
        _require_evidence(id, document)
        parts.require_other_eyes()
        parts.require_free()
        new = {"evidence": AT_SOURCE} if answer == FOUND else {}
        change = change_of(CREDENTIAL, held_values(CREDENTIAL, row), new)
        older = set_values(row, change, entry) if change else []
        if not change:
            entry(row, NO_CHANGE, clock.now())
        also(row)
        why = ": ".join(part for part in (answer.replace("_", " "), remark) if part)
        told = change.before or None, change.after or None
        note_all(by, [Deed(ASKED, f"credential:{id}", *told, reason=why), *superseded(older, row)])
        if change:
            record("candidate", [row.candidate_id], also=to_tell(row, entry))
    return row


def take_source_back(
    id: int,
    by: Actor,
    remark: str,
    rests: Callable[[Verification], bool],
    also: Hook = nothing,
) -> bool:
    """Write down that a source takes back what it had confirmed; whether anything rested on that.

    So it is where the credential counts, is known at its source, and ``rests`` says so of the last
    entry by which it was found there. It is known from then on as it was before, by a document at
    most, and is up for review again. Nobody decides here: so no hold and no part that anybody has
    in it is in the way. ``also`` is done in the same transaction. Raises NotFound.
    """
    with writing():
        row = locked_credential(id)
        found = last_found(id)
        at_source = row.status == "active" and row.evidence == AT_SOURCE
        if not at_source or found is None or not rests(found):
            return False
        before = {"evidence": min(Evidence[pasts_of([id])[id].evidence], AT_MOST).name}
        change = change_of(CREDENTIAL, held_values(CREDENTIAL, row), before)
        told = Learned(REGISTER, DIFFERS, "", remark, None, today(), found.confirmation)
        set_values(row, change, Entry(by, told))
        also(row)
        note_all(by, [Deed(CONTRADICTS, f"credential:{id}", change.before, change.after, remark)])
        record("candidate", [row.candidate_id])
    return True


def _require_answer(row: Credential, answer: str, checked_on: date, remark: str) -> None:
    if answer not in ANSWERS:
        raise refused("answer", answer, f"one of {', '.join(ANSWERS)}")
    if row.status != "active":
        raise refused("answer", answer, f"a credential that counts; this one is {row.status}")
    if checked_on > today():
        raise refused("checked_on", checked_on.isoformat(), "a day that is not in the future")
    if answer == DIFFERS and not remark:
        raise refused("remark", remark, "what the register says otherwise")
    if not remark and load_rulebook().catalogue[row.code].register is None:
        raise refused("remark", remark, "where it was asked; the catalogue names no register")


def _require_evidence(credential_id: int, document: int | None) -> None:
    if document is None:
        return
    of_it = Document.credential_id == credential_id, Document.kind == CHECK
    if db.session.scalar(select(Document.id).where(Document.id == document, *of_it)) is None:
        raise refused("document", document, "evidence of a check of this credential")
