"""The texts that candidates agree to."""

from __future__ import annotations

from copy import deepcopy
from datetime import date
from hashlib import sha256
from typing import Any

import pytest

from agency.joining.consents import BadConsentText, consent_texts, current_text, read_texts

ONE: dict[str, Any] = {
    "version": "1",
    "dated": date(2026, 11, 30),
    "title": "What we keep",
    "part": [{"title": "What", "says": "Your name."}],
}


def changed(**values: Any) -> dict[str, Any]:
    return deepcopy(ONE) | values


def test_the_last_text_is_the_one_that_counts() -> None:
    assert current_text() == consent_texts()[-1]
    two = read_texts({"text": [ONE, changed(version="2", dated=date(2027, 1, 1))]})
    assert [one.version for one in two] == ["1", "2"]


@pytest.mark.parametrize("subject", ["What is stored", "recruiters", "score", "rules", "delete"])
def test_the_text_speaks_of_all_it_has_to(subject: str) -> None:
    assert any(subject in f"{part.title} {part.says}" for part in current_text().parts)


@pytest.mark.parametrize(
    "texts",
    [
        [],
        [ONE, ONE],
        [changed(version="")],
        [changed(version="x" * 21)],
        [changed(part=[])],
        [changed(part=[{"title": "What", "say": "Your name."}])],
        [{"version": "1"}],
        [changed(dated=date(2027, 1, 1)), changed(version="2")],
    ],
)
def test_texts_that_cannot_be_meant_are_refused(texts: list[dict[str, Any]]) -> None:
    with pytest.raises(BadConsentText):
        read_texts({"text": texts})


def test_a_text_that_somebody_may_have_agreed_to_stands_as_it_was() -> None:
    written = ("1", "69f3")
    first = consent_texts()[0]
    assert (first.version, sha256(repr(first.parts).encode()).hexdigest()[:4]) == written


def test_she_is_told_that_she_can_correct_and_delete_herself() -> None:
    says = next(one.says for one in current_text().parts if one.title.startswith("Changing"))
    for page in ("Your details", "My papers", "Your data"):
        assert page in says
