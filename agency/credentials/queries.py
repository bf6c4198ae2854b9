"""What is asked about credentials."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, or_, select, true
from sqlalchemy.orm import aliased

from agency.bulk_lookup import among
from agency.candidates.models import Candidate
from agency.credentials.facts import credential_facts
from agency.credentials.holdings import credits_of, held_by
from agency.credentials.models import Credential
from agency.credentials.standing import newest_of, urgency_of
from agency.extensions import db
from agency.rules import renewal
from agency.rules.catalogue import CredentialType
from agency.rules.conditions import Answer, conditions
from agency.rules.facts import CECredit as CECreditFacts
from agency.rules.facts import Credential as CredentialFacts
from agency.rules.facts import Evidence
from agency.rules.ledger import Balance, ce_balance
from agency.rules.planning import Plan, plan
from agency.rules.rulebook import RuleBook

TO_ACCEPT = "to_accept"
ACCEPTED = [level.name for level in Evidence if level >= Evidence.reviewed]
SHOWN = [level.name for level in Evidence if level >= Evidence.documented]


@dataclass(frozen=True)
class DueRenewal:
    """A credential to be renewed: its status on the day, the last safe day to file, and units.

    ``urgency`` is ``late`` once that day has passed, ``due`` once the issuer takes the renewal,
    else ``coming``; ``to_accept`` where only a newer one of hers, ``successor``, is to be accepted.
    """

    candidate_ref: str
    candidate_name: str
    credential: CredentialFacts
    status: str
    renew_by: date
    balance: Balance | None
    urgency: str
    plan: Plan
    conditions: tuple[Answer, ...] = ()
    successor: str | None = None
    credential_id: int = field(default=0, compare=False)
    candidate_id: int = field(default=0, compare=False)
    credits: tuple[CECreditFacts, ...] = field(default=(), compare=False)

    def has_ended(self, day: date) -> bool:
        """Whether it covers nothing on ``day`` any more, taken for renewal or not."""
        return self.credential.expires_on is not None and self.credential.expires_on < day


@dataclass(frozen=True, slots=True)
class ToFile:
    """The bare dates of a credential to be renewed, by row ids."""

    candidate_id: int
    credential_id: int
    code: str
    expires_on: date
    renew_by: date


def to_file(
    day: date,
    within: int,
    book: RuleBook,
    between: tuple[int, int] | None = None,
    *,
    ended: int = 0,
) -> list[ToFile]:
    """What `renewals` would tell, without what is missing: cheap for a whole pool; one query.

    ``between`` are the first and the last row id of the candidates, where not all are meant.
    """
    columns = Credential.candidate_id, Credential.id, Credential.code, Credential.expires_on
    late = _due(day, within, book, ended).where(~_succeeded(book, _shown))
    due = late.with_only_columns(*columns)
    if between is not None:
        due = due.where(Credential.candidate_id.between(*between))
    found = []
    for row in db.session.execute(due):
        last = renewal.renew_by(book.catalogue[row.code], row.expires_on, book)
        found.append(ToFile(row.candidate_id, row.id, row.code, row.expires_on, last))
    return found


def renewals(
    day: date,
    within: int,
    book: RuleBook,
    of: Collection[int] | None = None,
    *,
    ended: int = 0,
) -> list[DueRenewal]:
    """Credentials of active candidates to be filed for within ``within`` days of ``day``.

    Those past expiry count as long as the issuer still takes the renewal. A credential that has a
    successor, one of the same type (and, where it is bound, of the same facility) that lasts
    longer and has been shown to us, needs none; nor does one that cannot be renewed. What she only
    says of a newer one stops nothing that is known better. The most urgent come first. ``of`` are
    row ids of candidates, where not everybody is meant. What ended no more than ``ended`` days
    before ``day`` counts even where a new one is all that can be had.
    """
    due = _due(day, within, book, ended).where(~_succeeded(book, _shown))
    if of is not None:
        due = due.where(among(Credential.candidate_id, of))
    rows = db.session.execute(due).all()
    return _in_order(_told(rows, day, book))


def renewals_to_accept(day: date, within: int, book: RuleBook) -> list[DueRenewal]:
    """Those that would be due, had they no successor, where nobody has accepted any successor.

    Accepted is what is reviewed or better, or at least as well evidenced as the older one.
    """
    unaccepted = _succeeded(book, _shown) & ~_succeeded(book, _as_good)
    rows = db.session.execute(_due(day, within, book).where(unaccepted)).all()
    return _to_accept(_told(rows, day, book))


def renewals_of(
    candidate_id: int, day: date, within: int, book: RuleBook
) -> tuple[list[DueRenewal], list[DueRenewal]]:
    """Of one candidate what `renewals` and `renewals_to_accept` would say, in three queries."""
    statement = _due(day, within, book).where(Credential.candidate_id == candidate_id)
    succeeded, accepted = _succeeded(book, _shown), _succeeded(book, _as_good)
    asked = statement.add_columns(succeeded.label("succeeded"), accepted.label("accepted"))
    rows = [row for row in db.session.execute(asked) if not row.accepted]
    found = [(row.succeeded, one) for row, one in zip(rows, _told(rows, day, book), strict=True)]
    due = [one for succeeded, one in found if not succeeded]
    return _in_order(due), _to_accept([one for succeeded, one in found if succeeded])


def _to_accept(found: Iterable[DueRenewal]) -> list[DueRenewal]:
    return [replace(one, urgency=TO_ACCEPT) for one in _in_order(found)]


def _in_order(found: Iterable[DueRenewal]) -> list[DueRenewal]:
    return sorted(found, key=lambda one: (one.renew_by, one.candidate_ref, one.credential.ref))


def _told(rows: Sequence[Row[*tuple[Any, ...]]], day: date, book: RuleBook) -> list[DueRenewal]:
    """What is to be said of each, with all that its holder has, in two queries."""
    if not rows:
        return []
    holders = {row.candidate_id for row in rows}
    credits, held = credits_of(holders), held_by(holders)
    return [
        _renewal(row, credits.get(row.candidate_id, ()), held.get(row.candidate_id, ()), day, book)
        for row in rows
    ]


def _due(day: date, within: int, book: RuleBook, ended: int = 0) -> Select[*tuple[Any, ...]]:
    """The active credentials of active candidates that fall due, with who holds them."""
    who = Candidate.ref, Candidate.first_name, Candidate.last_name
    return (
        select(*Credential.__table__.c, *who)
        .join(Candidate, Candidate.id == Credential.candidate_id)
        .where(Credential.status == "active", or_(*_in_time(day, within, book, ended)))
        .where(Candidate.status == "active")
    )


Successor = type[Credential]


def _succeeded(
    book: RuleBook, also: Callable[[Successor], ColumnElement[bool]]
) -> ColumnElement[bool]:
    """Whether she holds another of the same type that lasts longer, and is ``also`` so."""
    bound = [kind.code for kind in book.catalogue.types.values() if kind.bound]
    successor = aliased(Credential)
    return (
        select(successor.id)
        .where(
            successor.candidate_id == Credential.candidate_id,
            successor.code == Credential.code,
            successor.status == "active",
            successor.expires_on > Credential.expires_on,
            also(successor),
            Credential.code.not_in(bound)
            | successor.bound_to.is_not_distinct_from(Credential.bound_to),
        )
        .exists()
    )


def _shown(successor: Successor) -> ColumnElement[bool]:
    """Whether a newer one waits for review or better, or is known as well as the older."""
    return or_(successor.evidence.in_(SHOWN), _as_good(successor))


def _as_good(successor: Successor) -> ColumnElement[bool]:
    """Whether the evidence of a newer one was accepted, or is no worse than that of the older."""
    levels = [(level.name, [one.name for one in Evidence if one >= level]) for level in Evidence]
    return or_(
        successor.evidence.in_(ACCEPTED),
        *(
            and_(Credential.evidence == level, successor.evidence.in_(as_good))
            for level, as_good in levels
        ),
    )


def _in_time(day: date, within: int, book: RuleBook, ended: int) -> Iterator[ColumnElement[bool]]:
    """The expiries that fall due within the days asked for, of types that ask alike together."""
    alike: dict[tuple[date, date | None], list[str]] = defaultdict(list)
    for kind in book.catalogue.types.values():
        if kind.expires and not kind.not_renewable:
            alike[_expiries(kind, day, within, book)].append(kind.code)
    since = day - timedelta(days=min(ended, (day - date.min).days))
    for (renewable, beyond), codes in alike.items():
        first = min(renewable, since)
        until = true() if beyond is None else Credential.expires_on < beyond
        yield and_(Credential.code.in_(codes), Credential.expires_on >= first, until)


def _expiries(
    kind: CredentialType, day: date, within: int, book: RuleBook
) -> tuple[date, date | None]:
    """The first expiry of a type that is due, and the first after it that is not; None if none."""
    first = renewal.first_expiry_still_renewable(kind, day, book)
    if within >= (date.max - day).days:
        return first, None
    ends = day + timedelta(days=within + 1)
    return first, renewal.first_expiry_to_file_for(kind, ends, book)


def _renewal(
    row: Row[*tuple[Any, ...]],
    credits: Sequence[CECreditFacts],
    held: Sequence[CredentialFacts],
    day: date,
    book: RuleBook,
) -> DueRenewal:
    credential = credential_facts(row._asdict())
    units = tuple(credits)
    planned = plan(credential, units, day, book)
    assert planned is not None  # the query asks for what expires and is renewed
    newest = newest_of(credential, held, book.catalogue[credential.code])
    return DueRenewal(
        candidate_ref=row.ref,
        candidate_name=f"{row.first_name} {row.last_name}".strip(),
        credential=credential,
        status=(status := renewal.status_on(credential, day, book)),
        renew_by=planned.renew_by,
        balance=ce_balance(credential, units, book),
        urgency=urgency_of(status, planned.renew_by, day),
        plan=planned,
        conditions=conditions(credential, held, day, book),
        successor=newest.ref if newest else None,
        credential_id=row.id,
        candidate_id=row.candidate_id,
        credits=units,
    )
