"""The badges on the desk in words: which answers stand out, and why one does not carry what is on
file to its source.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence

from agency.badges.core.lights import (
    IN_DATE,
    NO,
    NOT_REVOKED,
    QUESTIONS,
    RECIPIENT,
    SIGNATURE,
    TRUSTED,
    YES,
)
from agency.badges.models import Badge
from agency.plain_rows import Values
from agency.rules.sentences import day_text
from agency.verification.differences import TO_LOOK_AT, TO_SETTLE, Difference

# What a no to each question is: one that says that it is no badge of hers is settled first.
GRAVITY = {
    SIGNATURE: TO_SETTLE,
    NOT_REVOKED: TO_SETTLE,
    RECIPIENT: TO_SETTLE,
    IN_DATE: TO_LOOK_AT,
    TRUSTED: TO_LOOK_AT,
}
LABEL = "The digital badge: {question}"


def lacking(badge: Badge, credential: Values) -> str:
    """What `raise_by_badge` would refuse of the days and the type on file; blank if nothing."""
    ends, filed = badge.ends_on, credential["expires_on"]
    if badge.code and badge.code != credential["code"]:
        return f"It was judged for {badge.code}, and on file is {credential['code']}."
    if ends is None or not badge.is_outlasted_by(filed):
        return ""
    if filed is None:
        return (
            f"No last day is on file, and the badge says {day_text(ends)}: "
            "verify with that day first."
        )
    return (
        f"The last day on file is {day_text(filed)}, and the badge ends on {day_text(ends)}: "
        "correct it and verify first."
    )


def light_labels(badges: Sequence[Badge]) -> dict[str, str]:
    """What the answers are called where they are to be settled, by the names of their marks."""
    return {
        mark_name(badge, name): LABEL.format(question=question)
        for badge in badges
        for name, question in QUESTIONS.items()
    }


def light_marks(badges: Sequence[Badge]) -> dict[str, Difference]:
    """The answers that stand out, by the names of their marks, each with why."""
    return {one.field: one for badge in badges for one in _marks(badge)}


def to_settle(badges: Sequence[Badge], settled: Collection[str]) -> Sequence[Difference]:
    """The answers that are settled before anything is verified, and of which nobody says so."""
    marks = light_marks(badges).values()
    return [one for one in marks if one.level == TO_SETTLE and one.field not in settled]


def mark_name(badge: Badge, name: str) -> str:
    """By what the answer of a badge to one of the questions is settled."""
    return f"badge-{badge.id}-{name}"


def mark_names(badges: Sequence[Badge]) -> Mapping[int, Mapping[str, str]]:
    """The same of all answers, by the ids of the badges and the names of the questions."""
    return {badge.id: {name: mark_name(badge, name) for name in QUESTIONS} for badge in badges}


def _marks(badge: Badge) -> Iterator[Difference]:
    for name, answer in badge.answers.items():
        if answer == NO:
            yield Difference(mark_name(badge, name), GRAVITY[name], badge.why[name])
    if badge.answers[SIGNATURE] not in (YES, NO):
        why = badge.why.get(SIGNATURE) or badge.fault or "It is being looked at."
        yield Difference(mark_name(badge, SIGNATURE), TO_LOOK_AT, why)
