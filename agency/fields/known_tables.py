"""What a file is that was handed in where another was expected, told by how it begins."""

from __future__ import annotations

import csv
from collections.abc import Collection

BOM = b"\xef\xbb\xbf"
PDF = b"%PDF-"
# By two columns that stand in no other list.
TABLES = (
    (frozenset({"CredentialNumber", "ActionTaken"}), "Washington's register of credentials"),
    (frozenset({"EXCLTYPE", "WAIVERDATE"}), "the OIG's exclusion list (LEIE)"),
    (frozenset({"Classification", "SAM Number"}), "SAM's exclusion list"),
)


def other_kind(beginning: bytes, wanted: Collection[str]) -> str:
    """What a file is by its first line or more, where ``wanted`` are the columns of another:
    ``this one is empty``, a PDF, or a list by its columns; blank where that is not known.
    """
    said = beginning.removeprefix(BOM)
    if not said:
        return "this one is empty"
    if said.startswith(PDF):
        return "this one is a PDF"
    line = said.partition(b"\n")[0].decode("utf-8", "replace").replace("\0", "").replace("\r", "")
    names = {name.strip() for name in next(csv.reader([line]), [])}
    others = [one for one in TABLES if not one[0] <= set(wanted)]
    return next(
        (f"this one looks like {title}" for columns, title in others if columns <= names), ""
    )
