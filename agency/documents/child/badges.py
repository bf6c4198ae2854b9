"""Badges taken out of the pictures into which they are baked.

https://www.imsglobal.org/sites/default/files/Badges/OBv2p0Final/baking/ and section 5.3 of
https://www.imsglobal.org/spec/ob/v3p0
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring

from agency.documents.child.words import NotTaken, damaged
from agency.documents.kinds import BADGES, BEGINNINGS, BLANK, PNG, SVG, type_of

KEYWORDS = (b"openbadges", b"openbadgecredential")
# In the order of their versions; the names of both elements are in either.
SPACES = ("http://openbadges.org", "https://openbadges.org", "https://purl.imsglobal.org/ob/v3p0")
NAMES = ("assertion", "credential")
MOST_TEXT, MOST_CHUNKS, MOST_SVG = 1_000_000, 10_000, 5_000_000
LENGTH, HEAD = 4, 8
NO_BADGE = "a drawing with a digital badge in it; of any other, send a photo or a PDF"
NOT_TEXT = "a badge that is in its picture as a whole; this one only names an address"


def badge_in(content: bytes, media_type: str) -> tuple[str, bytes] | None:
    """The type and the text of the badge in a picture; None for a photo without one.

    Raises NotTaken for a drawing without a badge, and for a badge that is not there as a whole.
    """
    text = _in_png(content) if media_type == PNG else _in_svg(content)
    if text is None:
        if media_type == SVG:
            raise NotTaken(NO_BADGE)
        return None
    kind = type_of(text)
    if kind not in BADGES:
        raise NotTaken(NOT_TEXT)
    return kind, text.strip(BLANK)


def _in_png(content: bytes) -> bytes | None:
    texts = (_text_in(kind, body) for kind, body in _chunks(content))
    return next((text for text in texts if text is not None), None)


def _chunks(content: bytes) -> Iterator[tuple[bytes, bytes]]:
    """The chunks of a PNG as far as they go: their types, and what is in them."""
    place = len(BEGINNINGS[PNG])
    for _ in range(MOST_CHUNKS):
        length = int.from_bytes(content[place : place + LENGTH], "big")
        body = place + HEAD
        if body + length > len(content):
            return
        yield content[place + LENGTH : body], content[body : body + length]
        place = body + length + LENGTH  # behind its check sum


def _text_in(kind: bytes, body: bytes) -> bytes | None:
    """What a chunk of text says under the keyword of badges; None for all others."""
    keyword, _, said = body.partition(b"\0")
    if keyword not in KEYWORDS:
        return None
    if kind == b"tEXt":
        return said
    if kind != b"iTXt" or len(said) < 2:
        return None
    _, _, rest = said[2:].partition(b"\0")  # behind the language
    text = rest.partition(b"\0")[2]  # behind the keyword in that language
    return _unpacked(text) if said[0] else text


def _unpacked(packed: bytes) -> bytes:
    unpacking = zlib.decompressobj()
    try:
        text = unpacking.decompress(packed, MOST_TEXT)
    except zlib.error as error:
        raise damaged("PNG") from error
    if unpacking.unconsumed_tail:
        raise NotTaken(f"a badge of at most {MOST_TEXT:,} bytes")
    return text


def _in_svg(content: bytes) -> bytes | None:
    if len(content) > MOST_SVG:
        raise NotTaken(f"a drawing of at most {MOST_SVG:,} bytes")
    try:
        root: Element = fromstring(content, forbid_dtd=True)
    except (DefusedXmlException, ParseError, ValueError, LookupError) as error:
        raise NotTaken("a drawing in plain SVG, without anything defined in it") from error
    for space in SPACES:
        for name in NAMES:
            found = root.find(f".//{{{space}}}{name}")
            if found is not None:
                return ((found.text or "").strip() or found.get("verify", "")).encode()
    return None


def baked_drawing() -> bytes:
    """A drawing with a badge in it, so that what reads one can be loaded before limits bind."""
    said = f'<b:{NAMES[0]} xmlns:b="{SPACES[0]}" verify="eyJ"/>'
    return f'<svg xmlns="http://www.w3.org/2000/svg">{said}</svg>'.encode()
