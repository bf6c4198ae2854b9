"""Washington's published file of health care provider credentials.

https://data.wa.gov/d/qxh8-f4bd: comma-separated, a row per credential of every profession, taken
from the department's own records at night and a primary source by its own words.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date
from functools import cached_property, lru_cache
from sys import intern

from agency.credentials.numbers import folded_number
from agency.errors import Problem
from agency.fields.schema import shown
from agency.verification.registers.records import BadRow, Record
from agency.verification.registers.table_file import TableFile
from agency.verification.registers.words import Words, folded_word, load_words

NAME = "washington"
COLUMNS = (
    *("CredentialNumber", "LastName", "FirstName", "MiddleName", "CredentialType", "Status"),
    *("BirthYear", "CEDueDate", "FirstIssueDate", "LastIssueDate", "ExpirationDate"),
    "ActionTaken",
)
# Which of them say when; the year of birth is never read.
DAYS = ("CEDueDate", "FirstIssueDate", "LastIssueDate", "ExpirationDate")
COMPACT = re.compile("([0-9]{4})([0-9]{2})([0-9]{2})")
SLASHED = re.compile("([0-9]{1,2})/([0-9]{1,2})/([0-9]{4})")
# Of a register of a million rows few days are unlike all before.
DAYS_REMEMBERED = 1 << 14
WANTED_DAY = "a day as 20281130 or 11/30/2028"


class Washington:
    """The source `agency.verification.registers.source` asks for."""

    name = NAME
    columns = COLUMNS

    @property
    def words(self) -> Words:
        return load_words(NAME)

    @cached_property
    def covers(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(self.words.types.values()))

    def rows(
        self, file: TableFile, wanted: Callable[[str, str], bool]
    ) -> Iterator[Record | BadRow]:
        """What is wanted of a file, and its rows that cannot be read."""
        number, kind = file.places["CredentialNumber"], file.places["CredentialType"]
        for row in file.rows():
            if isinstance(row, BadRow):
                yield row
            elif wanted(folded_number(row[1][number].strip()), row[1][kind]):
                line, cells = row
                yield self._record(line, {one: cells[at] for one, at in file.places.items()})

    def _record(self, line: int, cells: dict[str, str]) -> Record | BadRow:
        said = {name: " ".join(text.split()) for name, text in cells.items()}
        number = said["CredentialNumber"]
        if wrong := next((name for name, text in said.items() if not text.isprintable()), None):
            problem = Problem(wrong, shown(said[wrong]), "text that can be printed")
            return BadRow(line, problem, (number,))
        if not number:
            return BadRow(line, Problem("CredentialNumber", "", "a number"))
        days: dict[str, date | None] = {}
        for name in DAYS:
            try:
                days[name] = day_in(said[name])
            except ValueError:
                return BadRow(line, Problem(name, shown(said[name]), WANTED_DAY), (number,))
        words = self.words
        return Record(
            line=line,
            number=number,
            first_name=intern(said["FirstName"]),
            middle_name=intern(said["MiddleName"]),
            last_name=intern(said["LastName"]),
            type=intern(said["CredentialType"]),
            code=words.types.get(folded_word(said["CredentialType"])),
            status=intern(said["Status"]),
            standing=words.statuses.get(folded_word(said["Status"])),
            first_issued_on=days["FirstIssueDate"],
            last_issued_on=days["LastIssueDate"],
            expires_on=days["ExpirationDate"],
            action=intern(said["ActionTaken"]),
            action_means=words.actions.get(folded_word(said["ActionTaken"])),
        )


@lru_cache(DAYS_REMEMBERED)
def day_in(text: str) -> date | None:
    """A day as the file writes it, None where it is blank; raises ValueError."""
    if not text:
        return None
    if found := COMPACT.fullmatch(text):
        year, month, day = found.groups()
    elif found := SLASHED.fullmatch(text):
        month, day, year = found.groups()
    else:
        raise ValueError(text)
    return date(int(year), int(month), int(day))
