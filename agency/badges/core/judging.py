"""A badge judged: five questions, each answered by itself."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from agency.badges.core.claims import Claim
from agency.badges.core.files import BadgeFile, claim_from, document_from
from agency.badges.core.lights import (
    IN_DATE,
    NOT_REVOKED,
    RECIPIENT,
    SIGNATURE,
    TRUSTED,
    YES,
    Light,
    cannot_say,
    no,
    yes,
)
from agency.badges.core.moments import shown
from agency.badges.core.recipients import Person, recipient_light
from agency.badges.core.revocations import addresses_of_status, revocation_light
from agency.badges.core.signatures import signature_light
from agency.badges.core.sources import Fetch, Sources, fetch_nothing
from agency.badges.core.status_lists import NotAList
from agency.badges.core.trust import Trusted, keys_held, trust_light

# Since when badges are judged as here and in `data`: what was judged before is judged anew.
JUDGED_SO_SINCE = datetime(2026, 11, 30, 15, 3, tzinfo=UTC)


@dataclass(frozen=True)
class Asked:
    """By what a badge is judged: the moment, whom the agency trusts, for which type, and whom.

    ``code`` is None where no type is meant, ``person`` None where nobody is. ``answers`` is what
    addresses have answered so far: badges that are judged together ask each of them once.
    """

    now: datetime
    trusted: Sequence[Trusted] = ()
    code: str | None = None
    person: Person | None = None
    fetch: Fetch = fetch_nothing
    answers: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Judged:
    """What a badge says, its five lights by their names, and the keys they were judged by.

    ``keys`` are fingerprints; ``status_at`` is where its status may be asked again.
    """

    claim: Claim
    lights: Mapping[str, Light]
    keys: tuple[str, ...]
    status_at: tuple[str, ...]

    @property
    def all_yes(self) -> bool:
        return all(light.answer == YES for light in self.lights.values())


def judge(file: BadgeFile, asked: Asked) -> Judged:
    """Judge the badge of a file; raises Unreadable for what is none."""
    sources = Sources(file.given, asked.fetch, asked.answers)
    claim = file.claim(sources)
    held = keys_held(asked.trusted, claim.issuer)
    signed = signature_light(claim, held, sources, asked.now)

    def judge_list(value: Any) -> Claim:
        return _list_of_its_issuer(value, asked, sources)

    lights = {
        SIGNATURE: signed.light,
        NOT_REVOKED: revocation_light(claim, judge_list, sources, asked.now),
        IN_DATE: date_light(claim, asked.now),
        TRUSTED: trust_light(claim, asked.code, asked.trusted),
        RECIPIENT: recipient_light(claim.identities, asked.person),
    }
    return Judged(claim, lights, signed.keys, tuple(addresses_of_status(claim)))


def date_light(claim: Claim, now: datetime) -> Light:
    """Whether it is good now, by the days that it says itself."""
    if claim.starts is not None and claim.starts > now:
        return no(f"It is not good before {shown(claim.starts)}.")
    if claim.ends is not None and claim.ends <= now:
        return no(f"It was good until {shown(claim.ends)}.")
    if claim.starts is None:
        return cannot_say("It does not say since when it is good.")
    since = f"It is good since {shown(claim.starts)}"
    return yes(
        f"{since}, until {shown(claim.ends)}." if claim.ends else f"{since}, without an end."
    )


def _list_of_its_issuer(value: Any, asked: Asked, sources: Sources) -> Claim:
    """A list of statuses that is signed by whoever it says issued it; raises NotAList."""
    of_list = claim_from(document_from(value), sources)
    held = keys_held(asked.trusted, of_list.issuer)
    signed = signature_light(of_list, held, sources, asked.now).light
    if signed.answer != YES:
        raise NotAList(f"the list is not known to be its issuer's. {signed.why.rstrip('.')}")
    return of_list
