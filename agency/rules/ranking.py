"""The order among those whom the rules admit: weighted parts, each with its value and reason.

A value runs from 0 to 1000; weights are whole and sum to 100; so a score runs from 0 to 100,000
thousandths and every engine computes it to the bit. Nothing here can admit or refuse anybody.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

from agency.rules.distance import tenths_of_a_mile
from agency.rules.facts import AssignmentFacts, CandidateFacts
from agency.rules.reading import Table, read_toml

FULL = 1000
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
class Part:
    """One part of a score: its value of 1000, what it weighs, and the reason."""

    name: str
    value: int
    weight: int
    reason: str


def load_scale(path: Path) -> Scale:
    """Read the weights; raises RuleBookError unless they are whole numbers that sum to 100."""
    file = Table(read_toml(path), path.name)
    weights = file.table("weights")
    scale = Scale(
        weights=tuple((part, weights.whole(part)) for part in PARTS),
        far_tenths=file.whole("far_miles") * 10,
        days_left_cap=file.whole("days_left_cap"),
        margin_cents_cap=file.whole("pay_margin_cap_usd") * 100,
        placements_cap=file.whole("placements_cap"),
    )
    weights.close()
    file.text("source")
    file.day("checked_on")
    file.close()
    if sum(weight for _, weight in scale.weights) != 100:
        raise file.error("weights", "expected weights that sum to 100")
    for key in ("far_miles", "days_left_cap", "pay_margin_cap_usd", "placements_cap"):
        if file.values[key] == 0:
            raise file.error(key, "expected at least 1")
    return scale


def score_parts(
    candidate: CandidateFacts, assignment: AssignmentFacts, days_left: int, scale: Scale
) -> tuple[Part, ...]:
    """The parts of one pair's score; ``days_left`` is how long its cover lasts beyond the end."""
    scored = (
        _distance(candidate, assignment, scale),
        _preferred(candidate, assignment),
        _left(days_left, scale),
        _margin(candidate, assignment, scale),
        _experience(candidate, assignment),
        _placements(candidate, scale),
    )
    return tuple(
        Part(name, value, scale.weight(name), reason)
        for name, (value, reason) in zip(PARTS, scored, strict=True)
    )


def score(parts: tuple[Part, ...]) -> int:
    """The score in thousandths of a point."""
    return sum(part.value * part.weight for part in parts)


def _distance(
    candidate: CandidateFacts, assignment: AssignmentFacts, scale: Scale
) -> tuple[int, str]:
    if candidate.home is None or assignment.place is None:
        return 0, "distance not known"
    tenths = tenths_of_a_mile(candidate.home, assignment.place)
    near = scale.far_tenths - min(tenths, scale.far_tenths)
    return near * FULL // scale.far_tenths, f"{tenths / 10:g} miles away"


def _preferred(candidate: CandidateFacts, assignment: AssignmentFacts) -> tuple[int, str]:
    asked = assignment.preferred_skills
    if not asked:
        return FULL, "no preferred skills asked"
    has = len(asked & candidate.skills)
    return has * FULL // len(asked), f"{has} of {len(asked)} preferred skills"


def _left(days_left: int, scale: Scale) -> tuple[int, str]:
    counted = min(max(days_left, 0), scale.days_left_cap)
    more = " or more" if days_left >= scale.days_left_cap else ""
    return counted * FULL // scale.days_left_cap, f"{counted}{more} days of cover beyond the end"


def _margin(
    candidate: CandidateFacts, assignment: AssignmentFacts, scale: Scale
) -> tuple[int, str]:
    if candidate.min_pay_cents is None or assignment.pay_cents is None:
        return FULL, "no minimum to compare"
    margin = max(assignment.pay_cents - candidate.min_pay_cents, 0)
    counted = min(margin, scale.margin_cents_cap)
    return counted * FULL // scale.margin_cents_cap, f"pays ${margin / 100:.2f} above the minimum"


def _experience(candidate: CandidateFacts, assignment: AssignmentFacts) -> tuple[int, str]:
    """Capped at what the assignment asks: one specialty; more of it counts for nothing."""
    if assignment.specialty is None:
        return FULL, "no specialty asked"
    known = assignment.specialty in candidate.specialties
    specialty = assignment.specialty.replace("_", " ")
    return FULL * known, f"{'knows' if known else 'has not named'} {specialty}"


def _placements(candidate: CandidateFacts, scale: Scale) -> tuple[int, str]:
    counted = min(candidate.completed_placements, scale.placements_cap)
    return (
        counted * FULL // scale.placements_cap,
        f"{candidate.completed_placements} completed placements with this agency",
    )


def tie(day: int, assignment_ref: str, candidate_ref: str) -> int:
    """A number that breaks ties alike for all: never by name, id or time of arrival."""
    return splitmix64(
        splitmix64(splitmix64(day) ^ prefix64(assignment_ref)) ^ prefix64(candidate_ref)
    )


def prefix64(ref: str) -> int:
    """The first 64 bits of the SHA-256 of a reference."""
    return int.from_bytes(hashlib.sha256(ref.encode()).digest()[:8], "big")


def splitmix64(x: int) -> int:
    """Steele, Lea and Flood's mixer (OOPSLA 2014), on one word."""
    x = (x + 0x9E3779B97F4A7C15) & WORD
    x = ((x ^ (x >> 30)) * 0xBF58476D1CE4E5B9) & WORD
    x = ((x ^ (x >> 27)) * 0x94D049BB133111EB) & WORD
    return x ^ (x >> 31)
