"""One assignment: what it asks, who is eligible, who is near, and why somebody is not here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from typing import Any

from flask import render_template, request, url_for

from agency.access.principal import principal
from agency.dashboard.assignment_asks import Asks, asks_of
from agency.dashboard.assignment_gains import Gains, gains
from agency.dashboard.assignment_judge import Judge
from agency.dashboard.assignment_people import Shown, shown, soonest_first
from agency.dashboard.assignment_words import (
    delegator_in_words,
    name_of,
    tasks_in_words,
)
from agency.dashboard.blueprint import dashboard
from agency.dashboard.frame import Frame
from agency.dashboard.missing_people import answer_about, people_meant
from agency.dashboard.pins import PAIR
from agency.dashboard.run_rules import rules_of
from agency.dashboard.writers import may
from agency.fields import Choice as OneOf
from agency.fields import InputSchema, SafeText, Whole
from agency.matching.allocation_queries import Choice, choice_for
from agency.matching.assignment_queries import (
    ListedPerson,
    Standing,
    changed_since,
    facts_of_work,
    people_listed,
    placements_on,
    standing_in,
)
from agency.matching.models import MatchRun
from agency.placements.people import people_put_to
from agency.places import town_of
from agency.rules.facts import AssignmentFacts
from agency.rules.rulebook import RuleBook
from agency.settings import settings

SHORTLIST, NEAR, NOT, PLACEMENTS = TABS = ("shortlist", "near", "not", "placements")
# How many rows stand on a page, and how many near misses below the shortlist; those are picked
# from the nearest of all, because many of the nearest cannot be helped.
ROWS, NEAR_ROWS, NEAR_JUDGED = 15, 5, 6
# What no change closes: seeking one for them would cost more than all the rest of the page.
OF_THE_PERSON = ("skills", "location", "shift", "role", "standing")
PERSONAL_NAMES = {
    "available": "Free on every day",
    "location": "Near enough, or willing to work in the state",
    "pay": "Paid what is asked for",
    "shift": "The shift",
    "role": "The role",
    "standing": "Active, and welcome at the facility",
}


class PageInput(InputSchema):
    """What the address of an assignment's page may say."""

    tab = OneOf(TABS, load_default=SHORTLIST)
    beyond = Whole(0, 100_000, load_default=0)
    who = SafeText(100, load_default=None)


PAGE = PageInput()


@dataclass(frozen=True)
class Known:
    """One assignment with the run by which it is shown, and the rules and the day of that run."""

    standing: Standing
    run: MatchRun | None
    book: RuleBook
    frame: Frame

    @cached_property
    def work(self) -> AssignmentFacts:
        return facts_of_work(self.standing, ())

    def judge(self, unwanted: Sequence[str]) -> Judge:
        """By which people are judged; ``unwanted`` are those of them who may not come back."""
        return Judge(
            work=facts_of_work(self.standing, unwanted),
            book=self.book,
            day=self.run.as_of if self.run else self.frame.today,
            keeps_percent=settings().shorten_keeps_percent,
        )

    @cached_property
    def stale(self) -> bool:
        """Whether what the run says of it is about what it was before a change."""
        return self.run is not None and changed_since(self.run, self.standing.assignment)

    @cached_property
    def asks(self) -> Asks | None:
        counted = self.standing.counted if self.rows and not self.stale else None
        return asks_of(self.work, self.book, self.judge(()).day, counted)

    @cached_property
    def gains(self) -> Gains | None:
        """What would give results; None where nobody was counted."""
        counted = self.standing.counted
        if self.asks is None or self.asks.available is None or counted is None:
            return None
        return gains(self.asks, counted, self.work)

    @property
    def names(self) -> dict[str, str]:
        """How a row names each requirement, by its id."""
        return {**PERSONAL_NAMES, **(self.asks.names if self.asks else {})}

    @property
    def rows(self) -> bool:
        """Whether there is a shortlist to show."""
        shortlist = self.standing.shortlist
        return shortlist is not None and shortlist.outcome == "matched"


