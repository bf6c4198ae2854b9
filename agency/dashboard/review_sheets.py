"""The document on the desk: its sheets, of which one is shown, and how that lies."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from flask import request, url_for

from agency.documents.kinds import BADGES, PDF
from agency.errors import NotFound
from agency.fields import Choice, InputSchema, SafeText, Whole
from agency.placements.review_queue import Part
from agency.verification.proofs import Proof, ProofFile

TURNS = ("0", "90", "180", "270")
# No PDF that is let in has more.
MOST_PAGES = 500
# All that waits, or only what has a file.
LISTS = ("all", "file")
QUARTER, WHOLE_TURN = 90, 360


class LookInput(InputSchema):
    """Which sheet, by its number from 1, turned by how much to the right, and how large.

    ``list`` and ``q`` are which part of the queue is beside it; ``take`` is a field into which what
    was read is taken over.
    """

    page = Whole(1, 20_000, load_default=1)
    turn = Choice(TURNS, load_default="0")
    size = Choice(("fit", "full"), load_default="fit")
    list = Choice(LISTS, load_default=LISTS[0])
    q = SafeText(100, load_default="")
    take = SafeText(40, load_default="")


@dataclass(frozen=True, slots=True)
class Sheet:
    """A photo, or a page of a PDF by its number; ``address`` is that of its picture."""

    file: ProofFile
    page: int | None
    address: str


@dataclass(frozen=True)
class Look:
    """The sheets of a document, which one is looked at, and how it lies.

    ``at`` is its number from 1, ``turn`` in degrees to the right. ``open_ended`` is whether there
    may be more sheets than are known.
    """

    credential_id: int
    sheets: Sequence[Sheet]
    at: int
    turn: int
    full: bool
    open_ended: bool

    @property
    def sheet(self) -> Sheet:
        return self.sheets[self.at - 1]

    @property
    def more(self) -> bool:
        return self.at < len(self.sheets) or self.open_ended

    def address(self, **other: Any) -> str:
        """Of the page as it is, but for what is said otherwise."""
        said = {"page": self.at, "turn": self.turn, "size": "full" if self.full else "fit"} | other
        usual = {"page": 1, "turn": 0, "size": "fit"}
        told = {name: value for name, value in said.items() if value != usual.get(name)}
        return url_for("dashboard.review", id=self.credential_id, **told, **kept())

    @property
    def turned(self) -> str:
        """The address of the page with the sheet turned by one more quarter."""
        return self.address(turn=(self.turn + QUARTER) % WHOLE_TURN)


def part_asked_for() -> Part:
    """Which part of the queue the address asks for; what cannot be asked for is passed over."""
    asked = request.args
    text = " ".join(asked.get("q", "").split())[:100]
    return Part(asked.get("list") == LISTS[1], text)


def kept() -> dict[str, Any]:
    """What an address says of the queue, for the addresses that come after it."""
    part = part_asked_for()
    said = {"list": LISTS[1] if part.with_file else "", "q": part.text}
    return {name: value for name, value in said.items() if value}


def look_at(credential_id: int, proof: Proof | None) -> Look | None:
    """The document as the address asks for it; None where there is no file.

    Raises Refused for what cannot be asked, and NotFound for a sheet that is not there.
    """
    asked = LookInput().accept(request.args.to_dict())
    files = [file for file in proof.files if file.media_type not in BADGES] if proof else []
    if proof is None or not files:
        return None  # a badge alone is read and not looked at
    proof = replace(proof, files=files)
    last = files[-1]
    open_ended = last.media_type == PDF and last.pages is None
    sheets = _sheets(proof, asked["page"] if open_ended else 1)
    if asked["page"] > len(sheets):
        raise NotFound("page", str(asked["page"]))
    return Look(credential_id, sheets, **_lying(asked), open_ended=open_ended)


def _lying(asked: Mapping[str, Any]) -> dict[str, Any]:
    return {"at": asked["page"], "turn": int(asked["turn"]), "full": asked["size"] == "full"}


def _sheets(proof: Proof, at_least: int) -> list[Sheet]:
    """All that are known; of a last file whose pages nobody has counted, as many as are asked."""
    sheets: list[Sheet] = []
    for file in proof.files:
        uncounted = (
            1 if file is not proof.files[-1] else min(max(1, at_least - len(sheets)), MOST_PAGES)
        )
        sheets += [_sheet(proof, file, page + 1) for page in range(file.pages or uncounted)]
    return sheets


def _sheet(proof: Proof, file: ProofFile, page: int) -> Sheet:
    if file.media_type != PDF:
        return Sheet(file, None, url_for("api.get_file", id=proof.id, place=file.place))
    address = url_for("api.get_page", id=proof.id, place=file.place, number=page)
    return Sheet(file, page, address)
