"""E-mail addresses of candidates: each is one person's, however it is written.

Files that are imported may hold doubles, which are told and not refused: so no index can say it,
and whoever gives somebody an address does so by turns.
"""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import func, select

from agency.bulk_lookup import among
from agency.candidates.keys import email_key
from agency.candidates.models import Candidate
from agency.candidates.standing import ITS_OWN
from agency.extensions import db
from agency.fields.schema import refused

# The locks of PostgreSQL that stand for one address, and the one that stands for all.
ONE, ALL = 7_001, 7_002


def hold_address(email: str) -> None:
    """Until the transaction ends nobody else gives this address to anybody; blank is nobody's.

    To be called before anything is written or locked. SQLite has one writer at a time anyway.
    """
    if email and db.engine.dialect.name == "postgresql":
        one = func.pg_advisory_xact_lock(ONE, func.hashtext(email_key(email)))
        db.session.execute(select(func.pg_advisory_xact_lock_shared(ALL), one))


def hold_all_addresses() -> None:
    """The same of every address, for whoever brings many."""
    if db.engine.dialect.name == "postgresql":
        db.session.execute(select(func.pg_advisory_xact_lock(ALL)))


def holders_of(emails: Collection[str]) -> dict[str, list[str]]:
    """The references of all who have one of these addresses, by its key, the oldest file first."""
    wanted = {email_key(email) for email in emails} - {""}
    rows = db.session.execute(
        select(Candidate.email_key, Candidate.ref)
        .where(among(Candidate.email_key, wanted), ITS_OWN)
        .order_by(Candidate.id)
    )
    found: dict[str, list[str]] = {}
    for key, ref in rows:
        found.setdefault(key, []).append(ref)
    return found


def require_own_email(email: str, candidate_id: int | None = None) -> None:
    """Refuse an address that is somebody else's than ``candidate_id``'s; blank is nobody's.

    `hold_address` comes before it. Raises Refused.
    """
    if not email:
        return
    others = select(Candidate).where(Candidate.email_key == email_key(email), ITS_OWN)
    if candidate_id is not None:
        others = others.where(Candidate.id != candidate_id)
    if other := db.session.scalars(others.order_by(Candidate.id).limit(1)).one_or_none():
        whose = f"{other.first_name} {other.last_name}".strip()
        told = f"{other.ref}, {whose}," if whose else other.ref
        raise refused("email", email, f"an address that is nobody else's; {told} has it")
