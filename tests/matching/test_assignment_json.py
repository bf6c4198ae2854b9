"""The facts of an assignment come back from JSON as they were."""

from __future__ import annotations

import json
from dataclasses import fields

from hypothesis import HealthCheck, given, settings

from agency.matching.assignment_json import assignment_as_json, assignment_from_json
from agency.rules.facts import AssignmentFacts
from tests.examples import examples
from tests.strategies import assignments


@given(assignments())
@settings(max_examples=examples(60), deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_every_fact_comes_back_with_its_type(assignment: AssignmentFacts) -> None:
    back = assignment_from_json(json.loads(json.dumps(assignment_as_json(assignment))))
    assert back == assignment
    assert _types(back) == _types(assignment)


def _types(assignment: AssignmentFacts) -> list[type]:
    return [type(getattr(assignment, one.name)) for one in fields(assignment)]
