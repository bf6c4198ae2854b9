"""One candidate: what is held and until when, what matched, and what is to be renewed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from flask import render_template, request, url_for

from agency import clock
from agency.access.principal import asking, principal
from agency.badges.core.lights import QUESTIONS
from agency.badges.queries import badges_of_candidate
from agency.credentials.ce_progress import Progress, progress
from agency.credentials.standing import LATE, Standing, standings
from agency.dashboard.blueprint import dashboard
from agency.dashboard.candidate_history import event_of
from agency.dashboard.candidate_invitation import door_of
from agency.dashboard.candidate_mail import mail_trouble
from agency.dashboard.candidate_matches import MatchLine, match_lines, openers
from agency.dashboard.candidate_standing import ended_first, renewal_told, told
from agency.dashboard.candidate_words import (
    holdings_text,
    initials_of,
    name_of,
    place_text,
    reach_text,
)
from agency.dashboard.duplicates import may_merge, undoable_since
from agency.dashboard.frame import Frame
from agency.dashboard.mail_words import Trouble
from agency.dashboard.screening_words import RESULT_WORDS, lists_shown
from agency.errors import NotFound
from agency.matching.models import MatchRun
from agency.matching.person_queries import PersonMatch, matches_of_person, number_of_matches
from agency.matching.value_queries import opened_as_of
from agency.matching.value_words import VERBS, dollars
from agency.merging.duplicates import alike_to
from agency.merging.queries import entrance_of, references_of
from agency.page_filters import counted
from agency.paging import cursor, position_of
from agency.pictures.lives import Lives, Work, lives
from agency.placements.dossier import Dossier, PlacementShown, dossier_of
from agency.placements.history import history_of
from agency.placements.records import worked_by
from agency.places import town_of
from agency.renewals.hindrances import hindrance_of
from agency.renewals.plans import plans
from agency.renewals.queries import digests_told, filed_for
from agency.rules.conditions import MISSING
from agency.rules.pathways.record import Record
from agency.rules.pathways.routes import MaySit, pathways
from agency.rules.plan_sentences import condition_text, plan_text
from agency.rules.roles import load_roles, next_roles
from agency.rules.rulebook import RuleBook, load_rulebook
from agency.screening.holding import MARKED, mark_of
from agency.screening.queries import months_of, standing_of
from agency.settings import today
from agency.standards.queries import rulebook

LINES, MOST_LINES = 6, 60
PROPOSED = ("shortlisted", "submitted", "interview", "offered")
DRAWN = (*PROPOSED, "confirmed", "working", "completed")
RENEWALS, ENTRIES, MOST_OPENS, REMINDERS = 5, 50, 5, 10


@dataclass(frozen=True)
class Shown:
    """A candidate as every tab of her page shows her."""

    dossier: Dossier
    run: MatchRun | None
    day: date

    @property
    def row(self) -> Mapping[str, Any]:
        return self.dossier.candidate

    @property
    def ref(self) -> str:
        return str(self.row["ref"])

    @property
    def name(self) -> str:
        return name_of(self.row)

    @property
    def initials(self) -> str:
        return initials_of(self.name)

    @cached_property
    def mail_trouble(self) -> Trouble | None:
        """Why mail does not reach her, if it does not; one query."""
        return mail_trouble(self.row["email"])

    @property
    def book(self) -> RuleBook:
        """The catalogue is in the data files; what is recorded besides does not change it."""
        return load_rulebook()

    @property
    def holdings(self) -> str:
        return holdings_text(self.dossier.held, self.day, self.book)

    @property
    def place(self) -> str:
        return place_text(self.row["home_zip"])

    @property
    def reach(self) -> str:
        return reach_text(self.row["max_travel_miles"], self.row["willing_states"])

    @cached_property
    def standings(self) -> list[Standing]:
        """How each credential stands, in the order of the rows."""
        return standings(self.dossier.held, self.dossier.credits, self.day, self.book)

    @cached_property
    def ended(self) -> list[Standing]:
        """What lapsed and nothing took the place of."""
        return ended_first(self.standings)

    @cached_property
    def to_renew(self) -> list[Standing]:
        """What is to be renewed now, while it is still valid."""
        return [one for one in self.standings if one.to_renew]

    @cached_property
    def coming(self) -> list[Standing]:
        """What is to be renewed, now or later, the most urgent first."""
        planned = [one for one in self.standings if one.plan and not one.ended]
        return sorted(planned, key=lambda one: one.plan.renew_by if one.plan else self.day)

    @property
    def most_urgent(self) -> list[Standing]:
        """What a short list shows: all that ended and all to renew now, then what comes next."""
        now = len(self.to_renew)
        coming = sorted(self.coming, key=lambda one: not one.to_renew)
        return [*self.ended, *coming[: max(now, RENEWALS - len(self.ended))]]

    @property
    def urgent(self) -> str:
        """How much has ended and how much is to be renewed now: 3 ended, 1 thing to renew."""
        ended = [f"{len(self.ended)} ended"] if self.ended else []
        due = [f"{counted(len(self.to_renew), 'thing')} to renew"] if self.to_renew else []
        return ", ".join((*ended, *due))

    @cached_property
    def ledgers(self) -> list[Progress]:
        """The ledgers of what she holds now: as a medical assistant first, then by their end."""
        credits = self.dossier.credits
        found = [progress(one, credits) for one in self.standings if one.plan]
        return sorted(filter(None, found), key=_order_of_ledgers)

    @cached_property
    def tiers(self) -> Mapping[str, int]:
        """On how many lists of the last run she stands, by tier; no query if all were read."""
        if self.run is None:
            return {}
        if "matches" in vars(self) and len(self.matches) < MOST_LINES:
            return Counter(one.tier for one in self.matches)
        return number_of_matches(self.row["id"], self.run)

    @cached_property
    def matches(self) -> list[PersonMatch]:
        """Where she stands in the last run, as far as a page shows it."""
        if self.run is None:
            return []
        return matches_of_person(self.row["id"], self.ref, self.run, MOST_LINES)

    def lines(self) -> list[MatchLine]:
        """What she was matched with, judged as of today."""
        if not self.matches:
            return []
        return match_lines(self.matches, self.dossier.facts, rulebook(), self.day)

    def says(self, one: Standing) -> str:
        """How a renewal stands, in a sentence; none where the last safe day says it all."""
        missing = any(answer.state == MISSING for answer in one.conditions)
        if one.plan is None or (one.balance is None and one.urgency != LATE and not missing):
            return ""
        return plan_text(one.plan, one.balance, self.day, one.conditions, to_holder=False)

    @property
    def tabs(self) -> list[tuple[str, str, str, int | None]]:
        file = self.dossier
        counts = {
            "credentials": len(file.credentials),
            "trainings": len(file.trainings) + len(file.ce_credits),
            "assignments": len(file.placements) + sum(self.tiers.values()),
        }
        return [
            (key, words, url_for("dashboard.candidate", ref=self.ref, tab=key), counts.get(key))
            for key, words in TAB_WORDS.items()
        ]


def _order_of_ledgers(one: Progress) -> tuple[bool, date]:
    return one.standing.kind.category != "medical_assistant", one.until


TAB_WORDS = {
    "overview": "Overview",
    "credentials": "Credentials",
    "trainings": "Trainings",
    "renewals": "Renewals",
    "assignments": "Assignments",
    "pathways": "Pathways",
    "screening": "Screening",
    "history": "History",
}


@dashboard.get("/candidates/<ref>")
def candidate(ref: str) -> str:
    """Her page; ``?tab=`` names the part of it."""
    tab = request.args.get("tab", "overview")
    if tab not in TABS:
        raise NotFound("part of a candidate's page", tab)
    frame = Frame(principal())
    shown = Shown(dossier_of(ref), frame.run, today())
    return render_template(
        f"dashboard/candidate_{tab}.html",
        frame=frame,
        shown=shown,
        tab=tab,
        **TABS[tab](shown),
    )


def _overview(shown: Shown) -> dict[str, Any]:
    lines, entrance = shown.lines(), entrance_of(shown.ref, undoable_since())
    return {
        "picture": _picture(shown),
        "on_list": mark_of(shown.ref) if shown.row[MARKED] else None,
        "lines": lines[:LINES],
        "openers": openers(lines),
        "renewals": shown.most_urgent,
        "renewal_told": renewal_told,
        "deletion_asked_at": entrance.deletion_asked_at,
        "door": door_of(shown.row, entrance, clock.now()),
        "alike": alike_to(shown.row) if may_merge() else [],
        "merged": entrance.merges if may_merge() else [],
    }


def _picture(shown: Shown) -> Lives:
    work = [_work(one) for one in shown.dossier.placements if one.stage in DRAWN]
    return lives(shown.dossier.held, work, shown.day, shown.book)


def _work(one: PlacementShown) -> Work:
    proposed = one.stage in PROPOSED
    town = town_of(one.zip)
    words = one.assignment_ref if proposed or not town else town.rpartition(" ")[0]
    href = url_for("dashboard.assignment", ref=one.assignment_ref)
    return Work(words, one.starts_on, one.ends_on, proposed=proposed, href=href)


def _credentials(shown: Shown) -> dict[str, Any]:
    pairs = zip(shown.dossier.credentials, shown.standings, strict=True)
    order = list(shown.book.catalogue.types)
    at = {one.credential.ref: place for place, one in enumerate(shown.ended)}
    held = sorted(
        pairs,
        key=lambda pair: (
            pair[1].credential.status != "active",
            at.get(pair[1].credential.ref, len(at)),
            order.index(pair[1].kind.code),
        ),
    )
    badges = badges_of_candidate(shown.row["id"])
    sees = "compliance" in asking().roles
    return {
        "held": held,
        "condition_text": condition_text,
        "told": told,
        "badges": {
            row["id"]: badges[row["id"]]
            for row, one in held
            if row["id"] in badges and (sees or not one.kind.confidential)
        },
        "questions": QUESTIONS,
    }


def _trainings(shown: Shown) -> dict[str, Any]:
    return {"ledgers": shown.ledgers}


def _assignments(shown: Shown) -> dict[str, Any]:
    return {"lines": shown.lines(), "most": MOST_LINES}


def _pathways(shown: Shown) -> dict[str, Any]:
    record = Record(
        facts=shown.dossier.facts,
        years_experience=shown.row["years_experience"],
        worked=tuple(worked_by(shown.row["id"], shown.day)),
        career_goal=shown.row["career_goal"],
    )
    book = rulebook()
    answers = pathways(record, book, shown.day)
    opens, valued = opened_as_of(shown.row["id"])
    return {
        "groups": list(_groups(answers)),
        "roles": next_roles(record, load_roles(), book, shown.day),
        "role_names": load_roles(),
        "opens": opens[:MOST_OPENS],
        "valued": valued,
        "verbs": VERBS,
        "dollars": dollars,
    }


def _groups(answers: tuple[MaySit, ...]) -> list[tuple[str, str, list[MaySit]]]:
    """The answers by what is to be done; what she holds already is left out."""
    wanted = [one for one in answers if not (one.held and one.held.status == "current")]
    closed = [one for one in wanted if one.best and one.answer not in ("yes", "unknown")]
    return [
        ("met", "May sit or apply now", [one for one in wanted if one.answer == "yes"]),
        ("unknown", "Open once this is answered", [one for one in wanted if one.only_to_ask]),
        ("unmet", "Not yet, the nearest first", sorted(closed, key=_missing)),
    ]


def _missing(answer: MaySit) -> int:
    return len(answer.best.of_state("missing")) if answer.best else 0


def _screening(shown: Shown) -> dict[str, Any]:
    standing = standing_of(shown.row["id"])
    return {
        "standing": standing,
        "lists": lists_shown(standing.lists) if standing else [],
        "months": months_of(shown.row["id"]),
        "result_words": RESULT_WORDS,
    }


def _renewals(shown: Shown) -> dict[str, Any]:
    filed = filed_for([row["id"] for row in shown.dossier.credentials])
    found = plans(shown.dossier, shown.standings, filed, shown.day, shown.book)
    return {
        "plans": found,
        "digests": digests_told(shown.row["id"], REMINDERS),
        "hindrance": hindrance_of(shown.row["id"], shown.day),
    }


def _history(shown: Shown) -> dict[str, Any]:
    of = {"list": "history", "candidate": shown.ref}
    *after, before = position_of(request.args.get("after"), of) or [0]
    page = history_of(shown.dossier, references_of(shown.ref), after or None, ENTRIES)
    place = cursor(page.next and [*page.next, before + len(page.items)], of)
    catalogue = shown.book.catalogue
    return {
        "events": [event_of(entry, shown.dossier, catalogue) for entry in page.items],
        "before": before,
        "next_url": place
        and url_for("dashboard.candidate", ref=shown.ref, tab="history", after=place),
    }


TABS: Mapping[str, Callable[[Shown], dict[str, Any]]] = {
    "overview": _overview,
    "credentials": _credentials,
    "trainings": _trainings,
    "renewals": _renewals,
    "assignments": _assignments,
    "pathways": _pathways,
    "screening": _screening,
    "history": _history,
}
