"""Changes of the rules as somebody writes or sends them: the text of a file, and what it makes."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from flask import request

from agency.errors import NotFound, Problem, Refused
from agency.fields import Day, InputSchema, SafeText, Whole
from agency.rules.drafts import Draft, draft_of
from agency.rules.reading import toml_in
from agency.rules.rulebook import Rule, RuleBook
from agency.rules.toml_text import entry_text
from agency.settings import today

NAME = "draft"
# The largest file of a state is a tenth of this.
MOST_CHARACTERS = 300_000
EXAMPLE = """[[requirement]]
id = "agency-life-support"
says = "Hold a life-support card on every day of an assignment."
in_force = 2027-01-01
needs = { holds = ["BLS-AHA"] }
effect = "require"
"""
HOW_TO = "# Say what is asked and from which day on. The text that is there now holds until then.\n"


class Begun(InputSchema):
    """What a draft begins with, by the address of its page."""

    rule = SafeText(80, load_default=None)
    facility = SafeText(200, load_default=None)
    withdraw = SafeText(80, load_default=None)
    in_force = Day(load_default=None)


class Tried(InputSchema):
    """What is to be tried beside the draft itself."""

    within = Whole(0, 3650, load_default=60)
    withdraw = SafeText(80, load_default=None)
    in_force = Day(load_default=None)
    facility = SafeText(200, load_default=None)


@dataclass(frozen=True, slots=True)
class Text:
    """The text of a draft, and the name of the file it came in."""

    said: str
    name: str = NAME

    def draft(self, book: RuleBook) -> Draft:
        """What it says, held against ``book``; raises RuleBookError."""
        if not self.said.strip():
            return Draft(())
        return draft_of([(self.name, toml_in(self.said.encode(), self.name))], book)


def text_sent() -> Text:
    """The text of the form, or of the file that came with it, which counts; raises Refused."""
    file = request.files.get("file")
    if file is None or not file.filename:
        # A form sends lines as the network does; TOML takes either, a comparison would not.
        return _of_a_size(Text(request.form.get("draft", "").replace("\r\n", "\n")))
    content = file.read(4 * MOST_CHARACTERS)
    try:
        return _of_a_size(Text(content.decode("utf-8-sig"), file.filename))
    except UnicodeDecodeError as error:
        problem = Problem("file", file.filename, "a text file in UTF-8")
        raise Refused([problem]) from error


def _of_a_size(text: Text) -> Text:
    if len(text.said) > MOST_CHARACTERS:
        expected = f"at most {MOST_CHARACTERS:,} characters"
        raise Refused([Problem("draft", f"{len(text.said):,} characters", expected)])
    return text


def begun_with(rule_id: str, facility: str | None, book: RuleBook) -> str:
    """A draft that changes a rule from the next month on; raises NotFound."""
    rule = _rule(rule_id, facility, book)
    day = today()
    entry = rule.in_force_on(day) or rule.versions[-1]
    changed = replace(entry, in_force=max(next_month(day), entry.in_force), checked_on=day)
    return HOW_TO + entry_text(changed, book.vocabulary, facility)


def _rule(rule_id: str, facility: str | None, book: RuleBook) -> Rule:
    law = [*book.federal, *(rule for state in book.states.values() for rule in state.rules)]
    standards = book.facility_standards.get(facility, ()) if facility else book.standards
    found = next((rule for rule in (*standards, *law) if rule.id == rule_id), None)
    if found is None:
        raise NotFound("rule", rule_id)
    return found


def next_month(day: date) -> date:
    """The first day of the month after that of ``day``."""
    return date(day.year + day.month // 12, day.month % 12 + 1, 1)
