"""Jobs as lines of text."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from rich.text import Text

from agency.cli.printing import wrapped
from agency.dashboard.job_words import STATES, about, standing
from agency.jobs.models import Job
from agency.page_filters import counted, listed_counts, moment_text

DETAIL = " " * 10
STYLES = {"dead": "red", "running": "yellow"}


def jobs_lines(
    jobs: Sequence[Job], counts: Mapping[str, int], state: str | None, now: datetime, width: int
) -> Iterator[Text]:
    """How many jobs there are in each state, then those that were chosen, each with its state."""
    told = listed_counts((word, counts[name]) for name, word in STATES.items())
    yield Text(f"{counted(sum(counts.values()), 'job')}: {told}", "bold")
    for job in jobs:
        yield from _job(job, now, width)
    there = counts[state] if state else sum(counts.values())
    if len(jobs) < there:
        yield Text(f"The newest {len(jobs):,} of {there:,} are shown; --limit N shows more.")


def _job(job: Job, now: datetime, width: int) -> Iterator[Text]:
    short, detail = standing(job, now)
    head = f"{job.id:>6}  {job.kind:13} {about(job):22} "
    style = STYLES.get(job.state, "")
    line = Text(head)
    if len(head) + len(short) <= width:
        line.append(short, style)
        yield line
    else:
        yield from map(Text, wrapped(f"{job.kind} {about(job)}", width, f"{job.id:>6}  "))
        yield from (Text(words, style) for words in wrapped(short, width, DETAIL))
    error = job.last_error if job.state != "done" else None
    yield from map(Text, wrapped("; ".join(filter(None, (detail, error))), width, DETAIL))


def job_lines(job: Job, now: datetime, width: int) -> Iterator[Text]:
    """Everything about one job."""
    short, detail = standing(job, now)
    yield Text(f"Job {job.id}: {short}", f"bold {STYLES.get(job.state, '')}".strip())
    for name, value in _facts(job, detail):
        yield from map(Text, wrapped(value, width, f"  {name:10} "))


def _facts(job: Job, detail: str) -> Iterator[tuple[str, str]]:
    yield "kind", job.kind
    if told := about(job):
        yield "about", told
    yield "arguments", ", ".join(f"{name}={value}" for name, value in job.args.items()) or "none"
    if job.unique_key:
        yield "key", job.unique_key
    yield "attempts", str(job.attempts)
    for name, moment in _moments(job):
        if moment:
            yield name, moment_text(moment)
    if detail:
        yield "now", detail
    if job.last_error:
        yield "last error", job.last_error


def _moments(job: Job) -> Sequence[tuple[str, Any]]:
    ended = "died" if job.state == "dead" else "finished"
    return (("added", job.added_at), ("due", job.due_at), (ended, job.finished_at))
