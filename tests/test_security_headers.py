"""What a browser may do with our answers."""

import pytest
from flask import Flask, Response, make_response

from agency.security_headers import HEADERS


@pytest.mark.parametrize("path", ["/", "/healthz", "/nowhere", "/static/tenens.css"])
def test_every_answer_carries_the_headers(app: Flask, path: str) -> None:
    with app.test_client().get(path) as answer:
        for name in HEADERS.keys() - {"Cache-Control"}:
            assert answer.headers[name] == HEADERS[name]


def test_pages_load_nothing_from_elsewhere_and_stand_in_no_frame() -> None:
    policy = HEADERS["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy


def test_a_page_is_not_kept_but_a_static_file_may_be(app: Flask) -> None:
    client = app.test_client()
    with client.get("/healthz") as page, client.get("/static/tenens.css") as file:
        assert page.headers["Cache-Control"] == "no-store"
        assert file.headers["Cache-Control"] != "no-store"


@pytest.mark.parametrize("path", ["/sign-in", "/", "/healthz", "/api/v1/candidates"])
def test_no_answer_is_kept_by_whoever_passes_it_on(app: Flask, path: str) -> None:
    assert app.test_client().get(path).headers["Cache-Control"] == "no-store"


def test_a_view_may_be_stricter(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    def strict() -> Response:
        response = make_response("")
        response.headers["Referrer-Policy"] = "no-referrer"
        return response

    monkeypatch.setitem(app.view_functions, "health.alive", strict)
    assert app.test_client().get("/healthz").headers["Referrer-Policy"] == "no-referrer"
