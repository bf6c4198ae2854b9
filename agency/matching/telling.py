"""The job that tells a candidate what became of her document, and what that unlocked.

It is due when the decision cannot be taken back any more; by then the changes of that evening's
delta are known, as a rule, and if not it waits for them.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

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
from agency.rules.rulebook import load_rulebook
from agency.rules.sentences import day_text
from agency.settings import settings, today
from agency.verification.models import ASKED, FOUND, REJECTED, Verification
from agency.verification.queries import decision_of, is_undone
from agency.verification.reasons import advice_on
from agency.verification.telling import TELL_DECISION, may_be_told

AGAIN_SECONDS, MOST_TRIES = 30, 20
MOST_LISTED = 10


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
        return _posting(person, f"A question about your {title}", _question(entry, title))
    if not entry.before and entry.document_id:
        return _posting(person, f"Your new {title}", _of_proof(entry, title))
    if entry.result == REJECTED:
        return _posting(person, f"Your {title} was not accepted", _rejection(entry, title))
    tries = int(args.get("tries", 0))
    if not _worked_in(person.id) and tries < MOST_TRIES:
        again = {**args, "tries": tries + 1}
        return lambda: add(TELL_DECISION, again, due_in=AGAIN_SECONDS)
    text = _verification(entry, title, _unlocked(person.id, entry))
    return _posting(person, f"Your {title} was checked", text)


def _stands(entry: Verification) -> bool:
    """Whether a decision is the last there is; a question, whether nothing was decided since."""
    decision = decision_of(entry.credential_id)
    if entry.result == ASKED:
        return not is_undone(entry.id) and (decision is None or decision.id < entry.id)
    return decision is not None and decision.id == entry.id


def _posting(person: Candidate, subject: str, text: str) -> Store:
    greeting = f"Dear {person.first_name},\n\n" if person.first_name else ""
    draft = Draft(str(person.email), subject, greeting + text)
    return lambda: _post(draft)


def _post(draft: Draft) -> None:
    post(draft)


def _rejection(entry: Verification, title: str) -> str:
    said = advice_on(entry.reason, entry.remark)
    where = f"You can send it again here: {_page_of(entry)}"
    return f"We could not accept your {title}.\n\n{said}\n\n{where}\n"


def _page_of(entry: Verification) -> str:
    """The address of her own page of the credential."""
    return f"{settings().public_url}/portal/papers/credentials/{entry.credential_id}"


def _question(entry: Verification, title: str) -> str:
    where = f"You can answer by what you send or change here: {_page_of(entry)}"
    return f"We looked at your {title} and have a question:\n\n{entry.remark}\n\n{where}\n"


def _of_proof(entry: Verification, title: str) -> str:
    """A new document of what counts already, which it goes on doing."""
    if entry.result != REJECTED:
        return f"A specialist has looked at the new document of your {title}, and it is accepted.\n"
    said = advice_on(entry.reason, entry.remark)
    where = f"You can send it again here: {_page_of(entry)}"
    told = f"We could not accept the new document of your {title}. What you have counts as before."
    return f"{told}\n\n{said}\n\n{where}\n"


def _verification(entry: Verification, title: str, unlocked: Sequence[str]) -> str:
    by = "The issuer has confirmed" if entry.result == FOUND else "A specialist has checked"
    told = f"{by} your {title}. It counts from now on.\n"
    if not unlocked:
        return f"{told}\nNothing else has to be done about it.\n"
    number = "one more assignment" if len(unlocked) == 1 else f"{len(unlocked)} more assignments"
    listed = "\n".join(f"- {one}" for one in unlocked[:MOST_LISTED])
    rest = len(unlocked) - MOST_LISTED
    more = f"\n- and {rest} more" if rest > 0 else ""
    return f"{told}\nIt makes you eligible for {number}:\n{listed}{more}\n"


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
