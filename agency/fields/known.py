"""Fields of words that the rulebook must know: codes of credentials, tasks, settings and such."""

from __future__ import annotations

from collections.abc import Callable, Collection
from difflib import get_close_matches
from typing import Any

from marshmallow import ValidationError, fields

from agency.fields.schema import expected
from agency.fields.text import safe_text
from agency.rules.catalogue import Catalogue, UnknownCode
from agency.rules.operators import Vocabulary
from agency.rules.rulebook import load_rulebook


class KnownWord(fields.String):
    """A word of the rulebook's vocabulary, such as a task or a setting."""

    def __init__(self, kind: str, among: Callable[[Vocabulary], Collection[str]], **options: Any):
        super().__init__(**options)
        self.kind, self.among = kind, among

    def _deserialize(self, value: Any, *_: Any, **__: Any) -> str:
        word = safe_text(value, 100)
        allowed = self.among(load_rulebook().vocabulary)
        if word not in allowed:
            raise expected(f"a known {self.kind}{_meant(word, allowed)}")
        return word


class CredentialCode(fields.String):
    """The code of one type of credential; one that names no issuer is refused with the choices."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("error_messages", {"required": "expected a code such as CMA-AAMA"})
        super().__init__(**options)

    def _deserialize(self, value: Any, *_: Any, **__: Any) -> str:
        word = safe_text(value, 100)
        catalogue = load_rulebook().catalogue
        try:
            return catalogue.require(word)
        except UnknownCode as unknown:
            raise _refusal(word, unknown.choices, catalogue) from unknown


class ClientRequirement(CredentialCode):
    """A code, or an alias such as BLS that any of several codes answers; kept as written."""

    def _deserialize(self, value: Any, *_: Any, **__: Any) -> str:
        word = safe_text(value, 100)
        if word in load_rulebook().catalogue.client_aliases:
            return word
        return super()._deserialize(word)


def _refusal(word: str, choices: tuple[str, ...], catalogue: Catalogue) -> ValidationError:
    if len(choices) < len(catalogue.types):
        return expected(f"one of {', '.join(choices)}: {word} alone does not name the issuer")
    return expected(f"a known credential code{_meant(word, choices)}")


def _meant(word: str, allowed: Collection[str]) -> str:
    """``: one of …``, the words that look like it if there are any."""
    by_lower = {choice.lower(): choice for choice in allowed}
    close = [by_lower[low] for low in get_close_matches(word.lower(), by_lower, n=3)]
    if close:
        return f"; {word} is none, was {' or '.join(close)} meant?"
    return f": one of {', '.join(allowed)}"
