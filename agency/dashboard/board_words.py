"""The board in words and pictures: what lapses and when, how the renewal stands, what is open."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from agency.matching.board_queries import BoardCounts, Watched
from agency.matching.boards import WatchedPlacement
from agency.matching.models import MatchRun
from agency.matching.overnight_queries import Nights
from agency.matching.placement_judging import (
    NOT_RENEWABLE,
    ON_FILE,
    RENEW_BY,
    TOO_LATE,
    UNITS_MISSING,
)
from agency.page_filters import counted, near_day
from agency.pictures.strips import MOST_PIPS, SAID, WORST_FIRST, Pip, Pips, Strip, strip_of
from agency.places import town_of
from agency.rules.eligibility import MET, UNKNOWN, UNMET
from agency.rules.rulebook import load_rulebook
from agency.rules.sentences import days_text
from agency.rules.spans import Coverage, Spans, Window
from agency.rules.titles import rule_name
from agency.screening.holding import Mark, marks_of

Said = tuple[str, str]
"""A verdict's kind, as `verdicts.html` names it, and its words."""

DAY = timedelta(days=1)
WEEK = 7
# Requirements that everybody is asked, in a word or two.
NAMES = {
    "certification": "National certification",
    "skills": "Skills asked for",
    "available": "Not free on every day",
    "standing": "Not active, or not welcome there",
    "no_rules": "No rules recorded",
}
ON_HOLD, NOT_SETTLED = "On hold by screening", "Exclusion list not settled"
# What is missing where no paper is.
WITHOUT_PAPER = {
    "available": ("unmet", "Away or placed elsewhere"),
    "standing": ("unmet", "File not active, or not welcome"),
    "no_rules": ("unknown", "Rules of the state not recorded"),
}


@dataclass(frozen=True, slots=True)
class PlacementShown:
    """A placement of the board as a row: whose it is, where, and all that is drawn and said.

    ``mark`` is that she is on an exclusion list, or may be.
    """

    watched: Watched
    strip: Strip
    pips: Pips
    what: str
    when: date | None
    uncovered: Said
    renewal: Said
    open: tuple[Said, ...]
    mark: Mark | None

    @property
    def place(self) -> str:
        """The facility with its town; else the assignment."""
        town = town_of(self.watched.zip) or self.watched.state
        name = self.watched.facility or self.watched.assignment_ref
        return f"{name}, {town}" if town else name


def shown(some: Sequence[Watched]) -> list[PlacementShown]:
    """Each as a row; one query where one is marked."""
    marks = marks_of({one.candidate_ref for one in some if one.marked})
    return [_shown(one, marks.get(one.candidate_ref)) for one in some]


def _shown(watched: Watched, mark: Mark | None) -> PlacementShown:
    found = watched.found
    return PlacementShown(
        watched=watched,
        strip=strip_of(_coverage(found), Window.between(found.first_day, found.last_day)),
        pips=_pips(found),
        what=_what(found),
        when=_when(found),
        uncovered=_uncovered(found),
        renewal=_renewal(found),
        open=tuple(_open(found, mark)),
        mark=mark,
    )


def _coverage(found: WatchedPlacement) -> Coverage:
    days: dict[str, list[tuple[int, int]]] = {kind: [] for kind in WORST_FIRST}
    for first, last, kind in found.segments:
        days[kind].append((_ordinal(first), _ordinal(last)))
    met = Spans.of(days[MET])
    return Coverage(met, met | Spans.of(days[UNKNOWN]))


def _ordinal(day: str) -> int:
    return date.fromisoformat(day).toordinal()


def _pips(found: WatchedPlacement) -> Pips:
    kinds = [kind for kind, *_ in found.asked]
    counts = [f"{kinds.count(kind)} {SAID[kind]}" for kind in (UNKNOWN, UNMET) if kind in kinds]
    says = ", ".join([f"{kinds.count(MET)} of {len(kinds)} covered", *counts])
    blocks = [Pip(kind, f"{rule_name(id, title)}: {SAID[kind]}") for kind, title, id in found.asked]
    return Pips(tuple(blocks[:MOST_PIPS]), max(len(blocks) - MOST_PIPS, 0), says)


def _what(found: WatchedPlacement) -> str:
    """What lapses or is missing: the paper if one ends, else what is asked."""
    if found.paper is None:
        return short_name(found.requirement or "", found.title)
    catalogue = load_rulebook().catalogue
    return catalogue[found.paper].title if found.paper in catalogue else found.paper


