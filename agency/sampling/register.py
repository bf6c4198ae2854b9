"""A file of Washington's register, made up: what people on file hold, in a crowd of others.

By the seed alone, so that it comes out alike everywhere. Nobody in it lives.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from agency.rules.reading import Table, read_toml
from agency.sampling.chance import Dice, Lots
from agency.verification.registers.washington import COLUMNS
from agency.verification.registers.words import load_words

HERE = Path(__file__).parent
# How many of a hundred rows say otherwise than what is on file, and how.
OTHERWISE: Lots[str] = Lots(
    {"nothing": 90, "earlier": 2, "later": 3, "status": 2, "name": 1, "action": 1, "missing": 1}
)
STATUSES: Lots[str] = Lots({"ACTIVE": 60, "EXPIRED": 30, "CLOSED": 6, "PENDING": 3, "REVOKED": 1})
OTHERS: Lots[str] = Lots(
    {
        "Registered Nurse License": 40,
        "Nursing Assistant Registration": 30,
        "Nursing Assistant Certification": 15,
        "Pharmacist License": 9,
        "Medical Assistant Certification": 4,
        "Medical Assistant Registration": 2,
    }
)
FIRST_END, LAST_END = date(2027, 1, 1), date(2029, 12, 31)
FIRST_ISSUE, LAST_ISSUE = date(2015, 1, 1), date(2025, 12, 31)


@dataclass(frozen=True, slots=True)
class Card:
    """What somebody on file holds, of a ``code`` of ours."""

    ref: str
    first_name: str
    last_name: str
    code: str
    number: str
    issued_on: date
    expires_on: date


def cards(count: int, seed: int) -> Iterator[Card]:
    """So many people, each with one credential of Washington."""
    dice, (given, family) = Dice(seed, "cards"), _names()
    codes = tuple(dict.fromkeys(load_words("washington").types.values()))
    for number in range(count):
        code = codes[0] if dice.happens(70) else dice.pick(codes)
        yield Card(
            ref=f"W-{number:06}",
            first_name=dice.pick(given),
            last_name=dice.pick(family),
            code=code,
            number=f"MA{60_000_000 + number}",
            issued_on=dice.day(FIRST_ISSUE, LAST_ISSUE),
            expires_on=dice.day(FIRST_END, LAST_END),
        )


def write_register(out: Path, held: Iterable[Card], rows: int, seed: int) -> int:
    """Write about ``rows`` rows to ``out``; how many there are.

    Those about ``held`` are spread evenly; most say what is on file, and some otherwise.
    """
    mine = list(held)
    every = max(rows // max(len(mine), 1), 1)
    dice, names = Dice(seed, "register"), _names()
    written = 0
    with out.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(COLUMNS)
        for number in range(rows):
            place, rest = divmod(number, every)
            about_ours = rest == 0 and place < len(mine)
            row = _about(mine[place], dice) if about_ours else _of_another(number, dice, names)
            if row is not None:
                writer.writerow(row)
                written += 1
    return written


def _names() -> tuple[Sequence[str], Sequence[str]]:
    origins = Table(read_toml(HERE / "names.toml"), "names.toml").tables("origin", "name")
    both = [(one.words("given"), one.words("family")) for one in origins]
    given = tuple(name for names, _ in both for name in names)
    return given, tuple(name for _, names in both for name in names)


def _about(card: Card, dice: Dice) -> list[str] | None:
    """The row of somebody on file; None where the register does not know her."""
    kind = next(word for word, code in load_words("washington").types.items() if code == card.code)
    how, expires = dice.draw(OTHERWISE), card.expires_on
    if how == "missing":
        return None
    if how in ("earlier", "later"):
        expires = expires.replace(year=expires.year + (1 if how == "later" else -1), day=1)
    return [
        card.number,
        "Lund" if how == "name" else card.last_name,
        card.first_name,
        dice.pick(("", "A", "Marie")),
        kind.title(),
        "SUSPENDED" if how == "status" else "ACTIVE",
        str(dice.between(1955, 2005)),
        "",
        f"{card.issued_on:%Y%m%d}",
        f"{card.issued_on:%Y%m%d}",
        f"{expires:%Y%m%d}",
        "Yes" if how == "action" else "No",
    ]


def _of_another(number: int, dice: Dice, names: tuple[Sequence[str], Sequence[str]]) -> list[str]:
    given, family = names
    issued = f"{dice.day(FIRST_ISSUE, LAST_ISSUE):%Y%m%d}"
    return [
        f"RN{10_000_000 + number}",
        dice.pick(family),
        dice.pick(given),
        dice.pick(("", "", "B", "Lee")),
        dice.draw(OTHERS),
        dice.draw(STATUSES),
        str(dice.between(1955, 2005)),
        "",
        issued,
        issued,
        f"{dice.day(FIRST_END, LAST_END):%Y%m%d}",
        "No",
    ]
