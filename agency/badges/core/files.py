"""The file of a badge: one badge, with or without the documents that it names."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from agency.badges.core.claims import Claim, claim_of
from agency.badges.core.sources import Sources
from agency.badges.core.tokens import Token, is_token, token_of
from agency.badges.core.values import Json, as_object, as_text, id_of, shortened
from agency.errors import Unreadable
from agency.fields.strict_json import read_json

MOST_BYTES = 1_000_000
MOST_DOCUMENTS = 20
WANTED = "a badge: JSON, or a signed token"


@dataclass(frozen=True)
class BadgeFile:
    """What stood in a file: the badge, as JSON or as a token, and what came along, by address."""

    badge: Json | Token
    given: Mapping[str, Any]

    def claim(self, sources: Sources) -> Claim:
        """Raises Unreadable."""
        return claim_from(self.badge, sources)


def claim_from(badge: Json | Token, sources: Sources) -> Claim:
    """What a badge says, as JSON or as a token; raises Unreadable."""
    if isinstance(badge, Token):
        return claim_of(badge.payload, badge, sources)
    return claim_of(badge, None, sources)


def read_badge(content: bytes, others: Sequence[bytes] = ()) -> BadgeFile:
    """The badge of a file; raises Unreadable, and Refused for JSON that means two things.

    A list in JSON is a badge first, and then the documents that it names; so are ``others``.
    """
    found = [one for part in (content, *others) for one in _documents_in(part)]
    if len(found) > MOST_DOCUMENTS:
        raise Unreadable(f"there are {len(found)} documents and not at most {MOST_DOCUMENTS}")
    if not found:
        raise Unreadable(f"expected {WANTED}; it is empty")
    badge, *rest = found
    return BadgeFile(badge, {address: one for one in rest for address in _addresses(one)})


def document_from(value: Any) -> Json | Token:
    """A document as it came from an address or a list; raises Unreadable."""
    if isinstance(value, dict):
        return value
    text = as_text(value).strip()
    if is_token(text):
        return token_of(text)
    raise Unreadable(f"expected {WANTED}, and not {shortened(str(value))!r}")


def _documents_in(content: bytes) -> Iterator[Json | Token]:
    if len(content) > MOST_BYTES:
        raise Unreadable(f"a badge has at most {MOST_BYTES:,} bytes")
    text = content.strip(b"\xef\xbb\xbf \t\r\n")
    if text[:1] in (b"{", b"["):
        value = read_json(text, MOST_BYTES)
        yield from map(document_from, value if isinstance(value, list) else [value])
    elif text:
        yield document_from(text.decode("ascii", "replace"))


def _addresses(document: Json | Token) -> list[str]:
    """By what it may be named: its own id, or that of the credential in a token."""
    if isinstance(document, Token):
        inner = as_object(document.payload.get("vc"))
        ids = [id_of(document.payload), as_text(document.payload.get("jti")), id_of(inner)]
        return [one for one in ids if one]
    return [id_of(document)] if id_of(document) else []
