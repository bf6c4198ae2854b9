"""Whose key it is: what an issuer's own document says of its keys, and what we hold of them."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from agency.badges.core.dids import document_address, key_in_itself
from agency.badges.core.keys import Key, key_of
from agency.badges.core.sources import NotAtHand, Sources
from agency.badges.core.values import Json, as_list, as_text, id_of, shortened
from agency.errors import Unreadable

DID = "did:"
# Where the documents of issuers list their keys: OB 2.0, then Controlled Identifiers 1.0.
LISTS = ("publicKey", "assertionMethod", "verificationMethod")
WRITTEN_AS = ("publicKeyMultibase", "publicKeyJwk", "publicKeyPem")
MOST_KEYS = 20


@dataclass(frozen=True)
class KnownKeys:
    """Keys that are the issuer's for certain, and ``how`` that is known, to end a sentence."""

    keys: tuple[Key, ...]
    how: str


class NotKnown(Exception):
    """Which keys are the issuer's is not known, and the words say why."""


class NotListed(NotKnown):
    """The issuer's own document is known, and does not list the key."""


def keys_of_issuer(issuer: str, method: str, held: Collection[Key], sources: Sources) -> KnownKeys:
    """The keys with which an issuer signs; raises NotKnown, and Unreadable for a damaged DID.

    ``method`` is the address of the key that is said to have signed, blank where none is. Keys that
    are ``held`` on the trust list come first; then the issuer is its own key, or its document is
    asked for at its own address.
    """
    if held:
        return KnownKeys(tuple(held), "held on the trust list")
    if (own := key_in_itself(issuer)) is not None:
        return KnownKeys((own,), "which is the issuer's identifier itself")
    document, address = _own_document(issuer, sources)
    keys = tuple(_keys_in(document, method, sources))[:MOST_KEYS]
    if not keys:
        named = f"the key {shortened(method)}" if method else "a key"
        raise NotListed(f"The issuer's document at {shortened(address)} does not list {named}.")
    return KnownKeys(keys, f"listed at {shortened(address)}")


def key_brought_along(issuer: str, method: Any, sources: Sources, profile: Json) -> Key | None:
    """The key that the badge itself brings as its issuer's: of somebody, and not known of whom."""
    written = [method, *as_list(profile.get("publicKey")), *_listed(sources.given.get(issuer))]
    for one in written:
        for found in (one, sources.given.get(id_of(one)), _method_as_did(id_of(one))):
            try:
                if found and (key := _key_written_in(found)) is not None:
                    return key
            except Unreadable:
                continue
    return None


def _method_as_did(method: str) -> Json | None:
    did = method.partition("#")[0]
    return {"did": did} if did.startswith(DID) else None


def _own_document(issuer: str, sources: Sources) -> tuple[Json, str]:
    """The document that an issuer's address answers, which says that it is the issuer's."""
    address = document_address(issuer) if issuer.startswith(DID) else issuer
    if not address or not address.startswith("https://"):
        raise NotKnown(f"The issuer {shortened(issuer)} has no address that could be asked.")
    try:
        document = sources.at_its_address(address)
    except NotAtHand as why:
        raise NotKnown(
            f"Which keys the issuer {shortened(issuer)} has is not known: {why}."
        ) from why
    if not isinstance(document, dict) or id_of(document) != issuer:
        raise NotKnown(f"What {shortened(address)} answers is not the document of the issuer.")
    return document, address


def _keys_in(document: Json, method: str, sources: Sources) -> Iterator[Key]:
    """The keys that it lists: the one of that address, or all where none is said."""
    by_id = {id_of(one): one for name in LISTS for one in as_list(document.get(name))}
    for address, said in _listed_for_signing(document):
        if method and address != method:
            continue
        whole = said if isinstance(said, dict) else by_id.get(address, {})
        if not isinstance(whole, dict):  # OB 2.0 lists the addresses of its keys
            whole = _of_that_owner(id_of(document), address, sources)
        with suppress(Unreadable):  # a key of a kind that signs no badges
            if _owned(whole, id_of(document)) and (key := _key_written_in(whole)) is not None:
                yield key


def _listed_for_signing(document: Json) -> Iterator[tuple[str, Any]]:
    """Where it says which of its methods make assertions, those alone."""
    names = ("assertionMethod",) if "assertionMethod" in document else ("verificationMethod",)
    for name in ("publicKey", *names):
        for one in as_list(document.get(name)):
            yield id_of(one), one


def _of_that_owner(issuer: str, address: str, sources: Sources) -> Json:
    """A key that lies at an address of its own, and says there whose it is."""
    try:
        found = sources.at_its_address(address)
    except NotAtHand:
        return {}
    named = isinstance(found, dict) and id_of(found.get("owner")) == issuer
    return found if named else {}


def _owned(method: Json, issuer: str) -> bool:
    """Whether a key says that it is the issuer's, if it says whose it is."""
    whose = method.get("controller", method.get("owner"))
    return whose is None or issuer in [id_of(one) for one in as_list(whose)]


def _listed(document: Any) -> list[Any]:
    return [one for name in LISTS for one in as_list(document.get(name))] if document else []


def _key_written_in(method: Any) -> Key | None:
    """Raises Unreadable for one that is damaged."""
    if not isinstance(method, dict):
        return None
    if "did" in method:
        return key_in_itself(as_text(method["did"]))
    written = next((method[name] for name in WRITTEN_AS if name in method), None)
    return key_of(written) if written is not None else None
