"""What is asked about links, and about what somebody has agreed to."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal

from sqlalchemy import Select, select

from agency.accounts.models import User
from agency.accounts.secrets import hash_of
from agency.candidates.keys import email_key
from agency.candidates.locking import locking
from agency.candidates.models import Candidate
from agency.candidates.standing import ITS_OWN
from agency.extensions import db
from agency.joining.consents import current_text
from agency.joining.models import Consent, Invitation, Registration

Standing = Literal["open", "used", "replaced", "expired", "account"]


def invitation_with(secret: str) -> Invitation | None:
    """The invitation whose link holds ``secret``."""
    return db.session.scalars(by_secret(Invitation, secret)).one_or_none()


def registration_with(secret: str) -> Registration | None:
    """The registration whose link holds ``secret``."""
    return db.session.scalars(by_secret(Registration, secret)).one_or_none()


def by_secret(model: type[Invitation | Registration], secret: str) -> Select[Any]:
    """The row of a link, by the hash of its secret, as it is now."""
    found = select(model).where(model.secret_hash == hash_of(secret))
    return found.execution_options(populate_existing=True)


def standing_of_invitation(link: Invitation, now: datetime) -> Standing:
    """Whether it opens anything, or why not; ``account``: she has come in another way.

    One that went to an address that is not hers any more counts as replaced.
    """
    known = account_of(link.candidate_ref) or account_with(link.email)
    if link.ended_as != "used" and known is not None:
        return "account"
    standing = _standing(link, now)
    moved = standing == "open" and _address_of(link.candidate_ref) != link.email
    return "replaced" if moved else standing


def _address_of(candidate_ref: str) -> str:
    address = select(Candidate.email).where(Candidate.ref == candidate_ref, ITS_OWN)
    return (db.session.scalar(address) or "").lower()


def standing_of_registration(link: Registration, now: datetime) -> Standing:
    """The same of a registration; ``account``: the address has become somebody's otherwise."""
    if link.ended_as != "used" and is_known(link.email):
        return "account"
    return _standing(link, now)


def _standing(link: Invitation | Registration, now: datetime) -> Standing:
    match link.ended_as:
        case "used":
            return "used"
        case "replaced":
            return "replaced"
    return "expired" if link.expires_at <= now else "open"


def account_of(candidate_ref: str) -> User | None:
    """The account of a candidate."""
    return db.session.scalars(select(User).where(User.candidate_ref == candidate_ref)).one_or_none()


def account_with(email: str) -> User | None:
    """The account of an address, however that is written."""
    return db.session.scalars(select(User).where(User.email == email.lower())).one_or_none()


def is_known(email: str) -> bool:
    """Whether nobody can come in anew by an address: it has an account, or its files have."""
    if account_with(email) is not None:
        return True
    files = select(Candidate.id).where(Candidate.email_key == email_key(email), ITS_OWN)
    claimed = files.join(User, User.candidate_ref == Candidate.ref).limit(1)
    return db.session.scalar(claimed) is not None


def is_anothers(email: str, candidate_ref: str) -> bool:
    """Whether an address is somebody else's than a candidate's: of a file or of an account."""
    accounts = select(User.id).where(
        User.email == email.lower(), User.candidate_ref.is_distinct_from(candidate_ref)
    )
    files = select(Candidate.id).where(
        Candidate.email_key == email_key(email), Candidate.ref != candidate_ref, ITS_OWN
    )
    return any(db.session.scalar(one.limit(1)) is not None for one in (accounts, files))


def unclaimed_file(email: str) -> Candidate | None:
    """The file of an address that nobody has claimed, locked: an active one, then the oldest."""
    files = (
        select(Candidate)
        .outerjoin(User, User.candidate_ref == Candidate.ref)
        .where(Candidate.email_key == email_key(email), ITS_OWN, User.id.is_(None))
        .order_by(Candidate.status != "active", Candidate.id)
    )
    return db.session.scalars(locking(files.limit(1))).one_or_none()


def consent_due(user_id: int) -> bool:
    """Whether somebody has yet to agree to the text as it is now; one query."""
    agreed = select(Consent.id).where(
        Consent.user_id == user_id, Consent.version == current_text().version
    )
    return db.session.scalar(agreed) is None


def last_consent(user_id: int) -> Consent | None:
    """The newest text somebody has agreed to."""
    hers = select(Consent).where(Consent.user_id == user_id).order_by(Consent.id.desc())
    return db.session.scalars(hers.limit(1)).one_or_none()
