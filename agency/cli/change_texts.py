"""What runs have changed, as lines of text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from rich.text import Text

from agency.cli.printing import wrapped
from agency.matching.change_queries import Changes, StoredChange
from agency.matching.models import MatchRun
from agency.page_filters import counted, listed_counts, moment_text, words_of
from agency.rules.sentences import day_text

INDENT = "    "
# What brings these about is neither about a person nor about one assignment.
OF_ALL = ("law_changed", "standard_changed", "days_passed")


def changes_lines(
    changes: Changes, before: MatchRun | None, cause: str | None, width: int
) -> Iterator[Text]:
    """What one run has found otherwise than the run ``before``, by cause."""
    (run,) = changes.runs
    yield from _bold(f"Run {run.id} as of {day_text(run.as_of)}", width)
    if before is None and not changes.count:
        yield Text("  It is the first run: there is nothing to compare it with.")
        return
    since = f", since run {before.id} as of {day_text(before.as_of)}" if before else ""
    yield from _counted(changes, f"{since}{_alone(cause)}", width)
    yield from _by_cause(changes, width)


def later_lines(changes: Changes, cause: str | None, width: int) -> Iterator[Text]:
    """What was changed later, by runs that worked in what somebody edited."""
    last = changes.runs[-1]
    number = counted(len(changes.runs), "later run")
    yield Text()
    yield from _bold(
        f"Since then, by {number} until {moment_text(last.finished_at or last.started_at)}", width
    )
    yield from _counted(changes, _alone(cause), width)
    yield from _by_cause(changes, width)


def _bold(words: str, width: int) -> Iterator[Text]:
    return (Text(line, "bold") for line in wrapped(words, width))


def _alone(cause: str | None) -> str:
    return f" ({words_of(cause)} only)" if cause else ""


def _counted(changes: Changes, more: str, width: int) -> Iterator[Text]:
    told = listed_counts(changes.by_change.items())
    words = f"{counted(changes.count, 'change')}{more}: {told}" if told else f"no change{more}"
    yield from map(Text, wrapped(words, width, "  "))


def _by_cause(changes: Changes, width: int) -> Iterator[Text]:
    for cause, of_cause in groupby(changes.told, key=lambda one: one.cause):
        yield Text()
        number = changes.by_cause[cause]
        yield Text(f"{words_of(cause).capitalize()} ({number:,})", "bold")
        groups = [list(alike) for _, alike in groupby(of_cause, key=lambda one: one.about)]
        reason = changes.reasons.get(cause) if cause in OF_ALL and len(groups) > 1 else None
        if reason:
            yield from map(Text, wrapped(f"Why: {reason}", width, "  "))
        for alike in groups:
            yield from _group(alike, width, said=reason is not None)
    if untold := changes.count - len(changes.told):
        yield Text()
        yield from map(Text, wrapped(f"and {untold:,} more; --limit N shows them", width, "  "))


def _group(alike: Sequence[StoredChange], width: int, *, said: bool) -> Iterator[Text]:
    """Changes that are about one person or one assignment, equal ones in one sentence.

    The reason is not told again where it is ``said``.
    """
    first = alike[0]
    kind, ref = first.about
    name = _person(first) if kind == "candidate" else ref
    number = f" ({first.alike:,})" if first.alike > 1 else ""
    yield from map(Text, wrapped(f"{name}{number}", width, "  "))
    what = _of_person if kind == "candidate" else _of_work
    equal: dict[tuple[str, str], list[StoredChange]] = {}
    for one in alike:
        equal.setdefault((one.change, one.says), []).append(one)
    for together in equal.values():
        words = what(together, "" if said else together[0].says)
        yield from map(Text, wrapped(words, width, INDENT))


def _of_person(equal: Sequence[StoredChange], why: str) -> str:
    """What has changed for a person: no longer eligible for A-0002, A-0017: why."""
    refs = ", ".join(one.assignment_ref for one in equal)
    return f"{words_of(equal[0].change)} for {refs}" + (f": {why}" if why else "")


def _of_work(equal: Sequence[StoredChange], why: str) -> str:
    """What has changed about work: why; no longer eligible: C-0017 Bao Okonkwo."""
    people = ", ".join(_person(one) for one in equal if one.candidate_ref)
    change = words_of(equal[0].change)
    if not people:
        return why or change
    return (f"{why}; " if why else "") + f"{change}: {people}"


def _person(one: StoredChange) -> str:
    return f"{one.candidate_ref} {one.candidate_name}".strip()
