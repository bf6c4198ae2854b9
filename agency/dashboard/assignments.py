"""The list of assignments: what is open, what each comes to, and what keeps it from anybody."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, fields
from functools import cached_property
from typing import Any

from flask import render_template, request, url_for

from agency.access.principal import principal
from agency.assignments.list_queries import AssignmentFilters
from agency.assignments.models import PRIORITIES, STATUSES
from agency.candidates.models import ROLES
from agency.dashboard.assignment_words import place_of
from agency.dashboard.blueprint import dashboard
from agency.dashboard.frame import Frame
from agency.dashboard.list_addresses import ANY, Filtered, ListAddresses
from agency.dashboard.writers import may
from agency.fields import (
    Choice,
    CredentialCode,
    Day,
    InputSchema,
    KnownWord,
    SafeText,
    StateCode,
    require_order,
)
from agency.matching.assignment_lists import (
    NEEDS,
    ORDERS,
    Line,
    MatchedFilters,
    number_of_matched,
    numbers_without,
    page_of_matched,
)
from agency.matching.models import MatchRun
from agency.page_filters import words_of
from agency.paging import Page, cursor, position_of
from agency.rules.rulebook import load_rulebook
from agency.rules.sentences import day_text

ROWS = 50
NEED_WORDS = {
    "nobody": "nobody eligible",
    "blocked": "blocked by a rule",
    "to_confirm": "a question to the client",
    "no_rules": "in a state without rules",
}
# The order in which filters are told, with what each is called.
LABELS = {
    "text": "Text",
    "status": "Status",
    "needs": "Needs",
    "state": "State",
    "priority": "Priority",
    "facility": "Facility",
    "role": "Role",
    "task": "Task",
    "certification": "Accepts",
    "starts_from": "Starts from",
    "starts_until": "Starts until",
}


class ListInput(InputSchema):
    """What the address of the list may say."""

    text = SafeText(100, load_default=None)
    status = Choice((*STATUSES, ANY), load_default="open")
    needs = Choice(NEEDS, load_default=None)
    state = StateCode(load_default=None)
    priority = Choice(PRIORITIES, load_default=None)
    facility = SafeText(200, load_default=None)
    role = Choice(ROLES, load_default=None)
    task = KnownWord("task", lambda words: words.tasks, load_default=None)
    certification = CredentialCode(load_default=None)
    starts_from = Day(load_default=None)
    starts_until = Day(load_default=None)
    sort = Choice([sign + name for name in ORDERS for sign in ("", "-")], load_default="starts_on")
    after = SafeText(1000, load_default=None)

    def check(self, values: Mapping[str, Any]) -> None:
        require_order(values, "starts_from", "starts_until")


LIST = ListInput()
WORK = tuple(one.name for one in fields(AssignmentFilters))


@dataclass(frozen=True)
class Asked(Filtered):
    """What the address asks for, as values."""

    values: Mapping[str, Any]

    @cached_property
    def filters(self) -> MatchedFilters:
        work = {name: self.values[name] for name in WORK}
        if work["status"] == ANY:
            work["status"] = None
        return MatchedFilters(AssignmentFilters(**work), self.values["needs"])

    @property
    def sort(self) -> str:
        return str(self.values["sort"])

    @property
    def of(self) -> dict[str, Any]:
        """What makes this list another one."""
        return {"list": "assignments", "sort": self.sort, **asdict(self.filters)}

    @cached_property
    def addresses(self) -> ListAddresses:
        return ListAddresses(url_for("dashboard.assignments"), request.args, LIST.fields)

    @property
    def active(self) -> list[str]:
        """The filters that were asked for, in the order in which they are told."""
        conditions = {**asdict(self.filters.work), "needs": self.filters.needs}
        return [name for name in LABELS if conditions[name] is not None]

    def says(self, name: str) -> str | None:
        """A filter's value in words; None where there is none."""
        value = {**asdict(self.filters.work), "needs": self.filters.needs}[name]
        return None if value is None else WORDS.get(name, str)(value)


WORDS: Mapping[str, Callable[[Any], str]] = {
    "text": lambda text: f"“{text}”",
    "status": words_of,
    "needs": NEED_WORDS.__getitem__,
    "role": words_of,
    "task": lambda task: load_rulebook().vocabulary.tasks[task],
    "certification": lambda code: load_rulebook().catalogue[code].title,
    "starts_from": day_text,
    "starts_until": day_text,
}


@dashboard.get("/assignments")
def assignments() -> str:
    """The list, filtered and sorted as the address says."""
    asked = Asked(LIST.accept(request.args.to_dict()))
    frame = Frame(principal())
    # With the place in the list goes how many rows stand before it.
    *after, before = position_of(asked.values["after"], asked.of) or [0]
    page = page_of_matched(frame.run, asked.filters, asked.sort, after or None, ROWS)
    day = frame.run.as_of if frame.run else frame.today
    total, over = number_of_matched(frame.run, asked.filters, day)
    return render_template(
        "dashboard/assignments.html",
        frame=frame,
        asked=asked,
        page=page,
        before=before,
        next_url=_next(asked, page, before),
        total=total,
        over=over,
        emptied=[] if page.items else _emptied(frame.run, asked),
        options=_options(),
        labels=LABELS,
        place_of=place_of,
        may_write=may("POST", "/assignments/new"),
    )


def _next(asked: Asked, page: Page[Line], before: int) -> str | None:
    after = cursor(page.next and [*page.next, before + len(page.items)], asked.of)
    return after and asked.address(after=after)


def _emptied(run: MatchRun | None, asked: Asked) -> list[tuple[str, str, int]]:
    """Each filter that leaves nothing, its value, and what there would be without it; most first.

    Empty where there would be nothing without any of them either.
    """
    numbers = numbers_without(run, asked.filters, asked.active)
    gains = [
        (name, words, numbers[name])
        for name in asked.active
        if (words := asked.says(name)) and numbers[name]
    ]
    return sorted(gains, key=lambda one: -one[2])


def _options() -> dict[str, list[tuple[str, str]]]:
    """What may be chosen, by the name of the filter."""
    book = load_rulebook()
    return {
        "status": [*((one, words_of(one)) for one in STATUSES), (ANY, "any status")],
        "needs": list(NEED_WORDS.items()),
        "state": [(code, code) for code in sorted(book.states)],
        "priority": [(one, one) for one in reversed(PRIORITIES)],
        "role": [(one, words_of(one)) for one in ROLES],
        "task": sorted(book.vocabulary.tasks.items(), key=lambda item: item[1]),
        "certification": [
            (code, book.catalogue[code].title)
            for codes in book.catalogue.default_accepted.values()
            for code in codes
        ],
    }
