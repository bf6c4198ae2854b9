"""What a change of the rules does, in words, for pages and for the command line."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from agency.matching.impact import NOW, SOON, Impact
from agency.matching.impact_asking import BLOCKED, MATCHED
from agency.matching.impact_work import AssignmentImpact
from agency.rules.comparing import EntryChange
from agency.rules.entry_words import BEFORE_OUR_RECORDS
from agency.rules.requisition import Requirement
from agency.rules.sentences import day_text, days_text

# What a placement does, and then since when.
PLACEMENT_WORDS = {
    "breaks": "not covered from",
    "heals": "covered also from",
    "lacks_more": "lacks more from",
    "lacks_less": "lacks less from",
}
PEOPLE_WORDS = {
    "lost": "no longer eligible",
    "doubtful": "no longer known to be eligible",
    "gained": "newly eligible",
    "ruled_out": "no longer possible",
    "possible": "newly possible",
}
# The verdict each change is drawn as.
KINDS = {
    "breaks": "unmet",
    "heals": "met",
    "lacks_more": "soon",
    "lacks_less": "met",
    "lost": "unmet",
    "doubtful": "unknown",
    "gained": "met",
}


def change_in_words(one: EntryChange) -> str:
    """An entry that is otherwise: its name, whose it is, what happens to it, and what it says."""
    entry, since = one.entry, ""
    if entry.in_force != BEFORE_OUR_RECORDS:
        began = ", in force" if one.kind == "removed" else ""
        since = f"{began} from {day_text(entry.in_force)}"
    whose = f" ({one.of})" if one.of_facility else ""
    advice = ", advice only" if entry.effect == "advise" else ""
    says = "" if one.kind == "lifted" else f": {entry.says}"
    return f"{entry.id}{whose} {one.kind}{since}{advice}{says}"


def outcomes(one: AssignmentImpact) -> Iterator[tuple[str, str]]:
    """What becomes of an assignment as a whole, each with the verdict it is drawn as."""
    asked = one.contrast
    before, after = asked.before, asked.after
    if before.outcome != after.outcome:
        if after.outcome == MATCHED:
            yield "people may be put to it", "met"
        else:
            law = f"by {ids(after.refusing)}" if after.outcome == BLOCKED else "without rules"
            yield f"nobody may be put to it: refused {law}", "unmet"
    for question in asked.questions:
        yield f"to ask the client: {question.question} ({question.id})", "soon"
    if asked.settled:
        yield f"nothing to ask the client any more about {ids(asked.settled)}", ""


def ids(asked: Iterable[Requirement]) -> str:
    """The names of requirements, each once."""
    return ", ".join(dict.fromkeys(one.id for one in asked))


def hit_first(found: Impact) -> Iterator[tuple[int, str, str, str]]:
    """Who is hit, the gravest first: how many, the verdict, in words, and the first of them."""
    hit, pairs, within = found.placements_hit()["breaks"], found.pairs_hit(), found.horizon.within
    later = sum(hit.values()) - hit[NOW] - hit[SOON]
    yield hit[NOW], "unmet", "lose cover while working", _first_placement(found, NOW)
    soon = f"lose cover within {days_text(within)}"
    yield hit[SOON], "soon", soon, _first_placement(found, SOON)
    yield later, "soon", "lose cover later", ""
    yield _of_pairs(pairs["lost"], "unmet", "are no longer eligible for open work")
    yield _of_pairs(pairs["doubtful"], "unknown", "become unknown for open work")
    yield _of_pairs(pairs["gained"], "met", "become eligible for open work")


def _of_pairs(counts: dict[str, int], kind: str, words: str) -> tuple[int, str, str, str]:
    return sum(counts.values()), kind, words, "counted for each assignment"


def _first_placement(found: Impact, when: str) -> str:
    for one in found.placements:
        if one.change == "breaks" and found.horizon.when(one.since) == when:
            placed = one.placement
            return f"first: {placed.candidate_name}, {placed.work.facility or placed.work.ref}"
    return ""
