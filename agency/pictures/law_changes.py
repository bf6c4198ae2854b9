"""Days on which the law, or a standard of the agency, begins to ask something else."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from agency.pictures.axis import Axis
from agency.rules.eligibility import Finding
from agency.rules.requisition import Version
from agency.rules.sentences import day_text
from agency.rules.spans import LAST_DAY


@dataclass(frozen=True, slots=True)
class LawChange:
    """A day on which rules change; ``by`` is ``law`` or ``agency``, ``rules`` are their ids."""

    day: int
    at: float
    words: str
    by: str
    rules: tuple[str, ...]


def law_changes(findings: Iterable[Finding], axis: Axis) -> tuple[LawChange, ...]:
    """The changes on the days that are drawn, in order; changes of one day are one."""
    found: dict[int, dict[str, Version]] = {}
    for finding in findings:
        for day, version in _changes(finding):
            if axis.first < day <= axis.last:
                found.setdefault(day, {})[finding.requirement.id] = version
    return tuple(_change(day, rules, axis) for day, rules in sorted(found.items()))


def _changes(finding: Finding) -> Iterator[tuple[int, Version]]:
    """Each first day of a text, and the day after the last one."""
    versions = finding.requirement.versions
    followed = {version.first for version in versions}
    for version in versions:
        yield version.first, version
        if version.last != LAST_DAY and version.last + 1 not in followed:
            yield version.last + 1, version


def _change(day: int, rules: dict[str, Version], axis: Axis) -> LawChange:
    law = any(not version.entry.is_standard for version in rules.values())
    when = day_text(day).rsplit(" ", 1)[0]
    words = f"§ Law changes {when}" if law else f"Standard changes {when}"
    return LawChange(day, axis.at(day), words, "law" if law else "agency", tuple(rules))