def short_name(id: str, title: str) -> str:
    """A requirement as a row names it; the law by the short title of the rule."""
    if id in NAMES:
        return NAMES[id]
    if id.startswith("client:"):
        catalogue = load_rulebook().catalogue
        codes = catalogue.client_codes(id.removeprefix("client:"))
        return " or ".join(catalogue[code].title for code in codes)
    return rule_name(id, title)


def _when(found: WatchedPlacement) -> date | None:
    """The last day that is covered; None where the first day is not."""
    if found.gap_on is None or found.gap_on <= found.first_day:
        return None
    return found.gap_on - DAY


def _uncovered(found: WatchedPlacement) -> Said:
    if found.uncovered_days:
        return "unmet", days_text(found.uncovered_days)
    return "unknown", f"{found.unknown_days} unknown"


def _renewal(found: WatchedPlacement) -> Said:
    """How the renewal stands of what lapses, or what is the matter where no paper lapses."""
    by = near_day(found.renew_by) if found.renew_by else ""
    said: dict[str, Said] = {
        ON_FILE: ("in_review", "New one on file, to be checked"),
        RENEW_BY: ("soon", f"Renew by {by}"),
        UNITS_MISSING: ("unmet", f"Units missing, file by {by}"),
        TOO_LATE: ("unmet", f"Last safe day was {by}"),
        NOT_RENEWABLE: ("unmet", "Cannot be renewed"),
    }
    if found.renewal in said:
        return said[found.renewal]
    unknown = found.uncovered_days == 0
    besides = ("unknown", "Not enough on file to say") if unknown else ("unmet", "None on file")
    return WITHOUT_PAPER.get(found.requirement or "", besides)


def _open(found: WatchedPlacement, mark: Mark | None) -> list[Said]:
    """What is not met yet, what is certainly missing first.

    A mark is as of now, and what was asked as of the newest run: nobody marked is clear meanwhile.
    """
    held = mark is not None and mark.held
    missing = [
        (kind, short_name(id, title))
        for kind, title, id in found.asked
        if kind != MET and not (held and id == "standing")
    ]
    if mark is not None:
        missing.insert(0, (UNMET, ON_HOLD) if held else (UNKNOWN, NOT_SETTLED))
    return sorted(missing, key=lambda one: one[0] == UNKNOWN)


# Sentences


def danger(counts: BoardCounts, within: int) -> str:
    """The one sentence under the date: who loses cover, and whose start is not clear."""
    parts = [*_of_work(counts), *_of_starts(counts, within)]
    if not parts:
        starts = f"every start in the next {within} days is clear"
        return f"Everybody at work is covered to the end, and {starts}."
    return " ".join(parts)


def _of_work(counts: BoardCounts) -> list[str]:
    if not counts.red:
        return []
    told = []
    if counts.uncovered:
        who = f"{counted(counts.uncovered, 'person', 'people')} at work"
        lose = (
            "loses cover before the end"
            if counts.uncovered == 1
            else "lose cover before they finish"
        )
        helpless = f", {counts.helpless} with no renewal under way" if counts.helpless else ""
        told.append(f"{who} {lose}{helpless}.")
    if counts.unknown:
        more = "more " if counts.uncovered else ""
        told.append(
            f"Of {counted(counts.unknown, f'{more}person', f'{more}people')} we cannot say."
        )
    return told


def _of_starts(counts: BoardCounts, within: int) -> list[str]:
    if not counts.not_clear:
        return []
    are = "is" if counts.not_clear == 1 else "are"
    starts = f"{counts.not_clear} of {counted(counts.starting, 'start')} in {within} days"
    return [f"{starts} {are} not clear yet."]


def since(nights: Nights, today: date) -> str:
    """How many more openings have somebody eligible than the night before, or nothing."""
    if nights.more is None or nights.before is None:
        return ""
    then = nights.before.as_of
    if then >= today:
        name = f"in the run before, {near_day(then)}"
    else:
        name = f"on {then:%A}" if (today - then).days < WEEK else f"on {near_day(then)}"
    if nights.more == 0:
        return f"As many as {name}."
    return f"{abs(nights.more)} {'more' if nights.more > 0 else 'fewer'} than {name}."


def skipped(run: MatchRun) -> str:
    """Of which assignments a run could count nobody, or that it has left none out."""
    work = run.counts.get("assignments", {})
    told = [
        f"{work[name]:,} {words}"
        for name, words in (("blocked", "blocked by law"), ("no_rules", "without recorded rules"))
        if work.get(name)
    ]
    return f", {' and '.join(told)}." if told else ", nothing skipped."
