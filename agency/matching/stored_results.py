"""Results as they were stored, read back."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from agency.assignments.models import Assignment
from agency.bulk_lookup import among
from agency.candidates.models import Candidate
from agency.extensions import db
from agency.matching.lines import Listed
from agency.matching.merging import Ranking, ranking
from agency.matching.models import Match, MatchRun, Shortlist
from agency.matching.requirement_counts import counts_by_ref
from agency.matching.results import Result
from agency.matching.serving import ineligible_in, served
from agency.matching.storing import SHORTLIST_COLUMNS

LINE = (Match.candidate_id, Match.verdict, Match.score, Match.measures, Match.gap, Match.renewable)
Lists = dict[int, dict[str, list[Ranking]]]


@dataclass(frozen=True)
class StoredResult:
    """A shortlist without its lines, which stand beside it with their places."""

    result: Result
    best: list[Ranking]
    nearest: list[Ranking]


def stored_results(run: MatchRun, refs: Collection[str]) -> dict[str, StoredResult]:
    """What counts of these assignments in ``run``, by reference, in three queries."""
    own = {"ineligible": ineligible_in(run)}
    columns = (own.get(name, Shortlist.__table__.c[name]) for name in SHORTLIST_COLUMNS)
    rows = db.session.execute(
        select(Shortlist.id, Assignment.ref, *columns)
        .join(Assignment, Assignment.id == Shortlist.assignment_id)
        .join(MatchRun, MatchRun.id == Shortlist.run_id)
        .where(Shortlist.id.in_(served(run)), among(Assignment.ref, refs))
    ).all()
    counted = counts_by_ref(run, refs)
    lists = _lists({id: ref for id, ref, *_ in rows}, run.as_of.toordinal())
    return {
        ref: StoredResult(
            Result(
                **dict(zip(SHORTLIST_COLUMNS, said, strict=True)),
                counted=counted.get(ref) if said[0] == "matched" else None,
            ),
            best=lists[id]["eligible"],
            nearest=lists[id]["near_miss"],
        )
        for id, ref, *said in rows
    }


def _lists(refs: dict[int, str], day: int) -> Lists:
    """The lines of shortlists, by row id and tier, in their order."""
    found: Lists = defaultdict(lambda: defaultdict(list))
    rows: Iterable[Any] = db.session.execute(
        select(Match.shortlist_id, Match.tier, Candidate.ref, *LINE)
        .join(Candidate, Candidate.id == Match.candidate_id)
        .where(among(Match.shortlist_id, refs))
        .order_by(Match.shortlist_id, Match.tier, Match.position)
    )
    for id, tier, candidate_ref, *said in rows:
        line = Listed(*said)._replace(measures=tuple(said[3]))
        found[id][tier].append(ranking(line, candidate_ref, refs[id], day))
    return found
