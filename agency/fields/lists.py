"""Lists of words: between semicolons in a cell, as a list in JSON."""

from __future__ import annotations

from typing import Any

from marshmallow import fields

from agency.fields.schema import expected, is_blank
from agency.fields.text import SafeText

MOST_WORDS = 500


class WordList(fields.Field[tuple[str, ...]]):
    """Words without a semicolon in them, each once, in the order given; none is ``()``."""

    def __init__(self, word: fields.String | None = None, **options: Any) -> None:
        options.setdefault("load_default", ())
        super().__init__(**options)
        self.word = word or SafeText(100)

    def _deserialize(self, value: Any, *_: Any, **__: Any) -> tuple[str, ...]:
        return tuple(dict.fromkeys(map(self._word, self._parts(value))))

    def _parts(self, value: Any) -> list[Any]:
        parts = value.split(";") if isinstance(value, str) else value
        if not isinstance(parts, list) or len(parts) > MOST_WORDS:
            raise expected(f"a list of at most {MOST_WORDS} words")
        return [part for part in parts if not is_blank(part)]

    def _word(self, part: Any) -> str:
        if isinstance(part, str) and ";" in part:
            raise expected('words without ";"')
        word: str = self.word.deserialize(part)
        return word