@dashboard.get("/assignments/<ref>")
def assignment(ref: str) -> str:
    """The page; what the box for "why not here" asks for while one types is its answer alone."""
    asked = PAGE.accept(request.args.to_dict())
    frame = Frame(principal())
    run = frame.run
    who, hits = asked["who"], people_meant(asked["who"])
    standing = standing_in(run, ref, about=hits[0].ref if hits else None)
    known = Known(standing, run, rules_of(run), frame)
    why = answer_about(hits, standing, known.judge(()))
    if request.headers.get("HX-Target") == "why-answer":
        return render_template("dashboard/assignment_why.html", who=who, why=why, ref=ref)
    # Who asks about one person need not see the lists; and both would be too many queries.
    tab = NOT if who else asked["tab"]
    return render_template(
        "dashboard/assignment.html", **_page(known, tab, asked["beyond"]), who=who, why=why
    )


def _page(known: Known, tab: str, beyond: int) -> dict[str, Any]:
    rows = _rows(known, tab, beyond) if known.rows else []
    one = known.standing.assignment
    listed = [row for row in rows if row.person.tier == "near_miss"]
    near = soonest_first(listed)
    return {
        "frame": known.frame,
        "known": known,
        "one": one,
        "standing": known.standing,
        "asks": known.asks,
        "tab": tab,
        "beyond": beyond,
        "best": [row for row in rows if row.person.tier == "eligible"],
        "near": near if tab == NEAR else near[:NEAR_ROWS],
        "hopeless": [row for row in listed if not row.hopeful],
        "kept_near": len(listed),
        "placed": placements_on(one.id) if tab == PLACEMENTS else (),
        "choice": choice_for(known.run, one.id)
        if known.run and tab == SHORTLIST and rows
        else None,
        "may_write": may("POST", "/assignments/<ref>/edit"),
        "may_pin": may("POST", PAIR),
        "name": name_of(one),
        "town_of": town_of,
        "kept_best": settings().shortlist_size,
        "ask_names": known.names,
        "tasks": tasks_in_words(one.tasks),
        "delegator": delegator_in_words(one.delegator),
        "rows_on_a_page": ROWS,
        "kept_out": lambda id: url_for("dashboard.people_kept_out", ref=one.ref, requirement=id),
        "address": lambda **said: url_for("dashboard.assignment", ref=one.ref, **said),
    }


def _choice(known: Known, tab: str) -> Choice | None:
    """Who should go here over all openings at once; one query."""
    if tab != SHORTLIST or known.run is None:
        return None
    return choice_for(known.run, known.standing.assignment.id)


def _wanted(tab: str, beyond: int) -> list[tuple[str, int, int]]:
    """Which lines of the lists a tab shows."""
    if tab == NEAR:
        return [("near_miss", 0, settings().near_miss_size)]
    if tab == SHORTLIST:
        return [("eligible", beyond, ROWS), ("near_miss", 0, settings().near_miss_size)]
    return []


def _to_be_turned(people: Sequence[ListedPerson]) -> list[ListedPerson]:
    """The nearest of those near misses whose one gap is of a kind that a change can close."""
    near = (one for one in people if one.tier == "near_miss" and one.gap not in OF_THE_PERSON)
    return list(islice(near, NEAR_JUDGED))


def _rows(known: Known, tab: str, beyond: int) -> list[Shown]:
    """The lines as rows, each judged anew; in six queries, or none where no line is wanted."""
    wanted = _wanted(tab, beyond)
    if not wanted or known.run is None:
        return []
    people: list[ListedPerson] = people_listed(known.run, known.standing, wanted)
    if tab == SHORTLIST:
        people = [one for one in people if one.tier == "eligible"] + _to_be_turned(people)
    facts = people_put_to(known.standing.assignment.id, [one.ref for one in people])
    return shown(people, facts, known.judge([one.ref for one in people if one.unwanted]))
