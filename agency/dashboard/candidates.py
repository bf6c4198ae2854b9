"""The list of candidates: who they are, what they hold, and what is to be renewed."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from flask import render_template, request, url_for

from agency.access.principal import principal
from agency.bulk_lookup import among
from agency.candidates.list_queries import (
    SORTS,
    CandidateFilters,
    numbers_of_candidates,
    numbers_without,
    page_of_candidates,
)
from agency.candidates.models import ROLES, SHIFTS, STATUSES, Candidate
from agency.credentials.holdings import credits_of, held_by, holding
from agency.credentials.search import found
from agency.credentials.standing import Standing, standings
from agency.dashboard.blueprint import dashboard
from agency.dashboard.candidate_standing import ended_first, ended_words, renewal_told
from agency.dashboard.candidate_words import NAMED, holdings_text, place_text
from agency.dashboard.duplicates import may_merge
from agency.dashboard.frame import Frame
from agency.dashboard.list_addresses import ANY, Filtered, ListAddresses
from agency.extensions import db
from agency.fields import Choice, CredentialCode, Day, InputSchema, SafeText, StateCode
from agency.page_filters import number_text, words_of
from agency.paging import Page, cursor, position_of
from agency.rules.rulebook import load_rulebook
from agency.rules.sentences import day_text
from agency.settings import today

ROWS = 25
# The order in which filters are told, with what each is called.
LABELS = {
    "status": "Status",
    "state": "State",
    "code": "Holds",
    "available_by": "Free by",
    "skill": "Skill",
    "role": "Role",
    "shift": "Shift",
}


class ListInput(InputSchema):
    """What the address of the list may say."""

    text = SafeText(100, load_default=None)
    status = Choice((*STATUSES, ANY), load_default="active")
    state = StateCode(load_default=None)
    code = CredentialCode(load_default=None)
    available_by = Day(load_default=None)
    skill = SafeText(100, load_default=None)
    role = Choice(ROLES, load_default=None)
    shift = Choice(SHIFTS, load_default=None)
    sort = Choice([sign + name for name in SORTS for sign in ("", "-")], load_default="name")
    after = SafeText(1000, load_default=None)


LIST = ListInput()


@dataclass(frozen=True)
class Asked(Filtered):
    """What the address asks for, as values."""

    values: Mapping[str, Any]
    day: date

    @cached_property
    def filters(self) -> CandidateFilters:
        kept = {name: self.values[name] for name in LABELS if name != "code"}
        if kept["status"] == ANY:
            kept["status"] = None
        code = self.values["code"]
        also = {"code": holding([code], self.day)} if code else {}
        return CandidateFilters(**kept, also=also)

    @property
    def text(self) -> str:
        return self.values["text"] or ""

    @property
    def sort(self) -> str:
        return str(self.values["sort"])

    @property
    def of(self) -> dict[str, Any]:
        """What makes this list another one."""
        kept = {name: self.values[name] for name in (*LABELS, "sort")}
        return {"list": "candidates", **kept}

    @cached_property
    def addresses(self) -> ListAddresses:
        return ListAddresses(url_for("dashboard.candidates"), request.args, LIST.fields)

    @property
    def active(self) -> list[str]:
        """The filters that were asked for, in the order in which they are told."""
        return [name for name in LABELS if self.values[name] not in (None, ANY)]

    def says(self, name: str) -> str | None:
        """A filter's value in words; None where there is none."""
        value = self.values[name]
        return None if value in (None, ANY) else WORDS.get(name, str)(value)


WORDS: Mapping[str, Callable[[Any], str]] = {
    "status": words_of,
    "code": lambda code: load_rulebook().catalogue[code].title,
    "available_by": day_text,
    "skill": words_of,
    "role": words_of,
}


@dataclass(frozen=True, slots=True)
class Line:
    """One candidate of the list, with what she holds in words and what is next to be renewed.

    What has ended comes before what is yet to; ``anything`` is whether any credential is on file.
    """

    row: Candidate
    holdings: str
    place: str
    next: Standing | None
    more: int
    anything: bool


