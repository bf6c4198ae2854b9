"""``agency badges check``: five lights of a badge in a file, without a database."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from agency.extensions import db
from tests.badges.issuing import (
    CLASS,
    EMAIL,
    as_file,
    baked_png,
    baked_svg,
    credential,
    ed_signer,
    proved,
    status_entry,
    status_list,
)
from tests.badges.keeping import badge_file, held
from tests.cli.commands import run

SIGNER = ed_signer()
TRUST = f"""
[[trusted]]
issuer = "{SIGNER.did}"
achievement = "{CLASS}"
code = "CMA-AAMA"
keys = ["{SIGNER.multikey}"]
"""


@pytest.fixture
def nowhere(tmp_path: Path) -> dict[str, str]:
    """The environment of a machine without a database."""
    return {"AGENCY_HOME": str(tmp_path / "none"), "AGENCY_DATABASE_URL": "", "COLUMNS": "80"}


def check(over: dict[str, str], file: Path, *words: str) -> Any:
    result = run(over, "badges", "check", str(file), *words, "--json")
    assert (result.exit_code, result.stderr) == (0, ""), result.output
    return json.loads(result.stdout)


def answers(said: Any) -> list[str]:
    return [light["answer"] for light in said["lights"].values()]


def written(folder: Path, name: str, content: bytes | str) -> Path:
    file = folder / name
    file.write_bytes(content if isinstance(content, bytes) else content.encode())
    return file


@pytest.mark.parametrize("form", ["json", "jwt", "png", "svg"])
def test_a_badge_is_judged_in_every_form(
    nowhere: dict[str, str], tmp_path: Path, form: str
) -> None:
    token = SIGNER.token(credential(SIGNER.did))
    content = {
        "json": as_file(proved(credential(SIGNER.did), SIGNER, "eddsa-rdfc-2022")),
        "jwt": token.encode(),
        "png": baked_png(token, "openbadgecredential"),
        "svg": baked_svg(token, version=3),
    }[form]
    trust = written(tmp_path, "trust.toml", TRUST)
    said = check(
        nowhere,
        written(tmp_path, f"badge.{form}", content),
        *("--email", EMAIL, "--code", "CMA-AAMA", "--trust", str(trust)),
    )
    assert answers(said) == ["yes"] * 5
    assert said["issuer"] == SIGNER.did


def test_without_a_person_or_a_type_it_cannot_be_said(
    nowhere: dict[str, str], tmp_path: Path
) -> None:
    file = written(tmp_path, "b.json", badge_file(SIGNER))
    trust = written(tmp_path, "trust.toml", TRUST)
    said = check(nowhere, file, "--trust", str(trust))
    assert answers(said) == ["yes", "yes", "yes", "cannot say", "cannot say"]


def test_what_it_names_may_be_given_beside_it(nowhere: dict[str, str], tmp_path: Path) -> None:
    document = credential(SIGNER.did, credentialStatus=status_entry(3))
    file = written(tmp_path, "b.json", as_file(proved(document, SIGNER, "eddsa-jcs-2022")))
    bits = proved(status_list(SIGNER.did, [3]), SIGNER, "eddsa-jcs-2022")
    beside = written(tmp_path, "list.json", as_file(bits))
    assert check(nowhere, file)["lights"]["not_revoked"]["answer"] == "cannot say"
    said = check(nowhere, file, "--with", str(beside))
    assert said["lights"]["not_revoked"]["answer"] == "no"


def test_unless_asked_for_in_json_it_is_five_questions_in_words(
    nowhere: dict[str, str], tmp_path: Path
) -> None:
    file = written(tmp_path, "b.json", as_file(credential(SIGNER.did)))
    result = run(nowhere, "badges", "check", str(file))
    assert result.exit_code == 0
    lines = result.stdout.splitlines()
    assert lines[0] == "Open Badges 3.0: Certified Medical Assistant"
    assert "Signed by its issuer, and unchanged: no" in lines
    assert "Given to this candidate: cannot say" in lines


def test_whose_it_should_be_is_asked_of_the_database(
    app: Flask, database_url: str, tmp_path: Path
) -> None:
    with app.app_context():
        held()
        db.session.commit()
    over = {"AGENCY_DATABASE_URL": database_url, "AGENCY_HOME": str(tmp_path), "COLUMNS": "80"}
    file = written(tmp_path, "b.json", badge_file(SIGNER))
    for ref, answer in (("C-1", "yes"), ("C-1-other", "no")):
        said = check(over, file, "--candidate", ref)
        assert said["lights"]["recipient"]["answer"] == answer
    result = run(over, "badges", "check", str(file), "--candidate", "C-9")
    assert (result.exit_code, "C-9" in result.stderr) == (2, True)


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"nothing of the kind", "a badge: JSON, or a signed token"),
        (b'{"a": 1}', "it is no badge"),
        (b"<svg/>", "a drawing with a digital badge"),
        (baked_png("{}", "Comment"), "a picture with a badge in it"),
    ],
)
def test_what_is_no_badge_is_told_with_status_2(
    nowhere: dict[str, str], tmp_path: Path, content: bytes, says: str
) -> None:
    result = run(nowhere, "badges", "check", str(written(tmp_path, "b", content)))
    assert (result.exit_code, says in result.stderr) == (2, True), result.output


def test_a_trust_list_that_is_wrong_is_told(nowhere: dict[str, str], tmp_path: Path) -> None:
    file = written(tmp_path, "b.json", as_file(credential(SIGNER.did)))
    for text, says in (
        ("[", "no TOML"),
        ("[[trusted]]\nissuer = 7", "trusted[0].issuer"),
        ('[[trusted]]\nissuer = "x"\nachievement = "y"\ncode = "z"\nkeys = ["k"]', "public keys"),
        ("[[trust]]", "only [[trusted]] entries"),
    ):
        trust = written(tmp_path, "trust.toml", text)
        result = run(nowhere, "badges", "check", str(file), "--trust", str(trust))
        assert (result.exit_code, says in result.stderr) == (2, True), result.output
    result = run(nowhere, "badges", "check", str(file), "--code", "CCMA")
    assert (result.exit_code, "CMA-AAMA" in result.stderr) == (2, True)
