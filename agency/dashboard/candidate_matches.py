"""The assignments somebody was matched with, each with the strip of its days and what is open."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from agency.matching.person_queries import PersonMatch
from agency.pictures.gap_words import gap_of, gap_words
from agency.pictures.requirement_words import asked
from agency.pictures.strips import Strip, assessment_strip
from agency.places import town_of
from agency.rules.eligibility import UNMET, Assessment, assess
from agency.rules.facts import CandidateFacts
from agency.rules.remedy_words import NOT_OURS
from agency.rules.requisition import Ended
from agency.rules.rulebook import NoRules, RuleBook

MOST_REASONS = 4
# What no credential, training or renewal changes.
NOT_OBTAINED = frozenset((*NOT_OURS, "available", "pay"))


@dataclass(frozen=True, slots=True)
class MatchLine:
    """A match as a row: judged anew on ``day``, so that it agrees with its explanation.

    ``kind`` is the verdict's icon, ``words`` say how it stands, ``opener`` names what alone is not
    covered, if it is something to obtain or to renew. Without a strip the assignment cannot be
    judged any more.
    """

    match: PersonMatch
    place: str
    kind: str
    words: str
    strip: Strip | None
    opener: str | None

    @property
    def score(self) -> float:
        """Of 100."""
        return self.match.score / 1000


def match_lines(
    matches: Iterable[PersonMatch], facts: CandidateFacts, book: RuleBook, day: date
) -> list[MatchLine]:
    """A row for each of them, in their order; pure reckoning."""
    return [_line(one, facts, book, day) for one in matches]


def _line(match: PersonMatch, facts: CandidateFacts, book: RuleBook, day: date) -> MatchLine:
    place = town_of(match.zip) or match.assignment.state
    try:
        judged = assess(facts, match.assignment, book, day)
    except (Ended, NoRules):
        return MatchLine(match, place, "unknown", "Cannot be judged any more", None, None)
    names = tuple(asked(one, match.assignment, book).name for one in judged.not_met)
    kind, words = _words(judged, names)
    return MatchLine(match, place, kind, words, assessment_strip(judged), _opener(judged, names))


def _opener(judged: Assessment, names: Sequence[str]) -> str | None:
    """What would make the pair eligible by itself, of what she can do something about."""
    if judged.work.blocked or len(names) != 1:
        return None
    requirement = judged.not_met[0].requirement
    own = requirement.id not in NOT_OBTAINED and not requirement.about_the_work
    return names[0] if own else None


def _words(judged: Assessment, names: Sequence[str]) -> tuple[str, str]:
    """The icon and the words of a verdict: what is open first, and how many things more."""
    if judged.work.blocked:
        return "unmet", "Blocked by a rule"
    if not names:
        return "met", "Eligible"
    open_ones = list(zip(judged.not_met, names, strict=True))
    worst, name = min(open_ones, key=lambda one: one[0].verdict != UNMET)
    gap = gap_of(worst)
    words = f"{gap_words(gap)}: {name}" if gap else name
    more = len(names) - 1
    return worst.verdict, words + (f", {more} more" if more else "")


def openers(lines: Iterable[MatchLine]) -> list[tuple[str, int]]:
    """What she could obtain or renew that alone keeps her from assignments, and from how many.

    The most come first.
    """
    alone = Counter(line.opener for line in lines if line.opener)
    return sorted(alone.items(), key=lambda item: (-item[1], item[0]))[:MOST_REASONS]
