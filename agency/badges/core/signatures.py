"""The first light: whether its issuer has signed it, and every word of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from agency.badges.core.canonical import NotCanonical
from agency.badges.core.claims import Claim
from agency.badges.core.issuers import (
    KnownKeys,
    NotKnown,
    NotListed,
    key_brought_along,
    keys_of_issuer,
)
from agency.badges.core.keys import Key
from agency.badges.core.lights import CANNOT_SAY, NO, YES, Light, cannot_say, no, yes
from agency.badges.core.moments import moment_of
from agency.badges.core.proofs import Proof, proofs_of
from agency.badges.core.sources import Gone, NotAtHand, Sources
from agency.badges.core.tokens import Token
from agency.badges.core.values import as_object, as_text, id_of, shortened
from agency.errors import Unreadable

HTTPS = "https://"


@dataclass(frozen=True)
class Signed:
    """The light, and the fingerprints of the keys that it was judged by."""

    light: Light
    keys: tuple[str, ...] = ()


def signature_light(claim: Claim, held: Sequence[Key], sources: Sources, now: datetime) -> Signed:
    """Whether a key that is the issuer's for certain has signed it.

    A key that only comes with the badge proves that it was not changed since somebody signed it,
    and not who that was. ``held`` are the issuer's keys on the trust list.
    """
    try:
        if claim.hosted:
            return Signed(_at_its_address(claim, sources))
        if not claim.issuer:
            return Signed(cannot_say("It does not say who issued it."))
        if claim.token is not None:
            return _of_token(claim, claim.token, held, sources)
        return _of_proofs(claim, held, sources, now)
    except Unreadable as error:
        return Signed(no(f"{str(error)[:1].upper()}{str(error)[1:]}."))


def _of_token(claim: Claim, token: Token, held: Sequence[Key], sources: Sources) -> Signed:
    if token.fault:
        return Signed(no(token.fault))
    says = as_text(token.payload.get("iss"))
    if says and says != claim.issuer:
        return Signed(no(f"Its token is of {shortened(says)}, and not of its issuer."))
    return _judged(claim, _method_of_token(claim, token), token.is_signed_with, held, sources)


def _method_of_token(claim: Claim, token: Token) -> Any:
    """The key that is said to have signed: an address, or the key itself."""
    if "verification" in claim.document:
        return as_object(claim.document["verification"]).get("creator") or ""
    if (kid := as_text(token.header.get("kid"))) and "jwk" not in token.header:
        return kid if not kid.startswith("#") else claim.issuer + kid
    return {"publicKeyJwk": token.header["jwk"]} if "jwk" in token.header else ""


def _of_proofs(claim: Claim, held: Sequence[Key], sources: Sources, now: datetime) -> Signed:
    """All proofs that we know must hold, and one of them must be the issuer's."""
    proofs = proofs_of(claim.document)
    if not proofs:
        return Signed(no("It carries no signature at all."))
    judged = [_of_proof(claim, one, held, sources, now) for one in proofs]
    for answer in (NO, YES, CANNOT_SAY):
        if found := [one for one in judged if one.light.answer == answer]:
            return found[0]
    raise AssertionError


def _of_proof(
    claim: Claim, proof: Proof, held: Sequence[Key], sources: Sources, now: datetime
) -> Signed:
    if proof.unknown:
        return Signed(cannot_say(proof.unknown))
    if proof.fault:
        return Signed(no(proof.fault))
    ends = moment_of(proof.said.get("expires"), "expires")
    if ends is not None and ends <= now:
        return Signed(no(f"Its proof was good until {ends:%d %b %Y}."))
    try:
        proof.content()
    except NotCanonical as why:
        return Signed(no(str(why)) if why.unsigned else cannot_say(str(why)))
    return _judged(claim, proof.method, proof.is_signed_with, held, sources)


def _judged(
    claim: Claim,
    method: Any,
    is_signed_with: Callable[[Key], bool],
    held: Sequence[Key],
    sources: Sources,
) -> Signed:
    address = id_of(method) if isinstance(method, str) else ""
    try:
        known = keys_of_issuer(claim.issuer, address, held, sources)
    except NotListed as why:
        return Signed(no(str(why)))
    except NotKnown as why:
        return _by_the_key_it_brings(claim, method, is_signed_with, sources, str(why))
    return _by_known_keys(known, is_signed_with)


def _by_known_keys(known: KnownKeys, is_signed_with: Callable[[Key], bool]) -> Signed:
    for key in known.keys:
        if is_signed_with(key):
            words = f"Signed with the issuer's key {key.fingerprint[:16]}…, {known.how}."
            return Signed(yes(words), (key.fingerprint,))
    which = "the issuer's key" if len(known.keys) == 1 else "any of the issuer's keys"
    words = f"It was not signed with {which}, {known.how}, or it was changed since."
    return Signed(no(words), tuple(key.fingerprint for key in known.keys))


def _by_the_key_it_brings(
    claim: Claim,
    method: Any,
    is_signed_with: Callable[[Key], bool],
    sources: Sources,
    why: str,
) -> Signed:
    """Nothing is known of its issuer's keys: what it brings itself can only speak against it."""
    key = key_brought_along(claim.issuer, method, sources, claim.profile)
    if key is None:
        return Signed(cannot_say(why))
    if not is_signed_with(key):
        return Signed(no("It was changed since it was signed."), (key.fingerprint,))
    words = f"It is as it was signed, by a key that it brings itself. {why}"
    return Signed(cannot_say(words), (key.fingerprint,))


def _at_its_address(claim: Claim, sources: Sources) -> Light:
    """A hosted assertion is genuine if its own address, which must be its issuer's, says it."""
    if not claim.id.startswith(HTTPS):
        return no("It carries no signature and names no address of its own.")
    if _host(claim.id) != _host(claim.issuer):
        return no(f"Its address is not at its issuer's, {shortened(_host(claim.issuer))}.")
    try:
        found = sources.at_its_address(claim.id)
    except Gone as why:
        return no(f"It is not at its address any more: {why}.")
    except NotAtHand as why:
        return cannot_say(f"It carries no signature: only its address can say it. {why}.")
    if found != claim.document:
        return no(f"{shortened(claim.id)} says something else than this file.")
    return yes(f"It is at its issuer's address word for word: {shortened(claim.id)}.")


def _host(address: str) -> str:
    return address.removeprefix(HTTPS).partition("/")[0].lower() if HTTPS in address else ""
