"""The rulebook that the data files and recorded entries make together."""

from __future__ import annotations

import json
from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

from agency.rules.amending import Proposed, amended, recorded_entry
from agency.rules.rulebook import RuleBook
from agency.rules.sentences import day_text
from agency.settings import settings
from agency.standards.models import RuleEntry

# Of the present, of the run that is under way, and of the one before.
MOST_AT_HAND = 4

Content = tuple[str, ...]
_at_hand: OrderedDict[Content, RuleBook] = OrderedDict()


def book_with(rows: Iterable[RuleEntry], data: RuleBook) -> RuleBook:
    """``data`` amended by these entries; equal content is one and the same object.

    Raises RuleBookError where the data files do not go together with what is recorded any more.
    """
    found = sorted(rows, key=lambda row: (row.scope, row.facility, row.rule_id, row.in_force))
    if not found:
        return data
    content = (data.fingerprint, settings().timezone, *map(_content, found))
    if content not in _at_hand:
        _at_hand[content] = amended(data, (proposed_of(row, data) for row in found))
    _at_hand.move_to_end(content)
    while len(_at_hand) > MOST_AT_HAND:
        _at_hand.popitem(last=False)
    return _at_hand[content]


def _content(row: RuleEntry) -> str:
    said = [row.scope, row.facility, row.entry, row.made_by, row.made_at.isoformat(), row.why]
    return json.dumps(said, sort_keys=True)


def proposed_of(row: RuleEntry, data: RuleBook) -> Proposed:
    """A recorded entry; a standard tells who asks for it and why in place of a source of law."""
    one = recorded_entry(row.entry, row.facility or None, data, file="recorded")
    if one.scope == "law":
        return one
    cited = f"{one.entry.citation}, {saved_text(row)}"
    return replace(one, entry=replace(one.entry, citation=cited))


def saved_text(row: RuleEntry) -> str:
    """Who recorded an entry, on which day, and why."""
    return f"saved by {row.made_by} on {local_day_text(row.made_at)}: {row.why}"


def withdrawn_text(row: RuleEntry) -> str:
    """Who withdrew an entry, on which day, and why; of one that stands, nothing."""
    if row.withdrawn_at is None:
        return ""
    return (
        f"withdrawn by {row.withdrawn_by} on {local_day_text(row.withdrawn_at)}:"
        f" {row.withdrawn_why}"
    )


def local_day_text(moment: datetime) -> str:
    """The day of a moment where the agency is."""
    return day_text(moment.astimezone(ZoneInfo(settings().timezone)).date())
