"""The words of the data file."""

from __future__ import annotations

from collections import Counter

from agency.reading.wording import wording
from agency.rules.rulebook import load_rulebook

TYPES = load_rulebook().catalogue.types


def test_no_label_names_two_things() -> None:
    counts = Counter(label for label, _ in wording().labels)
    assert [label for label, count in counts.items() if count > 1] == []


def test_longer_labels_come_first() -> None:
    lengths = [len(label) for label, _ in wording().labels]
    assert lengths == sorted(lengths, reverse=True)


def test_how_long_a_paper_lasts_is_no_label() -> None:
    said = wording().lasting
    assert "validfor" in said
    assert not {label for label, _ in wording().labels} & set(said)


def test_every_code_is_of_the_catalogue() -> None:
    named = {*wording().names, *wording().issuers, *wording().by_anybody}
    assert named <= set(TYPES)
