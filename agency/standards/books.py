"""The rulebook that the data files and recorded entries make together."""

from __future__ import annotations

import json
import shlex
from collections import OrderedDict
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from threading import Lock
from typing import NamedTuple
from zoneinfo import ZoneInfo

from agency.rules.amending import Misfit, Proposed, amended, recorded_entry
from agency.rules.reading import RuleBookError
from agency.rules.rulebook import RuleBook
from agency.rules.sentences import day_text
from agency.settings import settings
from agency.standards.models import RuleEntry

# Of the present, of the run that is under way, and of the one before.
MOST_AT_HAND = 4

Content = tuple[str, ...]
_at_hand: OrderedDict[Content, RuleBook] = OrderedDict()
# One process serves several at once.
_by_one = Lock()


def book_with(rows: Iterable[RuleEntry], data: RuleBook) -> RuleBook:
    """``data`` amended by these entries; equal content is one and the same object.

    Raises RuleBookError where the data files do not go together with what is recorded any more;
    it names the entry, and the command that cures it.
    """
    found = sorted(rows, key=lambda row: (row.scope, row.facility, row.rule_id, row.in_force))
    if not found:
        return data
    content = (data.fingerprint, settings().timezone, *map(_content, found))
    with _by_one:
        if content not in _at_hand:
            _at_hand[content] = _whole(found, data)
        _at_hand.move_to_end(content)
        while len(_at_hand) > MOST_AT_HAND:
            _at_hand.popitem(last=False)
        return _at_hand[content]


class Readable(NamedTuple):
    """The rulebook of those entries that can be read, and why others cannot, by their row ids."""

    book: RuleBook
    problems: Mapping[int, RuleBookError]


def readable(rows: Iterable[RuleEntry], data: RuleBook) -> Readable:
    """``data`` amended by as many of these entries as go together with it."""
    by_id = {row.id: row for row in rows}
    problems: dict[int, RuleBookError] = {}
    proposed: dict[int, Proposed] = {}
    for id, row in by_id.items():
        try:
            proposed[id] = proposed_of(row, data)
        except RuleBookError as error:
            problems[id] = _with_cure(error, row)
    while True:  # one entry less each time
        try:
            return Readable(amended(data, proposed.values()), problems)
        except Misfit as error:
            (id,) = (id for id, one in proposed.items() if one is error.proposed)
            problems[id] = _with_cure(error, by_id[id])
            del proposed[id]


def _whole(rows: Iterable[RuleEntry], data: RuleBook) -> RuleBook:
    book, problems = readable(rows, data)
    for problem in problems.values():
        raise problem
    return book


def _with_cure(error: RuleBookError, row: RuleEntry) -> RuleBookError:
    whose = f" --facility {shlex.quote(row.facility)}" if row.facility else ""
    command = f"agency rules withdraw {row.rule_id} --in-force {row.in_force}{whose}"
    cure = f"`{command} --by NAME --why TEXT` takes it back"
    return RuleBookError(error.file, error.entry, error.key, f"{error.problem}; {cure}")


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
