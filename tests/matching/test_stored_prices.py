"""What is stored of a choice proves it: the checker below reads nothing but the rows of a run."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import replace
from datetime import date, timedelta
from random import Random
from typing import Any

import pytest
from flask import Flask
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import select, update

from agency.assignments.models import Assignment
from agency.extensions import db
from agency.matching.actions import match
from agency.matching.allocation_models import Allocation, OpeningPrice, Proposal, TurnPrice
from agency.matching.edges import edges_in
from agency.matching.keeping import snapshot_of
from agency.matching.models import MatchRun
from agency.matching.queries import current_run
from agency.matching.results import ids_of
from tests.builders import make_assignment, make_candidate, make_credential

DAY = date(2026, 11, 24)


def of(run: MatchRun, *columns: Any) -> list[Any]:
    """These columns of all that one table holds of a run."""
    return list(db.session.execute(select(*columns).where(columns[0].class_.run_id == run.id)))


def eligible(run: MatchRun) -> dict[int, list[tuple[int, int]]]:
    """Who could take each assignment, with her score."""
    ids = ids_of(snapshot_of(run.snapshot).pool).tolist()
    assignment = dict(db.session.execute(select(Assignment.ref, Assignment.id)).all())
    return {
        assignment[ref]: [(ids[who], score) for who, score in zip(*edges, strict=True)]
        for ref, edges in edges_in(run.id).items()
    }


def require_proven(run: MatchRun) -> None:
    """A choice that can be worked, and a bound that no other passes: whoever pays the stored prices
    for people's days takes at most ``room`` of the rest each opening is worth (weak duality).
    """
    choice = db.session.get_one(Allocation, run.id)
    rooms = dict(of(run, OpeningPrice.assignment_id, OpeningPrice.room))
    works = {row.id: row for row in db.session.scalars(select(Assignment))}
    taken = of(run, Proposal.assignment_id, Proposal.candidate_id, Proposal.score)
    turns: dict[int, dict[int, int]] = defaultdict(dict)
    for candidate, day, price in of(run, TurnPrice.candidate_id, TurnPrice.day, TurnPrice.price):
        turns[candidate][day] = price
    assert all(price >= 0 for days in turns.values() for price in days.values())

    def days(assignment: int) -> range:
        window = works[assignment]
        return range(window.starts_on.toordinal(), window.ends_on.toordinal() + 1)

    def worth(assignment: int, score: int) -> int:
        return int(choice.worth[works[assignment].priority]) + score

    filled = Counter(assignment for assignment, _, _ in taken)
    assert all(count <= rooms[assignment] for assignment, count in filled.items())
    busy = Counter((who, 0 if choice.one_each else day) for a, who, _ in taken for day in days(a))
    assert choice.one_each or set(busy.values()) <= {1}
    assert choice.objective == sum(worth(assignment, score) for assignment, _, score in taken)

    bound = sum(price for of_her in turns.values() for price in of_her.values())
    for assignment, people in eligible(run).items():
        span = [0, *days(assignment)]
        left = [
            worth(assignment, score) - sum(turns[who].get(day, 0) for day in span)
            for who, score in people
        ]
        bound += sum(sorted((max(one, 0) for one in left), reverse=True)[: rooms[assignment]])
    assert choice.bound == bound >= choice.objective


def market(seed: int) -> None:
    """Twelve people and nine windows, some of which overlap, with too few people for all."""
    random = Random(seed)
    for number in range(9):
        start = date(2027, 3, 1) + timedelta(days=random.randint(0, 60))
        make_assignment(
            f"A-{number}",
            state=random.choice(("TX", "OK")),
            pay_rate="25",
            starts_on=start,
            ends_on=start + timedelta(days=random.randint(10, 60)),
            openings=random.randint(1, 2),
            priority=random.choice(("normal", "urgent")),
        )
    for number in range(12):
        states = random.sample(("TX", "OK"), random.randint(1, 2))
        candidate = make_candidate(
            f"C-{number:02}", willing_states=tuple(states), min_pay_rate=str(random.randint(14, 24))
        )
        make_credential(candidate, "CMA-AAMA", expires_on=date(2028, 1, 31), evidence="reviewed")
    db.session.commit()


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("one_each", [False, True])
def test_stored_prices_prove_the_stored_choice(
    database: SQLAlchemy, app: Flask, seed: int, *, one_each: bool
) -> None:
    app.config["SETTINGS"] = replace(app.config["SETTINGS"], one_each=one_each)
    market(seed)
    match(DAY)
    run = current_run(DAY)
    require_proven(run)
    assert of(run, TurnPrice.price)
    database.session.execute(update(TurnPrice).values(price=TurnPrice.price + 1))
    with pytest.raises(AssertionError):
        require_proven(run)
