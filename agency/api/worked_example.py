"""One way through the API, for its page: from a candidate's record to why she may work."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from agency.api.reading import JSON

SCOPES = (
    *("candidates:write", "credentials:write", "assignments:write"),
    *("matches:run", "matches:read", "jobs:read"),
)
PERSON, WORK = "C-9001", "A-9001"
WEEKS_AHEAD, WEEKS_LONG = 6, 13


@dataclass(frozen=True, slots=True)
class Step:
    """One request: what for, and the command line that sends it."""

    words: str
    command: str


def worked_example(address: str, day: date) -> tuple[Step, ...]:
    """The steps in their order, at a server's ``address``; the work begins weeks after ``day``."""
    return tuple(Step(words, _command(address, path, body)) for words, path, body in _requests(day))


def _requests(day: date) -> Iterator[tuple[str, str, Any]]:
    yield "Take up a candidate. Decimals are text, days are days.", "/candidates", _person(day)
    told = "Add what she holds, with the evidence that is on file."
    yield told, f"/candidates/{PERSON}/credentials", _credential(day)
    yield (
        "Open an assignment. What is left out of it counts as not known.",
        "/assignments",
        _work(day),
    )
    told = (
        "Have everybody matched. The answer (202) is the job that does it; put its `id` into `JOB`."
    )
    yield told, "/match-runs", {}
    yield "Ask for the job until its `state` is `done`.", "/jobs/$JOB", None
    yield "See who may take it, and who nearly may.", f"/assignments/{WORK}/matches", None
    told = (
        "Ask about one person: a `verdict`, and for each requirement a finding with its reason"
        " and its days. Here it is `unknown`, until a specialist has reviewed the credential."
    )
    yield told, f"/assignments/{WORK}/candidates/{PERSON}", None


def _person(day: date) -> dict[str, Any]:
    return {
        "ref": PERSON,
        "first_name": "Amara",
        "last_name": "Okafor",
        "home_zip": "78701",
        "willing_states": ["TX"],
        "max_travel_miles": "50",
        "available_from": day.isoformat(),
        "min_pay_rate": "24.50",
        "adult": True,
    }


def _credential(day: date) -> dict[str, Any]:
    issued = date(day.year - 1, 6, 1)
    return {
        "code": "CMA-AAMA",
        "number": "1234567",
        "issued_on": issued.isoformat(),
        "expires_on": date(issued.year + 5, 5, 31).isoformat(),
        "evidence": "documented",
    }


def _work(day: date) -> dict[str, Any]:
    first = day + timedelta(weeks=WEEKS_AHEAD)
    return {
        "ref": WORK,
        "state": "TX",
        "zip": "78701",
        "setting": "clinic",
        "delegator": "physician",
        "supervision": "on_premises",
        "starts_on": first.isoformat(),
        "ends_on": (first + timedelta(weeks=WEEKS_LONG)).isoformat(),
        "pay_rate": "25.50",
    }


def _command(address: str, path: str, body: Any) -> str:
    lines = [f"curl {address}{path}", '-H "Authorization: Bearer $TOKEN"']
    if body is not None:
        lines += [f"-H 'Content-Type: {JSON}'", f"-d '{_written(body)}'"]
    return " \\\n  ".join(lines)


def _written(body: Any) -> str:
    if not body:
        return "{}"
    keys = [f"    {json.dumps(key)}: {json.dumps(value)}" for key, value in body.items()]
    return "{\n" + ",\n".join(keys) + "\n  }"
