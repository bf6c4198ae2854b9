"""Documents of two files made one: they follow to the credential that stands, and go back."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select, update

from agency.bulk_lookup import among
from agency.credentials.models import Credential
from agency.documents.models import Document
from agency.extensions import db


@dataclass(frozen=True, slots=True)
class NewHolder:
    """A document that another candidate has now, by the ids of both."""

    id: int
    before: int
    after: int


def hand_over(twins: Iterable[tuple[Any, Any]]) -> list[dict[str, Any]]:
    """The credential that stands has the documents of its twin; what was done, for `hand_back`.

    They come before its own, so that the newest of its own is still the one that is looked at.
    """
    return [done for stands, gone in twins if (done := _hand_over(stands.id, gone.id))]


def _hand_over(stands: int, gone: int) -> dict[str, Any] | None:
    ids = list(db.session.scalars(select(Document.id).where(Document.credential_id == gone)))
    if not ids:
        return None
    newest = select(func.max(Document.version)).where(Document.credential_id == gone)
    places = db.session.scalars(newest).one()
    _renumber(stands, places)
    _give(ids, stands)
    return {"ids": ids, "from": gone, "to": stands, "places": places}


def hand_back(done: Iterable[dict[str, Any]]) -> None:
    """Each twin has its own documents again, numbered as before."""
    for one in done:
        _give(one["ids"], one["from"])
        _renumber(one["to"], -one["places"])


def _renumber(credential_id: int, by: int) -> None:
    """One after another, for no two may have one number for a moment."""
    of_it = select(Document.id, Document.version).where(Document.credential_id == credential_id)
    rows = sorted(db.session.execute(of_it), key=lambda row: row.version, reverse=by > 0)
    for id, version in rows:
        _set(Document.id == id, version=version + by)


def _give(ids: Sequence[int], credential_id: int) -> None:
    _set(among(Document.id, ids), credential_id=credential_id)


def documents_follow(ids: Collection[int]) -> list[NewHolder]:
    """Of these candidates, documents go to whoever has the credential that they prove."""
    db.session.flush()
    strays = (
        select(Document.id, Document.candidate_id, Credential.candidate_id)
        .join(Credential, Credential.id == Document.credential_id)
        .where(Document.candidate_id.in_(ids), Document.candidate_id != Credential.candidate_id)
        .order_by(Document.id)
    )
    found = [NewHolder(*row) for row in db.session.execute(strays)]
    for one in found:
        _set(Document.id == one.id, candidate_id=one.after)
    return found


def _set(which: Any, **values: Any) -> None:
    changed = update(Document).where(which).values(**values)
    db.session.execute(changed, execution_options={"synchronize_session": False})
