"""A word that people write freely is one word, however they write it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agency.rules.spelling import folded, topic_meant


@pytest.mark.parametrize(
    "written",
    ["front_desk", "Front desk", "FRONT-DESK", "front  desk", " front_desk_", "front\u2011desk"],
)
def test_case_space_underscore_and_hyphen_make_no_other_word(written: str) -> None:
    assert folded(written) == "front_desk"


@given(st.text(min_size=1))
def test_what_is_folded_stays_as_it_is(word: str) -> None:
    assert folded(folded(word)) == folded(word) != ""


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("Medication administration", "medication_administration"),
        ("Task-training certificate", "task_training_certificate"),
        ("Caring for Elders", "Caring for Elders"),
        ("CCMA-NHA:failed", "CCMA-NHA:failed"),
    ],
)
def test_a_topic_of_the_rulebook_is_meant_however_it_is_written(written: str, meant: str) -> None:
    assert topic_meant(written) == meant
