"""What the client is asked where an assignment leaves blank what a rule depends on."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from agency.rules import expressions as ask
from agency.rules.facts import AssignmentFacts
from agency.rules.requisition import requisition, window_of
from agency.rules.rulebook import Entry, When
from tests.rules.entries import entry
from tests.strategies_of_law import rulebook

ADULT = ask.Adult()
CLINIC = frozenset({"clinic"})
FIRST, LAST = date(2027, 1, 4), date(2027, 3, 31)


def question(*versions: Entry, **said: Any) -> str | None:
    """What one rule of these versions asks about an assignment that says this much."""
    work = AssignmentFacts("A-0001", "WA", FIRST, LAST, **said)
    book = rulebook(([list(versions)],), [])
    found = requisition(work, window_of(work, FIRST), book)
    return next(one.question for one in (*found.work, *found.person) if one.versions)


@pytest.mark.parametrize(
    ("law", "said", "asked"),
    [
        (
            entry(ADULT, when=When(settings=CLINIC)),
            {},
            "In what setting is the work?",
        ),
        (
            entry(ask.AllOf((ask.Delegator(frozenset({"pa"})), ask.SettingNot(CLINIC)))),
            {},
            "In what setting is the work? Who delegates the work?",
        ),
        (
            entry(ask.Supervision(frozenset({"direct"})), when=When(settings=CLINIC)),
            {"setting": "clinic"},
            "What supervision is there?",
        ),
        (entry(ADULT), {}, "Does this rule hold here? Ask the board or counsel."),
        (
            entry(ADULT, when=When(settings=CLINIC), question="Is it a clinic?"),
            {},
            "Is it a clinic?",
        ),
    ],
)
def test_the_question_is_the_rules_own_or_asks_for_what_is_blank(
    law: Entry, said: dict[str, Any], asked: str
) -> None:
    assert question(law, **said) == asked


def test_every_text_that_governs_the_work_asks_its_question_once() -> None:
    older, same = (
        entry(ADULT, question="Old?"),
        entry(ADULT, question="Old?", in_force=date(2027, 2, 1)),
    )
    newer = entry(ADULT, question="New?", in_force=date(2027, 3, 1))
    later = entry(ADULT, question="Later?", in_force=date(2028, 1, 1))
    assert question(older, same, newer, later) == "Old? New?"
