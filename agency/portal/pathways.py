"""Pathways: which certifications she may sit for, what is missing, what it costs and the waits."""

from __future__ import annotations

from flask import render_template

from agency.matching.value_queries import opened_as_of
from agency.matching.value_words import dollars
from agency.placements.records import worked_by
from agency.portal.blueprint import portal
from agency.portal.mine import Mine, mine
from agency.rules.pathways.record import Record
from agency.rules.pathways.routes import MaySit, pathways
from agency.rules.roles import load_roles, next_roles

MOST_SHOWN = 4


@portal.get("/pathways")
def ways_on() -> str:
    """What she may sit for now, what is open once a question is answered, and what is not yet."""
    me = mine()
    record = record_of(me)
    answers = pathways(record, me.book, me.day)
    roles = load_roles()
    opens, valued = opened_as_of(me.row["id"], own=True)
    return render_template(
        "portal/pathways.html",
        me=me,
        groups=groups_of(answers),
        most=MOST_SHOWN,
        roles=next_roles(record, roles, me.book, me.day),
        role_names=roles,
        opens=opens,
        valued=valued,
        dollars=dollars,
        verbs={"obtain": "Obtain", "renew": "Renew"},
    )


def record_of(me: Mine) -> Record:
    """What a pathway may ask of her; one query besides her file."""
    return Record(
        facts=me.facts,
        years_experience=me.row["years_experience"],
        worked=tuple(worked_by(me.row["id"], me.day)),
        career_goal=me.row["career_goal"],
    )


def groups_of(answers: tuple[MaySit, ...]) -> list[tuple[str, str, list[MaySit]]]:
    """The answers by what she has to do; what she holds already is left out."""
    wanted = [one for one in answers if not (one.held and one.held.status == "current")]
    closed = [one for one in wanted if one.best and one.answer not in ("yes", "unknown")]
    return [
        ("met", "You may sit or apply now", [one for one in wanted if one.answer == "yes"]),
        ("unknown", "Open once this is settled", [one for one in wanted if one.only_to_ask]),
        ("unmet", "Not yet, the nearest first", sorted(closed, key=_missing)),
    ]


def _missing(answer: MaySit) -> int:
    return len(answer.best.of_state("missing")) if answer.best else 0
