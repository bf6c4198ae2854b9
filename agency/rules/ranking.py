"""The order among those whom the rules admit: weighted parts, each with its value and reason.

A value runs from 0 to 1000; weights are whole and sum to 100; so a score runs from 0 to 100,000
thousandths and every engine computes it to the bit. Nothing here can admit or refuse anybody.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from agency.rules.distance import tenths_of_a_mile
from agency.rules.facts import AssignmentFacts, CandidateFacts
from agency.rules.reading import Table, read_toml

FULL = 1000
NOT_SAID = -1
THOUSAND = 1000
PARTS = ("distance", "preferred_skills", "coverage_left", "pay_margin", "experience", "placements")
WORD = (1 << 64) - 1


@dataclass(frozen=True, slots=True)
class Scale:
    """How much each part weighs, and where each stops counting."""

    weights: tuple[tuple[str, int], ...]
    far_tenths: int
    days_left_cap: int
    margin_cents_cap: int
    placements_cap: int

    def weight(self, part: str) -> int:
        return dict(self.weights)[part]


@dataclass(frozen=True, slots=True)
class Wishes:
    """What an assignment would like: how many preferred skills, and which specialty, if any."""

    preferred_skills: int
    specialty: str | None

    @classmethod
    def of(cls, assignment: AssignmentFacts) -> Wishes:
        return cls(len(assignment.preferred_skills), assignment.specialty)


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a score: what was measured, its value of 1000, what it weighs, and the reason."""

    name: str
    measure: int
    value: int
    weight: int
    reason: str


def load_scale(path: Path) -> Scale:
    """Read the weights; raises RuleBookError unless they are whole numbers that sum to 100."""
    file = Table(read_toml(path), path.name)
    weights = file.table("weights")
    scale = Scale(
        weights=tuple((part, weights.whole(part)) for part in PARTS),
        far_tenths=file.whole("far_miles", least=1) * 10,
        days_left_cap=file.whole("days_left_cap", least=1),
        margin_cents_cap=file.whole("pay_margin_cap_usd", least=1) * 100,
        placements_cap=file.whole("placements_cap", least=1),
    )
    weights.close()
    file.text("source")
    file.day("checked_on")
    file.close()
    if sum(weight for _, weight in scale.weights) != 100:
        raise file.error("weights", "expected weights that sum to 100")
    return scale


def measures_of(
    candidate: CandidateFacts, assignment: AssignmentFacts, days_left: int, scale: Scale
) -> tuple[int, ...]:
    """What each part rests on, in the order of PARTS: tenths of a mile, preferred skills had,
    days of cover beyond the end, cents an hour above the minimum, the specialty asked for (1 or
    0), completed placements; NOT_SAID where there is nothing to measure.
    """
    return (
        _distance(candidate, assignment),
        len(assignment.preferred_skills & candidate.skills),
        min(max(days_left, 0), scale.days_left_cap),
        _margin(candidate, assignment),
        _experience(candidate, assignment),
        candidate.completed_placements,
    )


def score_parts(
    candidate: CandidateFacts, assignment: AssignmentFacts, days_left: int, scale: Scale
) -> tuple[Part, ...]:
    """The parts of one pair's score; ``days_left`` is how long its cover lasts beyond the end."""
    measures = measures_of(candidate, assignment, days_left, scale)
    return parts_of(measures, Wishes.of(assignment), scale)


def parts_of(measures: Sequence[int], wishes: Wishes, scale: Scale) -> tuple[Part, ...]:
    """The parts that `measures_of` a pair make, each with its value, weight and reason."""
    values = values_of(measures, wishes, scale)
    reasons = reasons_for(measures, wishes, scale)
    return tuple(
        Part(name, measure, value, scale.weight(name), reason)
        for name, measure, value, reason in zip(PARTS, measures, values, reasons, strict=True)
    )


def score(parts: tuple[Part, ...]) -> int:
    """The score in thousandths of a point."""
    return sum(part.value * part.weight for part in parts)


def points_text(score: int) -> str:
    """A score, given in thousandths of a point, as points: 87.250."""
    return f"{score // THOUSAND}.{score % THOUSAND:03d}"


def values_of(measures: Sequence[int], wishes: Wishes, scale: Scale) -> tuple[int, ...]:
    """Each measure as a value from 0 to 1000; more is never worse, nor is nearer."""
    tenths, skills, left, margin, specialty, placements = measures
    near = 0 if tenths == NOT_SAID else scale.far_tenths - min(tenths, scale.far_tenths)
    asked = wishes.preferred_skills
    return (
        near * FULL // scale.far_tenths,
        skills * FULL // asked if asked else FULL,
        left * FULL // scale.days_left_cap,
        _share(margin, scale.margin_cents_cap),
        _share(specialty, 1),
        _share(placements, scale.placements_cap),
    )


def _share(measure: int, cap: int) -> int:
    """Where nothing was asked, nothing is held against anybody."""
    return FULL if measure == NOT_SAID else min(measure, cap) * FULL // cap


def reasons_for(measures: Sequence[int], wishes: Wishes, scale: Scale) -> tuple[str, ...]:
    """Each measure in a few words."""
    tenths, skills, left, margin, specialty, placements = measures
    asked = wishes.preferred_skills
    more = " or more" if left == scale.days_left_cap else ""
    named = (wishes.specialty or "").replace("_", " ")
    return (
        "distance not known" if tenths == NOT_SAID else f"{tenths / 10:g} miles away",
        f"{skills} of {asked} preferred skills" if asked else "no preferred skills asked",
        f"{left}{more} days of cover beyond the end",
        "no minimum to compare"
        if margin == NOT_SAID
        else f"pays ${margin // 100}.{margin % 100:02d} above the minimum",
        f"{'knows' if specialty else 'has not named'} {named}" if named else "no specialty asked",
        f"{placements} completed placement{'' if placements == 1 else 's'} with this agency",
    )


def _distance(candidate: CandidateFacts, assignment: AssignmentFacts) -> int:
    if candidate.home is None or assignment.place is None:
        return NOT_SAID
    return tenths_of_a_mile(candidate.home, assignment.place)


def _margin(candidate: CandidateFacts, assignment: AssignmentFacts) -> int:
    if candidate.min_pay_cents is None or assignment.pay_cents is None:
        return NOT_SAID
    return max(assignment.pay_cents - candidate.min_pay_cents, 0)


def _experience(candidate: CandidateFacts, assignment: AssignmentFacts) -> int:
    """Capped at what the assignment asks: one specialty; more of it counts for nothing."""
    if assignment.specialty is None:
        return NOT_SAID
    return int(assignment.specialty in candidate.specialties)


def tie(day: int, assignment_ref: str, candidate_ref: str) -> int:
    """A number that breaks ties alike for all: never by name, id or time of arrival."""
    return splitmix64(
        splitmix64(splitmix64(day) ^ prefix64(assignment_ref)) ^ prefix64(candidate_ref)
    )


@lru_cache(maxsize=1 << 17)  # references come again and again, and are short
def prefix64(ref: str) -> int:
    """The first 64 bits of the SHA-256 of a reference."""
    return int.from_bytes(hashlib.sha256(ref.encode()).digest()[:8], "big")


def splitmix64(x: int) -> int:
    """Steele, Lea and Flood's mixer (OOPSLA 2014), on one word."""
    x = (x + 0x9E3779B97F4A7C15) & WORD
    x = ((x ^ (x >> 30)) * 0xBF58476D1CE4E5B9) & WORD
    x = ((x ^ (x >> 27)) * 0x94D049BB133111EB) & WORD
    return x ^ (x >> 31)
