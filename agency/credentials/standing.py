"""How each credential of one candidate stands on a day: valid, to be renewed, by when, and how."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from agency.rules import renewal
from agency.rules.catalogue import CredentialType
from agency.rules.conditions import Answer, conditions
from agency.rules.facts import CECredit, Credential, Evidence
from agency.rules.ledger import Balance, ce_balance
from agency.rules.planning import Plan, plan
from agency.rules.rulebook import RuleBook
from agency.rules.sentences import day_text
from agency.rules.workdays import later

LATE, FILE_NOW, COMING = "late", "due", "coming"
OVER = (renewal.GRACE, renewal.LAPSED)
# What an assignment asks for unless it says otherwise.
USUALLY_ASKED = Evidence.reviewed


@dataclass(frozen=True, slots=True)
class Standing:
    """A credential on a day; ``renewal`` is its status then, whatever became of the credential.

    ``plan`` and ``urgency`` (``late``, ``due`` or ``coming``) are None where nothing is to be
    renewed: it does not expire or cannot be renewed, is not active any more, or has a
    ``successor``, the reference of one of the same type that lasts longer and is as well known as
    is asked. ``awaited`` is the one that lasts longest of those that are not: its end does not
    count yet. ``grace_until`` is the last day on which the issuer still takes the renewal of one
    that has expired, in grace only.
    """

    credential: Credential
    kind: CredentialType
    renewal: str
    plan: Plan | None
    balance: Balance | None
    urgency: str | None
    successor: str | None
    conditions: tuple[Answer, ...]
    grace_until: date | None
    awaited: Credential | None = None

    @property
    def ended(self) -> bool:
        """Whether it was good once, is not any more, and nothing took its place."""
        active = self.credential.status == "active"
        return active and self.renewal in OVER and self.successor is None

    @property
    def to_renew(self) -> bool:
        """Whether somebody has to act while it is still valid: it is late, or time to file."""
        return self.urgency in (LATE, FILE_NOW) and not self.ended

    @property
    def awaited_says(self) -> str:
        """That a newer one is on file whose end does not count yet; empty where there is none."""
        if self.awaited is None or self.awaited.expires_on is None:
            return ""
        seen = self.awaited.evidence >= Evidence.documented
        waits = "waits for review" if seen else "is said and not shown yet"
        return f"a newer one {waits} (to {day_text(self.awaited.expires_on)})"

    @property
    def checked(self) -> bool:
        """Whether it is known as well as is usually asked; below that it covers nothing yet."""
        return self.credential.evidence >= USUALLY_ASKED


def standings(
    held: Sequence[Credential], credits: Sequence[CECredit], day: date, book: RuleBook
) -> list[Standing]:
    """All that somebody holds, in its order; pure reckoning."""
    active = [one for one in held if one.status == "active"]
    return [_standing(one, active, tuple(credits), day, book) for one in held]


def _standing(
    one: Credential,
    active: Sequence[Credential],
    credits: tuple[CECredit, ...],
    day: date,
    book: RuleBook,
) -> Standing:
    kind = book.catalogue[one.code]
    status = renewal.status_on(one, day, book)
    newest, newer = newest_of(one, active, kind), successor_of(one, active, kind)
    planned = plan(one, credits, day, book) if one.status == "active" and not newer else None
    return Standing(
        credential=one,
        kind=kind,
        renewal=status,
        plan=planned,
        balance=ce_balance(one, credits, book),
        urgency=urgency_of(status, planned.renew_by, day) if planned else None,
        successor=newer.ref if newer else None,
        conditions=conditions(one, active, day, book) if planned else (),
        grace_until=grace_until(one, day, book),
        awaited=newest if one.status == "active" and not newer else None,
    )


def grace_until(one: Credential, day: date, book: RuleBook) -> date | None:
    """Until when the issuer takes its renewal, if on ``day`` it has expired and still does."""
    kind = book.catalogue[one.code]
    if one.expires_on is None or kind.grace is None:
        return None
    in_grace = renewal.status_on(one, day, book) == renewal.GRACE
    return later(one.expires_on, kind.grace, book.holidays) if in_grace else None


def urgency_of(status: str, renew_by: date, day: date) -> str:
    """``late`` past the last safe day to file, ``due`` once it is taken, else ``coming``."""
    if renew_by < day:
        return LATE
    return COMING if status == renewal.CURRENT else FILE_NOW


def successor_of(
    one: Credential, held: Iterable[Credential], kind: CredentialType
) -> Credential | None:
    """What takes its place: the newest of those that somebody accepted, or that are known as well.

    What she only says, or what waits for review, ends nothing that was checked.
    """
    enough = min(one.evidence, USUALLY_ASKED)
    return newest_of(one, (other for other in held if other.evidence >= enough), kind)


def newest_of(
    one: Credential, held: Iterable[Credential], kind: CredentialType
) -> Credential | None:
    """The one of the same type that lasts longest, if longer than this one, however well known."""
    newer = [
        (other.expires_on, other.ref, other)
        for other in held
        if other.code == one.code
        and other.expires_on
        and one.expires_on
        and other.expires_on > one.expires_on
        and (not kind.bound or other.bound_to == one.bound_to)
    ]
    return max(newer, key=lambda found: found[:2])[2] if newer else None
