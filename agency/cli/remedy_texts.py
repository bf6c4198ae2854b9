"""The smallest changes that would make a pair eligible, as lines of text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rich.text import Text

from agency.cli.printing import wrapped
from agency.matching.explaining import Explanation
from agency.rules.eligibility import ELIGIBLE
from agency.rules.remedies import NOT_YET, TOO_LATE, Remedy, outlook, ready_on
from agency.rules.remedy_words import cost_in_words, none_in_words
from agency.rules.rulebook import RuleBook
from agency.rules.sentences import day_text
from agency.rules.step_words import remedy_in_words

MOST_SHOWN = 5


def remedy_lines(explanation: Explanation, width: int) -> Iterator[Text]:
    """Under a heading of its own; nothing for an eligible pair or where it was not asked for."""
    found = explanation.remedies
    if found is None or explanation.assessment.verdict == ELIGIBLE:
        return
    yield Text()
    yield Text("Smallest change", "bold")
    if not found:
        yield from _told(none_in_words(explanation.assessment), width, "    ")
        return
    yield from _outlook(explanation, found, width)
    for number, remedy in enumerate(found[:MOST_SHOWN], start=1):
        yield from _told(_remedy(remedy, explanation.book), width, f"  {number}. ")
    if len(found) > MOST_SHOWN:
        yield Text(f"    and {len(found) - MOST_SHOWN} more (--json gives them all)", "dim")


def _outlook(explanation: Explanation, found: Sequence[Remedy], width: int) -> Iterator[Text]:
    ready = ready_on(tuple(found))
    at_once = ready is None or ready <= explanation.day
    when = "at once" if at_once else f"by {day_text(ready)}" if ready else ""
    told = {
        NOT_YET: f"Not yet, but it can clear before the work begins: the quickest {when}.",
        TOO_LATE: f"Cannot clear in time: the quickest takes until {ready and day_text(ready)}.",
        None: "How long the changes take is not documented.",
    }
    yield from _told(told[outlook(explanation.assessment, tuple(found))], width, "    ")


def _remedy(remedy: Remedy, book: RuleBook) -> str:
    known = []
    if remedy.ready_on is None:
        known.append("how long it takes is not documented")
    if cost := cost_in_words(remedy):
        known.append(cost)
    more = f" ({'; '.join(known)})" if known else ""
    return f"{remedy_in_words(remedy, book)}{more}."


def _told(words: str, width: int, lead: str) -> Iterator[Text]:
    return map(Text, wrapped(words, width, lead))
