"""A copy of the real data with one small state in place of all, to be broken in one point."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from agency.rules.reading import RuleBookError
from agency.rules.rulebook import DATA, load_rulebook

WASHINGTON = """
state = "WA"
name = "Washington"
regulator = "Department of Health"
regulation = "state credential required"
summary = "One rule."
open = ["What is open."]

[[requirement]]
id = "wa-practice"
says = "Hold a credential"
when = { tasks = ["general"], settings = ["clinic"], delegators = ["physician"] }
in_force = 0001-01-01
needs = { any_of = [ { holds = ["WA-MA-C"] }, { holds = ["WA-MA-R"], bound_to = "facility" } ] }
effect = "require"
citation = "RCW 18.360.040"
source = "https://example.org/law"
checked_on = 2026-11-24
confidence = "high"
"""
NEEDS = next(line for line in WASHINGTON.splitlines() if line.startswith("needs"))
WHEN = next(line for line in WASHINGTON.splitlines() if line.startswith("when"))
KING = "Birthday of Martin Luther King, Jr."
AGAIN = WASHINGTON[WASHINGTON.index("[[requirement]]") :]
ANY_LEVEL = frozenset({"high_school", "ged", "associate", "bachelor"})


def small_data(copy: Path) -> Path:
    """The real data with one small state in place of all, written to ``copy``."""
    shutil.copytree(DATA, copy)
    shutil.rmtree(copy / "states")
    (copy / "states").mkdir()
    (copy / "states" / "wa.toml").write_text(WASHINGTON, encoding="utf-8")
    return copy


def refusal(folder: Path) -> RuleBookError:
    with pytest.raises(RuleBookError) as refused:
        load_rulebook(folder)
    return refused.value


def change(file: Path, old: str, new: str) -> None:
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")
