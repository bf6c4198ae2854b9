"""Days as they are written in America, wherever they stand in a line."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from rapidfuzz.distance import Levenshtein

from agency.reading.lines import Line, Piece

MONTHS = (
    *("january", "february", "march", "april", "may", "june", "july"),
    *("august", "september", "october", "november", "december"),
)
SHORTEST, LONG_NAME = 3, 5
# Years of two digits: nothing that is kept here was issued before 1970 or ends after 2069.
PIVOT = 70
EARLIEST, LATEST = 1940, 2100
NO_SUCH_DAY = "there is no such day"
TWO_MEANINGS = "two days could be meant: month and day, or month and year"
DAY_FIRST = "two days could be meant: the page puts the day before the month"
LETTER_OR_DIGIT = "a letter stands among the digits"

# What looks like a digit may have been read as a letter; such a day is told, and not trusted.
D = r"[0-9OoQIl|SB]"
SEPARATOR = r"\s?[/.\-–]\s?"
NAME = r"(?P<month>[A-Za-z]{3,9})\.?"
PATTERNS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"(?<![\d/-])(?P<year>[12]{D}{{3}})-(?P<m>{D}{{1,2}})-(?P<d>{D}{{1,2}})(?![\w-])",
        rf"(?<![\d/-])(?P<m>{D}{{1,2}}){SEPARATOR}(?P<d>{D}{{1,2}}){SEPARATOR}(?P<year>{D}{{4}}|{D}{{2}})(?![\w/])",
        rf"(?<![A-Za-z]){NAME}\s*(?P<d>\d{{1,2}})(?:st|nd|rd|th)?\s*[,.]?\s*(?P<year>\d{{4}})(?!\d)",
        rf"(?<![\w/-])(?P<d>\d{{1,2}})(?:st|nd|rd|th)?\s*(?:day\s*of\s*)?[-\s/]?\s*{NAME}[-\s,/]*(?P<year>\d{{4}}|\d{{2}})(?!\d)",
        rf"(?<![A-Za-z]){NAME}\s*,?\s*(?P<year>\d{{4}})(?!\d)",
        rf"(?<![\w/-])(?P<m>{D}{{1,2}})\s?[/\-]\s?(?P<year>[12]{D}{{3}})(?![\w/])",
        r"(?<![\w/-])(?P<m>\d{1,2})\s?/\s?(?P<two>\d{2})(?![\w/])",
    )
)
DIGITS = str.maketrans("OoQqIiLl|SsBb", "0000111115588")


@dataclass(frozen=True, slots=True)
class Written:
    """A day as written: ``day`` is None for a month alone, and where it is ``doubtful`` why."""

    piece: Piece
    year: int
    month: int
    day: int | None
    numeric: bool = False
    doubtful: str = ""

    @property
    def as_date(self) -> date | None:
        return date(self.year, self.month, self.day) if self.day else None


def dates_in(line: Line) -> tuple[Written, ...]:
    """The days on a line, from its left."""
    found: list[Written] = []
    for pattern in PATTERNS:
        for match in pattern.finditer(line.text):
            inside = any(_overlap(match, one.piece) for one in found)
            written = None if inside else _written(line.piece(*match.span()), match.groupdict())
            if written:
                found.append(written)
    return tuple(sorted(found, key=lambda one: one.piece.start))


def _overlap(match: re.Match[str], piece: Piece) -> bool:
    return match.start() < piece.end and piece.start < match.end()


def _written(piece: Piece, said: dict[str, str | None]) -> Written | None:
    month, name_is_sure = _month(said)
    if month is None:
        return None
    if said.get("two"):
        return Written(piece, 0, 1, None, doubtful=TWO_MEANINGS)
    year, day = _year(_number(said["year"])), _number(said["d"]) if said.get("d") else None
    numeric = said.get("month") is None
    if numeric and day and month > len(MONTHS) >= day:
        month, day, numeric = day, month, False
    doubtful = "" if name_is_sure and not _has_letters(said) else LETTER_OR_DIGIT
    if not _exists(year, month, day):
        return Written(piece, 0, 1, None, doubtful=NO_SUCH_DAY)
    return Written(piece, year, month, day, numeric and bool(day), doubtful)


def _month(said: dict[str, str | None]) -> tuple[int | None, bool]:
    """The number of a month, and whether its name is spelt as it should be."""
    if (name := said.get("month")) is None:
        return _number(said["m"]), True
    return _month_of(name.lower())


def _month_of(name: str) -> tuple[int | None, bool]:
    for number, month in enumerate(MONTHS, start=1):
        if month == name or name in (month[:SHORTEST], month[: SHORTEST + 1]):
            return number, True
    near = [
        number
        for number, month in enumerate(MONTHS, start=1)
        if len(name) >= LONG_NAME and Levenshtein.distance(name, month, score_cutoff=1) <= 1
    ]
    return (near[0], False) if len(near) == 1 else (None, False)


def _number(said: str | None) -> int:
    return int((said or "0").translate(DIGITS))


def _has_letters(said: dict[str, str | None]) -> bool:
    return any(
        not character.isdigit() for part in ("m", "d", "year") for character in said.get(part) or ""
    )


def _year(said: int) -> int:
    if said >= 100:
        return said
    return said + (1900 if said >= PIVOT else 2000)


def _exists(year: int, month: int, day: int | None) -> bool:
    try:
        date(year, month, day or 1)
    except ValueError:
        return False
    return EARLIEST <= year <= LATEST


def puts_day_first(lines: list[Line]) -> bool:
    """Whether a page says that its numbers begin with the day."""
    return any(re.search(r"\bdd\s?[/.-]\s?mm", line.text, re.IGNORECASE) for line in lines)


def all_dates(lines: list[Line]) -> Iterator[Written]:
    for line in lines:
        yield from dates_in(line)
