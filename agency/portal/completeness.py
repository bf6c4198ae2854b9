"""How much of her file is filled in, and what to fill in next."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from agency.placements.dossier import Dossier
from agency.plain_rows import Values
from agency.rules.rulebook import load_rulebook


@dataclass(frozen=True, slots=True)
class Blank:
    """Something she has not said, why it is asked, and the page on which she says it."""

    words: str
    why: str
    page: str


@dataclass(frozen=True, slots=True)
class Completeness:
    """How many things of how many are said; ``next`` is the first blank, None if there is none."""

    done: int
    all: int
    blanks: tuple[Blank, ...]

    @property
    def hindrance(self) -> Blank | None:
        """The first blank without which hardly any job is hers."""
        return next((one for one in self.blanks if one in HINDRANCES), None)

    @property
    def next(self) -> Blank | None:
        return self.blanks[0] if self.blanks else None

    @property
    def percent(self) -> int:
        return 100 * self.done // self.all


def _says(name: str) -> Callable[[Values, Dossier], bool]:
    return lambda row, _: row[name] not in (None, "", ())


def _certified(_: Values, file: Dossier) -> bool:
    types = load_rulebook().catalogue
    return any(types[one.code].category == "medical_assistant" for one in file.held)


def _schooled(_: Values, file: Dossier) -> bool:
    return any(row["kind"] in ("program", "education") for row in file.trainings)


PREFERENCES, DETAILS = "portal.preferences", "portal.details"
# The order is that in which a blank keeps her from work. What may well be left blank is not asked:
# any shift and any pay are answers.
ASKED: Sequence[tuple[Callable[[Values, Dossier], bool], Blank]] = (
    (
        lambda row, _: bool(row["willing_states"]) or row["max_travel_miles"] is not None,
        Blank("Say where you work", "Without it no job is near enough.", PREFERENCES),
    ),
    (_says("home_zip"), Blank("Add your home ZIP code", "It tells how far a job is.", DETAILS)),
    (
        _certified,
        Blank("Add your certification", "Nearly every job asks for one.", "portal.start_sending"),
    ),
    (_says("adult"), Blank("Say that you are 18 or older", "Some states ask it.", DETAILS)),
    (
        _schooled,
        Blank("Add your school or program", "Some states ask it.", "portal.new_training"),
    ),
    (_says("email"), Blank("Add your e-mail address", "So that we reach you.", DETAILS)),
    (_says("phone"), Blank("Add your phone number", "So that we reach you.", DETAILS)),
    (_says("skills"), Blank("Name your skills", "Some clinics ask for them.", PREFERENCES)),
    (
        _says("years_experience"),
        Blank("Say how long you have worked", "It ranks you higher.", PREFERENCES),
    ),
)
HINDRANCES = [blank for _, blank in ASKED[:3]]


def completeness(row: Values, file: Dossier) -> Completeness:
    """What she has said of all that is asked."""
    blanks = tuple(blank for said, blank in ASKED if not said(row, file))
    return Completeness(len(ASKED) - len(blanks), len(ASKED), blanks)
