"""Whose renewal is on course, credential by credential: `agency.rules.renewal`, in columns."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from decimal import Decimal

import numpy as np

from agency.matching.pool import Pool
from agency.matching.rows import BLANK
from agency.matching.tables import Bools, Index, Ints, Longs
from agency.rules.catalogue import Renewal
from agency.rules.ledger import cycle_start
from agency.rules.renewal import first_expiry_to_file_for
from agency.rules.rulebook import RuleBook
from agency.rules.spans import LAST_DAY

HUNDREDTHS = 100


def renewed(pool: Pool, day: date, book: RuleBook) -> Pool:
    """The pool with every credential whose renewal is on course on ``day`` already renewed."""
    held = pool.credentials
    expires = np.where(on_course(pool, day, book), np.int32(LAST_DAY), held.expires)
    return replace(pool, credentials=replace(held, expires=expires))


def on_course(pool: Pool, day: date, book: RuleBook) -> Bools:
    """Which credentials may be counted on to be renewed in time: current or due on ``day``, the
    last safe day to file not past, and no units of continuing education missing.
    """
    held = pool.credentials
    on_course = np.zeros(len(held), np.bool_)
    for code in held.code.known:
        kind = book.catalogue[code]
        if kind.not_renewable:
            continue
        of_code = np.flatnonzero(held.code.among([code]))
        first = first_expiry_to_file_for(kind, day, book).toordinal()
        in_time = of_code[held.expires[of_code] >= first]
        if kind.renewal and kind.renewal.units is not None:
            in_time = in_time[_has_units(pool, in_time, kind.renewal, code)]
        on_course[in_time] = True
    return on_course


def _has_units(pool: Pool, credentials: Index, renewal: Renewal, code: str) -> Bools:
    """Which of ``credentials``, all of one code, have every unit that their cycle asks for."""
    owner, credit = _joined(pool, credentials, code)
    expires = pool.credentials.expires[credentials]
    begins = _cycle_starts(renewal, expires)
    earned = pool.credits.earned[credit]
    counted = (earned != BLANK) & (earned > begins[owner]) & (earned <= expires[owner])
    owner, credit = owner[counted], credit[counted]
    enough = np.ones(len(credentials), np.bool_)
    for minimum, of_kind in _asked(pool, credit, renewal):
        units = pool.credits.units[credit[of_kind]]
        total = np.bincount(owner[of_kind], weights=units, minlength=len(credentials))
        enough &= total >= float(minimum * HUNDREDTHS)
    return enough


def _asked(pool: Pool, credit: Index, renewal: Renewal) -> Iterable[tuple[Decimal, Bools]]:
    """Each minimum with the credits that count towards it."""
    credits = pool.credits
    assert renewal.units is not None
    yield renewal.units, np.ones(len(credit), np.bool_)
    for category, minimum in renewal.minimums:
        yield minimum, credits.category.among([category])[credit]
    if renewal.issuer_approved_min is not None:
        yield renewal.issuer_approved_min, credits.approved[credit] == 1


def _joined(pool: Pool, credentials: Index, code: str) -> tuple[Index, Index]:
    """Every credential paired with every credit of its holder and code, as positions."""
    credits = np.flatnonzero(pool.credits.code.among([code]))
    owners = pool.credits.candidate[credits]
    holders = pool.credentials.candidate[credentials]
    first = np.searchsorted(owners, holders, side="left")
    count = np.searchsorted(owners, holders, side="right") - first
    owner = np.repeat(np.arange(len(credentials)), count)
    step = np.arange(len(owner)) - np.repeat(np.cumsum(count) - count, count)
    return owner, credits[np.repeat(first, count) + step]


def _cycle_starts(renewal: Renewal, expires: Ints) -> Longs:
    """The last day before each cycle, computed once for each day of expiry."""
    days, which = np.unique(expires, return_inverse=True)
    starts = [cycle_start(renewal, date.fromordinal(int(day))).toordinal() for day in days]
    return np.array(starts, np.int64)[which]