@dashboard.get("/candidates")
def candidates() -> str:
    """The list, filtered and sorted as the address says; or who answers a text best."""
    asked = Asked(LIST.accept(request.args.to_dict()), today())
    # With the place in the list goes how many rows stand before it.
    *after, before = position_of(asked.values["after"], asked.of) or [0]
    page = _found(asked) if asked.text else _paged(asked, after)
    lines = _lines(page.items, asked.day)
    total, everybody = (None, 0) if asked.text else numbers_of_candidates(asked.filters)
    return render_template(
        "dashboard/candidates.html",
        frame=Frame(principal()),
        asked=asked,
        may_merge=may_merge(),
        lines=lines,
        before=before,
        next_url=_next(asked, page, before),
        total=total,
        of_all=_of_all(asked, total, everybody),
        emptied=[] if lines else _emptied(asked),
        options=_options(),
        labels=LABELS,
        most=ROWS,
        renewal_told=renewal_told,
    )


def _paged(asked: Asked, after: list[Any]) -> Page[Candidate]:
    return page_of_candidates(asked.filters, asked.sort, after or None, ROWS)


def _of_all(asked: Asked, total: int | None, everybody: int) -> str:
    """How many there are whatever their status, where that alone keeps some from the list."""
    if total is None or asked.active != ["status"] or everybody == total:
        return ""
    return f"{words_of(asked.values['status'])}, {number_text(everybody)} in all"


def _found(asked: Asked) -> Page[Candidate]:
    """Who answers the text best, of those whom the filters keep."""
    wanted = tuple(asked.filters.conditions().values())
    hits = found(asked.text, ROWS, asked.day, load_rulebook().catalogue, wanted)
    ids = [hit.id for hit in hits]
    statement = db.select(Candidate).where(among(Candidate.id, ids))
    rows = {row.id: row for row in db.session.scalars(statement)} if ids else {}
    return Page(tuple(rows[id] for id in ids if id in rows), None)


def _next(asked: Asked, page: Page[Candidate], before: int) -> str | None:
    after = cursor(page.next and [*page.next, before + len(page.items)], asked.of)
    return after and asked.address(after=after)


def _lines(rows: Sequence[Candidate], day: date) -> list[Line]:
    """What is told of each, in two queries for all of them."""
    ids, book = [row.id for row in rows], load_rulebook()
    held, credits = (held_by(ids), credits_of(ids)) if ids else ({}, {})
    return [
        _line(row, standings(held.get(row.id, ()), credits.get(row.id, ()), day, book), day)
        for row in rows
    ]


def _line(row: Candidate, held: Sequence[Standing], day: date) -> Line:
    due = [one for one in held if one.to_renew]
    due.sort(key=lambda one: (one.plan.renew_by if one.plan else day, one.credential.ref))
    ended = ended_first(held)
    urgent = [*ended, *due]
    return Line(
        row,
        _holdings(held, ended, day),
        place_text(row.home_zip),
        next=urgent[0] if urgent else None,
        more=max(len(urgent) - 1, 0),
        anything=bool(held),
    )


def _holdings(held: Sequence[Standing], ended: Sequence[Standing], day: date) -> str:
    """What she holds, or that there is nothing, and what there was last."""
    holds = holdings_text([one.credential for one in held], day, load_rulebook())
    if holds:
        return holds
    was = next((one for one in ended if one.kind.category in NAMED), None)
    words = ended_words(was) if was else ""
    last = f": {was.kind.title} {words[:1].lower()}{words[1:]}" if was else ""
    return f"no valid certification{last}"


def _emptied(asked: Asked) -> list[tuple[str, str, int]]:
    """Each filter that leaves nobody, its value, and how many there would be without it."""
    if asked.text:
        return []
    numbers = numbers_without(asked.filters)
    gains = [
        (name, words, numbers[name])
        for name in asked.active
        if (words := asked.says(name)) and numbers.get(name)
    ]
    return sorted(gains, key=lambda one: -one[2])


def _options() -> dict[str, list[tuple[str, str]]]:
    """What may be chosen, by the name of the filter."""
    book = load_rulebook()
    kinds = book.catalogue.types.values()
    return {
        "status": [*((one, words_of(one)) for one in STATUSES), (ANY, "any status")],
        "state": [(code, book.states[code].name) for code in sorted(book.states)],
        "code": [(kind.code, kind.title) for kind in kinds if kind.category != "clearance"],
        "role": [(one, words_of(one)) for one in ROLES],
        "shift": [(one, one) for one in SHIFTS],
    }
