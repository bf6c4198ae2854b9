"""Short titles of rules: the agency's words for a page, no part of the law or its fingerprint."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from agency.rules.reading import Table, read_toml
from agency.rules.rulebook import DATA, FEDERAL, TITLES, RuleBook, entries, load_rulebook

LONGEST_TITLE = 44
LONGEST_CUT = 60
# How the sentence of an entry likes to begin; a name does without.
OPENINGS = ("Hold an active ", "Hold an ", "Hold a ", "Hold ", "Have ")


def title_of(rule_id: str) -> str | None:
    """The short title of a rule of the data files; None for what was recorded beside them."""
    return load_titles().get(rule_id)


def rule_name(rule_id: str, says: str) -> str:
    """What a page calls a requirement: its short title, or else its sentence, shortened."""
    return title_of(rule_id) or shortened(says)


def shortened(says: str) -> str:
    """The first clause of a sentence without the word it begins with, at most 60 characters."""
    clause = says.split(";")[0].strip().rstrip(".")
    opening = next((one for one in OPENINGS if clause.startswith(one)), "")
    short = clause[len(opening) :]
    if len(short) > LONGEST_CUT:
        short = f"{short[: LONGEST_CUT - 1].rsplit(' ', 1)[0].rstrip(',:')}…"
    return f"{short[:1].upper()}{short[1:]}"


@cache
def load_titles(folder: Path = DATA) -> dict[str, str]:
    """Every title of the file by the rule's id.

    An id that no rule of the state has, a title that is too long or that stands twice in a state
    raises RuleBookError. A rule without a title is called by its sentence.
    """
    if not (folder / TITLES).exists():
        return {}
    file = Table(read_toml(folder / TITLES), TITLES)
    ids = _ids(load_rulebook(folder))
    titles: dict[str, str] = {}
    for code, known in ids.items():
        of_state = file.table_or_none(code)
        if of_state is not None:
            titles |= _titles(of_state, known)
    file.close()
    return titles


def _ids(book: RuleBook) -> dict[str, list[str]]:
    """The ids of each state's rules by its code as ids begin with it, federal ones under us."""
    ids: dict[str, list[str]] = {code.lower(): [] for code in (FEDERAL, *book.states)}
    for code, entry in entries(book):
        ids[code.lower()].append(entry.id)
    return ids


def _titles(of_state: Table, known: list[str]) -> dict[str, str]:
    titles: dict[str, str] = {}
    for id in dict.fromkeys(known):
        if id in of_state:
            title = of_state.new_text(id, titles.values())
            if len(title) > LONGEST_TITLE:
                raise of_state.error(
                    id, f"expected at most {LONGEST_TITLE} characters, got {len(title)}: {title!r}"
                )
            titles[id] = title
    of_state.close()
    return titles
