"""The exclusions of the System for Award Management (SAM.gov): one CSV of all that are active.

Days are MM/DD/YYYY in some copies and YYYY-MM-DD in others; an exclusion without an end has
"Indefinite". Each record has a SAM number. A person is one whose Classification is Individual.
"""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from pathlib import Path

from agency.screening.entries import Entry, Row, digest_of, tidied
from agency.screening.sources.interface import Dated, read_layout

# SAM_Exclusions_Public_Extract_V2_23326.CSV is that of the 326th day of 2023.
EXTRACT = re.compile(r"SAM_Exclusions_Public_Extract\w*?_(\d\d)(\d{3})\b", re.IGNORECASE)
INDIVIDUAL = "individual"


class Sam:
    """The list as `Source` describes it."""

    name = "sam"
    layout = read_layout(Path(__file__).with_name("sam.toml"))

    def entry(self, row: Row) -> Entry | None:
        """A row about a person."""
        said = tidied(row, self.layout.no_value)
        if said.get("Classification", "").casefold() != INDIVIDUAL:
            return None
        last, first = said.get("Last", ""), said.get("First", "")
        if not (last or first):
            last, _, first = said.get("Name", "").partition(",")
        if not (last.strip() or first.strip()):
            return None
        fingerprint = digest_of(self.name, said)
        number = said.get("SAM Number", "")
        return Entry(
            fingerprint=fingerprint,
            identity=digest_of(self.name, number) if number else fingerprint,
            content=said,
            last_name=last.strip(),
            first_name=first.strip(),
            middle_name=said.get("Middle", ""),
            suffix=said.get("Suffix", ""),
            city=said.get("City", ""),
            state=said.get("State / Province", "").upper(),
            listed_on=day_of(said.get("Active Date", "")),
            ended_on=day_of(said.get("Termination Date", "")),
        )

    def dated(self, file_name: str) -> Dated:
        """The day that the name of an extract tells: a year, and a day of it."""
        found = EXTRACT.search(file_name)
        if not found or not 1 <= int(found[2]) <= 366:
            return Dated()
        return Dated(day=date(2000 + int(found[1]), 1, 1) + timedelta(days=int(found[2]) - 1))


def day_of(text: str) -> date | None:
    """A day in either form; None where it is none, such as Indefinite."""
    for form in ("%m/%d/%Y", "%Y-%m-%d"):
        try:
            return datetime.strptime(text, form).date()  # noqa: DTZ007  # a day, no moment
        except ValueError:
            continue
    return None


SAM = Sam()
