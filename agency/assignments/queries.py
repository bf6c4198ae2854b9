"""What is asked about assignments."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from sqlalchemy import select

from agency.assignments.models import Assignment, Facility
from agency.extensions import db
from agency.rules.spelling import all_folded


def facility_names() -> set[str]:
    """The names of all facilities."""
    return set(db.session.scalars(select(Facility.name)))


def facility_states() -> dict[str, str | None]:
    """The state of each facility by its name; None where it is not on file."""
    return dict(db.session.execute(select(Facility.name, Facility.state)).all())


@dataclass(frozen=True, slots=True)
class WordsAsked:
    """The skills and specialties that open assignments ask for, those asked most often first."""

    skills: tuple[str, ...]
    specialties: tuple[str, ...]


def words_asked() -> WordsAsked:
    """What clients ask for at present; the words to choose from where somebody names hers."""
    skills: Counter[str] = Counter()
    specialties: Counter[str] = Counter()
    asked = Assignment.required_skills, Assignment.preferred_skills, Assignment.specialty
    of_open = select(*asked).where(Assignment.status == "open")
    for required, preferred, specialty in db.session.execute(of_open):
        skills.update(all_folded((*required, *preferred)))
        specialties.update(all_folded([specialty] if specialty else []))
    return WordsAsked(_by_number(skills), _by_number(specialties))


def _by_number(counts: Counter[str]) -> tuple[str, ...]:
    return tuple(sorted(counts, key=lambda word: (-counts[word], word)))
