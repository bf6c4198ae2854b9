"""The certificate of screening as a PDF of one page: equal bytes where what it says is equal."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from functools import cache
from io import BytesIO
from typing import Any
from xml.sax.saxutils import escape
from zoneinfo import ZoneInfo

from reportlab.lib import colors
from reportlab.lib.pagesizes import letter
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import inch
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.platypus import Flowable, Paragraph, SimpleDocTemplate, Spacer, Table, TableStyle

from agency.rules.sentences import day_text
from agency.screening.certificates import Certificate
from agency.screening.queries import CLEAR, CLEARED, MATCH, TO_DECIDE
from agency.settings import settings

PLAIN, BOLD = "Vera", "VeraBd"
MARGIN = 0.6 * inch
RESULTS = {
    CLEAR: "No record of these lists is like this person.",
    CLEARED: "Records were like this person. A specialist found that each is somebody else.",
    TO_DECIDE: "Records are like this person. It is not decided whether they are the same.",
    MATCH: "A specialist found this person to be on a list.",
}
STATES = {
    "open": "not decided",
    "not_same": "somebody else",
    "same": "the same person",
    "over": "off the list",
}
KINDS = {"full": "full file", "additions": "exclusions", "reinstatements": "reinstatements"}


def drawn(one: Certificate) -> bytes:
    """The certificate as a PDF."""
    _require_fonts()
    said, file = one.said, BytesIO()
    page = SimpleDocTemplate(
        file,
        pagesize=letter,
        invariant=1,
        title=f"Certificate of screening, {said['candidate']}, {said['month']}",
        author="Tenens",
        **dict.fromkeys(("leftMargin", "rightMargin", "topMargin", "bottomMargin"), MARGIN),
    )
    page.build(list(_parts(one)))
    return file.getvalue()


@cache
def _require_fonts() -> None:
    for name in (PLAIN, BOLD):
        pdfmetrics.registerFont(TTFont(name, f"{name}.ttf"))


def _parts(one: Certificate) -> Iterator[Flowable]:
    said = one.said
    yield _line("Certificate of screening against exclusion lists", 15, BOLD)
    yield _line(f"{said['name'] or said['candidate']} ({said['candidate']})", 11, BOLD)
    zip_code = f", ZIP code {said['home_zip']}" if said["home_zip"] else ""
    yield _line(f"Screened by name{zip_code}, in {_month(said['month'])}.")
    yield _line(RESULTS[said["result"]], 11, BOLD)
    yield Spacer(1, 8)
    yield _line("When", 10, BOLD)
    yield _line(", ".join(map(_moment, said["screened_at"])))
    yield Spacer(1, 8)
    yield _line(f"By which lists, of {said['records']:,} people in all", 10, BOLD)
    yield _table(["List and file", "Up to", "Rows", "SHA-256"], list(_files(said["lists"])))
    yield from (_line(words, 8) for a_list in said["lists"] for words in a_list["missing"])
    yield Spacer(1, 8)
    yield _line("What was found", 10, BOLD)
    yield from _found(said["findings"])
    yield Spacer(1, 14)
    yield _line(f"Decisions known up to {day_text(date.fromisoformat(said['known_on']))}.", 8)
    yield _line(f"Certificate {one.id}", 7)
    yield _line(
        "A name on a list is no proof that two people are one: the public files hold no number"
        " that would tell. Who is not decided on is not cleared.",
        8,
    )


def _files(lists: Sequence[Mapping[str, Any]]) -> Iterator[list[str]]:
    for one in lists:
        for file in one["files"]:
            name = f"{one['title']}, {KINDS[file['kind']]}: {file['name']}"
            up_to = day_text(date.fromisoformat(file["day"]))
            yield [name, up_to, f"{file['rows']:,}", file["sha256"]]


def _found(findings: Sequence[Mapping[str, Any]]) -> Iterator[Flowable]:
    if not findings:
        yield _line("Nothing.")
        return
    rows = [
        [
            f"{one['list']} {one['record'][:16]}",
            str(one["points"]),
            STATES[one["state"]],
            f"{_moment(one['decided_at'])}, {one['decided_by']}" if one["decided_at"] else "",
        ]
        for one in findings
    ]
    yield _table(["Record", "Points", "Is", "Decided"], rows)


WIDTHS = {"SHA-256": (2.7, 0.9, 0.7, 3.0), "Decided": (2.2, 0.7, 1.4, 3.0)}


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> Flowable:
    cells = [[_line(one, 8, BOLD) for one in head]]
    cells += [[_line(one, 7) for one in row] for row in rows]
    table = Table(cells, colWidths=[one * inch for one in WIDTHS[head[-1]]], repeatRows=1)
    table.setStyle(
        TableStyle(
            [
                ("LINEBELOW", (0, 0), (-1, -1), 0.5, colors.lightgrey),
                ("VALIGN", (0, 0), (-1, -1), "TOP"),
                ("LEFTPADDING", (0, 0), (-1, -1), 0),
            ]
        )
    )
    return table


def _line(words: str, size: float = 9, font: str = PLAIN) -> Paragraph:
    style = ParagraphStyle(
        "line", fontName=font, fontSize=size, leading=size * 1.4, spaceAfter=2, splitLongWords=1
    )
    return Paragraph(escape(_in_font(words)), style)


def _in_font(words: str) -> str:
    """Letters that the font lacks without their accents; the JSON has them as they are."""
    known = pdfmetrics.getFont(PLAIN).face.charToGlyph
    return "".join(one if ord(one) in known else _bare(one) for one in words)


def _bare(letter_: str) -> str:
    return "".join(one for one in unicodedata.normalize("NFKD", letter_) if one.isascii()) or "?"


def _moment(text: str) -> str:
    here = datetime.fromisoformat(text).astimezone(ZoneInfo(settings().timezone))
    return f"{day_text(here.date())} {here:%H:%M %Z}"


def _month(text: str) -> str:
    return f"{date.fromisoformat(f'{text}-01'):%B %Y}"
