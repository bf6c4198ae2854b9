"""The impact of a change of the rules as plain JSON values; keys may be added, never changed.

Days are ISO texts. ``when`` is now, soon (within the days asked about) or later.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from agency.matching.impact import Impact
from agency.matching.impact_asking import Asked
from agency.matching.impact_placements import PlacementImpact
from agency.matching.impact_queries import Preview
from agency.matching.impact_work import AssignmentImpact
from agency.matching.run_schemas import described_unworked
from agency.rules.comparing import EntryChange
from agency.rules.facts import AssignmentFacts
from agency.rules.requisition import Requirement

Json = dict[str, Any]


def described_impact(preview: Preview, names: Mapping[str, str], limit: int | None = None) -> Json:
    """All that comes out otherwise; at most ``limit`` of each list, and of people in each group.

    ``names`` are those of candidates, by reference.
    """
    found, run = preview.impact, preview.run
    return {
        "as_of": found.horizon.day.isoformat(),
        "within_days": found.horizon.within,
        "facts": {
            "run": run and run.id,
            "run_as_of": run and run.as_of.isoformat(),
            **described_unworked(preview.unworked),
        },
        "rulebook": {"before": preview.before.fingerprint, "after": preview.after.fingerprint},
        "unknown_facilities": list(preview.unknown_facilities),
        "entries": [_entry(one) for one in found.entries],
        "summary": described_summary(found),
        "placements": [_placement(one, found) for one in found.placements[:limit]],
        "assignments": [_assignment(one, found, limit) for one in found.assignments[:limit]],
        "candidates": list(_candidates(found, names, limit)),
        "names": dict(sorted(names.items())),
    }


def described_summary(found: Impact) -> Json:
    """The counts of all that changes."""
    people = found.people
    return {
        "placements": {"checked": found.placements_checked, **found.placements_hit()},
        "assignments": {
            "checked": found.assignments_checked,
            "asked_otherwise": found.assignments_asked,
            "changed": len(found.assignments),
            **found.work_hit(),
        },
        "pairs": found.pairs_hit(),
        "candidates": {
            "losing": int((people.lost > 0).sum()),
            "gaining": int((people.gained > 0).sum()),
            "none_left": len(people.none_left),
            "first_found": len(people.first_found),
        },
    }


def _entry(one: EntryChange) -> Json:
    return {
        "change": one.kind,
        "of": one.of,
        "id": one.entry.id,
        "in_force": one.entry.in_force.isoformat(),
        "says": one.entry.says,
        "effect": one.entry.effect,
        "citation": one.entry.citation,
        "said_before": one.before and one.before.says,
    }


def _placement(one: PlacementImpact, found: Impact) -> Json:
    placed = one.placement
    return {
        "candidate": placed.candidate_ref,
        "candidate_name": placed.candidate_name,
        **_work(placed.work),
        "stage": placed.stage,
        "change": one.change,
        "since": date.fromordinal(one.since).isoformat(),
        "when": found.horizon.when(one.since),
        "before": one.before,
        "after": one.after,
        "over": [asked.id for asked in one.over],
    }


def _work(work: AssignmentFacts) -> Json:
    return {
        "assignment": work.ref,
        "facility": work.facility,
        "state": work.state,
        "starts_on": work.starts_on.isoformat(),
        "ends_on": work.ends_on.isoformat(),
    }


def _assignment(one: AssignmentImpact, found: Impact, limit: int | None) -> Json:
    asked = one.contrast
    refs = found.people.pool.refs
    return {
        **_work(one.assignment),
        "before": _side(asked.before, asked.dropped, len(one.put_to.eligible_before)),
        "after": _side(asked.after, asked.added, len(one.put_to.eligible_after)),
        "to_confirm": [{"id": each.id, "question": each.question} for each in asked.questions],
        "confirmed": [each.id for each in asked.settled],
        "people": [
            {
                "change": group.change,
                "before": group.before,
                "after": group.after,
                "since": date.fromordinal(group.since).isoformat(),
                "when": found.horizon.when(group.since),
                "count": len(group.people),
                "candidates": [refs[place] for place in group.people[:limit]],
            }
            for group in one.put_to.moved.groups()
        ],
    }


def _side(asked: Asked, only: Sequence[Requirement], eligible: int) -> Json:
    return {
        "outcome": asked.outcome,
        "asks_alone": [one.id for one in only],
        "refused_by": [one.id for one in asked.refusing],
        "eligible": eligible,
    }


def _candidates(found: Impact, names: Mapping[str, str], limit: int | None) -> Iterator[Json]:
    people = found.people
    none_left, first_found = set(people.none_left.tolist()), set(people.first_found.tolist())
    for place in people.order().tolist()[:limit]:
        ref = people.pool.refs[place]
        yield {
            "candidate": ref,
            "candidate_name": names.get(ref, ""),
            "lost": int(people.lost[place]),
            "gained": int(people.gained[place]),
            "none_left": place in none_left,
            "first_found": place in first_found,
        }


def people_named(found: Impact, limit: int | None = None) -> Collection[str]:
    """The references of all whom `described_impact` tells of with the same limit."""
    refs = found.people.pool.refs
    places = set(found.people.order().tolist()[:limit])
    for one in found.assignments[:limit]:
        for group in one.put_to.moved.groups():
            places.update(group.people[:limit])
    return {refs[place] for place in places}
