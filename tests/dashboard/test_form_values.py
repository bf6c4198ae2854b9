"""What a form says of a value that was not accepted."""

from __future__ import annotations

import pytest

from agency.dashboard.form_values import problem_words
from agency.errors import Problem

LABELS = {"issued_on": "Issued on", "starts_on": "First day"}


@pytest.mark.parametrize(
    ("expected", "words"),
    [
        (
            "a day not before issued_on, which is 2026-11-20",
            "Must not be before Issued on, 20 Nov 2026.",
        ),
        (
            "a day not before made_on, which is 2026-11-20",
            "Must not be before made_on, 20 Nov 2026.",
        ),
        ("a number above starts_on.", "Expected a number above First day."),
        ("acts such as injection_oral:12", "Expected acts such as injection_oral:12."),
    ],
)
def test_what_is_to_be_is_told_by_the_labels_of_the_form(expected: str, words: str) -> None:
    assert problem_words(Problem("expires_on", "2026-11-01", expected), LABELS) == words
