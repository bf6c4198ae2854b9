"""Light, dark, or as the system has it."""

import pytest
from flask import Flask

from tests.signing_in import signed_in


def test_a_chosen_theme_holds_on_every_page_from_then_on(app: Flask) -> None:
    client = signed_in(app)
    assert "data-theme" not in client.get("/keys").text
    client.post("/theme", data={"theme": "dark"})
    assert '<html lang="en" data-theme="dark">' in client.get("/keys").text
    client.post("/theme", data={"theme": "system"})
    assert "data-theme" not in client.get("/keys").text


def test_after_the_choice_one_is_where_one_was(app: Flask) -> None:
    client = signed_in(app)
    came = {"Referer": "http://localhost/rulebook/WA?on=2027-01-01"}
    answer = client.post("/theme", data={"theme": "light"}, headers=came)
    assert (answer.status_code, answer.location) == (303, "/rulebook/WA?on=2027-01-01")


@pytest.mark.parametrize("came", ["http://elsewhere.example/x", "http://localhost//evil.example"])
def test_the_way_back_never_leads_elsewhere(app: Flask, came: str) -> None:
    answer = signed_in(app).post("/theme", data={"theme": "light"}, headers={"Referer": came})
    assert answer.location in ("/", "/evil.example")


def test_a_theme_that_does_not_exist_is_refused(app: Flask) -> None:
    answer = signed_in(app).post("/theme", data={"theme": "pink"})
    assert answer.status_code == 422
    assert "pink" in answer.text


def test_a_cookie_with_anything_else_in_it_is_ignored(app: Flask) -> None:
    client = signed_in(app)
    client.set_cookie("theme", '"><script>')
    assert "data-theme" not in client.get("/keys").text


def test_letters_can_be_switched_off_as_keys_and_on_again(app: Flask) -> None:
    client = signed_in(app)
    assert "data-keys" not in client.get("/keys").text
    client.post("/keys", data={"keys": "off"})
    assert 'data-keys="off"' in client.get("/keys").text
    client.post("/keys", data={"keys": "on"})
    assert "data-keys" not in client.get("/keys").text
    assert client.post("/keys", data={"keys": "maybe"}).status_code == 422
