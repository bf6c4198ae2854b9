"""A match run and a shortlist as lines of text."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from rich.text import Text

from agency.matching.queries import AssignmentMatches, StoredMatch
from agency.matching.report import MatchReport
from agency.rules.ranking import points_text
from agency.rules.sentences import day_text, days_text

SHORT = 12
NAME_WIDTH = 24
HEADS = {"eligible": "Eligible, best first", "near_miss": "Near misses, nearest first"}


def match_lines(report: MatchReport) -> Iterator[Text]:
    """The report of a run: what went in, what came out, how long each stage took."""
    counts = report.counts
    work, pairs = counts["assignments"], counts["pairs"]
    seconds = counts["seconds"]
    yield Text(f"Matched as of {day_text(report.as_of)}: run {report.run}", "bold")
    if report.repeated:
        yield Text("  Facts, rules and settings are those of that run, so its result stands.")
    yield Text(f"  candidates     {counts['candidates']:>11,}")
    yield Text(f"  assignments    {work['open']:>11,} open: {_outcomes(work)}")
    yield Text(f"  with eligible  {work['with_eligible']:>11,} of {work['matched']:,} matched")
    for verdict in ("eligible", "unknown", "ineligible"):
        yield Text(f"  {verdict:14} {pairs[verdict]:>11,} pairs")
    renewable = f"{pairs['renewable']:,} of them with the renewal on course"
    yield Text(f"  near misses    {pairs['near_misses']:>11,} pairs, {renewable}")
    stages = "   ".join(f"{stage} {taken:.2f} s" for stage, taken in seconds.items())
    yield Text(f"  {stages}   in all {sum(seconds.values()):.2f} s")
    prints = (
        ("rulebook", report.rulebook),
        ("facts", report.snapshot),
        ("settings", report.settings),
    )
    yield Text("  " + "   ".join(f"{name} {whole[:SHORT]}" for name, whole in prints), "dim")


def _outcomes(work: dict[str, Any]) -> str:
    told = [f"{work['matched']:,} matched"]
    if work["to_confirm"]:
        told[0] += f" ({work['to_confirm']:,} with a question to the client)"
    if work["blocked"]:
        told.append(f"{work['blocked']:,} blocked by law")
    if work["no_rules"]:
        told.append(f"{work['no_rules']:,} in a state without recorded rules")
    return ", ".join(told)


def matches_lines(found: AssignmentMatches) -> Iterator[Text]:
    """One assignment's shortlist: the counts, what bars or must be asked, then the people."""
    yield from _head(found)
    for reason in found.shortlist.reasons:
        yield Text(f"  ✗ {reason['says']} {_cited(reason)}".rstrip())
    for question in found.shortlist.to_confirm:
        yield Text(f"  ? Ask the client: {question['question']} {_cited(question)}".rstrip())
    for tier, head in HEADS.items():
        people = [one for one in found.matches if one.tier == tier]
        if people:
            yield Text()
            yield Text(f"{head} ({len(people)} shown)", "bold")
            yield from (_line(one) for one in people)


def _head(found: AssignmentMatches) -> Iterator[Text]:
    work, shortlist = found.assignment, found.shortlist
    days = (work.ends_on - work.starts_on).days + 1
    where = found.facility or "no facility named"
    yield Text(f"{work.ref} at {where}", "bold")
    yield Text(f"  {day_text(work.starts_on)} to {day_text(work.ends_on)} ({days_text(days)})")
    yield Text(f"  as of {day_text(found.run.as_of)}, run {found.run.id}")
    if shortlist.outcome == "matched":
        yield Text(
            f"  {shortlist.eligible:,} eligible, {shortlist.unknown:,} unknown,"
            f" {found.ineligible:,} ineligible; {shortlist.near_misses:,} near misses"
        )


def _cited(said: dict[str, Any]) -> str:
    return f"({said['citation']})" if said.get("citation") else ""


def _line(one: StoredMatch) -> Text:
    points = points_text(one.score)
    name = one.candidate_name[:NAME_WIDTH]
    place = f"  {one.position:>3}  {one.candidate_ref:10} {name:{NAME_WIDTH}}"
    if one.gap is None:
        best = sorted(one.parts, key=lambda part: -part.value * part.weight)[:2]
        return Text(f"{place} {points:>7}  {'; '.join(part.reason for part in best)}")
    known = "may lack" if one.verdict == "unknown" else "lacks"
    hope = "; renewal on course" if one.renewable else ""
    return Text(f"{place} {points:>7}  {known} {one.gap}{hope}")
