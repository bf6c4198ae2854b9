"""The page that tells of the API."""

from __future__ import annotations

from html import unescape

from flask import Flask

from agency.api.blueprint import PREFIX
from tests.api.documented import whole

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
