"""Codes and words the rulebook must know; what may have been meant is said."""

import pytest

from agency.fields import ClientRequirement, CredentialCode, KnownWord
from agency.rules.rulebook import load_rulebook
from tests.fields.refusals import refusal

TASK = KnownWord("task", lambda words: words.tasks)


def test_every_code_of_the_catalogue_is_taken() -> None:
    for code in load_rulebook().catalogue.types:
        assert CredentialCode().deserialize(f" {code} ") == code


@pytest.mark.parametrize("code", ["CCMA", "NCMA", "RMA", "CPT", "CMA", "ccma"])
def test_a_code_that_names_no_issuer_is_refused_with_the_choices(code: str) -> None:
    choices = load_rulebook().catalogue.ambiguous[code.upper()].choices
    wanted = f"expected one of {', '.join(choices)}: {code} alone does not name the issuer"
    assert refusal(CredentialCode(), code) == wanted


def test_an_unknown_code_is_refused_with_what_it_looks_like() -> None:
    assert refusal(CredentialCode(), "TB-SCREN") == (
        "expected a known credential code; TB-SCREN is none, was TB-SCREEN or DRUG-SCREEN meant?"
    )


def test_an_unknown_code_that_looks_like_none_is_refused_with_all() -> None:
    wanted = refusal(CredentialCode(), "ZZZZ")
    assert wanted.startswith("expected a known credential code: one of CMA-AAMA, ")
    assert "TB-SCREEN" in wanted


def test_a_client_may_ask_for_any_of_several_codes_by_one_name() -> None:
    assert ClientRequirement().deserialize("BLS") == "BLS"
    assert ClientRequirement().deserialize("BLS-AHA") == "BLS-AHA"
    assert "was " in refusal(ClientRequirement(), "BLS-AHAA")
    assert refusal(CredentialCode(), "BLS").startswith("expected ")


def test_every_task_is_taken() -> None:
    for task in load_rulebook().vocabulary.tasks:
        assert TASK.deserialize(task) == task


@pytest.mark.parametrize(
    ("word", "hint"),
    [
        ("vaccines", "; vaccines is none, was vaccine meant?"),
        ("Venipuncture", "; Venipuncture is none, was venipuncture "),
        ("qqqq", ": one of allergy_testing, "),
    ],
)
def test_an_unknown_task_is_refused_with_what_it_looks_like(word: str, hint: str) -> None:
    assert f"expected a known task{hint}" in refusal(TASK, word)


@pytest.mark.parametrize("value", [1, ["general"], "a\x00", "x" * 101])
def test_a_word_is_text(value: object) -> None:
    assert "text" in refusal(TASK, value) or "characters" in refusal(TASK, value)
