"""Layouts on which the reader is measured: none of them was looked at while it was tuned."""

from __future__ import annotations

from agency.sampling.papers.paper import Paper
from agency.sampling.papers.sheet import BADGE, GREY, LETTER, WIDE, Font, Sheet

RED, SLATE, SAND = "#7a1f2b", "#33415c", "#efe9dc"


def plaque(paper: Paper, font: Font) -> Sheet:
    """A wide certificate whose number and days stand above the rules that name them."""
    sheet = Sheet(WIDE, font)
    sheet.block(0, 0, 792, 612, SAND)
    sheet.frame(30, RED, 2)
    y = sheet.centred(100, paper.title, 26, bold=True) + 46
    sheet.centred(y, paper.opening, 12)
    sheet.centred(y + 44, paper.holder, 28)
    sheet.rule(196, y + 54, 400)
    y = sheet.centred(y + 84, f"{paper.closing} named above by the", 12) + 34
    sheet.centred(y, paper.issuer, 17, bold=True)
    shown = [
        (paper.number, paper.labels["number"]),
        (paper.issued, paper.labels["issued_on"]),
        (paper.expires, paper.labels["expires_on"]),
        (paper.asides["officer"], "President"),
    ]
    shown = [(said, label) for said, label in shown if said]
    width = 680 / len(shown)
    for place, (said, label) in enumerate(shown):
        x = 56 + width * (place + 0.5)
        sheet.words(x, 500, said, 12, align="center")
        sheet.rule(x - width * 0.42, 506, width * 0.84)
        sheet.words(x, 520, label, 9.5, align="center", ink=GREY)
    if "lasts" in paper.asides:
        sheet.words(396, 560, paper.asides["lasts"], 10, align="center")
    return sheet


def licence(paper: Paper, font: Font) -> Sheet:
    """A strip to be hung up at work: a row of headings, and below it the row of what they name."""
    sheet = Sheet((620, 290), font)
    sheet.block(0, 0, 620, 54, SLATE)
    sheet.words(310, 34, paper.issuer, 17, bold=True, align="center", ink="#ffffff")
    sheet.words(28, 82, paper.labels["holder"], 9, ink=GREY)
    sheet.words(28, 102, paper.holder.upper(), 17, bold=True)
    y = 128.0
    for line in sheet.folded(paper.title, 15, 560):
        sheet.words(28, y, line, 15)
        y += 19
    columns = [
        (paper.labels["number"], paper.number),
        ("Status", "ACTIVE"),
        (paper.labels["issued_on"], paper.issued),
        (paper.labels["expires_on"], paper.expires),
    ]
    shown = [(label, said) for label, said in columns if said]
    for place, (label, said) in enumerate(shown):
        x = 28 + place * 564 / len(shown)
        sheet.words(x, y + 32, label, 10, bold=True, ink=SLATE)
        sheet.words(x, y + 54, said, 12)
    sheet.rule(28, y + 38, 564, SLATE, 1)
    sheet.words(28, 272, f"{paper.asides['office']}, {paper.asides['place']}", 8, ink=GREY)
    sheet.words(592, 272, paper.asides["Telephone"], 8, align="right", ink=GREY)
    return sheet


def badge(paper: Paper, font: Font) -> Sheet:
    """A card to be worn: all in one column, beside the place of a picture."""
    sheet = Sheet(BADGE, font)
    sheet.block(0, 0, 240, 12, RED)
    y = 34.0
    for line in sheet.folded(paper.issuer, 12, 208, bold=True):
        sheet.words(16, y, line, 12, bold=True)
        y += 15
    sheet.block(16, y, 62, 76, "#cfd4dc")
    y += 98
    sheet.words(16, y, paper.holder, 13, bold=True)
    y += 17
    for line in sheet.folded(paper.title, 10.5, 208):
        sheet.words(16, y, line, 10.5)
        y += 13
    y += 12
    for label, said in (
        (paper.labels["number"], paper.number),
        (paper.labels["issued_on"], paper.issued),
        (paper.labels["expires_on"], paper.expires),
    ):
        if said:
            sheet.words(16, y, label, 8.5, ink=GREY)
            sheet.words(16, y + 13, said, 11.5)
            y += 32
    sheet.words(16, 368, f"If found: {paper.asides['Telephone']}", 7, ink=GREY)
    return sheet


def printout(paper: Paper, font: Font) -> Sheet:
    """A page of a register as a browser prints it."""
    sheet = Sheet(LETTER, font)
    sheet.words(50, 50, "Home > Credential search > Details", 8, ink=GREY)
    sheet.words(562, 50, f"Printed {paper.asides['printed']}", 8, align="right", ink=GREY)
    sheet.words(50, 92, paper.issuer, 17, bold=True)
    sheet.block(50, 112, 512, 26, "#e4e8ef")
    sheet.words(60, 130, "Search result: 1 record", 12)
    y = 172.0
    rows = (
        (paper.labels["holder"], paper.holder),
        ("Type", paper.title),
        (paper.labels["number"], paper.number),
        ("Standing", "In good standing"),
        (paper.labels["issued_on"], paper.issued),
        (paper.labels["expires_on"], paper.expires),
        ("Date of Birth", paper.asides.get("Date of Birth", "")),
    )
    for label, said in rows:
        if not said:
            continue
        sheet.words(210, y, f"{label}:", 12, bold=True, align="right")
        for line in sheet.folded(said, 12, 330):
            sheet.words(222, y, line, 12)
            y += 16
        y += 10
    if "lasts" in paper.asides:
        sheet.words(222, y + 6, paper.asides["lasts"], 11)
    sheet.paragraph(
        50,
        700,
        "The information on this page is provided as a courtesy. Questions may be sent to "
        f"{paper.asides['office']}, {paper.asides['place']}.",
        8.5,
        512,
    )
    return sheet


FOR_ALL = (plaque, licence, badge, printout)
FOR_CLEARANCES = (licence, printout)
FAMILIES = (
    Font("Open Sans", "open-sans-400.ttf", "open-sans-700.ttf"),
    Font("Noto Serif", "noto-serif-400.ttf", "noto-serif-700.ttf"),
    Font("Roboto Slab", "roboto-slab-400.ttf", "roboto-slab-700.ttf"),
)
