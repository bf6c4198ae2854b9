"""Every component on one page, for whoever builds the others, with its contrasts reckoned."""

from __future__ import annotations

from flask import render_template

from agency.dashboard.blueprint import dashboard
from agency.dashboard.contrast import THEMES, colors, pairs
from agency.pictures.strips import Pip, Pips, strip_of
from agency.rules.spans import Coverage, Spans, Window

SWATCHES = (
    *(("Canvas", "canvas"), ("Surface", "surface"), ("Sunken", "sunken"), ("Line", "line")),
    *(("Control", "control"), ("Ink", "ink"), ("Ink 2", "ink-2"), ("Ink 3", "ink-3")),
    *(("Ask", "ask"), ("Ask tint", "ask-bg"), ("Covered", "met-fill"), ("Not", "unmet-fill")),
    *(("Unknown", "unk-fill"), ("Soon", "soon-fill"), ("Law", "law-fill"), ("Law tint", "law-bg")),
)
# 56 days of which 13 are covered, then 28 unknown, then 15 not covered.
WINDOW = Window(1, 56)
EXAMPLE = strip_of(Coverage(Spans.of([Window(1, 13)]), Spans.of([Window(1, 41)])), WINDOW)
EXAMPLE_PIPS = Pips(
    (*(Pip("met", "covered") for _ in range(8)), Pip("unknown", "IV"), Pip("unmet", "BLS")),
    0,
    "8 of 10 covered, 1 unknown, 1 not covered",
)


@dashboard.get("/settings/language")
def language() -> str:
    """Colors, type, verdicts, fields, messages and pictures, as the pages use them."""
    return render_template(
        "dashboard/language.html",
        swatches=[(words, name, *colors()[name]) for words, name in SWATCHES],
        pairs={theme: [pair for pair in pairs() if pair.theme == theme] for theme in THEMES},
        example=EXAMPLE,
        pips=EXAMPLE_PIPS,
    )
