"""What one drawn paper says, and what a reader who makes no mistake reads there."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta

from agency.rules.catalogue import Catalogue, CredentialType
from agency.rules.workdays import add_months, end_of_month
from agency.sampling.chance import Dice
from agency.sampling.papers.words import Wording, Words

DIGITS, LETTERS = "0123456789", "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
# An issuer who mixes both leaves out what looks alike.
EITHER = "2345679ACDEFGHJKLMNPQRTUVWXY"
END_OF_MONTH = "end_of_month"
A_YEAR = 12
USUAL_MONTHS = 24
BORN = (date(1965, 1, 1), date(2003, 12, 31))


@dataclass(frozen=True, slots=True)
class Paper:
    """The words on one paper. ``truth`` is by field what it means; None where it does not say.

    ``labels`` are the words before number, days and holder. ``issued`` and ``expires`` are as
    printed, "" where they are not. ``asides`` are words that could be taken for something else.
    """

    code: str
    category: str
    title: str
    issuer: str
    holder: str
    number: str
    issued: str
    expires: str
    labels: dict[str, str]
    opening: str
    closing: str
    asides: dict[str, str]
    truth: dict[str, str | None] = field(default_factory=dict)

    @property
    def printed(self) -> dict[str, str]:
        """By field the words as they stand on the paper."""
        days = {"issued_on": self.issued, "expires_on": self.expires}
        return {"holder": self.holder, "number": self.number, **days}


@dataclass(frozen=True, slots=True)
class Said:
    """What a paper is about: a credential by its code, and what is to be read of it."""

    code: str
    holder: str
    number: str
    issued_on: date
    expires_on: date | None


class Papers:
    """Makes papers of one set; the same seed and index give the same paper."""

    def __init__(self, catalogue: Catalogue, words: Words, wording: Wording, seed: str) -> None:
        self._catalogue, self._types = catalogue, tuple(catalogue.types.values())
        self._words, self._wording, self._seed = words, wording, seed

    def paper(self, index: int) -> Paper:
        """Paper ``index``: types take turns, so that a hundred hold each about three times."""
        dice = Dice(self._seed, "paper", index)
        kind = self._types[index % len(self._types)]
        issued = dice.day(*self._words.issued)
        expires = _expiry(kind, issued)
        style = dice.pick(self._wording.styles)
        printed, meant = self._printed_expiry(kind, expires, style, dice)
        name, number = self._name(dice), _number(dice.draw(self._words.numbers), dice)
        issuer = self._issuer(kind, dice)
        said = Said(kind.code, name, number, issued, date.fromisoformat(meant) if meant else None)
        title = dice.pick((kind.name, kind.name, kind.name, kind.title))
        holder = self._with_title(name, kind, dice)
        return self._worded(said, style, dice, issuer, title, holder, printed)

    def about(self, said: Said) -> Paper:
        """The paper that says just this, in full; what else stands on it is drawn by chance."""
        kind = self._catalogue[said.code]
        dice = Dice(self._seed, "paper about", said.holder, said.code, said.number)
        style, issuer = dice.pick(self._wording.styles), self._issuer(kind, dice)
        printed = written(said.expires_on, style) if said.expires_on else ""
        paper = self._worded(said, style, dice, issuer, kind.name, said.holder, printed)
        paper.asides.pop("lasts", None)
        return paper

    def _worded(
        self,
        said: Said,
        style: str,
        dice: Dice,
        issuer: str,
        title: str,
        holder: str,
        expires: str,
    ) -> Paper:
        kind = self._catalogue[said.code]
        return Paper(
            code=kind.code,
            category=kind.category,
            title=title,
            issuer=issuer,
            holder=holder,
            number=said.number,
            issued=written(said.issued_on, style),
            expires=expires,
            labels={what: dice.pick(words) for what, words in self._wording.labels.items()},
            opening=dice.pick(self._wording.opening),
            closing=dice.pick(self._wording.closing),
            asides=self._asides(kind, style, dice),
            truth={
                "code": kind.code,
                "issuer": issuer,
                "holder": said.holder,
                "number": said.number,
                "issued_on": said.issued_on.isoformat(),
                "expires_on": said.expires_on.isoformat() if said.expires_on else None,
            },
        )

    def _printed_expiry(
        self, kind: CredentialType, expires: date | None, style: str, dice: Dice
    ) -> tuple[str, str | None]:
        """The last day as it is printed, and as it is understood."""
        percent, months = self._words.percent, self._wording.month_styles
        if expires is None:
            return "", None
        if kind.code in self._words.lasts and dice.happens(percent["valid_for_years"]):
            return "", None
        to_month_end = kind.validity is not None and kind.validity.computed == END_OF_MONTH
        if dice.happens(percent["month_and_year" if to_month_end else "only_month"]):
            return written(
                expires, dice.pick(months)
            ), expires.isoformat() if to_month_end else None
        return written(expires, style), expires.isoformat()

    def _name(self, dice: Dice) -> str:
        given, family = dice.pick(self._words.names)
        first, last = dice.pick(given), dice.pick(family)
        if dice.happens(self._words.percent["middle_initial"]):
            first = f"{first} {dice.pick(LETTERS)}."
        return f"{first} {last}"

    def _with_title(self, name: str, kind: CredentialType, dice: Dice) -> str:
        """At times with the letters that a holder may put behind her name."""
        holds_letters = kind.category == "medical_assistant"
        if holds_letters and dice.happens(self._words.percent["post_nominal"]):
            return f"{name}, {kind.title}"
        return name

    def _issuer(self, kind: CredentialType, dice: Dice) -> str:
        anybody = kind.code in self._words.issued_by_anybody
        return dice.pick(self._words.anybody) if anybody else kind.issuer

    def _asides(self, kind: CredentialType, style: str, dice: Dice) -> dict[str, str]:
        """What stands on papers besides: other names, numbers and days, each with its label."""
        words = self._words
        asides = {
            "Instructor": self._name(dice),
            "Training Center ID": f"{dice.pick(LETTERS)}{dice.pick(LETTERS)}{_digits(5, dice)}",
            "Telephone": f"({dice.between(201, 989)}) 555-01{_digits(2, dice)}",
            "Form": f"{_digits(2, dice)}-{_digits(4, dice)} Rev. {dice.between(1, 12):02}/2019",
            "office": dice.pick(words.offices),
            "place": dice.pick(words.places),
            "officer": self._name(dice),
            "printed": written(dice.day(*words.issued), style),
        }
        if kind.confidential and dice.happens(words.percent["birth"]):
            asides["Date of Birth"] = written(dice.day(*BORN), style)
        if kind.code in words.lasts:
            asides["lasts"] = "Valid for 2 years"
        return asides


def written(day: date, style: str) -> str:
    """``day`` in a style of strftime, where {day} and {month} are numbers without a zero."""
    return day.strftime(style.replace("{day}", str(day.day)).replace("{month}", str(day.month)))


def _expiry(kind: CredentialType, issued: date) -> date | None:
    """The last day of one issued then; a usual one where the issuer computes it otherwise."""
    if not kind.expires:
        return None
    if kind.validity is None:
        return add_months(issued, A_YEAR)
    ends = add_months(issued, kind.validity.months or USUAL_MONTHS)
    if kind.validity.computed == END_OF_MONTH:
        return end_of_month(ends)
    if kind.validity.day:
        month, day = map(int, kind.validity.day.split("-"))
        return date(ends.year, month, day)
    return ends - timedelta(days=1) if kind.validity.computed == "register" else ends


def _number(shape: str, dice: Dice) -> str:
    options = {"#": DIGITS, "@": LETTERS, "?": EITHER}
    return "".join(dice.pick(options[sign]) if sign in options else sign for sign in shape)


def _digits(count: int, dice: Dice) -> str:
    return "".join(dice.pick(DIGITS) for _ in range(count))
