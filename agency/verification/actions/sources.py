"""Asking the issuer's register by hand, and writing down what it said."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select

from agency import clock
from agency.audit.actions import Deed, anything, note_all, nothing, writing
from agency.audit.actors import Actor
from agency.credentials.actions.credentials import Hook, set_values, superseded
from agency.credentials.described import CREDENTIAL, held_values
from agency.credentials.models import Credential
from agency.documents.models import CHECK, Document
from agency.edits.actions import record
from agency.extensions import db
from agency.fields.described import change_of
from agency.fields.schema import refused
from agency.rules.rulebook import load_rulebook
from agency.settings import today
from agency.verification.eyes import locked_with_parts
from agency.verification.log import NO_CHANGE, Entry, Learned
from agency.verification.models import DIFFERS, FOUND, NOT_FOUND, REGISTER
from agency.verification.telling import to_tell

ANSWERS = (FOUND, NOT_FOUND, DIFFERS)
ASKED = "asked at source"


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
        new = {"evidence": "primary_source"} if answer == FOUND else {}
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
