"""The document of the API: it tells of every operation, and of nothing else."""

from __future__ import annotations

import re

import jsonschema_rs
from flask import Flask

from agency.access.policy import policy
from agency.api.blueprint import PREFIX
from agency.api.schemas import COMPONENTS, PARTS
from tests.api.documented import whole
from tests.api.programs import Program, told

ARGUMENT = re.compile("<(?:[^:<>]+:)?([^<>]+)>")
OF_THE_DOCUMENT = ("api_docs.openapi", "api_docs.page")


def test_its_paths_and_methods_are_those_of_the_application(app: Flask) -> None:
    served = {
        (ARGUMENT.sub(r"{\1}", rule.rule), method.lower())
        for rule in app.url_map.iter_rules()
        if rule.rule.startswith(PREFIX) and rule.endpoint not in OF_THE_DOCUMENT
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }
    documented = {
        (path, method)
        for path, item in whole(app)["paths"].items()
        for method in item.keys() - {"parameters"}
    }
    assert documented == served


def test_its_paths_and_methods_are_those_of_the_policy(app: Flask) -> None:
    allowed = {
        (ARGUMENT.sub(r"{\1}", rule), method.lower())
        for method, rule in policy()
        if rule.startswith(PREFIX)
    }
    documented = {
        (path, method)
        for path, item in whole(app)["paths"].items()
        for method in item.keys() - {"parameters"}
    }
    assert documented == allowed - {(f"{PREFIX}/openapi.json", "get"), (f"{PREFIX}/docs", "get")}


def test_every_reference_in_it_leads_somewhere(app: Flask) -> None:
    components = whole(app)["components"]
    named = re.findall(r"'\$ref': '#/components/(\w+)/(\w+)'", str(whole(app)))
    assert named
    assert [one for one in named if one[1] not in components[one[0]]] == []


def test_every_shape_in_it_is_spoken_of(app: Flask) -> None:
    named = set(re.findall(r"'#/components/schemas/(\w+)'", str(whole(app))))
    assert named == whole(app)["components"]["schemas"].keys()


def test_every_shape_in_it_is_json_schema(app: Flask) -> None:
    for shape in whole(app)["components"]["schemas"].values():
        jsonschema_rs.meta.validate(shape)


def test_it_is_served_to_anybody_and_once_to_who_keeps_it(app: Flask) -> None:
    client = app.test_client()
    answer = client.get(f"{PREFIX}/openapi.json")
    assert told(answer)["openapi"] == "3.1.0"
    again = client.get(f"{PREFIX}/openapi.json", headers={"If-None-Match": answer.headers["ETag"]})
    assert again.status_code == 304


def test_every_operation_has_an_id_a_subject_and_words(app: Flask) -> None:
    subjects = {tag["name"] for tag in whole(app)["tags"]}
    ids = []
    for item in whole(app)["paths"].values():
        for method in item.keys() - {"parameters"}:
            operation = item[method]
            ids.append(operation["operationId"])
            assert operation["summary"].endswith(".")
            assert set(operation["tags"]) <= subjects
    assert len(ids) == len(set(ids))


def test_no_answer_to_a_candidate_has_the_rate_that_clients_pay(app: Flask) -> None:
    """What a candidate may read of her own is told in shapes without it."""
    hers = [rule for (method, rule), cell in policy().items() if cell.own and method == "GET"]
    reachable: set[str] = set()
    paths = whole(app)["paths"]
    waiting = [str(paths[ARGUMENT.sub(r"{\1}", rule)]["get"]) for rule in hers if rule in hers]
    while waiting:
        text = waiting.pop()
        assert "bill_rate" not in text
        for name in set(re.findall(r"'#/components/schemas/(\w+)'", text)) - reachable:
            reachable.add(name)
            waiting.append(str(whole(app)["components"]["schemas"][name]))
    assert "Explanation" in reachable


def test_an_unknown_address_below_the_prefix_is_a_problem(app: Flask) -> None:
    answer = Program(app).get("/nothing")
    assert answer.status_code == 404
    assert answer.mimetype == "application/problem+json"


def test_no_two_things_go_by_one_name() -> None:
    named = [name for part in PARTS for name in part]
    assert sorted(named) == sorted(COMPONENTS)
