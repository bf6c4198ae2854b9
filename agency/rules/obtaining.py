"""Which new credentials could serve, and which of them is the best."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from itertools import groupby
from typing import Any

from agency.rules import expressions as ask
from agency.rules.facts import Credential, Evidence
from agency.rules.pathways.conditions import YES
from agency.rules.pathways.record import Record
from agency.rules.pathways.routes import may_apply
from agency.rules.renewal import LAPSED, first_expiry, status_on
from agency.rules.situation import Situation
from agency.rules.spans import Window
from agency.rules.steps import Obtain


def best_obtained(leaves: list[ask.Valid], situation: Situation) -> list[Obtain]:
    """New credentials for ``leaves``: of those that would serve the same leaves, the best one.

    Best is what leaves fewest days of the work uncovered, then what is there soonest, then what she
    is known to be free to apply for, then what is known to be cheaper, then what stands first in
    the catalogue. What would do as well is in its ``others``. How long it takes is known of one and
    not of another: neither stands for the other.
    """
    alike: dict[tuple[Any, ...], list[Obtain]] = defaultdict(list)
    for code in situation.book.catalogue.types:
        for facility in dict.fromkeys(leaf.facility or None for leaf in leaves):
            served = frozenset(
                place
                for place, leaf in enumerate(leaves)
                if code in leaf.codes and _serves(leaf, facility)
            )
            if not served or not _obtainable(code, [leaves[place] for place in served], situation):
                continue
            step = _obtained(code, facility, [leaves[place] for place in served], situation)
            alike[served, facility, step.lead_known].append(step)
    unbound = {served for served, facility, _ in alike if facility is None}
    return [
        step
        for (served, facility, _), steps in alike.items()
        if facility is None or served not in unbound
        for step in _best(steps, situation.window)
    ]


def _serves(leaf: ask.Valid, facility: str | None) -> bool:
    """A credential tied to a facility also serves where none is asked for; never one unnamed."""
    return leaf.facility is None or (bool(leaf.facility) and leaf.facility == facility)


def _obtainable(code: str, leaves: list[ask.Valid], situation: Situation) -> bool:
    """What she holds is renewed, checked or documented and not obtained a second time, unless it
    is over, tied elsewhere or too old for what is asked, if not now then where work begins later.
    """
    held = situation.holds(code)
    if situation.was_revoked(code) or (situation.book.catalogue[code].not_renewable and held):
        return False
    return all(any(_is_of_no_use(one, leaf, situation) for leaf in leaves) for one in held)


def _is_of_no_use(held: Credential, leaf: ask.Valid, situation: Situation) -> bool:
    if status_on(held, situation.day, situation.book) == LAPSED:
        return True
    if leaf.facility and held.bound_to and held.bound_to != leaf.facility:
        return True
    return leaf.issued_from is not None and held.issued_on is not None


def _obtained(
    code: str, facility: str | None, leaves: list[ask.Valid], situation: Situation
) -> Obtain:
    kind = situation.book.catalogue[code]
    effective = situation.after(kind.obtain_lead_time)
    record, first = Record(situation.candidate), situation.window.first
    ages = [first - leaf.issued_from for leaf in leaves if leaf.issued_from is not None]
    step = Obtain(
        effective=effective,
        lead_known=kind.obtain_lead_time is not None,
        cost=situation.fee(code, "exam"),
        may_apply=may_apply(record, code, situation.book, situation.day),
        credential=Credential(
            code=code,
            ref=f"{code}:new:{effective}",
            issued_on=effective,
            expires_on=first_expiry(kind, effective),
            evidence=Evidence.primary_source,
            bound_to=facility,
        ),
        max_age_days=min(ages, default=None),
    )
    return step.starting(date.fromordinal(first))


def _best(steps: list[Obtain], window: Window) -> Iterator[Obtain]:
    """The best of those that serve the same leaves, with the codes that would do as well.

    One that covers more at the end and one that covers more at the beginning are both best.
    """

    def rank(step: Obtain) -> tuple[Any, ...]:
        price = (step.cost is None, step.cost or 0)
        return (*_lost(step, window), step.effective, step.may_apply != YES, *price)

    most_at_the_beginning = None
    for lost, alike in groupby(sorted(steps, key=rank), key=lambda step: _lost(step, window)):
        best, *rest = alike
        if most_at_the_beginning is None or lost[1] < most_at_the_beginning:
            most_at_the_beginning = lost[1]
            yield replace(best, others=tuple(one.credential.code for one in rest))


def _lost(step: Obtain, window: Window) -> tuple[int, int]:
    """The days of the work that it leaves uncovered, at the end and at the beginning."""
    ends = (step.credential.expires_on or date.max).toordinal()
    return max(window.last - ends, 0), max(step.effective.toordinal() - window.first, 0)
