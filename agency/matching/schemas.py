"""The shapes in which a judgement leaves the house, as plain JSON values.

Keys may be added, never changed. Days are ISO texts; a day at the end of time, and one that is
never reached, are null.
"""

from __future__ import annotations

from collections.abc import Iterable

from agency.matching.checking import Checked
from agency.matching.explaining import Explanation
from agency.matching.finding_schemas import (
    Json,
    day_text,
    described_finding,
    described_question,
    run_of_days,
)
from agency.matching.near_misses import Remedied
from agency.matching.queries import AssignmentMatches, StoredMatch
from agency.matching.remedy_schemas import described_remedy
from agency.rules.eligibility import Assessment
from agency.rules.ranking import THOUSAND, Part
from agency.rules.remedies import outlook, ready_on
from agency.rules.rulebook import RuleBook


def described_check(checked: Checked) -> Json:
    """The answer to a question that brought its own facts."""
    return {
        **described_explanation(checked.explanation),
        "unknown_keys": list(checked.unknown_keys),
    }


def described_explanation(explanation: Explanation) -> Json:
    """A pair with its verdict, findings and score, as ``explain`` and the API answer it.

    Blocked work is not scored: the score is null.
    """
    score = explanation.score
    return {
        "candidate": explanation.candidate.ref,
        "assignment": explanation.assignment.ref,
        "as_of": explanation.day.isoformat(),
        **described_assessment(explanation.assessment),
        **described_remedies(explanation),
        "score": None if score is None else described_score(score, explanation.parts),
        "remarks": list(explanation.remarks),
    }


def described_remedies(explanation: Explanation) -> Json:
    """What would make the pair eligible, and when; nothing where it was not asked for.

    ``outlook`` is ``not_yet`` if it can clear before the work begins, and else
    ``cannot_clear_in_time``; null for an eligible pair, and where nobody knows.
    """
    found = explanation.remedies
    if found is None:
        return {}
    ready = ready_on(found)
    return {
        "remedies": [described_remedy(one, explanation.book) for one in found],
        "ready_on": ready and ready.isoformat(),
        "outlook": outlook(explanation.assessment, found),
    }


def described_assessment(assessment: Assessment) -> Json:
    """A verdict with everything that made it."""
    return {
        "verdict": assessment.verdict,
        "near_miss": assessment.near_miss,
        "renewable": assessment.renewable,
        "blocked": assessment.work.blocked,
        "rulebook": assessment.rulebook,
        "window": run_of_days(assessment.window),
        "clears_on": day_text(assessment.clears_on),
        "holds_until": day_text(assessment.holds_until),
        "findings": [described_finding(finding) for finding in assessment.findings],
        "to_confirm": [
            described_question(one, assessment.window) for one in assessment.work.to_confirm
        ],
    }


def described_score(score: int, parts: Iterable[Part]) -> Json:
    """A score, given in thousandths, in points of 100, and the parts that add up to it."""
    return {"points": score / THOUSAND, "parts": [described_part(part) for part in parts]}


def described_part(part: Part) -> Json:
    """One part of a score: ``value`` of 1000 times ``weight`` are ``points`` of 100."""
    return {
        "name": part.name,
        "value": part.value,
        "weight": part.weight,
        "points": part.value * part.weight / THOUSAND,
        "reason": part.reason,
    }


def described_matches(found: AssignmentMatches, remedied: Remedied, book: RuleBook) -> Json:
    """One assignment's shortlist in a run; ``remedied`` is what would turn the near misses."""
    shortlist = found.shortlist
    return {
        "assignment": found.assignment.ref,
        "facility": found.facility,
        "run": found.run.id,
        "as_of": found.run.as_of.isoformat(),
        "rulebook": found.run.rulebook,
        "outcome": shortlist.outcome,
        "eligible": shortlist.eligible,
        "unknown": shortlist.unknown,
        "ineligible": found.ineligible,
        "near_misses": shortlist.near_misses,
        "reasons": shortlist.reasons,
        "to_confirm": shortlist.to_confirm,
        "matches": [_match(one) | _remedies(one, remedied, book) for one in found.matches],
    }


def _remedies(one: StoredMatch, remedied: Remedied, book: RuleBook) -> Json:
    """The remedies of a near miss, if they were sought."""
    found = remedied.get(one.candidate_ref)
    return {} if found is None else {"remedies": [described_remedy(each, book) for each in found]}


def _match(one: StoredMatch) -> Json:
    return {
        "candidate": one.candidate_ref,
        "candidate_name": one.candidate_name,
        "verdict": one.verdict,
        "near_miss": one.tier == "near_miss",
        "renewable": one.renewable,
        "gap": one.gap,
        "position": one.position,
        "wish": one.wish,
        "score": described_score(one.score, one.parts),
    }
