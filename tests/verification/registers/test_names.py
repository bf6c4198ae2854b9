"""Whether two records name one person."""

from __future__ import annotations

import pytest

from agency.verification.registers.names import OTHER, SAME, SWAPPED, compared

Name = tuple[str, str]
Theirs = tuple[str, str, str]


@pytest.mark.parametrize(
    ("ours", "theirs", "what"),
    [
        (("Amara", "Lindqvist"), ("AMARA", "", "LINDQVIST"), SAME),
        (("José", "Núñez"), ("Jose", "", "Nunez"), SAME),
        (("Ana", "De La Cruz"), ("Ana", "Maria", "DELACRUZ"), SAME),
        (("Ana", "Vega-Lund"), ("Ana", "", "Vega Lund"), SAME),
        (("Siobhan", "O’Brien"), ("Siobhan", "", "OBRIEN"), SAME),
        (("John", "Smith Jr."), ("John", "", "Smith"), SAME),
        (("John", "Smith"), ("John", "Q", "Smith III"), SAME),
        (("Mary Ann", "Lee"), ("Mary", "Ann", "Lee"), SAME),
        (("Mary Ann", "Lee"), ("Mary", "A.", "Lee"), SAME),
        (("Maryann", "Lee"), ("Mary", "Ann", "Lee"), SAME),
        (("Mary Beth", "Lee"), ("Mary", "Ann", "Lee"), OTHER),
        (("Lindqvist", "Amara"), ("Amara", "", "Lindqvist"), SWAPPED),
        (("Ana", "Garcia"), ("Anaïs", "", "Garcia"), OTHER),
        (("Ana", "Garcia"), ("Ana", "", "Garcia Lopez"), OTHER),
        (("Ana", "Garcia"), ("", "", "Garcia"), OTHER),
        (("", "Garcia"), ("", "", "Garcia"), OTHER),
        (("", ""), ("", "", ""), OTHER),
    ],
)
def test_names_are_compared_by_what_they_say(ours: Name, theirs: Theirs, what: str) -> None:
    assert compared(*ours, *theirs) == what
