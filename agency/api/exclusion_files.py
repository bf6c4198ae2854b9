"""Files of exclusion lists: handed in, and what came of them."""

from __future__ import annotations

from typing import Any

from flask import Response, request, url_for

from agency.access.principal import actor
from agency.api.answers import one
from agency.api.blueprint import ID, Doc, api, creates, lists, reads
from agency.api.bodies import Values
from agency.api.lists import PageQuery, page
from agency.api.once import Hook, created
from agency.api.schemas.parts import ref as shape
from agency.api.uploads import (
    MULTIPART,
    ONE_FILE,
    let_in_a_large_file,
    one_file,
    one_told_apart,
)
from agency.api.words import SCREENING
from agency.screening.actions import Told, ask_list
from agency.screening.file_models import ListFile
from agency.screening.handed import handed_file, handed_files
from agency.screening.schemas import HandedListInput, described_file
from agency.screening.sources import SOURCES

FILE = shape("ExclusionListFile")
HANDED = HandedListInput()
YES_OR_NO = ["yes", "no"]
TAKES: Doc = {
    "type": "object",
    "required": [ONE_FILE, "source"],
    "additionalProperties": False,
    "properties": {
        ONE_FILE: {
            "type": "string",
            "format": "binary",
            "description": "CSV as its publisher gives it out.",
        },
        "source": {"type": "string", "enum": list(SOURCES)},
        "supplement": {
            "type": "string",
            "enum": YES_OR_NO,
            "description": "Whether it is one month's exclusions or reinstatements.",
        },
        "day": {
            "type": "string",
            "format": "date",
            "description": "The day of the file, where its name and its rows tell it wrong.",
        },
        "however_many": {
            "type": "string",
            "enum": YES_OR_NO,
            "description": "Whether it is right however many would be off the list by it.",
        },
    },
}


@api.url_value_preprocessor  # type: ignore[untyped-decorator]
def _let_in_a_list(_endpoint: str | None, _values: dict[str, Any] | None) -> None:
    if request.endpoint == "api.add_exclusion_list_file":
        let_in_a_large_file()


@lists("/exclusion-list-files", FILE, about=SCREENING, query=PageQuery)
def list_exclusion_list_files(query: Values) -> Response:
    """The files that were handed in, the newest first."""
    of = "files of exclusion lists"
    return page(handed_files(), ListFile.id, described_file, query, of, descending=True)


@creates(
    "/exclusion-list-files",
    FILE,
    about=SCREENING,
    takes=TAKES,
    takes_type=MULTIPART,
    status=202,
    problems=(503, 507),
)
def add_exclusion_list_file() -> Response:
    """Hand in a file of an exclusion list; a job takes it up, and then everybody is screened.

    A file that is broken is refused as a whole. One that says nothing new, or comes after what it
    should be before, changes nothing, and its notes say so.
    """
    sent = one_file(HANDED.fields, "the file of an exclusion list")
    said = HANDED.accept(request.form)
    source = said.pop("source")

    def make(also: Hook) -> ListFile:
        return ask_list(source, sent.content, sent.name, actor(), Told(**said), also)

    def described(row: ListFile) -> dict[str, Any]:
        return described_file(handed_file(row.id))

    return created(make, described, _address, status=202, sent=lambda: one_told_apart(sent))


def _address(row: ListFile) -> str:
    return url_for("api.get_exclusion_list_file", id=row.id)


@reads(f"/exclusion-list-files/{ID}", FILE, about=SCREENING)
def get_exclusion_list_file(id: int) -> Response:
    """One file, and what came of it."""
    return one(described_file(handed_file(id)))
