"""The page that tells of the API."""

from __future__ import annotations

import json
import re
import shlex
from html import unescape

from flask import Flask
from werkzeug.test import TestResponse

from agency.api.blueprint import PREFIX
from agency.api.worked_example import PERSON, SCOPES
from tests.api.documented import whole
from tests.api.programs import Program
from tests.matching.working import work_off

PAGE = f"{PREFIX}/docs"


def test_it_tells_of_every_operation_and_every_shape(app: Flask) -> None:
    page = app.test_client().get(PAGE)
    assert page.status_code == 200
    for item in whole(app)["paths"].values():
        for method in item.keys() - {"parameters"}:
            assert f'id="{item[method]["operationId"]}"' in page.text
            assert item[method]["summary"] in unescape(page.text)
    for name in whole(app)["components"]["schemas"]:
        assert f'id="shape-{name}"' in page.text


def test_it_says_who_may_and_with_which_scope(app: Flask) -> None:
    text = app.test_client().get(PAGE).text
    _, _, after = text.partition('id="review"')
    review, _, _ = after.partition("</details>")
    assert "<dd>compliance</dd>" in review
    assert "credentials:verify" in review


def test_it_needs_nothing_from_elsewhere(app: Flask) -> None:
    page = app.test_client().get(PAGE)
    assert 'src="http' not in page.text
    assert "<style" not in page.text
    assert "'unsafe-inline'" not in page.headers["Content-Security-Policy"]


def commands(app: Flask) -> list[list[str]]:
    """The words of each command line of the example."""
    text = app.test_client().get(PAGE).text
    found = re.findall(r'aria-label="Step \d"><code>(.*?)</code>', text, re.DOTALL)
    return [shlex.split(unescape(command)) for command in found]


def done(program: Program, words: list[str], job: int) -> TestResponse:
    """What is answered to a command line."""
    path = words[1].partition(PREFIX)[2].replace("$JOB", str(job))
    assert "Authorization: Bearer $TOKEN" in words
    if "-d" not in words:
        return program.get(path)
    return program.post(path, json.loads(words[words.index("-d") + 1]))


def test_its_example_can_be_followed_from_a_record_to_an_explanation(app: Flask) -> None:
    program = Program(app, scopes=SCOPES)
    *first, matching, job, matches, explanation = commands(app)
    assert [done(program, words, 0).status_code for words in first] == [201, 201, 201]
    ordered = done(program, matching, 0)
    assert ordered.status_code == 202
    with app.app_context():
        work_off(app)
    id = ordered.get_json()["id"]
    assert done(program, job, id).get_json()["state"] == "done"
    (near,) = done(program, matches, id).get_json()["matches"]
    told = done(program, explanation, id).get_json()
    assert near["candidate"] == told["candidate"] == PERSON
    assert told["verdict"] == "unknown"
    assert [one["requirement"] for one in told["findings"] if one["verdict"] != "met"] == [
        "certification"
    ]
