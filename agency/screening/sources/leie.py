"""The OIG's List of Excluded Individuals and Entities (LEIE): one CSV of all, monthly supplements.

Days are YYYYMMDD. A day or an NPI that is not known is written as zeros. Rows about firms have
BUSNAME and no LASTNAME. The files have no number of a record.
"""

from __future__ import annotations

import re
from datetime import date, datetime
from pathlib import Path

from agency.finding.folding import folded
from agency.screening.entries import Entry, Row, digest_of, tidied
from agency.screening.sources.interface import Dated, read_layout

# 2611EXCL.csv and 2611REIN.csv are those of November 2026.
SUPPLEMENT = re.compile(r"(\d\d)(0[1-9]|1[0-2])(?:EXCL|REIN)", re.IGNORECASE)
OF_THE_EXCLUSION = ("LASTNAME", "FIRSTNAME", "MIDNAME", "DOB", "EXCLDATE")
TAKEN_OFF = "REINDATE"


class Leie:
    """The list as `Source` describes it."""

    name = "leie"
    layout = read_layout(Path(__file__).with_name("leie.toml"))

    def entry(self, row: Row) -> Entry | None:
        """A row about a person. What a reinstatement adds to it makes it no other row."""
        said = tidied(row, self.layout.no_value)
        if not (said.get("LASTNAME") or said.get("FIRSTNAME")):
            return None
        reinstated = said.pop(TAKEN_OFF, "")
        return Entry(
            fingerprint=digest_of(self.name, said),
            identity=digest_of(self.name, [folded(said.get(one, "")) for one in OF_THE_EXCLUSION]),
            content=said | ({TAKEN_OFF: reinstated} if reinstated else {}),
            last_name=said.get("LASTNAME", ""),
            first_name=said.get("FIRSTNAME", ""),
            middle_name=said.get("MIDNAME", ""),
            city=said.get("CITY", ""),
            state=said.get("STATE", "").upper(),
            born_on=day_of(said.get("DOB", "")),
            listed_on=day_of(said.get("EXCLDATE", "")),
            reinstated_on=day_of(reinstated),
        )

    def dated(self, file_name: str) -> Dated:
        """The month that the name of a supplement tells."""
        found = SUPPLEMENT.match(file_name)
        return Dated(month=f"20{found[1]}-{found[2]}") if found else Dated()


def day_of(text: str) -> date | None:
    """A day as YYYYMMDD; None where it is none: nobody is passed over for a day that is wrong."""
    try:
        return datetime.strptime(text, "%Y%m%d").date()  # noqa: DTZ007  # a day, no moment
    except ValueError:
        return None


LEIE = Leie()
