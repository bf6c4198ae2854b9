"""What to ask the client where an assignment leaves blank what a rule depends on."""

from __future__ import annotations

from agency.rules import expressions as ask
from agency.rules.facts import AssignmentFacts
from agency.rules.rulebook import Entry

ASK_FOR = {
    "setting": "In what setting is the work?",
    "delegator": "Who delegates the work?",
    "supervision": "What supervision is there?",
}
ANSWERED_BY = {
    "setting": (ask.Setting, ask.SettingNot),
    "delegator": (ask.Delegator,),
    "supervision": (ask.Supervision,),
}


def question_about(entry: Entry, assignment: AssignmentFacts) -> str:
    """The entry's own question, else one for each blank on which it depends.

    Where it depends on none, what is not known is whether the rule holds at all.
    """
    if entry.question:
        return entry.question
    blanks = [
        ASK_FOR[field]
        for field in ASK_FOR
        if getattr(assignment, field) is None and field in _depended_on(entry)
    ]
    return " ".join(blanks) or "Does this rule hold here? Ask the board or counsel."


def _depended_on(entry: Entry) -> set[str]:
    """The fields of the assignment on which the entry's ``when`` or ``needs`` depends."""
    named = {"setting": entry.when.settings, "delegator": entry.when.delegators}
    leaves = tuple(ask.leaves(entry.needs)) if entry.needs else ()
    asked = {
        field
        for field, kinds in ANSWERED_BY.items()
        if any(isinstance(leaf, kinds) for leaf in leaves)
    }
    return asked | {field for field, words in named.items() if words is not None}
