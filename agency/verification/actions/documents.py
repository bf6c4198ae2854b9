"""Documents attached and withdrawn, with an entry of what that says of their credential."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from agency.audit.actions import anything, nothing
from agency.audit.actors import Actor
from agency.credentials.actions import documents
from agency.credentials.actions.documents import Hook, LogOf
from agency.documents.keeping import FilesRefused
from agency.documents.models import Document
from agency.documents.refusals import note_refused
from agency.documents.uploads import Upload
from agency.verification.log import Entry, Learned
from agency.verification.models import CHANGED, DOCUMENT, SEEN
from agency.verification.offers import require_offer, require_offer_for


def attach_document(
    credential_id: int, uploads: Sequence[Upload], by: Actor, also: Hook = nothing
) -> Document:
    """Attach files, as `documents.attach_document` does, with an entry of the log.

    Where they are not taken the trail says so. Raises Refused, too, where a clearance is to wait
    for an offer of work.
    """
    require_offer(credential_id)
    try:
        return documents.attach_document(credential_id, uploads, by, _log(by, SEEN), also)
    except FilesRefused as error:
        note_refused(f"credential:{credential_id}", error.problems, by)
        raise


def send_unsent(
    sending: str, of: int | Mapping[str, Any], by: Actor, remark: str = "", also: Hook = nothing
) -> Document:
    """Send what was put down, as `documents.send_unsent` does, with an entry of the log.

    ``remark`` is what whoever sends it has to say to the specialist who looks at it. Raises
    Refused, too, where a clearance is to wait for an offer of work.
    """
    if isinstance(of, int):
        require_offer(of)
    else:
        require_offer_for(of["candidate_ref"], of["code"])
    log = _log(by, SEEN, remark)
    return documents.send_unsent(sending, of, by, Entry(by), log, also)


def withdraw_document(
    id: int, by: Actor, may_verify: bool = False, expects: Hook = anything, also: Hook = nothing
) -> Document:
    """Withdraw one, as `documents.withdraw_document` does, with an entry of the log."""
    log = _log(by, CHANGED)
    return documents.withdraw_document(id, by, log, may_verify, expects, also)


def _log(by: Actor, result: str, remark: str = "") -> LogOf:
    def log(document: Document) -> Entry:
        return Entry(by, Learned(DOCUMENT, result, remark=remark, document_id=document.id))

    return log
