"""Questions of one pair each, as files of JSON beside this one."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent / "cases"


def case_file(name: str) -> Path:
    return FOLDER / f"{name}.json"


def a_case(name: str) -> dict[str, Any]:
    """One of the cases, to be changed."""
    case: dict[str, Any] = json.loads(case_file(name).read_text())
    return case


def an_eligible_case() -> dict[str, Any]:
    """A pair of Ohio without a gap, January to April 2027, asked about on 24 November 2026."""
    return a_case("do-not-return-names-somebody-else")
