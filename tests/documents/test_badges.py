"""Badges at the gate: taken out of whatever they came in, and nothing else with them."""

from __future__ import annotations

import struct
import zlib
from io import BytesIO

import pytest

from agency.documents.child.words import NotTaken
from agency.documents.gate import admitted
from agency.documents.kinds import JSON, PNG, TOKEN
from agency.documents.uploads import Upload, file_name
from tests.badges.issuing import baked_png, baked_svg
from tests.documents import hostile

TEXT = '{"@context": "https://w3id.org/openbadges/v2", "type": "Assertion"}'
TOKEN_TEXT = "eyJhIjoxfQ.eyJhIjoxfQ.eyJh"
pytestmark = pytest.mark.usefixtures("database")


def let_in(content: bytes) -> tuple[str, bytes]:
    found = admitted(Upload("badge", BytesIO(content)))
    return found.media_type, found.content


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (TEXT.encode(), JSON),
        (b"\xef\xbb\xbf \n" + TEXT.encode() + b"\n", JSON),
        (f"[{TEXT}, {TEXT}]".encode(), JSON),
        (TOKEN_TEXT.encode() + b"\n", TOKEN),
        (baked_png(TEXT), JSON),
        (baked_png(TOKEN_TEXT, "openbadgecredential"), TOKEN),
        (baked_png(TEXT, compressed=True), JSON),
        (baked_svg(TEXT), JSON),
        (baked_svg(TOKEN_TEXT, version=3), TOKEN),
    ],
)
def test_a_badge_is_taken_in_every_form_in_which_it_is_given_out(content: bytes, kind: str) -> None:
    media_type, text = let_in(content)
    assert media_type == kind
    assert text.decode().strip("[]").startswith((TEXT, TOKEN_TEXT))


def test_a_picture_with_another_text_in_it_is_a_picture() -> None:
    for keyword in ("Comment", "openbadgesx", "xopenbadges"):
        media_type, content = let_in(baked_png(TEXT, keyword))
        assert media_type == PNG
        assert TEXT.encode() not in content
    assert let_in(hostile.picture("PNG"))[0] == PNG


def test_its_name_on_a_disk_tells_what_it_is() -> None:
    assert file_name("badge.png", JSON) == "badge.png.json"
    assert file_name("badge.jwt", TOKEN) == "badge.jwt"


def cut(content: bytes) -> bytes:
    """A picture whose chunk of text claims to be longer than the file."""
    at = content.index(b"iTXt") - 4
    return content[:at] + struct.pack(">I", 2**31 - 1) + content[at + 4 :]


ENTITIES = (
    b'<?xml version="1.0"?><!DOCTYPE svg [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">'
    b'<!ENTITY f SYSTEM "file:///etc/passwd">]>'
    b'<svg xmlns:openbadges="http://openbadges.org"><openbadges:assertion>{"@context":"&f;&b;"}'
    b"</openbadges:assertion></svg>"
)


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b'{"a": 1}', "a digital badge"),
        (b'{"@context": 1, "@context": 2}', "this key once"),
        (b'{"@context": ' + b"[" * 40 + b"]" * 40 + b"}", "nested deeper"),
        (b"{", "a digital badge"),
        (b"[]", "a digital badge"),
        (b"eyJ.x", "a digital badge"),
        (b"eyJ" + b"a" * 1_100_000, "at most 1,000,000 bytes"),
        (baked_png("https://badges.example.org/1"), "only names an address"),
        (baked_png("x" * 1_100_000, compressed=True), "at most 1,000,000 bytes"),
        (baked_svg("https://badges.example.org/1"), "only names an address"),
        (baked_svg(""), "only names an address"),
        (b"<svg/>", "a drawing with a digital badge in it"),
        (b"<svg", "a drawing in plain SVG"),
        (b"<html><script>1</script></html>", "no such file"),
        (ENTITIES, "a drawing in plain SVG"),
        (b"<svg>" + b"<g>" * 200_000, "a"),
        (b"<svg>" + b"x" * 5_000_000 + b"</svg>", "at most 5,000,000 bytes"),
    ],
)
def test_what_is_none_or_made_to_do_harm_is_not_taken(content: bytes, says: str) -> None:
    with pytest.raises(NotTaken, match=says):
        let_in(content)


def test_a_picture_that_is_cut_short_is_no_badge() -> None:
    with pytest.raises(NotTaken):
        let_in(cut(baked_png(TEXT)))


def test_a_text_that_grows_without_end_is_not_unpacked() -> None:
    bomb = zlib.compress(bytes(50_000_000))
    body = b"openbadges\0\1\0\0\0" + bomb
    extra = struct.pack(">I", len(body)) + b"iTXt" + body
    extra += struct.pack(">I", zlib.crc32(b"iTXt" + body))
    with pytest.raises(NotTaken):
        let_in(hostile.png_with(extra))
