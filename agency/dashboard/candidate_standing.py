"""How a credential stands, in the icon and the words of a verdict; what has ended comes first."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from agency.credentials.standing import FILE_NOW, LATE, OVER, Standing
from agency.dashboard.candidate_words import NAMED
from agency.page_filters import near_day, sentence_text
from agency.rules.facts import Evidence
from agency.rules.renewal import UNDATED
from agency.rules.sentences import day_text

NOT_CHECKED = {
    Evidence.claimed: "Said, not checked",
    Evidence.documented: "Seen, not checked yet",
}


@dataclass(frozen=True, slots=True)
class Told:
    """The words of a verdict; its ``kind`` is blank where none is to be drawn."""

    kind: str
    words: str


def told(one: Standing, day: date) -> Told:
    """How it stands on ``day``: what is not known is never told as valid."""
    credential = one.credential
    if credential.status != "active":
        return Told("", credential.status)
    if one.renewal in OVER:
        return Told("unmet", ended_words(one)) if one.ended else Told("", "ended, renewed")
    if not one.checked:
        return Told("unknown", _not_checked(one))
    if one.renewal == UNDATED:
        return Told("unknown", "No end on file")
    if credential.issued_on and credential.issued_on > day:
        return Told("", f"begins on {day_text(credential.issued_on)}")
    return _valid(one)


def ended_words(one: Standing) -> str:
    """When it ended, and until when its issuer still takes the renewal: Ended 8 Nov 2026."""
    ended = one.credential.expires_on
    assert ended is not None
    grace = f", grace until {day_text(one.grace_until)}" if one.grace_until else ""
    newer = f"; {one.awaited_says}" if one.awaited_says else ""
    return f"Ended {day_text(ended)}{grace}{newer}"


def renewal_told(one: Standing) -> Told:
    """What is to be renewed, and by when."""
    if one.ended:
        return Told("unmet", ended_words(one))
    if one.plan is None:
        return Told("", "")
    if one.awaited_says:
        return Told("in_review", sentence_text(one.awaited_says))
    by = near_day(one.plan.renew_by)
    if one.urgency == LATE:
        return Told("unmet", f"Past the last safe day, {by}")
    return Told("soon" if one.urgency == FILE_NOW else "", f"Renew by {by}")


def _not_checked(one: Standing) -> str:
    words = NOT_CHECKED[one.credential.evidence]
    if one.renewal == UNDATED:
        return f"{words}, no end on file"
    due = one.plan is not None and one.to_renew
    return f"{words}; renew by {near_day(one.plan.renew_by)}" if due and one.plan else words


def _valid(one: Standing) -> Told:
    if one.to_renew:
        return renewal_told(one)
    return Told("met", "Renewed" if one.successor else "Valid")


def ended_first(held: Iterable[Standing]) -> list[Standing]:
    """Those that ended, what names the holder's profession first, then the latest first."""
    ended = [one for one in held if one.ended]
    return sorted(ended, key=lambda one: (one.kind.category not in NAMED, -_day(one)))


def _day(one: Standing) -> int:
    ended = one.credential.expires_on
    return ended.toordinal() if ended else 0
