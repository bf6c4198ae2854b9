"""The shape in which a person's pathways leave the house, as plain JSON values.

Keys may be added, never changed. Days are ISO texts, null where there is none; money is a text.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from agency.rules.catalogue import Provenance
from agency.rules.pathways.catalogue import Pathway
from agency.rules.pathways.conditions import Condition
from agency.rules.pathways.record import Attempts, Record
from agency.rules.pathways.routes import Cost, MaySit, Route
from agency.rules.roles import Expected, NextRole, Role
from agency.rules.rulebook import RuleBook

Json = dict[str, Any]


def described_pathways(
    record: Record,
    day: date,
    answers: Iterable[MaySit],
    grown: Iterable[NextRole],
    book: RuleBook,
) -> Json:
    """All that ``pathways`` says of a candidate, as the command and the API answer it.

    ``pathways`` holds one answer for each type of credential: ``answer`` is yes, no or unknown,
    ``routes`` stand best first (none: not researched), and a condition's ``state`` is met, missing
    or unknown. ``roles`` are those she could grow into, her goal first; they advise.
    """
    return {
        "candidate": record.facts.ref,
        "on": day.isoformat(),
        "rulebook": book.fingerprint,
        "career_goal": record.career_goal,
        "pathways": [described_answer(one) for one in answers],
        "roles": [described_role(one) for one in grown],
    }


def described_answer(answer: MaySit) -> Json:
    """One type of credential, with every route to it and what a holder may do with it."""
    kind, held = answer.kind, answer.held
    return {
        "code": kind.code,
        "title": kind.title,
        "category": kind.category,
        "state": kind.state,
        "answer": answer.answer,
        "only_to_ask": answer.only_to_ask,
        "held": held
        and {"credential": held.ref, "status": held.status, "expires_on": _day(held.expires_on)},
        "routes": [described_route(one) for one in answer.routes],
        "variants": [described_condition(one) for one in answer.variants],
        "advice": [_statement(one) for one in answer.advice],
        "attempts": answer.attempts and _attempts(answer.attempts),
        "opens_in": [{"state": state, "requirement": entry.id} for state, entry in answer.opens_in],
    }


def described_route(route: Route) -> Json:
    """One way to a credential; ``open_until`` is null where no end is known."""
    return {
        **_statement(route.pathway),
        "answer": route.answer,
        "opens_on": _day(route.opens_on),
        "open_until": _day(route.open_until),
        "days_to_test": route.pathway.days_to_test,
        "conditions": [described_condition(one) for one in route.conditions],
        "costs": [_cost(one) for one in route.costs],
    }


def described_condition(condition: Condition) -> Json:
    """One thing that is asked; ``name`` is the statement that asks it."""
    return {
        "name": condition.name,
        "asks": condition.asks,
        "state": condition.state,
        "why": list(condition.why),
        "evidence": list(condition.evidence),
        **_provenance(condition.provenance),
    }


def described_role(grown: NextRole) -> Json:
    """A role, by which roles one comes to it, and how she stands to what it asks."""
    role = grown.role
    return {
        "role": role.code,
        "title": role.title,
        "is_goal": grown.is_goal,
        "through": list(grown.through),
        "grows_from": _growth(role),
        "missing": grown.missing,
        "expectations": [_expected(one) for one in grown.expected],
    }


def _growth(role: Role) -> Json | None:
    growth = role.growth
    if growth is None:
        return None
    return {"roles": list(growth.roles), "says": growth.says, **_provenance(growth.provenance)}


def _expected(one: Expected) -> Json:
    return {
        **_statement(one.expectation.statement),
        "optional": one.expectation.optional,
        "conditions": [described_condition(condition) for condition in one.conditions],
    }


def _attempts(attempts: Attempts) -> Json:
    return {
        "says": attempts.exam.says,
        "failed": attempts.failed,
        "left": attempts.left,
        **_provenance(attempts.exam.provenance),
    }


def _cost(cost: Cost) -> Json:
    return {
        "name": cost.name,
        "usd": f"{cost.usd:.2f}",
        "note": cost.note,
        **_provenance(cost.provenance),
    }


def _statement(pathway: Pathway) -> Json:
    return {
        "name": pathway.name,
        "says": pathway.says,
        **_provenance(pathway.provenance),
    }


def _provenance(provenance: Provenance) -> Json:
    return {
        "citation": provenance.citation,
        "source": provenance.source,
        "as_of": provenance.as_of,
        "confidence": provenance.confidence,
    }


def _day(day: date | None) -> str | None:
    return None if day is None else day.isoformat()
