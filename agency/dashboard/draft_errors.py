"""What is wrong with a draft, in plain words and with the line it is wrong in."""

from __future__ import annotations

import re

from agency.dashboard.drafts import NAME
from agency.errors import AgencyError, Refused
from agency.rules.reading import RuleBookError

# How the reader of TOML begins what it says, and how a person would put it.
SYNTAX = {
    "Expected '=' after a key": "a key is followed by =",
    "Invalid initial character for a key": "a key is made of letters, digits, _ and -",
    "Invalid value": "a value is text in quotes, a day, a number, true or false, or a list in [ ]",
    "Invalid statement": "a line is a key, = and its value, or begins an entry: [[requirement]]",
    "Invalid date or datetime": "a day is written like 2027-01-31, without quotes",
    "Expected newline": "nothing follows a value on its line; a text stands in quotes",
    "Illegal character '\\n'": "a text in quotes ends on the line where it begins",
    "Unterminated string": "a text in quotes has no closing quote",
    "Unescaped '\\'": "in a text, \\ is written \\\\",
    "Unclosed array": "a list has no closing ]",
    "Unclosed inline table": "a table has no closing }",
    "Expected ']]'": "[[requirement]] ends with ]]",
    "Expected ']'": "the name of a table ends with ]",
    "Cannot overwrite a value": "a key stands twice in its entry",
    "Duplicate inline table key": "a key stands twice in its table",
}
PLACE = re.compile(r" \(at (?:line (\d+), column \d+|end of document)\)$")


def draft_error(error: RuleBookError | AgencyError, text: str) -> str:
    """What is wrong with a draft of that text, or with what was sent along with it."""
    if isinstance(error, Refused):
        return "; ".join(f"expected {one.expected}{_instead(one.value)}" for one in error.problems)
    if not isinstance(error, RuleBookError):
        return str(error)
    if error.key == "syntax":
        return _of_syntax(error, text)
    return f"{_before(error, _line_of(error, text))}{error.key}: {error.problem}"


def _instead(value: object) -> str:
    return f", not {value}" if value else ""


def _of_syntax(error: RuleBookError, text: str) -> str:
    place = PLACE.search(error.problem)
    said = error.problem[: place.start()] if place else error.problem
    plain = next((words for begin, words in SYNTAX.items() if said.startswith(begin)), said)
    line = int(place[1]) if place and place[1] else None
    if place and line is None:
        line = len(text.rstrip().splitlines()) or 1
    return f"{_before(error, line)}{plain}"


def _before(error: RuleBookError, line: int | None) -> str:
    """Where it is: in which file, if one was sent, on which line, or in which entry."""
    file = f"{error.file}, " if error.file not in (NAME, "recorded") else ""
    where = f"line {line}" if line else error.entry
    return f"{file}{where}: " if where else f"{file.rstrip(', ')}: " if file else ""


def _line_of(error: RuleBookError, text: str) -> int | None:
    """The line of an entry's key, or where the entry begins; None where it cannot be found."""
    lines = text.splitlines()
    named = re.compile(rf"\s*id\s*=\s*[\"']{re.escape(error.entry)}[\"']")
    first = next((at for at, line in enumerate(lines) if named.match(line)), None)
    if first is None:
        return None
    key = re.compile(rf"\s*{re.escape(error.key.partition('.')[0])}\s*=")
    for at in range(_head(lines, first), len(lines)):
        if at > first and lines[at].strip().startswith("[["):
            break
        if key.match(lines[at]):
            return at + 1
    return first + 1


def _head(lines: list[str], at: int) -> int:
    """Where the entry that a line is part of begins."""
    heads = (n for n in range(at, -1, -1) if lines[n].strip().startswith("[["))
    return next(heads, 0)
