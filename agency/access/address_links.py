"""The link that proves another address of a candidate: signed, so that nothing of it is kept."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from flask import current_app
from itsdangerous import BadSignature, URLSafeSerializer

from agency import clock
from agency.candidates.models import Candidate
from agency.settings import settings

SALT = "another address of a candidate"
PATH = "/portal/details/address"


@dataclass(frozen=True, slots=True)
class AddressLink:
    """Whose address is to be ``email``, which was ``before`` when she asked; until a moment."""

    ref: str
    before: str
    email: str
    until: float

    @property
    def too_old(self) -> bool:
        return clock.now().timestamp() >= self.until


def address_link(candidate: Candidate, email: str) -> str:
    """The address of the page at which a candidate, signed in, says that a mail reached her."""
    until = clock.now() + timedelta(hours=settings().confirmation_hours)
    said = [candidate.ref, candidate.email, email, until.timestamp()]
    return f"{settings().public_url}{PATH}/{_signer().dumps(said)}"


def opened_link(token: str) -> AddressLink | None:
    """What a link says; None where it is none of ours."""
    try:
        ref, before, email, until = _signer().loads(token)
    except BadSignature:
        return None
    return AddressLink(ref, before, email, until)


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(current_app.secret_key or "", salt=SALT)
