"""Colors that meet on a page can be told apart, in both themes."""

import re

import pytest

from agency.dashboard.contrast import GRAPHIC, TEXT, TOKENS, Pair, colors, meetings, pairs, ratio


@pytest.mark.parametrize(
    "pair", pairs(), ids=lambda pair: f"{pair.theme}:{pair.front}:{pair.ground}"
)
def test_what_meets_on_a_page_has_enough_contrast(pair: Pair) -> None:
    assert pair.ratio >= pair.least, f"{pair.ratio:.2f}"


def test_every_token_of_a_color_is_read_and_is_one_of_a_pair() -> None:
    declared = set(re.findall(r"--([a-z0-9-]+): light-dark", TOKENS.read_text(encoding="utf-8")))
    met = {name for front, ground, _ in meetings() for name in (front, ground)}
    assert colors().keys() == declared
    # Hairlines are decoration: what they divide can be told apart without them.
    assert declared - met == {"line", "line-strong", "ask-line"}


def test_ratios_are_those_of_the_standard() -> None:
    assert ratio("#000000", "#ffffff") == pytest.approx(21)
    assert ratio("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)
    assert ratio("#777777", "#ffffff") == ratio("#ffffff", "#777777")
    assert (TEXT, GRAPHIC) == (4.5, 3.0)
