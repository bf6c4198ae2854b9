"""A match run and a shortlist as lines of text."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from rich.text import Text

from agency.cli.printing import wrapped
from agency.matching.queries import AssignmentMatches, StoredMatch
from agency.matching.replaying import Replay
from agency.matching.report import MatchReport
from agency.matching.run_queries import Unworked
from agency.page_filters import age_text, counted, size_text
from agency.pinning.models import EXCLUSION, PIN
from agency.rules.ranking import points_text
from agency.rules.sentences import day_text, days_text

PERCENT = 100
SHORT = 12
SHOWN = 10
NAME_WIDTH = 24
CHANGE = " " * 14  # as deep as the alternatives that begin with an "or"
Changes = Mapping[str, Sequence[str]]
WISHES = {PIN: "pinned", EXCLUSION: "excluded"}
HEADS = {"eligible": "Eligible, best first", "near_miss": "Near misses, nearest first"}


def match_lines(report: MatchReport, width: int) -> Iterator[Text]:
    """The report of a run: what went in, what came out, how long each stage took."""
    counts = report.counts
    work, pairs = counts["assignments"], counts["pairs"]
    seconds = counts["seconds"]
    yield Text(f"Matched as of {day_text(report.as_of)}: run {report.run}", "bold")
    if report.repeated:
        yield Text("  Facts, rules and settings are those of that run, so its result stands.")
    yield Text(f"  candidates     {counts['candidates']:>11,}")
    yield from _told(_outcomes(work), width, f"  assignments    {work['open']:>11,} open: ")
    yield Text(f"  with eligible  {work['with_eligible']:>11,} of {work['matched']:,} matched")
    for verdict in ("eligible", "unknown", "ineligible"):
        yield Text(f"  {verdict:14} {pairs[verdict]:>11,} pairs")
    renewable = f"{pairs['renewable']:,} of them with the renewal on course"
    yield Text(f"  near misses    {pairs['near_misses']:>11,} pairs, {renewable}")
    yield from _choice(report)
    stages = "   ".join(f"{stage} {taken:.2f} s" for stage, taken in seconds.items())
    yield Text(f"  {stages}   in all {sum(seconds.values()):.2f} s")
    prints = (
        ("rulebook", report.rulebook),
        ("facts", report.snapshot),
        ("settings", report.settings),
    )
    yield Text("  " + "   ".join(f"{name} {whole[:SHORT]}" for name, whole in prints), "dim")


def _choice(report: MatchReport) -> Iterator[Text]:
    """How many openings can be filled at once, and how good that is."""
    found = report.choice
    if found is None:
        return
    gap = f"best possible within {found.gap * PERCENT:.2f} %" if found.gap else "the best possible"
    yield Text(f"  can be filled  {found.proposed:>11,} of {found.openings:,} openings; {gap}")


def _outcomes(work: dict[str, Any]) -> str:
    told = [f"{work['matched']:,} matched"]
    if work["to_confirm"]:
        told[0] += f" ({work['to_confirm']:,} with a question to the client)"
    if work["blocked"]:
        told.append(f"{work['blocked']:,} blocked by law")
    if work["no_rules"]:
        told.append(f"{work['no_rules']:,} in a state without recorded rules")
    return ", ".join(told)


def matches_lines(
    found: AssignmentMatches,
    titles: Mapping[str, str],
    changes: Changes,
    unworked: Unworked | None,
    width: int,
) -> Iterator[Text]:
    """One assignment's shortlist: the counts, what bars or must be asked, then the people.

    ``titles`` tell in words what a near miss lacks, ``changes`` what would turn each;
    ``unworked`` is what the lists do not know yet.
    """
    yield from _head(found)
    if unworked:
        yield from _told(not_yet_text(unworked), width, "  ! ", "yellow")
    for reason in found.shortlist.reasons:
        yield from _told(f"{reason['says']} {_cited(reason)}", width, "  ✗ ")
    for question in found.shortlist.to_confirm:
        words = f"Ask the client: {question['question']} {_cited(question)}"
        yield from _told(words, width, "  ? ")
    for tier, head in HEADS.items():
        people = [one for one in found.matches if one.tier == tier]
        if people:
            yield Text()
            yield Text(f"{head} ({len(people)} shown)", "bold")
            yield from _people(people, changes, width)
    yield from _lacked(found, titles, width)


def _told(words: str, width: int, lead: str, style: str = "") -> Iterator[Text]:
    return (Text(line, style) for line in wrapped(words, width, lead))


def not_yet_text(unworked: Unworked) -> str:
    """What the lists do not know yet."""
    age = age_text(unworked.oldest)
    if unworked.edits == 1:
        return f"A change made {age} ago is not worked in yet."
    return f"{counted(unworked.edits, 'change')} are not worked in yet, the oldest made {age} ago."


def _lacked(found: AssignmentMatches, titles: Mapping[str, str], width: int) -> Iterator[Text]:
    """What the near misses lack, in the words of the requirement."""
    gaps = dict.fromkeys(one.gap for one in found.matches if one.gap)
    told = [(gap, titles[gap]) for gap in gaps if gap in titles]
    if told:
        yield Text()
        yield Text("What they lack", "bold")
    for gap, title in told:
        yield from _told(title.removeprefix(f"{gap.capitalize()}: "), width, f"    {gap}: ")


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


def _people(people: Sequence[StoredMatch], changes: Changes, width: int) -> Iterator[Text]:
    """Each person and why; of the reasons, what does not fit stands under them."""
    refs = max(len(one.candidate_ref) for one in people)
    names = min(NAME_WIDTH, max(len(one.candidate_name) for one in people))
    for one in people:
        who = f"{one.candidate_ref:{refs}}  {one.candidate_name[:names]:{names}}"
        lead = f"  {one.position:>3}  {who}  {points_text(one.score):>7}  "
        yield from _told(_why(one), width, lead)
        for number, change in enumerate(changes.get(one.candidate_ref, ())):
            yield from _told(change, width, "           or " if number else CHANGE)


def _why(one: StoredMatch) -> str:
    return f"{WISHES[one.wish]}; {_told_why(one)}" if one.wish else _told_why(one)


def _told_why(one: StoredMatch) -> str:
    if one.gap is None:
        best = sorted(one.parts, key=lambda part: -part.value * part.weight)[:2]
        return "; ".join(part.reason for part in best)
    known = "may lack" if one.verdict == "unknown" else "lacks"
    hope = "; renewal on course" if one.renewable else ""
    return f"{known} {one.gap}{hope}"


def replay_lines(found: Replay) -> Iterator[str]:
    """Whether a run that was done again came to what is stored of it."""
    number = counted(found.assignments, "assignment")
    yield f"Run {found.run} as of {found.as_of}, done again: {number}"
    size = "" if found.snapshot_bytes is None else f" ({size_text(found.snapshot_bytes)})"
    yield f"  snapshot  {found.snapshot}{size}"
    yield f"  rulebook  {found.rulebook}"
    yield f"  settings  {found.settings}"
    yield f"  stored    {found.stored}"
    yield f"  replayed  {found.replayed}"
    if found.same:
        yield "The same to the byte."
        return
    if found.allocation is False:
        yield "Who should go where comes out otherwise."
    if found.differing:
        shown = ", ".join(found.differing[:SHOWN])
        more = len(found.differing) - SHOWN
        yield f"{counted(len(found.differing), 'assignment')} differ: {shown}" + (
            f" and {more} more" if more > 0 else ""
        )
