"""Files a browser keeps: addresses that name their content."""

import re
from pathlib import Path

import pytest
from flask import Flask, url_for

from agency.static_files import FOLDER, KEPT, style_sheet, version_of

# A rule of a class by itself, at the beginning of a line: neither on paper nor for a width.
ALONE = re.compile(r"^\.([\w-]+)(?:,\n[^{]*)? \{", re.MULTILINE)
OUTERMOST = re.compile(r"^@media[^{]*\{.*?^\}", re.MULTILINE | re.DOTALL)


def address(app: Flask, name: str) -> str:
    with app.test_request_context():
        return url_for("static", filename=name)


@pytest.mark.parametrize("name", ["tenens.css", "tenens.js", "mark.svg"])
def test_an_address_names_the_content_and_is_kept_for_a_year(app: Flask, name: str) -> None:
    with app.test_client().get(address(app, name)) as answer:
        assert answer.status_code == 200
        assert answer.headers["Cache-Control"] == KEPT
        assert f"v={version_of(name)}" in address(app, name)


@pytest.mark.parametrize("query", ["", "?v=000000000000"])
def test_without_the_hash_of_its_content_a_file_is_asked_for_again(app: Flask, query: str) -> None:
    for name in ("tenens.css", "tenens.js"):
        with app.test_client().get(f"/static/{name}{query}") as answer:
            assert answer.status_code == 200
            assert answer.headers["Cache-Control"] == "no-cache"


def test_a_file_a_browser_has_already_is_not_sent_again(app: Flask) -> None:
    client = app.test_client()
    for name in ("tenens.css", "tenens.js"):
        with client.get(f"/static/{name}") as first:
            tag = {"If-None-Match": first.headers["ETag"]}
        with client.get(f"/static/{name}", headers=tag) as again:
            assert (again.status_code, again.data) == (304, b"")


def test_what_is_named_with_its_version_is_kept_as_it_is(app: Flask) -> None:
    name = "vendor/htmx-2.0.11.min.js"
    assert address(app, name) == f"/static/{name}"
    with app.test_client().get(f"/static/{name}") as answer:
        assert answer.headers["Cache-Control"] == KEPT


def test_every_vendored_file_has_its_version_in_its_name_or_is_a_license() -> None:
    for file in (FOLDER / "vendor").iterdir():
        assert any(mark.isdigit() for mark in file.name) or file.name.endswith("LICENSE.txt")


def test_a_file_that_is_not_there_is_not_found_and_has_no_version(app: Flask) -> None:
    assert address(app, "nothing.css") == "/static/nothing.css"
    with app.test_client().get("/static/nothing.css") as answer:
        assert answer.status_code == 404
        assert answer.headers["Cache-Control"] == "no-store"


def test_all_style_sheets_are_one_the_tokens_first_and_paper_last() -> None:
    sheet = style_sheet()
    sheets = {file: file.read_text(encoding="utf-8") for file in FOLDER.rglob("*.css")}
    assert len(sheets) > 5
    assert all(text in sheet for text in sheets.values())
    assert sheet.startswith(sheets[FOLDER / "styles" / "tokens.css"])
    assert sheet.endswith(sheets[FOLDER / "styles" / "print.css"])


def test_the_style_sheet_loads_only_what_is_there() -> None:
    loaded = [part.split('"')[1] for part in style_sheet().split("url(")[1:]]
    assert loaded
    assert all((FOLDER / name).is_file() for name in loaded)


def test_what_a_class_looks_like_is_said_in_one_file() -> None:
    """All pages share one sheet: what one page says of a class would hold on every other."""
    said: dict[str, set[str]] = {}
    for file in FOLDER.rglob("*.css"):
        for name in set(ALONE.findall(OUTERMOST.sub("", file.read_text(encoding="utf-8")))):
            said.setdefault(name, set()).add(file.stem)
    twice = {name: files for name, files in said.items() if len(files) > 1}
    assert twice == {}


@pytest.mark.parametrize("file", sorted(FOLDER.rglob("*.css")), ids=lambda file: file.stem)
def test_colors_are_written_in_the_tokens_only(file: Path) -> None:
    if file.stem not in ("tokens", "print"):
        everywhere = OUTERMOST.sub("", file.read_text(encoding="utf-8"))
        assert re.findall("#[0-9a-f]{3,8};", everywhere) == []
