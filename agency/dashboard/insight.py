"""Insight: what credentials would be worth, and who would come instead of whom."""

from __future__ import annotations

from itertools import groupby
from typing import Any

from flask import render_template, request, url_for

from agency.access.principal import principal
from agency.dashboard.blueprint import dashboard
from agency.dashboard.frame import Frame
from agency.fields import Choice, CredentialCode, InputSchema, SafeText
from agency.matching.fallback_queries import (
    number_of_lone,
    page_of_fallbacks,
    page_of_lone,
)
from agency.matching.value_models import PLACES
from agency.matching.value_queries import valuation_in, worths
from agency.matching.value_words import VERBS, dollars, lead_words, sentence_of
from agency.paging import cursor, position_of
from agency.rules.rulebook import load_rulebook

ROWS, MOST_LONE = 50, 50
MAY = {
    "yes": ("met", "may apply"),
    "no": ("unmet", "may not apply yet"),
    "unknown": ("unknown", "not known whether she may apply"),
}
COURSE = {"yes": ("met", "renewal on course"), "no": ("soon", "units missing, or late to file")}


class ValuesInput(InputSchema):
    """One type of credential in full."""

    credential = CredentialCode(load_default=None)


class LossesInput(InputSchema):
    """A page of what there would be instead, of one kind of place or of both."""

    place = Choice(PLACES, load_default=None)
    after = SafeText(1000, load_default=None)


VALUES, LOSSES = ValuesInput(), LossesInput()


@dashboard.get("/insight")
def insight() -> str:
    """What each type of credential would be worth to the pool; one in full where it is named."""
    frame, asked = Frame(principal()), VALUES.accept(request.args.to_dict())
    found, catalogue = valuation_in(frame.run), load_rulebook().catalogue
    some = worths(asked["credential"]) if found else []
    return render_template(
        "dashboard/insight.html",
        frame=frame,
        tabs_of=_tabs(),
        found=found,
        chosen=asked["credential"] and catalogue[asked["credential"]],
        rows=[(one, sentence_of(one, catalogue)) for one in some],
        catalogue=catalogue,
        verbs=VERBS,
        may=MAY,
        course=COURSE,
        dollars=dollars,
        lead_words=lead_words,
    )


@dashboard.get("/insight/losses")
def losses() -> str:
    """Who would come instead of whom, what costs most first; and what hangs on one person."""
    frame, asked = Frame(principal()), LOSSES.accept(request.args.to_dict())
    found = valuation_in(frame.run)
    return render_template(
        "dashboard/losses.html",
        frame=frame,
        tabs_of=_tabs(),
        found=found,
        chosen=asked["place"],
        **(_losses(found.valuation.run_id, asked) if found else {}),
    )


def _losses(run_id: int, asked: dict[str, Any]) -> dict[str, Any]:
    of = {"list": "fallbacks", "run": run_id, "place": asked["place"]}
    *after, before = position_of(asked["after"], of) or [0]
    page = page_of_fallbacks(ROWS, after or None, asked["place"])
    place = page.next and [*page.next, before + len(page.items)]
    return {
        "rows": page.items,
        "people": [list(hers) for _, hers in groupby(page.items, lambda one: one.candidate_ref)],
        "first": before + 1,
        "next": cursor(place, of),
        "lone": page_of_lone(MOST_LONE, None).items if not before else (),
        "number_of_lone": number_of_lone(),
    }


def _tabs() -> list[tuple[str, str, str, None]]:
    return [
        ("values", "What credentials are worth", url_for("dashboard.insight"), None),
        ("losses", "Who would come instead", url_for("dashboard.losses"), None),
        ("lapses", "Lapses in placements", url_for("dashboard.lapses"), None),
    ]
