"""Layouts on which the reader was tuned."""

from __future__ import annotations

from agency.sampling.papers.paper import Paper
from agency.sampling.papers.sheet import CARD, GREY, LETTER, WIDE, Font, Sheet

BLUE, GREEN = "#1f4e8c", "#2c6e49"


def diploma(paper: Paper, font: Font) -> Sheet:
    """A wide certificate for the wall: all centred, number and days at its foot."""
    sheet = Sheet(WIDE, font)
    sheet.frame(24, BLUE, 3)
    sheet.frame(32, GREY, 0.8)
    y = sheet.centred(95, paper.issuer, 22, bold=True) + 48
    sheet.centred(y, paper.opening, 13)
    sheet.centred(y + 48, paper.holder, 30, bold=True)
    sheet.centred(y + 88, paper.closing, 13)
    y = sheet.centred(y + 130, paper.title, 22, bold=True)
    sheet.seal(396, 500, 34, BLUE)
    sheet.words(80, 490, f"{paper.labels['number']}: {paper.number}", 12)
    sheet.words(80, 512, f"{paper.labels['issued_on']}: {paper.issued}", 12)
    if paper.expires:
        sheet.words(80, 534, f"{paper.labels['expires_on']}: {paper.expires}", 12)
    sheet.words(620, 500, paper.asides["officer"], 13, align="center")
    sheet.rule(540, 506, 160)
    sheet.words(620, 520, "Chair of the Board", 9, align="center", ink=GREY)
    if "lasts" in paper.asides:
        sheet.words(620, 545, paper.asides["lasts"], 10, align="center")
    return sheet


def wallet(paper: Paper, font: Font) -> Sheet:
    """A card for the wallet: issuer above, labels and what they name on one line each."""
    sheet = Sheet(CARD, font)
    sheet.frame(6, GREEN, 1)
    y = sheet.centred(28, paper.issuer, 12, bold=True) + 24
    sheet.words(20, y, paper.holder, 14, bold=True)
    lines = sheet.folded(paper.title, 11, 297)
    for place, line in enumerate(lines):
        sheet.words(20, y + 20 + 13 * place, line, 11)
    y += 44 + 13 * (len(lines) - 1)
    sheet.words(20, y, f"{paper.labels['number']}: {paper.number}", 10)
    sheet.words(20, y + 16, f"{paper.labels['issued_on']}: {paper.issued}", 10)
    if paper.expires:
        sheet.words(20, y + 32, f"{paper.labels['expires_on']}: {paper.expires}", 10, bold=True)
    sheet.words(20, 200, f"Telephone: {paper.asides['Telephone']}", 7, ink=GREY)
    return sheet


def record(paper: Paper, font: Font) -> Sheet:
    """A sheet with a table: labels on the left, what they name on the right."""
    sheet = Sheet(LETTER, font)
    sheet.words(60, 80, paper.issuer, 16, bold=True)
    sheet.words(60, 100, f"{paper.asides['office']}, {paper.asides['place']}", 9, ink=GREY)
    sheet.rule(60, 112, 492, BLUE, 2)
    sheet.words(60, 150, "Verification of Credential", 15)
    rows = [
        (paper.labels["holder"], paper.holder),
        ("Credential", paper.title),
        (paper.labels["number"], paper.number),
        ("Status", "Active"),
        (paper.labels["issued_on"], paper.issued),
        (paper.labels["expires_on"], paper.expires),
    ]
    birth = paper.asides.get("Date of Birth")
    if birth:
        rows.insert(1, ("Date of Birth", birth))
    y = 190.0
    for label, said in rows:
        if said:
            sheet.words(70, y, label, 11, ink=GREY)
            for line in sheet.folded(said, 12, 320):
                sheet.words(230, y, line, 12)
                y += 16
            sheet.rule(60, y - 4, 492, "#c9ced6", 0.5)
            y += 14
    sheet.words(60, 740, f"Form {paper.asides['Form']}", 8, ink=GREY)
    return sheet


def grid(paper: Paper, font: Font) -> Sheet:
    """A card of the kind that is printed at home: captions above what they name, in two columns."""
    sheet = Sheet((540, 340), font)
    sheet.block(0, 0, 540, 46, GREEN)
    sheet.words(24, 31, paper.issuer, 15, bold=True, ink="#ffffff")
    y = 80.0
    for line in sheet.folded(paper.title, 17, 490, bold=True):
        sheet.words(24, y, line, 17, bold=True)
        y += 22
    sheet.words(24, y + 8, paper.holder, 16)
    y = sheet.paragraph(24, y + 28, f"{paper.closing} the program named above.", 9.5, 490)
    cells = [
        (paper.labels["issued_on"], paper.issued),
        (paper.labels["expires_on"], paper.expires),
        (paper.labels["number"], paper.number),
        ("Training Center ID", paper.asides["Training Center ID"]),
        ("Training Center Phone", paper.asides["Telephone"]),
        ("Instructor Name", paper.asides["Instructor"]),
    ]
    shown = [(label, said) for label, said in cells if said]
    for place, (label, said) in enumerate(shown):
        x, top = 24 + 258 * (place % 2), y + 34 + 42 * (place // 2)
        sheet.words(x, top, label, 9, ink=GREY)
        sheet.words(x, top + 15, said, 12)
    if "lasts" in paper.asides:
        sheet.words(24, 325, paper.asides["lasts"], 9)
    return sheet


def letter(paper: Paper, font: Font) -> Sheet:
    """A letter that says all of it in sentences."""
    sheet = Sheet(LETTER, font)
    sheet.words(72, 90, paper.issuer, 14, bold=True)
    sheet.words(72, 108, f"{paper.asides['office']}, {paper.asides['place']}", 9, ink=GREY)
    sheet.words(72, 122, paper.asides["Telephone"], 9, ink=GREY)
    sheet.words(72, 180, "To whom it may concern:", 12)
    until = f" and valid through {paper.expires}" if paper.expires else ""
    lasts = f" It is {paper.asides['lasts'].lower()}." if "lasts" in paper.asides else ""
    y = sheet.paragraph(72, 210, f"{paper.opening} {paper.holder} {paper.closing}:", 12, 460)
    sheet.words(72, y + 26, paper.title, 13, bold=True)
    facts = (
        f"{paper.labels['number']} {paper.number}, issued on {paper.issued}{until}.{lasts} "
        "Please call us with any question about this letter."
    )
    y = sheet.paragraph(72, y + 54, facts, 12, 460)
    sheet.words(72, y + 60, "Sincerely,", 12)
    sheet.words(72, y + 100, paper.asides["officer"], 12)
    sheet.words(72, y + 116, "Director of Records", 10, ink=GREY)
    return sheet


FOR_ALL = (diploma, wallet, record, grid, letter)
FOR_CLEARANCES = (record, grid, letter)
FAMILIES = (
    Font("Vera", "Vera.ttf", "VeraBd.ttf"),
    Font("EB Garamond", "eb-garamond-400.ttf", "eb-garamond-700.ttf"),
    Font("Cousine", "cousine-400.ttf", "cousine-700.ttf"),
)
