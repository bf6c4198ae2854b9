"""The second light: whether its issuer has taken it back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from agency.badges.core.claims import Claim
from agency.badges.core.lights import CANNOT_SAY, NO, YES, Light, cannot_say, no, yes
from agency.badges.core.sources import Gone, NotAtHand, Sources
from agency.badges.core.status_lists import LISTED, NotAList, bit_of
from agency.badges.core.values import Json, as_list, as_text, id_of, shortened
from agency.errors import Unreadable

REVOKING = ("revocation", "suspension")
WORDS = {"revocation": "revoked", "suspension": "suspended"}
# What judges the list itself, which is a badge of its issuer about others: its claim, or why not.
Judge = Callable[[Any], Claim]
OWN_LISTS = ("1EdTechRevocationList", "RevocationList")
MOST_STATUSES = 10


def revocation_light(claim: Claim, judge: Judge, sources: Sources, now: datetime) -> Light:
    """Whether a list of its issuer, or its own address, says that it was taken back."""
    if claim.document.get("revoked") is True:
        return no("It says itself that it was revoked.")
    try:
        if claim.hosted:
            return _of_hosted(claim, sources)
        if claim.standard == "Open Badges 2.0":
            return _of_assertion(claim, sources)
        return _of_statuses(claim, judge, sources, now)
    except (Unreadable, NotAList) as error:
        return cannot_say(f"Its status cannot be read: {error}.")


def addresses_of_status(claim: Claim) -> list[str]:
    """Where it may be asked again whether it was taken back; none if nowhere."""
    lists = [as_text(one.get("statusListCredential")) or id_of(one) for one in claim.statuses]
    own = [claim.id] if claim.hosted else [id_of(claim.profile.get("revocationList"))]
    named = lists or (own if claim.standard == "Open Badges 2.0" else [])
    return [one for one in named if one]


def _of_hosted(claim: Claim, sources: Sources) -> Light:
    try:
        found = sources.at_its_address(claim.id)
    except Gone as why:
        return no(f"Its address has nothing any more, which says it was revoked: {why}.")
    except NotAtHand as why:
        return cannot_say(f"Only its address can say it. {why}.")
    if isinstance(found, dict) and found.get("revoked") is True:
        return no(f"Its address says that it was revoked{_reason(found)}.")
    return yes(f"{shortened(claim.id)} still has it.")


def _of_assertion(claim: Claim, sources: Sources) -> Light:
    """A signed assertion of Open Badges 2.0: its issuer may keep a list of those it took back."""
    if not claim.profile:
        return cannot_say("Its issuer's profile, which would name a list, is not at hand.")
    address = id_of(claim.profile.get("revocationList"))
    light = yes("Its issuer keeps no list of revoked badges.")
    if address:
        light = _in_own_list(claim, address, "revokedAssertions", sources)
    if claim.profile_brought and light.answer == YES:
        return cannot_say("Its issuer's profile, which names any list, only came with it.")
    return light


def _in_own_list(claim: Claim, address: str, name: str, sources: Sources) -> Light:
    """A list that is believed because its issuer's own address answers it."""
    brought = False
    try:
        found = sources.at_its_address(address)
    except NotAtHand as why:
        found, brought, missing = sources.given.get(address), True, str(why)
    if not isinstance(found, dict):
        if not brought:
            return cannot_say(f"{shortened(address)} answers no list.")
        return cannot_say(f"The list of its issuer is not at hand: {missing}.")
    for one in as_list(found.get(name)):
        said = one if isinstance(one, dict) else {"id": one}
        if claim.id and claim.id in (id_of(said), as_text(said.get("uid"))):
            return no(f"It is on its issuer's list of revoked badges{_reason(said)}.")
    if brought:
        return cannot_say("The list came with the badge, so it may be an old one.")
    if id_of(found.get("issuer")) not in ("", claim.issuer):
        return cannot_say(f"The list at {shortened(address)} is another issuer's.")
    return yes(f"It is not on the list of its issuer, {shortened(address)}.")


def _reason(said: Json) -> str:
    reason = shortened(as_text(said.get("revocationReason"))).rstrip(".")
    return f": {reason}" if reason else ""


def _of_statuses(claim: Claim, judge: Judge, sources: Sources, now: datetime) -> Light:
    if not claim.statuses:
        if claim.document.get("credentialStatus") is not None:
            return cannot_say("What it says of its status cannot be read.")
        return yes("It names no list by which it could be revoked.")
    if len(claim.statuses) > MOST_STATUSES:
        return cannot_say(f"It names more than {MOST_STATUSES} lists.")
    lights = [_of_status(claim, one, judge, sources, now) for one in claim.statuses]
    for answer in (NO, CANNOT_SAY):
        if found := [one for one in lights if one.answer == answer]:
            return found[0]
    return lights[0]


def _of_status(claim: Claim, said: Json, judge: Judge, sources: Sources, now: datetime) -> Light:
    kind = as_text(said.get("type"))
    if kind in OWN_LISTS:
        return _in_own_list(claim, id_of(said), "revokedCredential", sources)
    if kind not in LISTED:
        return cannot_say(f"The kind of its status is {shortened(kind)!r}, which we do not know.")
    purpose = as_text(said.get("statusPurpose"))
    if purpose not in REVOKING:
        return yes("It names no list by which it could be revoked.")
    address = as_text(said.get("statusListCredential"))
    try:
        found, brought = _the_list(address, sources)
    except NotAtHand as why:
        return cannot_say(f"The list of its status is not at hand: {why}.")
    of_list = judge(found)
    if of_list.issuer != claim.issuer:
        return cannot_say("The list of its status is another issuer's.")
    if _is_not_of_now(of_list, now, brought=brought):
        return cannot_say("The list of its status is too old, or says no end.")
    if bit_of(of_list.document, said):
        return no(f"Its issuer's list says that it was {WORDS[purpose]}: {shortened(address)}.")
    return yes(f"Its issuer's list does not have it as {WORDS[purpose]}: {shortened(address)}.")


def _the_list(address: str, sources: Sources) -> tuple[Any, bool]:
    """The list at its address, else the one that came along and is to prove itself."""
    try:
        return sources.at_its_address(address), False
    except NotAtHand:
        if address in sources.given:
            return sources.given[address], True
        raise


def _is_not_of_now(of_list: Claim, now: datetime, *, brought: bool) -> bool:
    late = of_list.ends is not None and of_list.ends <= now
    early = of_list.starts is not None and of_list.starts > now
    return late or early or (brought and of_list.ends is None)
