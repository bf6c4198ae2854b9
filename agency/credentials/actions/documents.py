"""The documents of a credential: attached, which raises its evidence, and withdrawn again."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from sqlalchemy import Select, select

from agency import clock
from agency.audit.actions import Deed, anything, note_all, nothing, writing
from agency.audit.actors import Actor
from agency.candidates.locking import holder_of
from agency.credentials.actions.credentials import Log, locked_credential, set_values, take_up
from agency.credentials.described import whole_credentials
from agency.credentials.evidence import MAY_BE_PROVED
from agency.credentials.models import Credential
from agency.documents.adding import add_document, require_room
from agency.documents.keeping import KeptFile, kept
from agency.documents.models import CHECK, PROOF, Document
from agency.documents.queries import other_standing, usage_of, whole_documents
from agency.documents.unsent import taken_up
from agency.documents.uploads import Upload
from agency.edits.actions import record
from agency.errors import NotFound
from agency.extensions import db
from agency.fields.described import Change
from agency.fields.schema import refused

Hook = Callable[[Document], object]
LogOf = Callable[[Document], Log]
CLAIMED, DOCUMENTED = "claimed", "documented"
WITHDRAWN, ACCEPTED = "withdrawn", "accepted"


def attach_document(
    credential_id: int,
    uploads: Sequence[Upload],
    by: Actor,
    log_of: LogOf,
    also: Hook = nothing,
) -> Document:
    """Keep files, in their order, as the newest document of a credential.

    What was only claimed is documented by it. The files are durable before the row is written.
    ``log_of`` the document is the log that tells of it; ``also`` is done in the same transaction.
    Raises NotFound, Refused with every file that is not taken and why, Full where there is no room,
    and Away where files cannot be read or kept now.
    """
    _require_room(credential_id, len(uploads))
    db.session.rollback()  # reading the files takes a while, in which nothing is held
    with kept(uploads) as files, writing():
        return _attached(_to_prove(credential_id), files, by, log_of, also)


def send_unsent(
    sending: str,
    of: int | Mapping[str, Any],
    by: Actor,
    log: Log,
    log_of: LogOf,
    also: Hook = nothing,
) -> Document:
    """Make what was put down under ``sending`` the newest document of a credential.

    ``of`` is the id of one on file, or the values of a new one, which is taken up in the same
    transaction with ``log`` of its own. Raises as `attach_document` and `create_credential`, and
    Refused where nothing was put down, or it was sent already.
    """
    with writing():
        if isinstance(of, int):
            credential, deeds = _to_prove(of), list[Deed]()
        else:
            credential, deeds = take_up(of, log)
        files = taken_up(credential.candidate_id, sending)
        return _attached(credential, files, by, log_of, also, deeds)


def _to_prove(credential_id: int) -> Credential:
    """A credential that may be proved, locked; raises NotFound and Refused."""
    credential = locked_credential(credential_id)
    if credential.status not in MAY_BE_PROVED:
        wanted = "a credential that counts; this one is"
        raise refused("credential", str(credential_id), f"{wanted} {credential.status}")
    return credential


def _attached(
    credential: Credential,
    files: Sequence[KeptFile],
    by: Actor,
    log_of: LogOf,
    also: Hook,
    before: Sequence[Deed] = (),
) -> Document:
    """All that is written of a new document, in the caller's transaction and at its end."""
    document = _added(credential, files, by)
    raised = _learned(credential, CLAIMED, DOCUMENTED, log_of(document))
    also(document)
    note_all(by, [*before, _uploaded(document), *raised])
    record("candidate", [credential.candidate_id])
    return document


def attach_check(
    credential_id: int, uploads: Sequence[Upload], by: Actor, also: Hook = nothing
) -> Document:
    """Keep files as evidence of what a register answered; they prove nothing by themselves.

    Raises NotFound, and what `attach_document` does for files.
    """
    _require_room(credential_id, len(uploads), CHECK)
    db.session.rollback()  # reading the files takes a while, in which nothing is held
    with kept(uploads) as files, writing():
        credential = locked_credential(credential_id)
        document = _added(credential, files, by, CHECK)
        also(document)
        note_all(by, [_uploaded(document)])
    return document


def withdraw_document(
    id: int,
    by: Actor,
    log_of: LogOf,
    may_verify: bool = False,
    expects: Hook = anything,
    also: Hook = nothing,
) -> Document:
    """Take a document back; its files are kept. One that is withdrawn already stays so.

    Without any other, what it documented is only claimed again. ``expects`` sees the row, locked,
    and may raise. Raises NotFound, and Refused for evidence of a check, or where it was accepted
    and that is not the caller's to undo.
    """
    with writing():
        row = _locked(id)
        expects(row)
        if row.kind == CHECK:
            raise refused("kind", row.kind, "a proof; what a register answered stays in the log")
        if row.state == ACCEPTED and not may_verify:
            raise refused("state", row.state, "a document that nobody has accepted yet")
        if row.state != WITHDRAWN:
            credential = db.session.scalars(_proved_by(row)).one()
            deed = Deed(WITHDRAWN, f"document:{id}", {"state": row.state}, {"state": WITHDRAWN})
            row.state, row.settled_at = WITHDRAWN, None
            last = not other_standing(row)
            lowered = _learned(credential, DOCUMENTED, CLAIMED, log_of(row)) if last else []
            note_all(by, [deed, *lowered])
            record("candidate", [row.candidate_id])
        also(row)
    return row


def _require_room(credential_id: int, files: int, kind: str = PROOF) -> None:
    """Before any work is done; how large the files are is known only after it."""
    asked = select(Credential.candidate_id).where(Credential.id == credential_id)
    candidate_id = db.session.scalar(asked)
    if candidate_id is None:
        raise NotFound("credential", str(credential_id))
    require_room(usage_of(candidate_id, credential_id, kind), files, 0)


def _added(
    credential: Credential, files: Sequence[KeptFile], by: Actor, kind: str = PROOF
) -> Document:
    usage = usage_of(credential.candidate_id, credential.id, kind)
    document = add_document(credential.candidate_id, credential.id, usage, files, by, kind)
    document.candidate = credential.candidate
    return document


def _learned(credential: Credential, old: str, new: str, log: Log) -> list[Deed]:
    """Its evidence changed, if it is ``old``, and logged anyway; what the trail says of it."""
    if credential.evidence != old:
        log(credential, Change({}, {}, {}), clock.now())
        return []
    before, after = {"evidence": old}, {"evidence": new}
    set_values(credential, Change(after, before, after), log)
    return [Deed("changed", f"credential:{credential.id}", before, after)]


def _uploaded(document: Document) -> Deed:
    said: dict[str, Any] = {
        "credential": document.credential_id,
        "version": document.version,
        "name": document.name,
        "sha256": [file.sha256 for file in document.files],
    }
    return Deed("uploaded", f"document:{document.id}", after=said)


def _proved_by(document: Document) -> Select[Credential]:
    """The credential of a document; its holder is locked already."""
    return whole_credentials().where(Credential.id == document.credential_id)


def _locked(id: int) -> Document:
    if holder_of(Document, id) is None:
        raise NotFound("document", str(id))
    statement = whole_documents().where(Document.id == id).with_for_update(of=Document)
    return db.session.scalars(statement.execution_options(populate_existing=True)).one()
