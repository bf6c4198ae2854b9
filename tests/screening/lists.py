"""Files of lists as their publishers write them, with invented people; written by tests."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from pathlib import Path

LEIE_COLUMNS = (
    *("LASTNAME", "FIRSTNAME", "MIDNAME", "BUSNAME", "GENERAL", "SPECIALTY", "UPIN", "NPI", "DOB"),
    *("ADDRESS", "CITY", "STATE", "ZIP", "EXCLTYPE", "EXCLDATE", "REINDATE", "WAIVERDATE"),
    "WVRSTATE",
)
SAM_COLUMNS = (
    *("Classification", "Name", "Prefix", "First", "Middle", "Last", "Suffix", "Address 1"),
    *("Address 2", "Address 3", "Address 4", "City", "State / Province", "Country", "Zip Code"),
    *("Open Data Flag", "Blank (Deprecated)", "Unique Entity ID", "Exclusion Program"),
    *("Excluding Agency", "CT Code", "Exclusion Type", "Additional Comments", "Active Date"),
    *("Termination Date", "Record Status", "Cross-Reference", "SAM Number", "CAGE", "NPI"),
    "Creation_Date",
)
ROSA = {"LASTNAME": "QUILLFEATHER", "FIRSTNAME": "ROSA", "CITY": "DALLAS", "STATE": "TX"}
FIRM = {"BUSNAME": "ACME HOME HEALTH, INC", "CITY": "DALLAS", "STATE": "TX"}


def leie(folder: Path, *rows: Mapping[str, str], name: str = "UPDATED.csv") -> Path:
    """A file of the OIG; a row says only what it is about."""
    plain = {
        "GENERAL": "IND- LIC HC SERV PRO",
        "NPI": "0000000000",
        "DOB": "00000000",
        "EXCLTYPE": "1128b4",
        "EXCLDATE": "20260320",
        **dict.fromkeys(("REINDATE", "WAIVERDATE"), "00000000"),
    }
    return written(folder / name, LEIE_COLUMNS, [{**plain, **row} for row in rows])


def sam(folder: Path, *rows: Mapping[str, str], name: str = "extract.csv") -> Path:
    """An extract of SAM.gov."""
    plain = {
        "Classification": "Individual",
        "Country": "USA",
        "Exclusion Program": "Reciprocal",
        "Excluding Agency": "HHS",
        "Exclusion Type": "Prohibition/Restriction",
        "Active Date": "03/20/2026",
        "Termination Date": "Indefinite",
    }
    return written(folder / name, SAM_COLUMNS, [{**plain, **row} for row in rows])


def written(file: Path, columns: Sequence[str], rows: Sequence[Mapping[str, str]]) -> Path:
    with file.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, columns, restval="", quoting=csv.QUOTE_ALL)
        writer.writeheader()
        writer.writerows(rows)
    return file
