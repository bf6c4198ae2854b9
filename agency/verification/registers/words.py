"""The words of a register and what they mean here, from a data file with its sources.

A word that is not in the file means nothing: it is told, and nobody guesses.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from agency.rules.reading import RuleBookError, Table, read_toml
from agency.rules.rulebook import load_rulebook
from agency.verification.registers.records import ACTIONS, STANDINGS

DATA = Path(__file__).parent / "data"


@dataclass(frozen=True)
class Words:
    """By the folded word: which ``types`` are which codes, what ``statuses`` and ``actions`` mean.

    ``watched`` begins the types that are ours to know. A whole file that lacks more than
    ``most_gone_percent`` of what those before it had, and at least ``least_gone``, is taken
    for cut off.
    """

    title: str
    published_at: str
    whole: bool
    watched: str
    most_gone_percent: int
    least_gone: int
    types: Mapping[str, str]
    statuses: Mapping[str, str]
    actions: Mapping[str, str]


def folded_word(text: str) -> str:
    """A word as it is compared: without case, and each run of spaces or hyphens as one space."""
    return " ".join(text.replace("-", " ").casefold().split())


@cache
def load_words(name: str) -> Words:
    """The words of the source ``name``; raises RuleBookError, which names file, entry and key."""
    path = DATA / f"{name}.toml"
    file = Table(read_toml(path), path.name)
    found = Words(
        title=file.text("title"),
        published_at=file.text("published_at"),
        whole=file.take("whole") is True,
        watched=folded_word(file.text("watched")),
        most_gone_percent=file.whole("most_gone_percent"),
        least_gone=file.whole("least_gone"),
        types=_meanings(file, "type", "code", load_rulebook().catalogue.types.__contains__),
        statuses=_meanings(file, "status", "standing", STANDINGS.__contains__),
        actions=_meanings(file, "action", "means", ACTIONS.__contains__),
    )
    file.close()
    return found


def _meanings(file: Table, entry: str, key: str, known: Callable[[str], bool]) -> Mapping[str, str]:
    """What each word means, each entry with the source that says so."""
    found: dict[str, str] = {}
    for values in file.take(entry):
        table = Table(values, file.file, entry)
        word = folded_word(table.text("word"))
        if word in found:
            raise table.error("word", f"{word!r} stands twice")
        meaning = table.text(key)
        if not known(meaning):
            raise RuleBookError(file.file, f"{entry} {word}", key, f"{meaning!r} is not known")
        table.text("source")
        table.day("checked_on")
        table.text_or_none("note")
        table.close()
        found[word] = meaning
    return found
