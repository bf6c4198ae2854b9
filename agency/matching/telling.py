"""The job that tells a candidate what became of her document, and what that unlocked.

It is due when the decision cannot be taken back any more; by then the changes of that evening's
delta are known, as a rule, and if not it waits for them.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy import select

from agency.assignments.models import Assignment, Facility
from agency.candidates.models import Candidate
from agency.credentials.models import Credential
from agency.edits.models import Edit
from agency.edits.ranges import holds
from agency.extensions import db
from agency.jobs.actions import add
from agency.jobs.kinds import Args, Store
from agency.matching.models import MatchRun, RunChange
from agency.matching.queries import last_run
from agency.notices.actions import Draft, post
from agency.notices.wording import worded
from agency.rules.rulebook import load_rulebook
from agency.rules.sentences import day_text
from agency.settings import settings, today
from agency.verification.models import ASKED, FOUND, REJECTED, Verification
from agency.verification.queries import decision_of, is_undone
from agency.verification.reasons import advice_on
from agency.verification.telling import TELL_DECISION, may_be_told

AGAIN_SECONDS, MOST_TRIES = 30, 20


def tell_decision(args: Args) -> Store:
    """Tell of the entry ``verification`` of the log; what it returns posts the mail.

    Nothing is told of what was taken back, or decided otherwise since.
    """
    entry = db.session.get(Verification, args["verification"])
    if entry is None or not _stands(entry):
        return _nothing
    credential = db.session.get_one(Credential, entry.credential_id)
    person = db.session.get_one(Candidate, credential.candidate_id)
    if not may_be_told(person):
        return _nothing
    title = load_rulebook().catalogue[credential.code].title
    if entry.result == ASKED:
        about: dict[str, Any] = {
            "title": title,
            "remark": entry.remark,
            "page": _page_of(entry),
        }
        return _posting(person, f"A question about your {title}", "papers_question", about)
    if not entry.before and entry.document_id:
        return _of_proof(person, entry, title)
    if entry.result == REJECTED:
        about = _rejection(entry, title, new=True)
        return _posting(person, f"Your {title} was not accepted", "papers_rejected", about)
    tries = int(args.get("tries", 0))
    if not _worked_in(person.id) and tries < MOST_TRIES:
        again = {**args, "tries": tries + 1}
        return lambda: add(TELL_DECISION, again, due_in=AGAIN_SECONDS)
    unlocked = _unlocked(person.id, entry)
    about = {"title": title, "by_issuer": entry.result == FOUND, "unlocked": unlocked}
    return _posting(person, f"Your {title} was checked", "papers_checked", about)


def _stands(entry: Verification) -> bool:
    """Whether a decision is the last there is; a question, whether nothing was decided since."""
    decision = decision_of(entry.credential_id)
    if entry.result == ASKED:
        return not is_undone(entry.id) and (decision is None or decision.id < entry.id)
    return decision is not None and decision.id == entry.id


def _posting(person: Candidate, subject: str, name: str, about: Mapping[str, Any]) -> Store:
    """What posts the mail of a template, with her name and what it is about."""
    said = worded(name, name=person.first_name, **about)
    draft = Draft(str(person.email), subject, *said, topic="papers", candidate_id=person.id)
    return lambda: _post(draft)


def _post(draft: Draft) -> None:
    post(draft)


def _of_proof(person: Candidate, entry: Verification, title: str) -> Store:
    """A new document of what counts already, which it goes on doing."""
    name, about = "papers_proof", {"title": title}
    if entry.result == REJECTED:
        name, about = "papers_rejected", _rejection(entry, title, new=False)
    return _posting(person, f"Your new {title}", name, about)


def _rejection(entry: Verification, title: str, *, new: bool) -> dict[str, Any]:
    """What she can do about it; not ``new`` is a document of what counts already."""
    advice = advice_on(entry.reason, entry.remark)
    return {"title": title, "new": new, "advice": advice, "page": _page_of(entry)}


def _page_of(entry: Verification) -> str:
    """The address of her own page of the credential."""
    return f"{settings().public_url}/portal/papers/credentials/{entry.credential_id}"


def _worked_in(candidate_id: int) -> bool:
    """Whether the last run knows all that was written to her; where nothing is matched, it does."""
    run = last_run(today())
    about = (Edit.subject == "candidate") & (Edit.subject_id == candidate_id)
    newest = db.session.scalar(select(Edit.id).where(about).order_by(Edit.id.desc()).limit(1))
    return run is None or newest is None or holds(run.seen, newest)


def _unlocked(candidate_id: int, entry: Verification) -> list[str]:
    """The assignments for which runs since have found her eligible, in words."""
    since = (RunChange.candidate_id == candidate_id) & (MatchRun.started_at >= entry.at)
    rows = db.session.execute(
        select(Assignment.ref, Assignment.starts_on, Assignment.ends_on, Facility.name)
        .join(RunChange, RunChange.assignment_id == Assignment.id)
        .join(MatchRun, MatchRun.id == RunChange.run_id)
        .outerjoin(Facility, Facility.id == Assignment.facility_id)
        .where(since, RunChange.change == "became_eligible", MatchRun.state == "complete")
        .group_by(Assignment.id, Facility.name)
        .order_by(Assignment.starts_on, Assignment.ref)
    )
    return [_in_words(name or ref, first, last) for ref, first, last, name in rows]


def _in_words(where: str, first: date, last: date) -> str:
    return f"{where}, {day_text(first)} to {day_text(last)}"


def _nothing() -> None:
    """There is nobody to be told."""
