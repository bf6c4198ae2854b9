"""Fields of text: safe to store, to show and to send to any database."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection
from typing import Any

from marshmallow import fields

from agency.fields.schema import expected

# Control characters, line breaks, bidirectional controls (they make a text read as another) and
# halves of surrogate pairs (no database takes them).
UNSAFE = re.compile("[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")
ZIP_CODE = re.compile("[0-9]{5}(-?[0-9]{4})?")
EMAIL = re.compile(r"[^@\s]+@[^@\s]+")
USPS = (
    "AK AL AR AZ CA CO CT DC DE FL GA HI IA ID IL IN KS KY LA MA MD ME MI MN MO MS MT NC ND NE NH"
    " NJ NM NV NY OH OK OR PA RI SC SD TN TX UT VA VT WA WI WV WY AS GU MP PR VI"
)
STATES = tuple(USPS.split())
# What stands in addresses of pages where in others a reference stands.
RESERVED = ("new", "preview", "duplicates")


def safe_text(value: Any, max_length: int) -> str:
    """Text without spaces around it, in composed form; raises ValidationError."""
    if not isinstance(value, str):
        raise expected("text")
    text = value.strip()
    if not text.isascii():
        text = unicodedata.normalize("NFC", text).strip()
    if found := UNSAFE.search(text):
        raise expected(f"text without the character U+{ord(found[0]):04X}")
    if len(text) > max_length:
        raise expected(f"at most {max_length} characters, not {len(text)}")
    return text


class SafeText(fields.String):
    """One line of free text of at most ``max_length`` characters."""

    def __init__(self, max_length: int, **options: Any) -> None:
        options.setdefault("error_messages", {"required": "expected some text"})
        super().__init__(**options)
        self.max_length = max_length

    def _deserialize(self, value: Any, *_: Any, **__: Any) -> str:
        return safe_text(value, self.max_length)


class Ref(SafeText):
    """A reference that the agency gives; it stands in lists and in addresses."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("error_messages", {"required": "expected a reference such as C-0107"})
        super().__init__(40, **options)

    def _deserialize(self, value: Any, *_: Any, **__: Any) -> str:
        ref = safe_text(value, self.max_length)
        if ";" in ref or "/" in ref or not ref.strip("."):
            raise expected('a reference such as C-0107, without ";" and "/"')
        return ref


class OwnRef(Ref):
    """The reference of what has a page by it; it is no word that has a page already."""

    def _deserialize(self, value: Any, *args: Any, **options: Any) -> str:
        ref = super()._deserialize(value, *args, **options)
        if ref in RESERVED:
            words = " and ".join((", ".join(RESERVED[:-1]), RESERVED[-1]))
            raise expected(f"a reference other than {words}, which are addresses of pages")
        return ref


class Email(SafeText):
    """An address with one @; whether mail arrives there, only mail can tell."""

    def __init__(self, **options: Any) -> None:
        super().__init__(254, **options)

    def _deserialize(self, value: Any, *_: Any, **__: Any) -> str:
        address = safe_text(value, self.max_length)
        if not EMAIL.fullmatch(address):
            raise expected("an e-mail address such as ann@example.org, or blank")
        return address


class Choice(fields.String):
    """One of a few words, exactly as written."""

    def __init__(self, allowed: Collection[str], **options: Any) -> None:
        self.allowed = tuple(allowed)
        options.setdefault("error_messages", {"required": f"expected {self._choices()}"})
        super().__init__(**options)

    def _choices(self) -> str:
        return f"one of {', '.join(self.allowed)}"

    def _deserialize(self, value: Any, *_: Any, **__: Any) -> str:
        word = value.strip() if isinstance(value, str) else value
        if word not in self.allowed:
            raise expected(self._choices())
        return str(word)


class StateCode(fields.String):
    """A state, the District of Columbia or a territory, by its two letters."""

    def _deserialize(self, value: Any, *_: Any, **__: Any) -> str:
        code = value.strip().upper() if isinstance(value, str) and value.isascii() else value
        if code not in STATES:
            raise expected("the two letters of a state, such as WA")
        return str(code)


class ZipCode(fields.String):
    """Five digits; ZIP+4 is cut to them."""

    def _deserialize(self, value: Any, *_: Any, **__: Any) -> str:
        code = value.strip() if isinstance(value, str) else value
        if isinstance(code, str) and ZIP_CODE.fullmatch(code):
            return code[:5]
        hint = ""
        if not isinstance(code, str):
            hint = ", as text: a number loses its leading zero"
        elif code.isdecimal() and len(code) in (3, 4, 7, 8):
            hint = "; a spreadsheet may have dropped the leading zero"
        raise expected(f"a ZIP code of 5 digits, such as 02134{hint}")
