"""A credential that people do not have yet, or not for long enough, and the pool as if they had.

As `agency.rules.obtaining` and `agency.rules.proposals` have it for one pair, in columns.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import NamedTuple

import numpy as np

from agency.matching.pool import CredentialColumns, Pool, Words
from agency.matching.rows import BLANK
from agency.matching.tables import Bools, Index, Ints
from agency.rules.facts import Credential, Evidence
from agency.rules.renewal import (
    CURRENT,
    filing_days,
    first_expiry,
    first_expiry_still_renewable,
    renewal_fee,
    successor,
)
from agency.rules.rulebook import RuleBook
from agency.rules.workdays import later

OBTAIN, RENEW = "obtain", "renew"
KINDS = (OBTAIN, RENEW)


class Prospect(NamedTuple):
    """A type of credential, obtained by those without it or renewed by those who hold it."""

    code: str
    kind: str


@dataclass(frozen=True)
class Terms:
    """What the catalogue knows: the first day on which it can be there, as of a day; whether how
    long it takes is documented at all, and its price in dollars.

    Of a renewal it is the day on which one that is filed now is answered.
    """

    effective: date
    lead_known: bool
    cost: Decimal | None


def terms_of(prospect: Prospect, day: date, book: RuleBook) -> Terms:
    kind = book.catalogue[prospect.code]
    renews = prospect.kind == RENEW
    lead = kind.lead_time if renews else kind.obtain_lead_time
    cost = renewal_fee(kind, CURRENT) if renews else dict(kind.fees).get("exam")
    effective = later(day, lead, book.holidays) if lead else day
    return Terms(effective, lead is not None, cost)


class Added(NamedTuple):
    """New credentials of one type, a row for each candidate who would have one, in their order."""

    candidate: Index
    issued: Ints
    expires: Ints
    evidence: Ints
    bound_to: Ints


@dataclass(frozen=True)
class Supposed:
    """The pool with a prospect come true for all it is one of, and who those are."""

    pool: Pool
    who: Bools


def supposed(
    pool: Pool, prospect: Prospect, day: date, book: RuleBook, issued_from: int | None = None
) -> Supposed:
    """The pool as it would be; what is obtained is issued on ``issued_from`` if that is later."""
    if prospect.kind == OBTAIN:
        added = _obtained(pool, prospect.code, day, book, issued_from)
    else:
        added = _renewed(pool, prospect.code, day, book)
    who = np.zeros(len(pool), np.bool_)
    who[added.candidate] = True
    credentials = _with(pool.credentials, prospect.code, added)
    return Supposed(replace(pool, credentials=credentials), who)


def _obtained(pool: Pool, code: str, day: date, book: RuleBook, issued_from: int | None) -> Added:
    """One each for whoever has none, or only such as no issuer renews any more.

    One that is tied to an employer is obtained from each anew: it is no prospect.
    """
    kind, held = book.catalogue[code], pool.credentials
    lacking = np.full(len(pool), not kind.bound)
    of_code = held.code.among([code])
    first = first_expiry_still_renewable(kind, day, book).toordinal()
    lapsed = (held.expires != BLANK) & (held.expires < first) & (not kind.not_renewable)
    lacking[held.candidate[of_code & ~lapsed]] = False
    people = np.flatnonzero(lacking)
    effective = terms_of(Prospect(code, OBTAIN), day, book).effective
    issued = max(effective, date.fromordinal(issued_from)) if issued_from else effective
    ends = first_expiry(kind, issued)
    return Added(
        candidate=people,
        issued=_all(people, issued.toordinal()),
        expires=_all(people, ends.toordinal() if ends else BLANK),
        evidence=_all(people, Evidence.primary_source),
        bound_to=_all(people, BLANK),
    )


def _all(people: Index, value: int) -> Ints:
    return np.full(len(people), value, np.int32)


def _renewed(pool: Pool, code: str, day: date, book: RuleBook) -> Added:
    """What the best of each holder's credentials leads to; known as well, and tied alike.

    The best is the one known best, and of those the last to expire.
    """
    held = pool.credentials
    rows = np.flatnonzero(held.code.among([code]) & (held.expires != BLANK))
    order = np.lexsort((held.expires[rows], held.evidence[rows], held.candidate[rows]))
    rows = rows[order]
    rows = rows[np.append(np.diff(held.candidate[rows]) > 0, True)[: len(rows)]]
    days = np.stack([held.issued[rows], held.expires[rows]], axis=1)
    known, which = np.unique(days, axis=0, return_inverse=True)
    after = np.array(list(_successors(code, known, day, book)), np.int32).reshape(len(known), 2)
    issued, expires = after[which.reshape(-1)].T
    some = np.flatnonzero(issued != BLANK)
    kept = rows[some]
    return Added(
        candidate=held.candidate[kept].astype(np.int64),
        issued=issued[some],
        expires=expires[some],
        evidence=held.evidence[kept],
        bound_to=held.bound_to.number[kept],
    )


def _successors(code: str, known: Ints, day: date, book: RuleBook) -> Iterator[tuple[int, int]]:
    """The days of what each pair of days leads to, filed as late as is safe; BLANK for nothing."""
    for issued, expires in known.tolist():
        old = Credential(
            code=code,
            ref=code,
            issued_on=None if issued == BLANK else date.fromordinal(issued),
            expires_on=date.fromordinal(expires),
            evidence=Evidence.primary_source,
        )
        days = filing_days(old, day, book)
        new = successor(old, days[-1], book) if days else None
        if new is None or new.issued_on is None:
            yield BLANK, BLANK
        else:
            ends = new.expires_on
            yield new.issued_on.toordinal(), BLANK if ends is None else ends.toordinal()


def _with(held: CredentialColumns, code: str, added: Added) -> CredentialColumns:
    """The same credentials and the new ones, by candidate."""
    known = tuple(sorted({*held.code.known, code}))
    place = {word: number for number, word in enumerate(known)}
    final = np.array([*(place[word] for word in held.code.known), BLANK], np.int32)
    numbers = np.concatenate([final[held.code.number], _all(added.candidate, place[code])])
    people = np.concatenate([held.candidate, added.candidate.astype(np.int32)])
    order = np.argsort(people, kind="stable")
    bound_to = np.concatenate([held.bound_to.number, added.bound_to])[order]
    return CredentialColumns(
        candidate=people[order],
        code=Words(numbers[order], known),
        issued=np.concatenate([held.issued, added.issued])[order],
        expires=np.concatenate([held.expires, added.expires])[order],
        evidence=np.concatenate([held.evidence, added.evidence])[order],
        bound_to=Words(bound_to.astype(np.int32), held.bound_to.known),
    )
