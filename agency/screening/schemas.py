"""Findings and standings coming in and going out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from agency.fields import Choice, Day, InputSchema, SafeText, YesNo
from agency.rules.sentences import day_text
from agency.screening.file_models import ListFile
from agency.screening.models import DECISIONS, LONGEST_REASON, Finding, FindingDecision
from agency.screening.queries import MonthScreened, Standing
from agency.screening.sources import SOURCES
from agency.screening.sources.leie import day_of


class DecisionInput(InputSchema):
    """What a specialist decides of a finding, and why."""

    decision = Choice(DECISIONS, required=True)
    reason = SafeText(LONGEST_REASON, load_default=None)


class HandedListInput(InputSchema):
    """What is told beside the file of a list; whatever is left blank its name and rows tell."""

    source = Choice(list(SOURCES), required=True)
    supplement = YesNo(load_default=False)
    day = Day(load_default=None)
    however_many = YesNo(load_default=False)


LOAD_NUMBERS = ("rows", "people", "added", "changed", "removed", "listed")


def described_file(row: ListFile) -> dict[str, Any]:
    """A file that was handed in as plain JSON; ``load`` is null where it changed nothing."""
    load = row.load
    return {
        "id": row.id,
        "list": row.source,
        "file": row.file_name,
        "sha256": row.file_hash,
        "supplement": row.supplement,
        "day": row.day and row.day.isoformat(),
        "however_many": row.however_many,
        "state": row.state,
        "by": row.by,
        "asked_at": row.asked_at.isoformat(),
        "finished_at": row.finished_at and row.finished_at.isoformat(),
        "problem": row.problem,
        "notes": row.notes,
        "load": load
        and {
            "kind": load.kind,
            "day": load.file_day.isoformat(),
            "month": load.month,
            **{name: getattr(load, name) for name in LOAD_NUMBERS},
        },
    }


def described_finding(row: Finding) -> dict[str, Any]:
    """A finding as plain JSON, with the record as the list has it and all that was decided."""
    record = row.record
    return {
        "id": row.id,
        "candidate_ref": row.candidate.ref,
        "candidate_name": row.candidate.full_name,
        "list": record.source,
        "record": dict(record.content),
        "fingerprint": record.fingerprint,
        "on_the_list": record.removed_in is None,
        "state": row.state,
        "points": row.points,
        "evidence": [dict(one) for one in row.evidence],
        "why_open": row.why_open,
        "found_at": row.found_at.isoformat(),
        "decisions": [described_decision(one) for one in row.decisions],
    }


def described_decision(one: FindingDecision) -> dict[str, Any]:
    """A decision as plain JSON."""
    return {
        "id": one.id,
        "decision": one.decision,
        "reason": one.reason,
        "at": one.at.isoformat(),
        "by": one.by,
        "undoes": one.undoes_id,
    }


def described_standing(
    ref: str, standing: Standing | None, months: Sequence[MonthScreened]
) -> dict[str, Any]:
    """How a candidate stands with the lists, and the months of which there is a certificate.

    Nothing is told of what was found: that is about others.
    """
    return {
        "candidate_ref": ref,
        "result": standing and standing.result,
        "screened_at": standing and standing.at.isoformat(),
        "lists": [
            {"list": one["list"], "title": one["title"], "as_of": one["as_of"]}
            for one in (standing.lists if standing else ())
        ],
        "months": [
            {"month": one.month, "times": one.times, "last_at": one.last_at.isoformat()}
            for one in months
        ],
    }


def words_of_record(row: Finding) -> list[tuple[str, str]]:
    """A record as its list has it, by the words for its columns; what has none is left out."""
    layout, said = SOURCES[row.record.source].layout, row.record.content
    return [
        (word, _day(said[name]) if name in layout.compact_days else said[name])
        for name, word in layout.words.items()
        if said.get(name)
    ]


def _day(compact: str) -> str:
    """A day in words; as it is written where it is none."""
    day = day_of(compact)
    return day_text(day) if day else compact
