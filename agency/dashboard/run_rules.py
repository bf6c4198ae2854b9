"""The rules by which a run judged, at hand for every page that shows what it found."""

from __future__ import annotations

from functools import lru_cache

from agency.errors import Unready
from agency.matching.models import MatchRun
from agency.rules.rulebook import RuleBook
from agency.standards.queries import rulebook, rulebook_of


def rules_of(run: MatchRun | None) -> RuleBook:
    """The rulebook of a run, or where it cannot be had any more, or there is none, today's.

    No query where another page has asked for the same before.
    """
    try:
        return _kept(run.rulebook) if run else rulebook()
    except Unready:
        return rulebook()


@lru_cache(maxsize=4)
def _kept(fingerprint: str) -> RuleBook:
    """By its fingerprint, so that it can never be another one."""
    if book := rulebook_of(fingerprint):
        return book
    raise Unready("the rules of that run cannot be had any more")
