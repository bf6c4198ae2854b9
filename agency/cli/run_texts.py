"""Runs as lines of text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rich.text import Text

from agency.cli.printing import wrapped
from agency.dashboard.checks import trouble_of
from agency.matching.models import MatchRun
from agency.matching.run_queries import RunStanding
from agency.page_filters import counted, moment_text, size_text
from agency.rules.sentences import day_text

STYLES = {"running": "yellow", "incomplete": "red"}
INDENT = "  "


def runs_lines(found: Sequence[RunStanding], width: int) -> Iterator[Text]:
    """Each run in a few lines, with a word about what is wrong with it."""
    if not found:
        yield Text("nothing has been matched yet; `agency match` does it")
    for standing in found:
        yield _head(standing)
        for words, style in _body(standing):
            yield from (Text(line, style) for line in wrapped(words, width, INDENT))


def _head(standing: RunStanding) -> Text:
    run = standing.run
    line = Text(f"Run {run.id} as of {day_text(run.as_of)}: ", "bold")
    line.append(state_text(run), STYLES.get(run.state, ""))
    return line


def state_text(run: MatchRun) -> str:
    """``complete``, or how much of it is done."""
    if run.state == "complete":
        return run.state
    return f"{run.state}, {run.shards_done} of {counted(run.shards, 'shard')} done"


def _body(standing: RunStanding) -> Iterator[tuple[str, str]]:
    run = standing.run
    if not standing.well:
        yield f"✗ {trouble_of(standing)}", "red"
    for job in standing.dead:
        yield f"✗ job {job.id}: {job.last_error}", "red"
    yield _times(standing), ""
    if run.state == "complete":
        yield _found(run), ""
        yield _stages(run), ""
        yield _facts(standing), ""
    if standing.last_delta:
        yield _deltas(standing.deltas, standing.last_delta), ""


def _times(standing: RunStanding) -> str:
    begun = f"begun {moment_text(standing.run.started_at)}"
    took = standing.took
    return begun if took is None else f"{begun}, took {took.total_seconds():.1f} s"


def _found(run: MatchRun) -> str:
    work, pairs = run.counts["assignments"], run.counts["pairs"]
    return (
        f"{run.counts['candidates']:,} candidates; {work['with_eligible']:,} of"
        f" {counted(work['open'], 'open assignment')} with somebody eligible;"
        f" {counted(pairs['eligible'], 'eligible pair')}"
    )


def _stages(run: MatchRun) -> str:
    """What it took, as far as it was measured."""
    stages = run.counts.get("seconds", {})
    told = [f"{stage} {taken:.2f} s" for stage, taken in stages.items()]
    if peak := run.counts.get("peak_mb"):
        told.append(f"at most {peak:,.0f} MB")
    return ", ".join(told)


def _facts(standing: RunStanding) -> str:
    """Whether it can be done again, and what that takes."""
    if standing.facts_bytes is None:
        return "its facts are not stored any more"
    return f"its facts take {size_text(standing.facts_bytes)}"


def _deltas(number: int, last: MatchRun) -> str:
    finished = moment_text(last.finished_at or last.started_at)
    times = "once" if number == 1 else f"{number:,} times"
    return f"changes worked in {times} since, last {finished} (run {last.id})"
