"""Lines of text on whatever the output is."""

from __future__ import annotations

import io
import sys

import pytest
from rich.text import Text

from agency.cli.printing import NARROWEST, WIDEST, in_ascii, print_fitted, print_lines

LINE = "Inés Ortega – § 9 … ✓ and a line that is a good deal longer than a narrow terminal is wide"


def printed(monkeypatch: pytest.MonkeyPatch, encoding: str) -> str:
    raw = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(raw, encoding))
    print_lines([Text(LINE, "bold red"), Text("next")])
    sys.stdout.flush()
    return raw.getvalue().decode(encoding)


def test_a_file_gets_the_words_alone_each_line_as_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "40")
    assert printed(monkeypatch, "utf-8") == f"{LINE}\nnext\n"


def test_an_output_without_unicode_gets_ascii(monkeypatch: pytest.MonkeyPatch) -> None:
    assert printed(monkeypatch, "ascii").startswith("In?s Ortega - sec. 9 ... + and")
    assert printed(monkeypatch, "latin-1").startswith("In?s Ortega - sec. 9 ... + and")


def test_typography_has_a_likeness_in_ascii() -> None:
    assert in_ascii("§ 1–2 … it’s 3×4 − 5 ✓✗") == "sec. 1-2 ... it's 3x4 - 5 +x"


@pytest.mark.parametrize(("columns", "width"), [("20", NARROWEST), ("80", 80), ("500", WIDEST)])
def test_the_width_is_the_terminals_within_reason(
    monkeypatch: pytest.MonkeyPatch, columns: str, width: int
) -> None:
    monkeypatch.setenv("COLUMNS", columns)
    asked: list[tuple[int, bool]] = []

    def lines(width: int, ascii_only: bool) -> list[Text]:
        asked.append((width, ascii_only))
        return []

    print_fitted(lines)
    assert [width for width, _ in asked] == [width]
