"""The pieces of work that are about the rules: reading them, remedies of pairs, and an impact.

Like those of `agency.bench.pieces` each is meant for a process of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from itertools import product
from pathlib import Path

from agency.bench.pieces import Done, database, done, grid, spread
from agency.bench.report import KINDS_OF_PAIRS, NEAR
from agency.bench.sizes import DAY
from agency.bench.usage import Meter
from agency.matching.impact import Horizon
from agency.matching.impact_queries import preview
from agency.rules.amending import amended, read_entries
from agency.rules.eligibility import ELIGIBLE, Assessment, assess
from agency.rules.facts import AssignmentFacts, CandidateFacts
from agency.rules.remedies import remedies
from agency.rules.rulebook import RuleBook, load_rulebook
from agency.settings import settings
from agency.standards.queries import rulebook

STANDARD = Path(__file__).with_name("standard.toml")
SOON_DAYS = 60

Judged = tuple[CandidateFacts, AssignmentFacts, Assessment]


def load_rules() -> Done:
    """Read the rulebook, once, in a process that has not read it."""
    meter = Meter()
    book = load_rulebook()
    meter.lap("rulebook")
    return done(meter, {"states": len(book.states)})


def find_remedies(folder: str, url: str, candidates: int, assignments: int, pairs: int) -> Done:
    """Seek the remedies of so many near misses and of so many others, each a step of its own.

    They are spread over the pairs of some candidates and some assignments that are not eligible.
    """
    book, counts = load_rulebook(), {}
    with database(url, folder):
        refused = list(_refused(*grid(candidates, assignments), book, DAY))
        keeps_percent = settings().shorten_keeps_percent
    meter = Meter()
    for kind in KINDS_OF_PAIRS:
        chosen = spread([one for one in refused if one[2].near_miss == (kind == NEAR)], pairs)
        counts[kind] = len(chosen)
        for number, (person, work, judged) in enumerate(chosen):
            remedies(person, work, book, DAY, keeps_percent, judged)
            meter.lap(f"{kind} {number}")
    return done(meter, counts)


def _refused(
    people: Sequence[CandidateFacts], works: Sequence[AssignmentFacts], book: RuleBook, day: date
) -> Iterator[Judged]:
    for work, person in product(works, people):
        judged = assess(person, work, book, day)
        if judged.verdict != ELIGIBLE:
            yield person, work, judged


def ask_impact(folder: str, url: str) -> Done:
    """Ask whom a standard of the agency would hit, over the facts of now: there is no run."""
    with database(url, folder):
        before = rulebook()
        after = amended(before, read_entries(STANDARD, before))
        meter = Meter()
        found = preview(before, after, Horizon(DAY, SOON_DAYS)).impact
        meter.lap("impact")
    counts = {"assignments": found.assignments_checked, "asked": found.assignments_asked}
    return done(meter, counts)


PIECES: dict[str, Callable[..., Done]] = {
    piece.__name__: piece for piece in (load_rules, find_remedies, ask_impact)
}
