"""The impact of a change of the rules in three sentences: placements, assignments, candidates."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from agency.matching.impact import SOON, Impact
from agency.page_filters import counted, listed_counts
from agency.rules.sentences import days_text


def counts_texts(found: Impact) -> Iterator[str]:
    """What breaks and heals, what is lost and gained, and whom that leaves with nothing."""
    yield _placement_counts(found)
    yield _assignment_counts(found)
    yield _candidate_counts(found)


def _placement_counts(found: Impact) -> str:
    hit = found.placements_hit()
    words = f"{counted(found.placements_checked, 'placement')} checked: "
    words += _times(hit["breaks"], "break", found.horizon.within)
    if heals := sum(hit["heals"].values()):
        words += f"; {heals:,} held where {'it' if heals == 1 else 'they'} would have broken"
    if others := sum(hit["lacks_more"].values()):
        words += f"; {others:,} more would lack it but {'is' if others == 1 else 'are'}"
        words += " not in order as it is"
    return words + "."


def _times(hit: Mapping[str, int], verb: str, within: int) -> str:
    """4 break now, 9 within 60 days, 1 later; or none breaks."""
    if not any(hit.values()):
        return f"none {verb}s"
    told = [(number, _when(each, within)) for each, number in hit.items() if number]
    first = f"{told[0][0]:,} {_verb(told[0][0], verb)} {told[0][1]}"
    return ", ".join([first, *(f"{number:,} {when}" for number, when in told[1:])])


def _when(when: str, within: int) -> str:
    return f"within {days_text(within)}" if when == SOON else when


def _assignment_counts(found: Impact) -> str:
    number, checked = len(found.assignments), found.assignments_checked
    words = f"{number:,} of {counted(checked, 'open assignment')} {_verb(number, 'change')}"
    pairs, within = found.pairs_hit(), found.horizon.within
    lost = {when: pairs["lost"][when] + pairs["doubtful"][when] for when in pairs["lost"]}
    words += f": {_pairs(lost, 'lost', within)}"
    if doubtful := sum(pairs["doubtful"].values()):
        words += f", {doubtful:,} of which may still do"
    words += f"; {_pairs(pairs['gained'], 'gained', within)}"
    told = listed_counts((name, count) for name, count in found.work_hit().items() if count)
    return f"{words}; {told}." if told else f"{words}."


def _pairs(hit: Mapping[str, int], verb: str, within: int) -> str:
    total = sum(hit.values())
    told = ", ".join(f"{number:,} {_when(each, within)}" for each, number in hit.items() if number)
    return f"{counted(total, 'eligible pair')} {verb}{f' ({told})' if told else ''}"


def _verb(number: int, verb: str) -> str:
    return f"{verb}s" if number == 1 else verb


def _candidate_counts(found: Impact) -> str:
    people = found.people
    losing, gaining = int((people.lost > 0).sum()), int((people.gained > 0).sum())
    words = f"{counted(losing, 'candidate')} {_verb(losing, 'lose')}"
    if losing:
        words += f", {len(people.none_left):,} of them all they had"
    words += f"; {gaining:,} {_verb(gaining, 'gain')}"
    return f"{words}, {len(people.first_found):,} of them a first one." if gaining else f"{words}."
