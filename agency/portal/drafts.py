"""What she has begun to send and not sent: a way back to it, and a way to discard it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue

from agency.documents.models import UnsentFile
from agency.documents.queries import unsent_of
from agency.documents.readings.joining import read_together
from agency.documents.readings.queries import readings_of
from agency.documents.unsent import discard
from agency.portal.blueprint import portal
from agency.portal.herself import my_ref
from agency.portal.once import SEE_OTHER
from agency.rules.catalogue import CredentialType
from agency.rules.rulebook import load_rulebook


@dataclass(frozen=True)
class Draft:
    """Files that she has put down under ``key``; ``kind`` where they are read to show a type.

    ``begun_at`` is when the first of them was put down.
    """

    key: str
    files: Sequence[UnsentFile]
    kind: CredentialType | None
    begun_at: datetime

    @property
    def address(self) -> str:
        """Where she goes on."""
        of = {"code": self.kind.code} if self.kind else {}
        return url_for("portal.photo_step", key=self.key, **of)


def drafts_of(candidate_id: int) -> list[Draft]:
    """What she has begun, the newest first; one query, and one more where there is anything."""
    files = sorted(unsent_of(candidate_id), key=lambda one: (one.sending, one.place))
    rows, types = readings_of(files), load_rulebook().catalogue.types
    found = []
    for key, group in groupby(files, key=lambda one: one.sending):
        its = list(group)
        read = read_together([(at, rows.get(one.stored_name)) for at, one in enumerate(its, 1)])
        begun_at = min(one.kept_at for one in its)
        found.append(Draft(key, its, types.get(read.value("code") or ""), begun_at))
    return sorted(found, key=lambda one: one.begun_at, reverse=True)


@portal.post("/papers/send/<key>/removal")
def discard_draft(key: str) -> ResponseReturnValue:
    """Forget what she has put down and not sent."""
    discard(my_ref(), key)
    flash("Discarded. Nobody has seen it.", "met")
    return redirect(url_for("portal.papers"), SEE_OTHER)
