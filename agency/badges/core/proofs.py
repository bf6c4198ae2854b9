"""Data Integrity proofs: eddsa-jcs-2022 and eddsa-rdfc-2022.

https://www.w3.org/TR/vc-di-eddsa/, sections 3.2 and 3.3.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Any

from agency.badges.core.canonical import jcs, rdfc
from agency.badges.core.keys import Key, bytes_of_base58
from agency.badges.core.values import Json, as_list, as_text, id_of, shortened
from agency.errors import Unreadable

JCS, RDFC = "eddsa-jcs-2022", "eddsa-rdfc-2022"
SUITES = (JCS, RDFC)
SIGNATURE_BYTES = 64
MOST_PROOFS = 5


@dataclass(frozen=True)
class Proof:
    """One proof of a document: what it says, and the document without any."""

    said: Json
    document: Json

    @property
    def method(self) -> str:
        """The address of the key that is said to have signed."""
        return id_of(self.said.get("verificationMethod"))

    @property
    def fault(self) -> str:
        """Why it proves nothing, whoever signed it; blank where it may."""
        if as_text(self.said.get("proofPurpose")) != "assertionMethod":
            return "Its proof was not made to assert anything."
        if self.suite == JCS and not self._begins_as_signed():
            return "Its contexts are not those that were signed."
        return ""

    @property
    def suite(self) -> str:
        return as_text(self.said.get("cryptosuite"))

    @property
    def unknown(self) -> str:
        """Why we cannot judge it; blank where we can."""
        if as_text(self.said.get("type")) == "DataIntegrityProof" and self.suite in SUITES:
            if "previousProof" in self.said:
                return "Its proof builds upon another one, which we do not follow."
            return ""
        named = shortened(self.suite or as_text(self.said.get("type")))
        return f"Its proof is of the kind {named!r}; we know {JCS} and {RDFC}."

    def content(self) -> bytes:
        """What was signed: the hash of what the proof says, and that of the document.

        Raises NotCanonical.
        """
        options = {name: value for name, value in self.said.items() if name != "proofValue"}
        document = self.document
        if self.suite == JCS:
            if "@context" in options:
                document = {**document, "@context": options["@context"]}
            signed = jcs(options), jcs(document)
        else:
            options["@context"] = document.get("@context")
            signed = rdfc(options), rdfc(document)
        return b"".join(hashlib.sha256(one).digest() for one in signed)

    def signature(self) -> bytes:
        """Raises Unreadable."""
        found = bytes_of_base58(as_text(self.said.get("proofValue")))
        if len(found) != SIGNATURE_BYTES:
            raise Unreadable("the value of the proof is no signature of Ed25519")
        return found

    def is_signed_with(self, key: Key) -> bool:
        """Raises NotCanonical, and Unreadable for a value that is no signature."""
        return key.has_signed_ed25519(self.signature(), self.content())

    def _begins_as_signed(self) -> bool:
        signed = as_list(self.said.get("@context"))
        return as_list(self.document.get("@context"))[: len(signed)] == signed


def proofs_of(document: Json) -> list[Proof]:
    """The proofs of a document; raises Unreadable for more than anybody needs."""
    bare = {name: value for name, value in document.items() if name != "proof"}
    found: list[Any] = as_list(document.get("proof"))
    if len(found) > MOST_PROOFS:
        raise Unreadable(f"the badge has {len(found)} proofs and not at most {MOST_PROOFS}")
    if not all(isinstance(one, dict) for one in found):
        raise Unreadable("a proof of the badge is no object")
    return [Proof(one, bare) for one in found]
