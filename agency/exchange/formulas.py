"""Cells that a spreadsheet would run as a formula, and the apostrophe that keeps it from that."""

from __future__ import annotations

import re

FORMULA = re.compile("'*[=+\\-@\t\r＝＋－＠]")  # noqa: RUF001  (the full-width signs run, too)


def protect(cell: str) -> str:
    """The cell for a file that a person will open; ``unprotect`` gives it back."""
    return f"'{cell}" if FORMULA.match(cell) else cell


def unprotect(cell: str) -> str:
    """The cell as it was before it was protected."""
    return cell[1:] if cell.startswith("'") and FORMULA.match(cell) else cell


def keep(cell: str) -> str:
    """The cell as it is, unless an import would take an apostrophe of its own for protection."""
    return protect(cell) if cell.startswith("'") else cell
