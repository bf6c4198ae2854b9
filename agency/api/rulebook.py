"""The rulebook: what is recorded in all, and what is asked in one state on a day."""

from __future__ import annotations

from flask import Response

from agency.api.answers import one
from agency.api.blueprint import reads
from agency.api.bodies import Values
from agency.api.reading import Query
from agency.api.schemas.parts import ref as shape
from agency.api.words import RULES
from agency.assignments.queries import facility_states
from agency.errors import NotFound
from agency.fields import Day
from agency.rules.counting import summary
from agency.rules.rulebook import NoRules
from agency.settings import today
from agency.standards.books import saved_text
from agency.standards.queries import rulebook, standing
from agency.standards.rule_page import OnRecord, described_page, page_of


class DayQuery(Query):
    """On which day; left out, it is today."""

    on = Day(load_default=None)


@reads("/rulebook", shape("Rulebook"), about=RULES)
def get_rulebook() -> Response:
    """What the rulebook holds, counted."""
    return one(summary(rulebook()))


@reads("/rulebook/states/<code>", shape("StateRules"), about=RULES, query=DayQuery)
def get_state_rules(query: Values, code: str) -> Response:
    """What is asked in a state on a day, with its sources; `US` is what holds in all of them."""
    saved = {row.key: saved_text(row) for row in standing()}
    record = OnRecord(saved, facility_states())
    try:
        page = page_of(code, query["on"] or today(), rulebook(), record)
    except NoRules as error:
        raise NotFound("state", code) from error
    return one(described_page(page))
