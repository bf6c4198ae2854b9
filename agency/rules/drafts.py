"""What files of changes say together, and the rulebook that they would make.

A file with the whole head of a state is the state: what it does not hold is taken out. Any other
only adds to the rulebook, and replaces.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from agency.rules.amending import Proposed, amended, entries_in, entry_key, taken_out
from agency.rules.reading import Table, read_toml
from agency.rules.rulebook import REGULATIONS, Entry, RuleBook

WHOLE_HEAD = ("state", "name", "regulator", "regulation", "summary")


@dataclass(frozen=True, slots=True)
class Draft:
    """The entries of some files, in their order, and the codes of the states that are whole."""

    proposed: tuple[Proposed, ...]
    whole: frozenset[str] = frozenset()


def read_draft(files: Iterable[Path], book: RuleBook) -> Draft:
    """`draft_of` what these TOML files hold; one that cannot be read raises RuleBookError."""
    return draft_of([(file.name, read_toml(file)) for file in files], book)


def draft_of(files: Iterable[tuple[str, Mapping[str, Any]]], book: RuleBook) -> Draft:
    """What files hold, by their names, each held against ``book`` and the files before it.

    Raises RuleBookError for what is wrong in one, for two entries with one key, and for two files
    that are the whole of one state.
    """
    proposed: list[Proposed] = []
    whole: set[str] = set()
    merged = book
    for name, values in files:
        found = entries_in(values, name, merged)
        merged = amended(merged, found)
        proposed += found
        code = _whole_state(Table(dict(values), name), book, whole)
        whole |= {code} if code else set()
    draft = Draft(tuple(proposed), frozenset(whole))
    drafted(book, draft)
    return draft


def _whole_state(table: Table, book: RuleBook, others: Collection[str]) -> str | None:
    """The state that a file is the whole of, by its head; None if it only holds changes."""
    if not all(key in table for key in WHOLE_HEAD):
        return None
    for key in ("name", "regulator", "summary"):
        table.text(key)
    table.choice("regulation", REGULATIONS)
    code = table.choice("state", book.states)
    if code in others:
        raise table.error("state", f"another file is the whole of {code} already")
    return code


def drafted(book: RuleBook, draft: Draft) -> RuleBook:
    """The rulebook that the files would make of ``book``; raises RuleBookError."""
    return amended(taken_out(book, missing_entries(book, draft)), draft.proposed)


def missing_entries(book: RuleBook, draft: Draft) -> tuple[Entry, ...]:
    """What ``book`` holds of the states that are whole and no file does, by id and first day."""
    there = {one.key for one in draft.proposed}
    of_states = (rule for code in sorted(draft.whole) for rule in book.states[code].rules)
    return tuple(
        entry for rule in of_states for entry in rule.versions if entry_key(entry) not in there
    )


def missing_text(missing: Collection[Entry]) -> str:
    """Why a draft that lacks these entries cannot be saved, and what to write instead."""
    named = ", ".join(f"{one.id} ({_since(one)})" for one in missing)
    lacks = "an entry is missing" if len(missing) == 1 else f"{len(missing)} entries are missing"
    return (
        f"{lacks} from what is written as a whole state: {named}. What the rulebook holds is"
        " never taken out of it. To end a rule, leave its entry in and add one with the same id, a"
        " later in_force, `lifted = true` and no needs. To move one, leave an entry on its old day"
        ' that says what holds until the new one (`effect = "advise"` without needs, if nothing'
        " does), and add the text from the new day. To save a few entries alone, leave out the head"
    )


def _since(entry: Entry) -> str:
    return "since before our records" if entry.in_force == date.min else f"of {entry.in_force}"
