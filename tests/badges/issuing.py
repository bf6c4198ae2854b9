"""Badges as an issuer makes them, signed with keys of our own; for tests."""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
import struct
import zlib
from collections.abc import Collection, Mapping
from copy import deepcopy
from dataclasses import dataclass
from functools import cache
from io import BytesIO
from typing import Any

import base58
import rfc8785
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1
from cryptography.hazmat.primitives.asymmetric.ec import generate_private_key as generate_ec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key as generate_rsa
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)
from joserfc import jws
from joserfc.jwk import import_key
from PIL import Image

from agency.badges.core.canonical import rdfc
from agency.badges.core.sources import NotAtHand
from agency.badges.core.tokens import REGISTRY

EMAIL = "amara@example.org"
ISSUER = "https://badges.example.org/issuers/7"
CLASS = "https://badges.example.org/classes/cma"
CONTEXT_2 = "https://w3id.org/openbadges/v2"
CONTEXTS_3 = [
    "https://www.w3.org/ns/credentials/v2",
    "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json",
]
Json = dict[str, Any]


@dataclass(frozen=True)
class Signer:
    """A private key; ``algorithm`` is the one of JOSE with which it signs."""

    private: Any
    algorithm: str

    @property
    def pem(self) -> str:
        spki = PublicFormat.SubjectPublicKeyInfo
        return str(self.private.public_key().public_bytes(Encoding.PEM, spki).decode())

    @property
    def multikey(self) -> str:
        raw = self.private.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
        return "z" + base58.b58encode(b"\xed\x01" + raw).decode()

    @property
    def did(self) -> str:
        return f"did:key:{self.multikey}"

    @property
    def family(self) -> Any:
        return {"RS256": "RSA", "ES256": "EC"}.get(self.algorithm, "OKP")

    @property
    def jwk(self) -> Json:
        return dict(import_key(self.pem.encode(), self.family).as_dict(private=False))

    def token(self, payload: Json, **header: Any) -> str:
        """A compact JWS of it."""
        pem = self.private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        head = {"alg": self.algorithm, "typ": "JWT", **header}
        key = import_key(pem, self.family)
        return str(jws.serialize_compact(head, json.dumps(payload), key, registry=REGISTRY))

    def sign(self, content: bytes) -> bytes:
        return bytes(self.private.sign(content))


@cache
def rsa_signer(number: int = 0) -> Signer:
    """RSA keys take a while to make, so each is made once."""
    return Signer(generate_rsa(public_exponent=65_537, key_size=2_048), "RS256")


def ed_signer(seed: int = 7) -> Signer:
    return Signer(Ed25519PrivateKey.from_private_bytes(bytes([seed]) * 32), "EdDSA")


def ec_signer() -> Signer:
    return Signer(generate_ec(SECP256R1()), "ES256")


def hashed(email: str, salt: str = "sel", by: str = "sha256") -> str:
    return f"{by}${hashlib.new(by, (email + salt).encode()).hexdigest()}"


def assertion(**said: Any) -> Json:
    """A signed assertion of Open Badges 2.0 for EMAIL, with its class in it."""
    badge = {
        "id": CLASS,
        "type": "BadgeClass",
        "name": "Certified Medical Assistant",
        "issuer": ISSUER,
    }
    return {
        "@context": CONTEXT_2,
        "id": "urn:uuid:0b5c2d0e-8f6d-4f0e-9a52-6d9d7d6b1c01",
        "type": "Assertion",
        "recipient": {
            "type": "email",
            "hashed": True,
            "salt": "sel",
            "identity": hashed(EMAIL),
        },
        "badge": badge,
        "verification": {"type": "SignedBadge", "creator": f"{ISSUER}/key"},
        "issuedOn": "2026-02-01T00:00:00+00:00",
        "expires": "2031-02-28T00:00:00Z",
        **said,
    }


def profile(signer: Signer, **said: Any) -> Json:
    """The profile of an issuer of Open Badges 2.0 with its key in it."""
    key = {
        "id": f"{ISSUER}/key",
        "type": "CryptographicKey",
        "owner": ISSUER,
        "publicKeyPem": signer.pem,
    }
    return {
        "@context": CONTEXT_2,
        "id": ISSUER,
        "type": "Issuer",
        "name": "Example Board",
        "publicKey": key,
        **said,
    }


def credential(issuer: str = ISSUER, **said: Any) -> Json:
    """A credential of Open Badges 3.0 for EMAIL, not signed yet."""
    return {
        "@context": list(CONTEXTS_3),
        "id": "urn:uuid:91537dba-56cb-11ec-bf63-0242ac130002",
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "name": "Certified Medical Assistant",
        "issuer": {"id": issuer, "type": ["Profile"], "name": "Example Board"},
        "validFrom": "2026-02-01T00:00:00Z",
        "validUntil": "2031-02-28T00:00:00Z",
        "credentialSubject": {
            "type": ["AchievementSubject"],
            "identifier": [
                {
                    "type": "IdentityObject",
                    "hashed": True,
                    "identityHash": hashed(EMAIL),
                    "identityType": "emailAddress",
                    "salt": "sel",
                }
            ],
            "achievement": {
                "id": CLASS,
                "type": ["Achievement"],
                "name": "Certified Medical Assistant",
                "description": "Passed the examination.",
                "criteria": {"narrative": "Pass the examination."},
            },
        },
        **said,
    }


