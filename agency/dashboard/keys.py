"""The keys of the dashboard, in the one list from which both the dialog and its page are made."""

from __future__ import annotations

from collections.abc import Sequence

from flask import render_template

from agency.dashboard.blueprint import dashboard

Keys = Sequence[tuple[Sequence[str], str]]

# "then" and "or" stand between keys and are no keys themselves.
KEYS: Sequence[tuple[str, Keys]] = (
    (
        "Everywhere",
        (
            (("/",), "find a person, an assignment or a rule"),
            (("?",), "these keys"),
            (("Esc",), "close, or leave a field"),
            (("P",), "print"),
        ),
    ),
    (
        "Go to",
        (
            (("G", "then", "T"), "Today"),
            (("G", "then", "A"), "Assignments"),
            (("G", "then", "C"), "Candidates"),
            (("G", "then", "R"), "Review desk"),
            (("G", "then", "I"), "Insight"),
            (("G", "then", "B"), "Rulebook"),
            (("G", "then", "N"), "Runs and jobs"),
            (("G", "then", "S"), "Settings"),
        ),
    ),
    (
        "In a list",
        (
            (("J", "or", "↓"), "the next row"),
            (("K", "or", "↑"), "the row before"),
            (("Enter",), "open it"),
        ),
    ),
    (
        "On the review desk",
        (
            (("J", "or", "K"), "the next, or the one before"),
            (("V",), "verify"),
            (("R", "then", "1–8", "then", "Enter"), "reject, for this reason"),
            (("Alt", "O"), "take over what was read of the field at hand"),
            (("[", "or", "]"), "the page before, or the next page of the document"),
            (("Z",), "the document in full size"),
            (("F",), "all of it, upright"),
            (("T",), "turn it to the right"),
            (("A",), "ask the candidate about it"),
            (("U",), "take the last decision back"),
            (("Tab",), "the next field"),
        ),
    ),
    (
        "At a screening",
        (
            (("J", "or", "K"), "the next, or the one before"),
            (("N",), "not the same person"),
            (("S",), "the same person"),
            (("U",), "take the last decision back"),
        ),
    ),
    (
        "At a picture",
        (
            (("T",), "the picture as a table"),
            (("[", "or", "]"), "move the dates by a day, with Shift by a week"),
        ),
    ),
)


@dashboard.get("/keys")
def keys() -> str:
    """The list as a page, for whoever has no script."""
    return render_template("dashboard/keys.html")


@dashboard.app_context_processor
def key_groups() -> dict[str, object]:
    return {"key_groups": KEYS}
