"""Worths as plain JSON values: points as numbers, money as text in dollars. Keys may be added."""

from __future__ import annotations

from decimal import Decimal

from agency.matching.allocation_schemas import whose_place
from agency.matching.fallback_queries import FallbackShown, LoneShown
from agency.matching.finding_schemas import Json, money
from agency.matching.value_queries import Opens, Step, Valued, Worth
from agency.matching.value_words import CENTS, opens_sentence, sentence_of
from agency.rules.catalogue import Catalogue
from agency.rules.ranking import THOUSAND

MILLISECONDS = 1000


def described_valuation(found: Valued) -> Json:
    """What it is of, and how far it was looked; ``stale``: another run is shown by now."""
    said = found.valuation
    return {
        "run": said.run_id,
        "as_of": found.run.as_of.isoformat(),
        "stale": found.stale,
        "seconds": said.milliseconds / MILLISECONDS,
        "takers_at_most": said.most_takers,
        "people_looked_at_each": said.most_people,
        "places": said.places,
        "places_looked_at": said.places_looked_at,
    }


def described_worth(one: Worth, catalogue: Catalogue) -> Json:
    """One type, obtained or renewed: whom it would open what, and what so many would add."""
    row, kind = one.row, catalogue[one.row.code]
    return {
        "code": row.code,
        "title": kind.title,
        "state": kind.state,
        "change": row.kind,
        "people": row.people,
        "assignments": row.assignments,
        "pairs": row.pairs,
        "best_pay_rate": _of_cents(row.best_pay_cents),
        "effective": row.effective.isoformat(),
        "lead_time_known": row.lead_known,
        "cost_usd": _of_cents(row.cost_cents),
        "says": sentence_of(one, catalogue),
        "steps": [_step(step, row.kind) for step in one.steps],
    }


def _step(step: Step, change: str) -> Json:
    """Of what is obtained it is told who may apply, of what is renewed who is on course."""
    obtains = change == "obtain"
    return {
        "takers_at_most": step.most,
        "filled": step.filled,
        "gained": step.gained / THOUSAND,
        "margin_per_hour": _of_cents(step.margin_cents),
        "margin_unknown": step.margin_unknown,
        "takers": [
            {
                "candidate": one.candidate_ref,
                "name": one.name,
                "may_apply": one.ready if obtains else None,
                "on_course": None if obtains else one.ready == "yes",
                "assignments": list(one.assignments),
            }
            for one in step.takers
        ],
    }


def _of_cents(cents: int | None) -> str | None:
    return None if cents is None else money(Decimal(cents) / CENTS)


def described_opens(one: Opens, catalogue: Catalogue, *, own: bool) -> Json:
    """What a credential would open to one person.

    To herself (``own``) it is told what she could take and what it pays, and nothing that rests on
    others.
    """
    told: Json = {
        "code": one.code,
        "title": catalogue[one.code].title,
        "change": one.kind,
        "assignments": one.assignments,
        "best_pay_rate": _of_cents(one.best_pay_cents),
        "says": opens_sentence(one, catalogue),
    }
    if own:
        return told
    gained = None if one.gained is None else one.gained / THOUSAND
    competing = {"filled": one.filled, "gained": gained, "fills": list(one.fills)}
    return {**told, "best_paid": list(one.named), **competing}


def described_fallback(one: FallbackShown) -> Json:
    """Who would come instead of whom; and what losing her costs in all her places, once."""
    return {
        **whose_place(one),
        "place": one.kind,
        "others": one.others,
        "replacement": one.replacement_ref,
        "replacement_name": one.replacement_name,
        "replacement_score": None if one.score is None else one.score / THOUSAND,
        "openings_lost": one.fewer,
        "costs": one.costs / THOUSAND,
        "places": one.places,
    }


def described_lone(one: LoneShown) -> Json:
    """What hangs on one person, and the cheapest fix."""
    return {
        **whose_place(one),
        "place": one.kind,
        "fix_candidate": one.fix_ref,
        "fix_name": one.fix_name,
        "fix": one.fix,
    }
