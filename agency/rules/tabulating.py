"""The rulebook counted, state by state, and the page of `docs` that shows it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from agency.rules.catalogue import CONFIDENCES
from agency.rules.rulebook import REGULATIONS, Entry, RuleBook, StateRules, federal_rules

COLUMNS = ("State", "Regulation", "Entries", "Decide", "Advise", *map(str.title, CONFIDENCES))
LAST_COLUMNS = ("Checked", "Open")
HEAD = """# The rulebook, state by state

Made by `agency rules table --out docs/rulebook.md` from the files under `agency/rules/data`. Not
legal advice: a person confirms a rule with the state before anyone relies on it.

**How to read it.** An *entry* is one version of one rule. Those that *decide* block work, ask
something of each candidate, or leave a question for the client; those that *advise* are shown and
decide nothing. A repeal is an entry that does neither. *High*, *medium* and *low* count the entries
that decide by how well they are known: the text of the law or its office's page was read; secondary
or partly read; from memory or disputed, which never refuses by itself. *Checked* is the day on or
after which every entry of the line was last compared with its source. *Open* counts the questions
that nobody has answered yet. Few entries do not mean that much is allowed: in most states a
licensed practitioner delegates and answers for the act, and that is all that was found. The entries
themselves, with citation and source, and what is open: `agency rules show STATE`.
"""


@dataclass(frozen=True, slots=True)
class Line:
    """What one jurisdiction's rules come to.

    ``regulation`` and ``open`` are a state's alone; ``checked`` is None where there is no entry.
    """

    code: str
    name: str
    regulation: str
    entries: int
    decide: int
    advise: int
    confidence: dict[str, int]
    checked: date | None
    open: int


def lines(book: RuleBook) -> tuple[Line, ...]:
    """Every state in the order of its name, then the federal rules."""
    states = sorted(book.states.values(), key=lambda state: state.name)
    return tuple(_line(rules) for rules in (*states, federal_rules(book)))


def _line(state: StateRules) -> Line:
    entries = [entry for rule in state.rules for entry in rule.versions]
    deciding = [entry for entry in entries if _decides(entry)]
    found = Counter(entry.confidence for entry in deciding)
    return Line(
        code=state.code,
        name=state.name,
        regulation=state.regulation,
        entries=len(entries),
        decide=len(deciding),
        advise=sum(not entry.lifted and not _decides(entry) for entry in entries),
        confidence={level: found[level] for level in CONFIDENCES},
        checked=min((entry.checked_on for entry in entries), default=None),
        open=len(state.open_questions),
    )


def _decides(entry: Entry) -> bool:
    return not entry.lifted and entry.about != "advice"


def table_page(book: RuleBook) -> str:
    """The page as Markdown: how to read it, every line with the totals, and the kinds."""
    told = lines(book)
    parts = (HEAD, "\n".join(_table(told)), "## By kind of regulation", "\n".join(_kinds(told)))
    return "\n\n".join(part.strip("\n") for part in parts) + "\n"


def _table(told: tuple[Line, ...]) -> Iterator[str]:
    yield _row(*COLUMNS, *LAST_COLUMNS)
    yield f"|---|---|{'---:|' * (len(COLUMNS) - 2)}---|---:|"
    for line in told:
        numbers = (line.entries, line.decide, line.advise, *line.confidence.values())
        name = f"{line.name} ({line.code})"
        yield _row(name, line.regulation, *numbers, line.checked or "never", line.open)
    yield _row("**Total**", "", *_totals(told))


def _totals(told: tuple[Line, ...]) -> Iterator[object]:
    yield sum(line.entries for line in told)
    yield sum(line.decide for line in told)
    yield sum(line.advise for line in told)
    yield from (sum(line.confidence[level] for line in told) for level in CONFIDENCES)
    yield min(line.checked for line in told if line.checked)
    yield sum(line.open for line in told)


def _kinds(told: tuple[Line, ...]) -> Iterator[str]:
    yield _row("Regulation", "Number", "States")
    yield "|---|---:|---|"
    for kind in REGULATIONS:
        codes = sorted(line.code for line in told if line.regulation == kind)
        yield _row(kind, len(codes), " ".join(codes))


def _row(*cells: object) -> str:
    return f"| {' | '.join(map(str, cells))} |"
