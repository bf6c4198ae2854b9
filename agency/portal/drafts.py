"""What she has begun to send and not sent: a way back to it, and a way to discard it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any

from flask import flash, redirect, session, url_for
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

# In her browser: the key of each of the last sendings, and of which paper it is.
BEGUN, MOST_BEGUN = "begun", 5


@dataclass(frozen=True)
class Draft:
    """Files that she has put down under ``key``, and of which type, where that is known.

    ``of`` is what the address says of it; ``begun_at`` is when the first file was put down.
    """

    key: str
    files: Sequence[UnsentFile]
    kind: CredentialType | None
    of: Mapping[str, Any]
    begun_at: datetime

    @property
    def address(self) -> str:
        """Where she goes on."""
        return url_for("portal.photo_step", key=self.key, **self.of)


def remember(key: str, code: str, of: Mapping[str, Any]) -> None:
    """Keep in her browser of which paper a sending is: no file that she puts down says so."""
    others = [one for one in session.get(BEGUN, []) if one[0] != key]
    session[BEGUN] = [*others, [key, code, dict(of)]][-MOST_BEGUN:]


def drafts_of(candidate_id: int) -> list[Draft]:
    """What she has begun, the newest first; one query, and one more where there is anything.

    Of which type it is her browser knows, or else what was read of it tells.
    """
    files = sorted(unsent_of(candidate_id), key=lambda one: (one.sending, one.place))
    rows, types = readings_of(files), load_rulebook().catalogue.types
    known = {key: (code, of) for key, code, of in session.get(BEGUN, [])}
    found = []
    for key, group in groupby(files, key=lambda one: one.sending):
        its = list(group)
        read = read_together([(at, rows.get(one.stored_name)) for at, one in enumerate(its, 1)])
        begun_at = min(one.kept_at for one in its)
        read_code = read.value("code") or ""
        code, of = known.get(key, (read_code, {"code": read_code} if read_code else {}))
        found.append(Draft(key, its, types.get(code), of, begun_at))
    return sorted(found, key=lambda one: one.begun_at, reverse=True)


@portal.post("/papers/send/<key>/removal")
def discard_draft(key: str) -> ResponseReturnValue:
    """Forget what she has put down and not sent."""
    discard(my_ref(), key)
    flash("Discarded. Nobody has seen it.", "met")
    return redirect(url_for("portal.papers"), SEE_OTHER)
