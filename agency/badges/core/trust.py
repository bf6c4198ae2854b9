"""Whom the agency trusts with which type of credential: issuer, achievement, code, and keys."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from agency.badges.core.claims import Claim
from agency.badges.core.keys import Key, key_of
from agency.badges.core.lights import Light, cannot_say, no, yes
from agency.badges.core.values import as_list, as_text, shortened
from agency.errors import Problem, Refused, Unreadable

FIELDS = ("issuer", "achievement", "code", "keys")


@dataclass(frozen=True)
class Trusted:
    """An issuer, by its address or DID, whose ``achievement`` is the credential ``code``.

    The achievement is named by its id or its name. ``keys`` are its own, where we hold them: then
    no other key signs for it.
    """

    issuer: str
    achievement: str
    code: str
    keys: tuple[Key, ...] = ()

    def means(self, claim: Claim) -> bool:
        names = (claim.achievement, "" if claim.brought else claim.achievement_name)
        return self.achievement.casefold() in [name.casefold().strip() for name in names]


def keys_held(trusted: Sequence[Trusted], issuer: str) -> list[Key]:
    return [key for one in trusted if one.issuer == issuer for key in one.keys]


def trust_light(claim: Claim, code: str | None, trusted: Sequence[Trusted]) -> Light:
    """Whether its issuer is trusted for ``code``, by what it says; None where no type is asked."""
    if not claim.issuer:
        return cannot_say("It does not say who issued it.")
    named = shortened(claim.issuer_name or claim.issuer)
    of_issuer = [one for one in trusted if one.issuer == claim.issuer]
    if not of_issuer:
        return no(f"{shortened(claim.issuer)} is not on the trust list.")
    if code is None:
        return cannot_say(f"{named} is trusted for some types; which is meant was not said.")
    for_code = [one for one in of_issuer if one.code == code]
    if not for_code:
        codes = ", ".join(sorted({one.code for one in of_issuer}))
        return no(f"{named} is trusted for {codes}, and not for {code}.")
    if any(one.means(claim) for one in for_code):
        return yes(f"{named} is on the trust list for {code}, and this is that achievement.")
    if claim.brought or not (claim.achievement or claim.achievement_name):
        return cannot_say("For what it was given is told neither by it nor by an address asked.")
    given = shortened(claim.achievement_name or claim.achievement)
    return no(f"{named} is trusted for {code}, and this was given for {given!r}.")


def read_trusted(text: str) -> list[Trusted]:
    """The entries of a trust list in TOML; raises Unreadable and Refused, naming each place."""
    try:
        said = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise Unreadable(f"the trust list is no TOML: {error}") from error
    problems: list[Problem] = []
    entries = enumerate(as_list(said.get("trusted")))
    found = [_entry(number, one, problems) for number, one in entries]
    if unknown := said.keys() - {"trusted"}:
        problems.append(Problem(", ".join(sorted(unknown)), "", "only [[trusted]] entries"))
    if problems:
        raise Refused(problems)
    return [one for one in found if one]


def _entry(number: int, said: Any, problems: list[Problem]) -> Trusted | None:
    at = f"trusted[{number}]"
    if not isinstance(said, dict) or said.keys() - {*FIELDS, "source", "checked_on"}:
        problems.append(Problem(at, shortened(str(said)), f"a table of {', '.join(FIELDS)}"))
        return None
    texts = {name: as_text(said.get(name)).strip() for name in FIELDS[:3]}
    problems += [Problem(f"{at}.{name}", "", "a text") for name, one in texts.items() if not one]
    try:
        keys = tuple(key_of(one) for one in as_list(said.get("keys")))
    except Unreadable as error:
        problems.append(Problem(f"{at}.keys", "", f"public keys; {error}"))
        return None
    return Trusted(**texts, keys=keys)
