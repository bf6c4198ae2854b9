"""What she is about to send: of which paper, under which key, and what she has put down for it.

The key stands in the address of each step, so that whatever comes twice is one sending; the photos
lie with us from the first step on, so that no error loses them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from flask import request
from sqlalchemy import select

from agency.api.once import KEY
from agency.badges.looking import SeenBadge, asked_of, seen
from agency.candidates.models import Candidate
from agency.credentials.evidence import MAY_BE_PROVED
from agency.credentials.models import Credential
from agency.documents.kinds import BADGES
from agency.documents.models import UnsentFile
from agency.documents.readings.joining import DocumentRead, Found
from agency.documents.readings.queries import read_of
from agency.documents.unsent import contents_of
from agency.errors import AgencyError, NotFound
from agency.extensions import db
from agency.fields.schema import refused
from agency.portal.herself import my_ref
from agency.portal.paper_kinds import CREDENTIAL
from agency.rules.catalogue import CredentialType
from agency.rules.rulebook import load_rulebook
from agency.verification.offers import require_offer_for

# The type that a photo shows, where she has chosen another and says now that it is this.
INSTEAD = "is"
STEPS = ("Photo", "What your card says", "Sent")


@dataclass(frozen=True)
class Sending:
    """One sending of hers: a new credential of the type ``code``, or of one that is ``held``."""

    key: str
    ref: str
    code: str
    held: Credential | None

    @property
    def kind(self) -> CredentialType | None:
        """The type she has chosen; None while she has not."""
        return load_rulebook().catalogue.types.get(self.code)

    @property
    def of(self) -> dict[str, Any]:
        """What the address of each step says of it."""
        return {"credential": self.held.id} if self.held else {"code": self.code}

    @cached_property
    def files(self) -> list[UnsentFile]:
        """What she has put down, in its order, as it was when first asked for; one query."""
        hers = select(UnsentFile).join(Candidate, Candidate.id == UnsentFile.candidate_id)
        these = hers.where(Candidate.ref == self.ref, UnsentFile.sending == self.key)
        return list(db.session.scalars(these.order_by(UnsentFile.place, UnsentFile.id)))

    @cached_property
    def badges(self) -> Mapping[str, SeenBadge]:
        """The badges among them as they are judged at once, by their names in the store.

        Opening them ends the transaction; what was read in it stays as it was.
        """
        files = [one for one in self.files if one.media_type in BADGES]
        if not files:
            return {}
        asked = asked_of(self.ref, self.code)
        for row in filter(None, (self.held, *self.files)):
            db.session.expunge(row)
        try:
            contents = contents_of(files)
        except AgencyError as error:
            return {one.stored_name: SeenBadge(one.name, None, str(error)) for one in files}
        return {
            one.stored_name: seen(one.name, content, asked)
            for one, content in zip(files, contents, strict=True)
        }

    @cached_property
    def read(self) -> DocumentRead:
        """What these files are read to say, as it was when first asked for; one query more."""
        said = {name: one.reading for name, one in self.badges.items()}
        return read_of(self.files, {name: row for name, row in said.items() if row})

    def is_badge(self, found: Found) -> bool:
        """Whether a finding of ``read`` is the word of a badge."""
        return self.files[found.file - 1].media_type in BADGES

    @property
    def has_pages(self) -> bool:
        """Whether there is a photo or a PDF among them."""
        return any(one.media_type not in BADGES for one in self.files)

    @property
    def candidate_id(self) -> int:
        """Her id; one query."""
        return db.session.scalars(select(Candidate.id).where(Candidate.ref == self.ref)).one()

    def require_kind(self) -> CredentialType:
        """The type; raises Refused where none is chosen, or it is not to be proved yet."""
        if self.kind is None:
            raise refused("code", self.code, "one of the papers in the list")
        require_offer_for(self.ref, self.code)
        return self.kind


def the_sending(key: str) -> Sending:
    """The sending of this request, by its address and its form; raises NotFound and Refused."""
    if not KEY.fullmatch(key):
        raise NotFound("sending", key[:40])
    ref = my_ref()
    number = request.values.get("credential", "")
    if not number:
        code = request.form.get(INSTEAD) or request.values.get("code", "")
        return Sending(key, ref, code, None)
    if not (number.isascii() and number.isdigit() and len(number) < 10):
        raise NotFound("credential", number[:40])
    held = CREDENTIAL.held.row(ref, int(number))
    if held.status not in MAY_BE_PROVED:
        raise refused("credential", number, "a paper that counts")
    return Sending(key, ref, held.code, held)