def proved(document: Json, signer: Signer, suite: str, method: str = "", **said: Any) -> Json:
    """The document with a Data Integrity proof of ``suite``, by a key named ``method``."""
    options = {
        "type": "DataIntegrityProof",
        "cryptosuite": suite,
        "created": "2026-02-01T00:00:00Z",
        "verificationMethod": method or f"{signer.did}#{signer.multikey}",
        "proofPurpose": "assertionMethod",
        **said,
    }
    in_context = {**options, "@context": deepcopy(document["@context"])}
    if suite == "eddsa-jcs-2022":
        options, form = in_context, rfc8785.dumps
    else:
        form = rdfc
    hashes = [hashlib.sha256(form(one)).digest() for one in (in_context, document)]
    value = "z" + base58.b58encode(signer.sign(b"".join(hashes))).decode()
    return {**document, "proof": {**options, "proofValue": value}}


def controller(issuer: str, signer: Signer, method: str) -> Json:
    """The document of an issuer that lists its key."""
    key = {
        "id": method,
        "type": "Multikey",
        "controller": issuer,
        "publicKeyMultibase": signer.multikey,
    }
    return {"id": issuer, "verificationMethod": [key], "assertionMethod": [method]}


def status_entry(index: int, at: str = f"{ISSUER}/status/1", **said: Any) -> Json:
    return {
        "id": f"{at}#{index}",
        "type": "BitstringStatusListEntry",
        "statusPurpose": "revocation",
        "statusListIndex": str(index),
        "statusListCredential": at,
        **said,
    }


def status_list(
    issuer: str, revoked: Collection[int], at: str = f"{ISSUER}/status/1", **said: Any
) -> Json:
    """A list of bits, not signed yet."""
    bits = bytearray(16 * 1024)
    for index in revoked:
        bits[index // 8] |= 1 << (7 - index % 8)
    return {
        "@context": ["https://www.w3.org/ns/credentials/v2"],
        "id": at,
        "type": ["VerifiableCredential", "BitstringStatusListCredential"],
        "issuer": issuer,
        "validFrom": "2026-01-01T00:00:00Z",
        "validUntil": "2027-06-01T00:00:00Z",
        "credentialSubject": {
            "id": f"{at}#list",
            "type": "BitstringStatusList",
            "statusPurpose": "revocation",
            "encodedList": packed(bytes(bits)),
        },
        **said,
    }


def packed(bits: bytes) -> str:
    return "u" + base64.urlsafe_b64encode(gzip.compress(bits)).decode().rstrip("=")


def as_file(*documents: Any) -> bytes:
    """A file with one badge, or with what it names behind it."""
    return json.dumps(documents[0] if len(documents) == 1 else list(documents)).encode()


def baked_png(text: str, keyword: str = "openbadges", *, compressed: bool = False) -> bytes:
    """A picture with a badge in it."""
    picture = BytesIO()
    Image.new("RGB", (20, 20), "teal").save(picture, "PNG")
    plain = picture.getvalue()
    said = zlib.compress(text.encode()) if compressed else text.encode()
    body = keyword.encode() + bytes([0, compressed, 0, 0, 0]) + said
    whole = b"iTXt" + body
    chunk = struct.pack(">I", len(body)) + whole + struct.pack(">I", zlib.crc32(whole))
    return plain[:33] + chunk + plain[33:]  # behind the signature and IHDR


def baked_svg(said: str, *, version: int = 2) -> bytes:
    """A drawing with a badge in it: a token as an attribute, JSON as text."""
    names = {
        2: ("http://openbadges.org", "assertion"),
        3: ("https://purl.imsglobal.org/ob/v3p0", "credential"),
    }
    address, name = names[version]
    inside = (
        f"<openbadges:{name}><![CDATA[{said}]]></openbadges:{name}>"
        if said.startswith("{")
        else f'<openbadges:{name} verify="{said}"/>'
    )
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<svg xmlns="http://www.w3.org/2000/svg"'
        f' xmlns:openbadges="{address}" viewBox="0 0 9 9">{inside}<circle r="4"/></svg>'
    ).encode()


def answering(documents: Mapping[str, Any]) -> Any:
    """What asks addresses, of which those in ``documents`` answer."""

    def fetch(address: str) -> Any:
        if address not in documents:
            raise NotAtHand(f"{address} does not answer")
        return documents[address]

    return fetch
