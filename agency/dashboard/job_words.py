"""Jobs in plain words, for pages and for the command line."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from agency.jobs.claims import MOST_ATTEMPTS
from agency.jobs.conditions import condition_of
from agency.jobs.models import Job
from agency.page_filters import age_text, counted, moment_text, words_of
from agency.rules.sentences import day_text
from agency.settings import settings

STATES = {"pending": "waiting", "running": "begun", "done": "done", "dead": "dead"}

# What each kind of job does.
KIND_WORDS = {
    "match_night": "Begin the match of the night",
    "match_shard": "Match a share of the assignments",
    "match_finish": "Finish a match and compare it",
    "match_value": "Work out what credentials are worth",
    "match_delta": "Work in what was changed",
    "board": "Update the board",
    "load_register": "Hold a register against what is on file",
    "tell_decision": "Tell a candidate what was decided",
    "send_mail": "Send a mail",
    "send_waiting": "Have sent what waited for a mail server",
    "give_up_held": "Give up mail that was held too long",
    "remind": "Find out who is to be reminded of renewals",
    "remind_some": "Remind some people of renewals",
    "remind_staff": "Tell the agency what lapses inside placements",
    "forget_answers": "Forget old answers",
    "judge_badge": "Judge a digital badge",
    "judge_some_badges": "Judge some digital badges",
    "judge_readdressed": "Judge badges again whose holder has another address",
    "judge_badges": "Ask again whether badges were revoked",
    "act_on_badge": "Do what follows from a badge",
    "sweep_documents": "Sweep the store of documents",
    "read_document": "Read what a document says",
    "forget_snapshots": "Forget the facts of old runs",
    "load_exclusion_list": "Take up an exclusion list",
    "sweep_exclusion_lists": "Remove what is left of exclusion lists",
    "sweep_registers": "Remove what is left of registers",
    "fold_screenings": "Fold old screenings",
    "screen": "Screen everybody against exclusion lists",
    "screen_changed": "Screen whoever is new or called otherwise",
    "canary": "Try whether work is done",
}


def kind_words(kind: str) -> str:
    """What jobs of a kind do; of one that has no words here, its name in plain letters."""
    return KIND_WORDS.get(kind, words_of(kind))


def about(job: Job) -> str:
    """What a job is about: ``run 12, shard 3``; nothing where its kind says it all."""
    return ", ".join([*_subject(job.subject), *_arguments(job.args)])


def _subject(subject: str | None) -> Iterator[str]:
    if subject:
        yield subject.replace(":", " ")


def _arguments(args: Mapping[str, Any]) -> Iterator[str]:
    """The arguments that the subject does not tell already."""
    for name, value in args.items():
        if name == "as_of":
            yield f"as of {day_text(date.fromisoformat(value))}"
        elif name != "run":
            yield f"{name.replace('_', ' ')} {value}"


def named(job: Job) -> str:
    """A job in a few words: ``job 7, match_shard of run 12, shard 3``."""
    told = about(job)
    return f"job {job.id}, {job.kind}{' of ' + told if told else ''}"


def standing(job: Job, now: datetime) -> tuple[str, str]:
    """How a job stands at ``now``, a time on the database's clock; and more about it, or nothing.

    Its error is not told.
    """
    match condition_of(job, now):
        case "waiting":
            return f"waiting for {age_text(now - _free_since(job, now))}", ""
        case "not_due":
            return f"not before {moment_text(job.due_at)}", ""
        case "being_done":
            return "being done", _holder(job, now)
        case "between_attempts":
            pause = (job.lease_until or now) - now
            tried = f"tried {counted(job.attempts, 'time')} of {MOST_ATTEMPTS}"
            return f"next attempt in {age_text(pause)}", tried
        case "abandoned":
            return "abandoned", _vanished(job)
        case "done":
            return f"done {moment_text(job.finished_at or now)}", ""
        case "dead":
            return f"dead after {counted(job.attempts, 'attempt')}", ""


def _free_since(job: Job, now: datetime) -> datetime:
    """Since when anybody may begin it: when it became due, or was given back."""
    return (job.lease_until if job.state == "running" else job.due_at) or now


def _holder(job: Job, now: datetime) -> str:
    assert job.lease_until is not None
    heard = job.lease_until - timedelta(seconds=settings().lease_seconds)
    return f"by {job.worker}, heard of {age_text(now - heard)} ago"


def _vanished(job: Job) -> str:
    if job.attempts < MOST_ATTEMPTS:
        return f"{job.worker} is not heard of any more; another worker may take it up"
    return f"{job.worker} is not heard of any more, and it was tried as often as it may be"
