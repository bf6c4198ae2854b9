"""Public keys, however they are written, and what is signed with them."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

import base58
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ec import (
    SECP256R1,
    SECP384R1,
    EllipticCurvePublicKey,
)
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    PublicFormat,
    load_pem_public_key,
)
from joserfc import jwk
from joserfc.errors import JoseError

from agency.badges.core.values import as_text
from agency.errors import Unreadable

# By the first bytes of a Multikey: https://www.w3.org/TR/cid-1.0/#Multikey
ED25519, P256, P384 = b"\xed\x01", b"\x80\x24", b"\x81\x24"
BASE58 = re.compile("z[1-9A-HJ-NP-Za-km-z]{1,200}")
# Fewer are broken, and more only keep us busy.
RSA_BITS = (2_048, 8_192)
PUBLIC_MEMBERS = {"kty", "crv", "x", "y", "n", "e"}
PublicKey = RSAPublicKey | EllipticCurvePublicKey | Ed25519PublicKey


@dataclass(frozen=True)
class Key:
    """A public key that may sign badges."""

    public: PublicKey

    @property
    def pem(self) -> bytes:
        return self.public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)

    @property
    def fingerprint(self) -> str:
        """SHA-256 of the key in DER, in hexadecimal: the same however it was written."""
        der = self.public.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
        return hashlib.sha256(der).hexdigest()

    @property
    def family(self) -> Literal["RSA", "EC", "OKP"]:
        """What JOSE calls this kind of key."""
        match self.public:
            case RSAPublicKey():
                return "RSA"
            case EllipticCurvePublicKey():
                return "EC"
            case _:
                return "OKP"

    @property
    def algorithms(self) -> tuple[str, ...]:
        """The algorithms of JOSE with which this key, and no other kind of key, signs."""
        match self.public:
            case RSAPublicKey():
                return ("RS256",)
            case EllipticCurvePublicKey():
                return ("ES256",) if isinstance(self.public.curve, SECP256R1) else ("ES384",)
            case _:
                return ("EdDSA", "Ed25519")

    def has_signed_ed25519(self, signature: bytes, content: bytes) -> bool:
        if not isinstance(self.public, Ed25519PublicKey):
            return False
        try:
            self.public.verify(signature, content)
        except InvalidSignature:
            return False
        return True


def key_of(written: Any) -> Key:
    """A key as PEM, as a Multikey (z…), or as a JWK; raises Unreadable."""
    if isinstance(written, Mapping):
        return _key_of_jwk(written)
    text = as_text(written).strip()
    return key_of_multibase(text) if text.startswith("z") else _key_of_pem(text)


def key_of_multibase(text: str) -> Key:
    """A key as base58 with its kind before it; raises Unreadable."""
    content = bytes_of_base58(text)
    kind, raw = content[:2], content[2:]
    try:
        if kind == ED25519:
            return Key(Ed25519PublicKey.from_public_bytes(raw))
        if kind in (P256, P384):
            curve = SECP256R1() if kind == P256 else SECP384R1()
            return Key(EllipticCurvePublicKey.from_encoded_point(curve, raw))
    except ValueError as error:
        raise Unreadable("a Multikey is damaged") from error
    raise Unreadable("a Multikey is of no kind that we know: Ed25519, P-256 or P-384")


def bytes_of_base58(text: str) -> bytes:
    """What a multibase text of base58 says; raises Unreadable."""
    if not BASE58.fullmatch(text):
        raise Unreadable("what should be base58 (z…) is not")
    return base58.b58decode(text[1:])


def _key_of_jwk(written: Mapping[str, Any]) -> Key:
    public = {name: written[name] for name in PUBLIC_MEMBERS if name in written}
    if not all(isinstance(value, str) for value in public.values()):
        raise Unreadable("a JWK has members that are no text")
    try:
        key = jwk.import_key(public)
        if isinstance(key, jwk.OctKey):
            raise Unreadable("a JWK is a shared secret, which signs no badges")
        return _key_of_pem(key.as_pem(private=False).decode())
    except (JoseError, ValueError, KeyError, TypeError, UnsupportedAlgorithm) as error:
        raise Unreadable("a JWK is no public key that can be read") from error


def _key_of_pem(text: str) -> Key:
    try:
        public = load_pem_public_key(text.encode())
    except (ValueError, UnsupportedAlgorithm) as error:
        raise Unreadable("a key is neither PEM nor a Multikey nor a JWK") from error
    match public:
        case RSAPublicKey() if not RSA_BITS[0] <= public.key_size <= RSA_BITS[1]:
            raise Unreadable(f"an RSA key has {public.key_size} bits and not 2,048 to 8,192")
        case EllipticCurvePublicKey() if not isinstance(public.curve, SECP256R1 | SECP384R1):
            raise Unreadable(f"a key is of the curve {public.curve.name}, which no badge uses")
        case RSAPublicKey() | EllipticCurvePublicKey() | Ed25519PublicKey():
            return Key(public)
    raise Unreadable("a key is of no kind that signs badges")
