"""Made-up law for tests: one version of a rule, with defaults that apply to all work."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from agency.rules.expressions import Expression
from agency.rules.rulebook import Entry, When


def entry(needs: Expression | None, **changed: Any) -> Entry:
    """A version in force from the beginning, of high confidence; the rulebook gives it its id."""
    usual = Entry(
        id="",
        says="The law.",
        when=When(),
        in_force=date.min,
        needs=needs,
        lifted=False,
        effect="require",
        citation="RCW 1",
        source="https://example.org/law",
        checked_on=date(2026, 11, 24),
        confidence="high",
    )
    return replace(usual, **changed)


def lifted(in_force: date) -> Entry:
    """The repeal of a rule."""
    return entry(None, lifted=True, in_force=in_force)
