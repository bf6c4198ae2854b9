"""The page of all components, and that of the keys."""

from flask import Flask

from tests.signing_in import signed_in


def test_every_component_is_shown_and_no_contrast_is_too_low(app: Flask) -> None:
    page = signed_in(app).get("/settings/language")
    assert page.status_code == 200
    for words in ("Covered", "Not covered", "Unknown", "Lapses soon", "at source", "0 too low"):
        assert words in page.text
    assert "Too low" not in page.text
    assert "13 of 56 days covered, 28 unknown, 15 not covered" in page.text


def test_no_component_has_a_style_or_a_script_of_its_own(app: Flask) -> None:
    text = signed_in(app).get("/settings/language").text
    assert " style=" not in text
    assert "<style" not in text
    assert "<script>" not in text
    assert " onclick" not in text


def test_the_keys_have_a_page_and_a_dialog_with_the_same_list(app: Flask) -> None:
    text = signed_in(app).get("/keys").text
    assert text.count("the picture as a table") == 2
    assert '<dialog id="keys"' in text
