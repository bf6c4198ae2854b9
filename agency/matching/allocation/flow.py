"""The best choice where everybody takes one turn: a flow of least cost, which is exact."""

from __future__ import annotations

import numpy as np
from ortools.graph.python import min_cost_flow

from agency.matching.allocation.problem import Problem
from agency.matching.tables import Index, Longs


class NoFlow(RuntimeError):
    """The solver did not find the flow that there must be."""


def best_by_flow(problem: Problem) -> tuple[Index, Longs]:
    """The edges of the best choice where each person has one turn, and the price of each.

    A unit flows for each place in an opening: through an edge to a person and to the sink, or, at
    no gain, straight to it.
    """
    turns, openings, people = problem.turns, len(problem.room), len(problem.turns)
    sink = openings + people
    person = openings + turns.begin
    solver = min_cost_flow.SimpleMinCostFlow()
    ones, idle = np.ones(len(problem), np.int64), np.arange(openings)
    edges = solver.add_arcs_with_capacity_and_unit_cost(
        problem.opening, person, ones, -problem.weight
    )
    solver.add_arcs_with_capacity_and_unit_cost(
        openings + np.arange(people),
        np.full(people, sink),
        np.ones(people, np.int64),
        np.zeros(people, np.int64),
    )
    solver.add_arcs_with_capacity_and_unit_cost(
        idle, np.full(openings, sink), problem.room, np.zeros(openings, np.int64)
    )
    solver.set_nodes_supplies(
        np.arange(sink + 1),
        np.concatenate([problem.room, np.zeros(people, np.int64), [-problem.room.sum()]]),
    )
    status = solver.solve()
    if status != solver.OPTIMAL:
        raise NoFlow(f"the flow of least cost ended as {status}")
    chosen = np.flatnonzero(solver.flows(edges) > 0)
    return chosen, prices_of(problem, chosen)


def prices_of(problem: Problem, chosen: Index) -> Longs:
    """What each turn costs in the best choice, which is ``chosen``.

    Shortest paths in what is left of the network (Bellman and Ford): a turn costs what the best
    opening would pay more for it than what it has now, along any chain of moves. Raises NoFlow if
    the choice was not the best.
    """
    taken = np.zeros(len(problem), np.bool_)
    taken[chosen] = True
    person = problem.turns.begin
    has_room = np.bincount(problem.opening[chosen], minlength=len(problem.room)) < problem.room
    # What an opening would lose by giving up its least gain, or nothing where it has room.
    prices = np.zeros(len(problem.turns), np.int64)
    for _ in range(len(problem.room) + len(prices) + 1):
        gain = problem.weight - prices[person]
        least = np.full(len(problem.room), np.iinfo(np.int64).max)
        np.minimum.at(least, problem.opening[chosen], gain[chosen])
        least[has_room | (problem.room == 0)] = 0
        least = np.maximum(least, 0)
        wanted = np.where(
            taken | (problem.room[problem.opening] == 0), 0, problem.weight - least[problem.opening]
        )
        raised = prices.copy()
        np.maximum.at(raised, person, wanted)
        if np.array_equal(raised, prices):
            return prices
        prices = raised
    raise NoFlow("the prices rise without end: the choice is not the best")
