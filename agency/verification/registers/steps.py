"""What follows from what a register says of a credential: pure reckoning."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from agency.rules.facts import Evidence
from agency.verification.models import DIFFERS as LOGGED_DIFFERS
from agency.verification.models import FOUND, NOT_FOUND
from agency.verification.registers.judging import (
    ABSENT,
    ACTION_TAKEN,
    AGREES,
    DIFFERS,
    Judged,
    Ours,
)

AT_SOURCE = Evidence.primary_source.name
# A specialist's reading of a paper says nothing against its issuer: so much is left of it.
AT_MOST = Evidence.documented
RESULTS = {AGREES: FOUND, DIFFERS: LOGGED_DIFFERS, ABSENT: NOT_FOUND}


@dataclass(frozen=True, slots=True)
class Before:
    """What the register said when it was asked last, and whether a specialist has settled it."""

    outcome: str
    content: str
    action_taken: bool
    settled: bool


@dataclass(frozen=True, slots=True)
class Past:
    """What a credential was known by before it was known at source; and since when it is.

    ``asked_on`` is the latest day on which a source was asked and had it as filed.
    """

    evidence: str
    asked_on: date | None


@dataclass(frozen=True, slots=True)
class Step:
    """``result`` is what the log is to say, None where it knows; ``evidence`` what it is then.

    ``alarm`` are REASONS, and ``changed`` whether either side says something new.
    """

    judged: Judged
    result: str | None
    evidence: str
    alarm: tuple[str, ...]
    changed: bool


def takes_back(ours: Ours, judged: Judged, before: Before | None) -> tuple[str, ...]:
    """Why, by HARMS, a register contradicts what it or another source had confirmed.

    Gone from it is only what it had, if in other words than ours. What a specialist has settled
    stays settled while both sides say the same.
    """
    settled = before is not None and before.settled and before.content == judged.content
    if judged.outcome == AGREES or settled:
        return ()
    confirmed = before is not None and before.outcome == AGREES
    had = before is not None and before.outcome != ABSENT
    at_source = ours.evidence == AT_SOURCE and (had or judged.outcome != ABSENT)
    return judged.harms if confirmed or at_source else ()


def step_of(
    ours: Ours, judged: Judged, before: Before | None, past: Past | None, day: date
) -> Step:
    """What follows for ``ours`` in a file of a ``day``.

    ``past`` is asked where `takes_back` says something. Who has asked the source by hand on a later
    day than the file's knows better: what she found stays.
    """
    changed = before is None or before.content != judged.content
    taken_back = takes_back(ours, judged, before)
    if past is not None and past.asked_on is not None and past.asked_on > day:
        taken_back = ()
    evidence = _evidence(ours, judged, past) if judged.outcome == AGREES or taken_back else None
    after = evidence or ours.evidence
    again = before is not None and before.outcome == judged.outcome
    known = again if judged.outcome == AGREES else not changed
    new_action = judged.action_taken and not (before is not None and before.action_taken)
    return Step(
        judged=judged,
        result=None if known and after == ours.evidence else RESULTS[judged.outcome],
        evidence=after,
        alarm=(*taken_back, *((ACTION_TAKEN,) if new_action else ())),
        changed=changed,
    )


def _evidence(ours: Ours, judged: Judged, past: Past | None) -> str:
    if judged.outcome == AGREES:
        return AT_SOURCE
    earlier = past.evidence if past is not None and ours.evidence == AT_SOURCE else ours.evidence
    return min(Evidence[earlier], AT_MOST).name
