"""Small files of Washington's register: a row says only what matters."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from pathlib import Path

from agency.verification.registers.washington import COLUMNS

AMARA = {
    "CredentialNumber": "CM60123456",
    "LastName": "Lindqvist",
    "FirstName": "Amara",
    "MiddleName": "",
    "CredentialType": "Medical Assistant Certification",
    "Status": "ACTIVE",
    "BirthYear": "1990",
    "CEDueDate": "",
    "FirstIssueDate": "20240101",
    "LastIssueDate": "20240101",
    "ExpirationDate": "20281231",
    "ActionTaken": "No",
}
# Somebody of another profession, whose row is to change nothing.
NURSE = {
    **AMARA,
    "CredentialNumber": "RN60000001",
    "LastName": "Panton",
    "FirstName": "Jacqueline",
    "CredentialType": "Registered Nurse License",
    "Status": "EXPIRED WA - ACTIVE MSL",
}


def text_of(*rows: dict[str, str], columns: Iterable[str] = COLUMNS, end: str = "\n") -> str:
    """A file with a row for each of ``rows``, which say how they are unlike Amara's."""
    text = io.StringIO()
    writer = csv.DictWriter(text, list(columns), extrasaction="ignore", lineterminator=end)
    writer.writeheader()
    writer.writerows({**AMARA, **row} for row in rows)
    return text.getvalue()


def register(path: Path, *rows: dict[str, str]) -> Path:
    """Such a file at ``path``, with a nurse besides."""
    path.write_text(text_of(*rows, NURSE))
    return path
