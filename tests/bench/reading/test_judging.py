"""What was read is judged beside what the paper says."""

from __future__ import annotations

from dataclasses import replace

import pytest

from agency.bench.reading.judging import BLANK, MARKED, RIGHT, WRONG, Tally, outcome
from agency.reading.findings import FieldRead, reading
from agency.sampling.papers.drawing import CLEAN, TUNING, drawn

PAPER = next(drawn(TUNING, CLEAN, 1, 1)).paper
PAPER = replace(PAPER, number="AB-123", truth={**PAPER.truth, "number": "AB-123"})


def read(value: str | None, text: str = "") -> FieldRead:
    return FieldRead("number", text, value, 90, None)


@pytest.mark.parametrize(
    ("found", "judged"),
    [
        (read("AB-123"), RIGHT),
        (read("ab-1 23"), RIGHT),
        (read("AB-128"), WRONG),
        (read(None), BLANK),
        (read(None, "AB-123"), BLANK),
        (read(None, "AB-128"), MARKED),
    ],
)
def test_outcomes(found: FieldRead, judged: str) -> None:
    assert outcome(found, PAPER) == judged


def test_what_the_paper_does_not_say_counts_only_if_it_was_made_up() -> None:
    silent = replace(PAPER, truth={**PAPER.truth, "number": None})
    assert outcome(read(None), silent) == ""
    assert outcome(read("AB-123"), silent) == WRONG


def test_a_tally_counts_by_field_and_in_all() -> None:
    tally = Tally()
    found = {
        "number": read("AB-128"),
        "holder": FieldRead("holder", "", PAPER.truth["holder"], 9, None),
    }
    misses = tally.add(reading("ocr", 1, found), PAPER)
    assert tally.by_field["number"][WRONG] == 1
    assert tally.by_field["holder"][RIGHT] == 1
    assert (tally.all[BLANK], len(misses)) == (4, 5)
    assert tally.percent(WRONG) == pytest.approx(100 / 6)
