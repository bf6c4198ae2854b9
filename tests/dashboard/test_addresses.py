"""Pages by a reference: each reference leads to its own, and to no other page."""

from __future__ import annotations

import re

import pytest
from flask import Flask

from agency.fields.text import RESERVED
from tests.api.programs import Program, faults
from tests.signing_in import signed_in

BY_REF = re.compile("<(?:[a-z_]+_)?ref>")
WORK = {"state": "TX", "starts_on": "2027-01-04", "ends_on": "2027-03-31"}


def shadowing(app: Flask) -> set[str]:
    """Words of addresses that stand where in others a reference stands."""
    rules = [str(rule).split("/") for rule in app.url_map.iter_rules()]
    before = {
        tuple(parts[:at])
        for parts in rules
        for at, part in enumerate(parts)
        if BY_REF.fullmatch(part)
    }
    beside = {parts[len(start)] for start in before for parts in rules if _begins(parts, start)}
    return {word for word in beside if not word.startswith("<")}


def _begins(parts: list[str], start: tuple[str, ...]) -> bool:
    return len(parts) > len(start) and tuple(parts[: len(start)]) == start


def test_the_words_no_reference_may_be_are_those_of_the_addresses(app: Flask) -> None:
    assert shadowing(app) == set(RESERVED)


@pytest.mark.parametrize("ref", RESERVED)
def test_a_program_cannot_make_what_would_have_no_page(app: Flask, ref: str) -> None:
    program = Program(app)
    for path, body in (("/candidates", {}), ("/assignments", WORK)):
        said = faults(program.post(path, {"ref": ref, **body}))
        assert "a reference other than" in said["ref"]


@pytest.mark.parametrize("ref", RESERVED)
def test_nor_can_a_person(app: Flask, ref: str) -> None:
    client = signed_in(app, "recruiter")
    for path in ("/candidates/new", "/assignments/new"):
        answer = client.post(path, data={"ref": ref, **WORK}, headers={"Accept": "text/html"})
        assert answer.status_code == 422
        assert "other than new, preview and duplicates" in answer.text
