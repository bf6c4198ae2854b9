"""The single first thing to do: a renewal that is due, a lapse, the step that opens most jobs,
a paper nobody has seen, or what her file still lacks. Before all, what was not accepted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from agency.credentials.standing import LATE, Standing
from agency.page_filters import counted, near_day
from agency.pictures.subject import Subject
from agency.placements.dossier import PlacementShown
from agency.portal.answers import closing_steps, steps_told
from agency.portal.completeness import Completeness
from agency.portal.mine import Mine
from agency.portal.own_changes import own_change
from agency.portal.standing_words import says
from agency.portal.step_titles import StepTold, is_by_agency
from agency.portal.unlocking import Openings
from agency.portal.work import Job
from agency.rules.catalogue import Term
from agency.rules.conditions import MISSING
from agency.rules.facts import CandidateFacts, Evidence
from agency.rules.plan_sentences import missing_text
from agency.rules.sentences import day_text
from agency.rules.steps import Renew, Step, applied

SOON = timedelta(days=30)
JOBS, NEW_ONE = "portal.work", "portal.start_sending"


@dataclass(frozen=True, slots=True)
class FirstThing:
    """What to do, by when, why, and how many jobs it opens; the page on which she does it.

    ``working`` is whether a paper ends while she works somewhere; ``since`` when it ended.
    """

    title: str
    by: date | None
    words: str
    opens: int
    button: str
    page: str
    given: dict[str, Any]
    urgent: bool = True
    working: bool = False
    since: date | None = None


def first_thing(me: Mine, jobs: list[Job], done: Completeness) -> FirstThing | None:
    """None where all is in order."""
    openings = Openings(me.matches, me.facts, me.book, me.day)
    found = [
        *_renewals(me, openings),
        *_lapsed(me, openings),
        *_nearest(me, jobs, openings),
    ]
    ordered = sorted(found, key=lambda one: _order(one, me.day))
    return next(iter((*_rejected(me), *ordered, *_unseen(me), *_blank(done))), None)


def _order(one: FirstThing, day: date) -> tuple[bool, bool, int, date]:
    """What ends while she works comes first, what cannot wait next, then what opens most jobs,
    then what is due soonest."""
    by = one.since or one.by or date.max
    return not one.working, by > day + SOON, -one.opens, by


def _rejected(me: Mine) -> Iterator[FirstThing]:
    """What was not accepted, was not sent again since, and is held in no other form."""
    held = {one.credential.code for one in me.standings if one.credential.status == "active"}
    for row, one in zip(me.dossier.credentials, me.standings, strict=True):
        id, told = row["id"], me.rejections.get(row["id"])
        if told is None or told.again or id in me.undecided or one.credential.code in held:
            continue
        yield FirstThing(
            title=f"Your {one.kind.title} was not accepted",
            by=None,
            words=told.says,
            opens=0,
            button="Send it again",
            page="portal.edit_credential",
            given={"id": id, "_anchor": "documents"},
        )


def is_hers(one: Standing) -> bool:
    """Whether it is for her to do something: not of what we look up, nor where a newer waits."""
    return not (one.kind.by_agency or one.awaited)


def pressing(me: Mine) -> list[Standing]:
    """What of hers has ended, or is to be renewed by now."""
    return [one for one in me.standings if (one.ended or one.to_renew) and is_hers(one)]


def number_of_things(me: Mine, first: FirstThing | None) -> int:
    """How much needs her: what presses, and what stands first where that is something else."""
    besides = first is not None and first.urgent and first.page != NEW_ONE
    return len(pressing(me)) + besides


def _renewals(me: Mine, openings: Openings) -> Iterator[FirstThing]:
    for one in (one for one in pressing(me) if one.to_renew):
        yield FirstThing(
            title=f"Renew your {one.kind.title}",
            by=one.plan.renew_by if one.plan else None,
            words=_why_now(one, me.day, me.dossier.placements),
            working=bool(_at_work(one.credential.expires_on or me.day, me.dossier.placements)),
            opens=openings.opened_by(_lasting(me.facts, one)),
            **_new_card(one),
        )


def _why_now(one: Standing, day: date, work: Iterable[PlacementShown]) -> str:
    """When it ends, how long a new one takes, and what else is missing for it."""
    ends = one.credential.expires_on
    assert ends is not None  # what is to be renewed ends
    takes = f", and a new one can take {_length(one.kind.lead_time)}" if one.kind.lead_time else ""
    missing = any(answer.state == MISSING for answer in one.conditions)
    lacking, unit = missing_text(one.balance), one.balance.unit if one.balance else ""
    more = says(one, day) if missing or one.urgency == LATE else ""
    if lacking:
        more = f"Still missing of its {unit}s: {lacking}."
    return f"It ends {_soon(ends, day)}{_at_work(ends, work)}{takes}. {more}".strip()


def _soon(ends: date, day: date) -> str:
    names = {day: "today, ", day + timedelta(days=1): "tomorrow, "}
    return f"{names.get(ends, '')}{near_day(ends)}"


def _at_work(ends: date, work: Iterable[PlacementShown]) -> str:
    """The placement of hers that goes on after it has ended, as a clause; else empty."""
    for one in work:
        if one.busy and one.starts_on <= ends < one.ends_on:
            where = one.facility or one.assignment_ref
            return f", while you work at {where} to {day_text(one.ends_on)}"
    return ""


def _length(term: Term) -> str:
    parts = (("month", term.months), ("day", term.days), ("working day", term.working_days))
    return " ".join(counted(number, noun) for noun, number in parts if number)


def _lapsed(me: Mine, openings: Openings) -> Iterator[FirstThing]:
    """What ended first, as the page of renewals has it."""
    hers = [(one.credential.expires_on, one) for one in pressing(me) if one.ended]
    for ended, one in sorted(hers, key=lambda pair: pair[0] or date.max)[:1]:
        assert ended is not None  # what has no end has not ended
        yield FirstThing(
            title=f"Your {one.kind.title} has ended",
            by=None,
            words=f"It ended on {day_text(ended)}, and covers nothing since.",
            opens=openings.opened_by(_lasting(me.facts, one)),
            since=ended,
            **_new_card(one),
        )


def _lasting(she: CandidateFacts, one: Standing) -> CandidateFacts:
    """Her facts if this credential did not end."""
    held = tuple(
        replace(other, expires_on=date.max) if other.ref == one.credential.ref else other
        for other in she.credentials
    )
    return replace(she, credentials=held)


def _new_card(one: Standing) -> dict[str, Any]:
    return {
        "button": "Add new one",
        "page": NEW_ONE,
        "given": {"code": one.kind.code},
    }


def _nearest(me: Mine, jobs: list[Job], openings: Openings) -> Iterator[FirstThing]:
    """The change that by itself opens most of the jobs she nearly has."""
    near = [found for one in jobs if not one.eligible if (found := _change(one, me))]
    if not near:
        return
    times = Counter(one.key for one in near)
    most = max(times, key=lambda key: (times[key], key))
    change = next(one for one in near if one.key == most)
    yield FirstThing(
        title=change.told.title,
        by=change.told.by,
        words=" ".join(filter(None, (_why_renew(change.step, me), change.told.words))),
        opens=openings.opened_by(change.person),
        button="See the jobs" if change.page == JOBS else "Change it",
        page=change.page,
        given={"list": "nearly"} if change.page == JOBS else {},
        urgent=change.page == JOBS,
    )


def _why_renew(step: Step | None, me: Mine) -> str:
    """Of a renewal, when what is to be renewed ends; else empty."""
    if not isinstance(step, Renew):
        return ""
    held = (one for one in me.standings if one.credential.ref == step.credential.ref and one.plan)
    return next((_why_now(one, me.day, me.dossier.placements) for one in held), "")


@dataclass(frozen=True, slots=True)
class _Change:
    """What by itself would make a job hers; equal changes of several jobs have one ``key``."""

    key: str
    told: StepTold
    person: CandidateFacts
    page: str
    step: Step | None = None


def _change(job: Job, me: Mine) -> _Change | None:
    """What would make one job hers, by itself; None where nothing single does."""
    judged = job.judged
    if len(judged.not_met) != 1 or judged.work.blocked:
        return None
    (finding,) = judged.not_met
    subject = Subject(judged, me.facts, job.work, me.book, me.day)
    if own := own_change(finding, subject):
        return _Change(own.words, StepTold(own.words, None, ""), own.person, own.page)
    steps = closing_steps(finding, subject)
    if len(steps) != 1 or is_by_agency(steps[0], me.book):
        return None
    (step,), (told,) = steps, steps_told(steps, finding, subject)
    she, _ = applied(steps, me.facts, job.work)
    return _Change(f"{step.kind} {step.about}", told, she, JOBS, step)


def _unseen(me: Mine) -> Iterator[FirstThing]:
    unseen = [
        (row["id"], one)
        for row, one in zip(me.dossier.credentials, me.standings, strict=True)
        if one.credential.status == "active"
        and one.credential.evidence == Evidence.claimed
        and not (one.ended or one.kind.by_agency)
    ]
    for id, one in unseen[:1]:
        yield FirstThing(
            title=f"Show us your {one.kind.title}",
            by=None,
            words="You told us of it. It counts once a specialist has checked a photo of it.",
            opens=0,
            button="Open it",
            page="portal.edit_credential",
            given={"id": id},
            urgent=False,
        )


def _blank(done: Completeness) -> Iterator[FirstThing]:
    for one in done.blanks[:1]:
        yield FirstThing(one.words, None, one.why, 0, "Do it now", one.page, {}, urgent=False)
