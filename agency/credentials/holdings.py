"""Who holds what: as a condition on candidates, and of several candidates at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import date

from sqlalchemy import ColumnElement, or_, select

from agency.bulk_lookup import among
from agency.candidates.models import Candidate
from agency.credentials.facts import ce_credit_facts, credential_facts
from agency.credentials.models import CECredit, Credential
from agency.plain_rows import all_of, plain_rows
from agency.rules.facts import CECredit as CECreditFacts
from agency.rules.facts import Credential as CredentialFacts


def holding(codes: Collection[str], day: date) -> ColumnElement[bool]:
    """Which candidates hold an active credential of one of these types that covers ``day``.

    One without an expiry is taken at its word, whatever its evidence.
    """
    held = select(Credential.id).where(
        Credential.candidate_id == Candidate.id,
        Credential.code.in_(codes),
        Credential.status == "active",
        or_(Credential.issued_on.is_(None), Credential.issued_on <= day),
        or_(Credential.expires_on.is_(None), Credential.expires_on >= day),
    )
    return held.exists()


def held_by(ids: Collection[int]) -> Mapping[int, Sequence[CredentialFacts]]:
    """The active credentials of these candidates by row id, in one query."""
    held: dict[int, list[CredentialFacts]] = defaultdict(list)
    active = all_of(Credential, among(Credential.candidate_id, ids), Credential.status == "active")
    for row in plain_rows(active.order_by(Credential.candidate_id, Credential.id)):
        held[row["candidate_id"]].append(credential_facts(row))
    return held


def credits_of(ids: Collection[int]) -> Mapping[int, Sequence[CECreditFacts]]:
    """The credits of continuing education of these candidates by row id, in one query."""
    ledgers: dict[int, list[CECreditFacts]] = defaultdict(list)
    for row in plain_rows(all_of(CECredit, among(CECredit.candidate_id, ids))):
        ledgers[row["candidate_id"]].append(ce_credit_facts(row))
    return ledgers
