"""One pair explained: the assessment, the score with its parts, and what else must be said."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from agency.placements.queries import Pair, facts_of_pair
from agency.rules.eligibility import Assessment, assess
from agency.rules.facts import AssignmentFacts, CandidateFacts
from agency.rules.ranking import Part, Scale, score, score_parts
from agency.rules.remedies import Remedy, remedies
from agency.rules.rulebook import RuleBook


@dataclass(frozen=True, slots=True)
class Explanation:
    """What a judgement on ``day`` says of a pair, and why.

    ``parts`` are empty where the work is blocked: there is nothing to rank. ``remarks`` are
    sentences about the pair that are no requirement, such as that she is already placed there.
    ``remedies`` are None where they were not asked for.
    """

    day: date
    candidate: CandidateFacts
    candidate_name: str
    assignment: AssignmentFacts
    assessment: Assessment
    parts: tuple[Part, ...]
    remarks: tuple[str, ...]
    remedies: tuple[Remedy, ...] | None
    book: RuleBook = field(repr=False)

    @property
    def score(self) -> int | None:
        """The score in thousandths of a point; None where the work is blocked."""
        return None if self.assessment.work.blocked else score(self.parts)


def explain_pair(
    candidate_ref: str,
    assignment_ref: str,
    book: RuleBook,
    scale: Scale,
    day: date,
    keeps_percent: int | None = None,
) -> Explanation:
    """Explain a pair as the database knows it.

    Raises NotFound, Ended for an assignment that is over, and NoRules for a state not recorded.
    """
    pair = facts_of_pair(candidate_ref, assignment_ref)
    return explain(pair, book, scale, day, keeps_percent)


def explain(
    pair: Pair, book: RuleBook, scale: Scale, day: date, keeps_percent: int | None = None
) -> Explanation:
    """Explain a pair whose facts are at hand; raises Ended and NoRules.

    Remedies are sought if it is said how much of its days, of 100, a shortened assignment keeps.
    """
    assessment = assess(pair.candidate, pair.assignment, book, day)
    blocked = assessment.work.blocked
    found = None
    if keeps_percent is not None:
        found = remedies(pair.candidate, pair.assignment, book, day, keeps_percent, assessment)
    parts = score_parts(pair.candidate, pair.assignment, assessment.days_left, scale)
    return Explanation(
        day=day,
        candidate=pair.candidate,
        candidate_name=pair.candidate_name,
        assignment=pair.assignment,
        assessment=assessment,
        parts=() if blocked else parts,
        remarks=tuple(_remarks(pair)),
        remedies=found,
        book=book,
    )


def _remarks(pair: Pair) -> Iterator[str]:
    if pair.placed:
        yield (
            f"Already placed here ({pair.placed}), so a match does not propose this pair again;"
            " the days of that placement do not count as taken."
        )
    if pair.assignment_status != "open":
        status = pair.assignment_status.replace("_", " ")
        yield f"The assignment is {status}; only open assignments are matched."
