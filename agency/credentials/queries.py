"""What is asked about credentials."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, or_, select
from sqlalchemy.orm import aliased

from agency.candidates.models import Candidate
from agency.credentials.facts import ce_credit_facts, credential_facts
from agency.credentials.models import CECredit, Credential
from agency.extensions import db
from agency.rules import renewal
from agency.rules.catalogue import CredentialType
from agency.rules.facts import CECredit as CECreditFacts
from agency.rules.facts import Credential as CredentialFacts
from agency.rules.ledger import Balance, ce_balance
from agency.rules.rulebook import RuleBook


@dataclass(frozen=True)
class DueRenewal:
    """A credential to be renewed: its status on the day, the last safe day to file, and units."""

    candidate_ref: str
    candidate_name: str
    credential: CredentialFacts
    status: str
    renew_by: date
    balance: Balance | None


def renewals(day: date, within: int, book: RuleBook) -> list[DueRenewal]:
    """Credentials of active candidates to be filed for within ``within`` days of ``day``.

    Those past expiry count as long as the issuer still takes the renewal. A credential that has a
    successor, one of the same type (and, where it is bound, of the same facility) that lasts
    longer, needs none; nor does one that cannot be renewed. The most urgent come first.
    """
    kinds = [kind for kind in book.catalogue.types.values() if kind.expires]
    renewable = [kind for kind in kinds if not kind.not_renewable]
    due = and_(
        Credential.status == "active",
        or_(*(_in_time(kind, day, within, book) for kind in renewable)),
        ~_succeeded([kind.code for kind in renewable if kind.bound]),
    )
    credits = _credits(due)
    rows = db.session.execute(_due(due))
    found = [_renewal(row, credits.get(row.candidate_id, ()), day, book) for row in rows]
    return sorted(found, key=lambda one: (one.renew_by, one.candidate_ref, one.credential.ref))


def _due(due: ColumnElement[bool]) -> Select[*tuple[Any, ...]]:
    who = Candidate.ref, Candidate.first_name, Candidate.last_name
    return (
        select(*Credential.__table__.c, *who)
        .join(Candidate, Candidate.id == Credential.candidate_id)
        .where(due, Candidate.status == "active")
    )


def _succeeded(bound: Collection[str]) -> ColumnElement[bool]:
    """Whether she holds another of the same type that lasts longer."""
    successor = aliased(Credential)
    return (
        select(successor.id)
        .where(
            successor.candidate_id == Credential.candidate_id,
            successor.code == Credential.code,
            successor.status == "active",
            successor.expires_on > Credential.expires_on,
            Credential.code.not_in(bound)
            | successor.bound_to.is_not_distinct_from(Credential.bound_to),
        )
        .exists()
    )


def _in_time(kind: CredentialType, day: date, within: int, book: RuleBook) -> ColumnElement[bool]:
    """The expiries of one type that fall due within the days asked for."""
    first = renewal.first_expiry_still_renewable(kind, day, book)
    due = [Credential.code == kind.code, Credential.expires_on >= first]
    if within < (date.max - day).days:
        later = renewal.first_expiry_to_file_for(kind, day + timedelta(days=within + 1), book)
        due.append(Credential.expires_on < later)
    return and_(*due)


def _credits(due: ColumnElement[bool]) -> Mapping[int, Sequence[CECreditFacts]]:
    """The ledgers of those who have something to renew."""
    ledgers: dict[int, list[CECreditFacts]] = defaultdict(list)
    holders = select(Credential.candidate_id).where(due)
    statement = select(*CECredit.__table__.c).where(CECredit.candidate_id.in_(holders))
    for row in db.session.execute(statement):
        ledgers[row.candidate_id].append(ce_credit_facts(row._asdict()))
    return ledgers


def _renewal(
    row: Row[*tuple[Any, ...]], credits: Sequence[CECreditFacts], day: date, book: RuleBook
) -> DueRenewal:
    held = credential_facts(row._asdict())
    assert held.expires_on is not None  # the query asks for it
    return DueRenewal(
        candidate_ref=row.ref,
        candidate_name=f"{row.first_name} {row.last_name}".strip(),
        credential=held,
        status=renewal.status_on(held, day, book),
        renew_by=renewal.renew_by(book.catalogue[held.code], held.expires_on, book),
        balance=ce_balance(held, tuple(credits), book),
    )
