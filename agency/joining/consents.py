"""The texts that candidates agree to, by version; the last of them is the one that counts."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from agency.fields.schema import refused

FILE = Path(__file__).with_name("consent.toml")


class BadConsentText(ValueError):
    """The texts cannot be read; says what is wrong with them."""


@dataclass(frozen=True, slots=True)
class Part:
    """One thing that is agreed to, in plain words."""

    title: str
    says: str


@dataclass(frozen=True, slots=True)
class ConsentText:
    """A version of what candidates agree to."""

    version: str
    dated: date
    title: str
    parts: tuple[Part, ...]


@cache
def consent_texts() -> tuple[ConsentText, ...]:
    """All versions, the oldest first; raises BadConsentText."""
    return read_texts(tomllib.loads(FILE.read_text(encoding="utf-8")))


def current_text() -> ConsentText:
    """The version that is asked for now."""
    return consent_texts()[-1]


def require_current(version: str) -> None:
    """Refuse the agreement of somebody who has read another version; raises Refused."""
    now = current_text().version
    if version != now:
        raise refused("version", version, f"the text as it is now, version {now}")


def read_texts(said: Mapping[str, Any]) -> tuple[ConsentText, ...]:
    """The texts that a document holds; raises BadConsentText."""
    try:
        texts = tuple(map(_text, said["text"]))
    except (KeyError, TypeError) as error:
        raise BadConsentText(
            f"expected [[text]] with version, dated, title, part: {error}"
        ) from error
    if not texts or len({one.version for one in texts}) < len(texts):
        raise BadConsentText("expected at least one text, each with a version of its own")
    if [one.dated for one in texts] != sorted(one.dated for one in texts):
        raise BadConsentText("expected the texts in the order of their dates")
    return texts


def _text(said: Mapping[str, Any]) -> ConsentText:
    parts = tuple(Part(**part) for part in said["part"])
    if not 0 < len(said["version"]) <= 20 or not parts:
        raise BadConsentText("expected a version of at most 20 characters, and a part")
    return ConsentText(said["version"], said["dated"], said["title"], parts)
