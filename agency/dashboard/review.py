"""The review desk: what waits, one credential at a time, and what a specialist decides of it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from flask import (
    Response,
    flash,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue

from agency import clock
from agency.access.principal import actor, asking
from agency.api.uploads import let_in_more, sent_files
from agency.audit.actors import Actor
from agency.badges.core.lights import QUESTIONS
from agency.badges.queries import badges_of_document
from agency.credentials.confidential import is_confidential
from agency.credentials.described import CREDENTIAL, described_credential, held_values
from agency.credentials.models import Credential
from agency.dashboard.blueprint import dashboard
from agency.dashboard.form_values import VERSION, Form, unchanged, with_errors
from agency.dashboard.frame import Frame
from agency.dashboard.review_badge_words import light_labels, mark_names, to_settle
from agency.dashboard.review_fields import (
    LABELS,
    SETTLED,
    corrected_by,
    form_of,
    other_name,
    read_name,
)
from agency.dashboard.review_page import DeskPage, desk_page
from agency.dashboard.review_reading import proposed_by_badge, taken_over
from agency.dashboard.review_sheets import kept, part_asked_for
from agency.dashboard.review_words import KIND_WORDS, undo_words
from agency.dashboard.undoing import forget_undo, offer_undo, undo_offered
from agency.dashboard.verification_log import LOG_WORDS
from agency.documents.keeping import FIELD
from agency.errors import AgencyError, NotAllowed, NotFound, Stale
from agency.placements.review_queue import is_free, queue
from agency.rules.rulebook import load_rulebook
from agency.settings import settings, today
from agency.verification.actions import (
    ask_candidate,
    attach_check,
    check_source,
    review_credential,
    take,
    take_back_question,
    undo_decision,
)
from agency.verification.actions.reviews import DONE, VERIFY
from agency.verification.desk import OnDesk, on_desk
from agency.verification.queries import log_of
from agency.verification.reasons import REASONS
from agency.verification.schemas import QuestionInput, SourceCheckInput
from agency.verification.settling import Unsettled

NONE_FOUND = "Nothing that waits is like what you asked for."
UNDO, NEXT, DOCUMENT, ENTRY = "undo", "next", "document", "entry"
SMALL_NUMBER = re.compile("[0-9]{1,9}")
SOURCE, QUESTION = SourceCheckInput(), QuestionInput()
# On a page with two forms a name leads to one field.
SENT_AS = {"remark": "remark_of_source", "document": "evidence"}
QUESTION_LABELS = {"message": "What you ask"}
ASKING = "dashboard.ask_source"
SOURCE_LABELS = {
    "answer": "What it said",
    "checked_on": "On which day",
    "remark": "Remark",
    "confirmation": "Confirmation number",
}


@dashboard.url_value_preprocessor
def _let_in_more(_endpoint: str | None, _values: dict[str, Any] | None) -> None:
    """Before anything of the body is read, by the guard too: it may be larger here."""
    if request.endpoint == ASKING:
        let_in_more()


@dashboard.get("/review")
def review_desk() -> ResponseReturnValue:
    """The first that waits; where nothing does, that this is so."""
    waiting = queue(_me(), today(), clock.now(), part=part_asked_for())
    first = waiting.next
    if first is None and waiting.total:
        flash(NONE_FOUND, "unknown")
        first = queue(_me(), today(), clock.now()).next
        return redirect(_to(first.id if first else None, {}), 303)
    if first is None:
        undo = undo_offered(UNDO)
        return render_template("dashboard/review_empty.html", queue=waiting, undo=undo)
    return redirect(_to(first.id), 303)


@dashboard.get("/review/<int:id>")
def review(id: int) -> ResponseReturnValue:
    """One credential, which is the specialist's for some minutes from now on."""
    item = _opened(id)
    taken = proposed_by_badge(item) | taken_over(item, request.args.get("take", ""))
    return _page(item, form_of(item, taken))


@dashboard.post("/review/<int:id>/look")
def look_again(id: int) -> ResponseReturnValue:
    """The page as a form says it is to be, with what stands out then; nothing is decided."""
    item = on_desk(id, _me(), clock.now())
    return _page(item, form_of(item, request.form))


@dashboard.post("/review/<int:id>")
def decide(id: int) -> ResponseReturnValue:
    """Verify it, as it was corrected, or reject it for a reason; then comes the next."""
    item = on_desk(id, _me(), clock.now())
    decision = request.form.get("decision", "")
    form = form_of(item, request.form)
    corrected: dict[str, Any] = {}
    following = _following(id)
    try:
        corrected = corrected_by(item, request.form) if decision == VERIFY else {}
        review_credential(
            id,
            decision,
            actor(),
            reason=request.form.get("reason", "") if decision != VERIFY else "",
            remark=_remark(decision),
            corrected=corrected,
            settled=request.form.getlist(SETTLED),
            read_name=read_name(request.form) or None,
            expects=_as_opened(item, decision),
            sees=_as_seen(request.form.get(DOCUMENT, "")),
            on_sight=True,
        )
    except (NotFound, NotAllowed):
        raise
    except Unsettled as error:
        left = {one.field: one.says for one in error.left}
        return _page(item, Form(form.said, form.version, left, status=422))
    except AgencyError as error:
        if isinstance(error, Stale) and _is_made_already(id, decision, corrected):
            _may_undo(item, DONE[decision])
            return redirect(_to(following), 303)
        wrong = with_errors(error, {}, "decision", LABELS)
        return _page(item, Form(form.said, form.version, wrong.errors, status=wrong.status))
    _may_undo(item, DONE[decision])
    return redirect(_to(following), 303)


def _is_made_already(id: int, decision: str, corrected: Mapping[str, Any]) -> bool:
    """Whether who asks has just decided the same from the same page: a key was pressed twice.

    The page told the newest entry of the log; what she sends is the one entry behind it.
    """
    known = _number(request.form.get(ENTRY, "0"))
    behind = [one for one in log_of(id, 2) if known is not None and one.id > known]
    if len(behind) != 1 or decision not in DONE:
        return False
    made = behind[0]
    reason = request.form.get("reason", "") if decision != VERIFY else ""
    same = (made.user_id, made.result, made.reason) == (_me(), DONE[decision], reason)
    held = on_desk(id, _me(), clock.now()).credential
    return same and all(held[name] == value for name, value in corrected.items())


@dashboard.post("/review/<int:id>/undo")
def undo_review(id: int) -> ResponseReturnValue:
    """Take back what was decided a moment ago."""
    return _taken_back(id, undo_decision, "Taken back. All is as it was before.")


def _taken_back(id: int, undo: Callable[[int, Actor], object], words: str) -> ResponseReturnValue:
    forget_undo(UNDO)
    try:
        undo(id, actor())
    except NotFound:
        raise
    except AgencyError as error:
        flash(f"Not taken back: {error}.", "unmet")
    else:
        flash(words, "met")
    return redirect(_to(id), 303)


@dashboard.post("/review/<int:id>/question")
def ask_her(id: int) -> ResponseReturnValue:
    """Ask the candidate about it; it goes on waiting, and the next is opened."""
    item = on_desk(id, _me(), clock.now())
    cells = {"message": request.form.get("message", "")}
    try:
        following = _following(id)
        ask_candidate(id, QUESTION.accept(cells)["message"], actor())
    except NotFound:
        raise
    except AgencyError as error:
        wrong = with_errors(error, cells, "message", QUESTION_LABELS)
        return _page(item, form_of(item), question=wrong)
    _may_undo(item, "asked", url_for("dashboard.take_back", id=id))
    return redirect(_to(following or id), 303)


@dashboard.post("/review/<int:id>/question/undo")
def take_back(id: int) -> ResponseReturnValue:
    """Not ask after all, while she has not been told."""
    return _taken_back(id, take_back_question, "Taken back. She is not asked.")


@dashboard.post("/review/<int:id>/source")
def ask_source(id: int) -> ResponseReturnValue:
    """Write down what the issuer's register said."""
    item = on_desk(id, _me(), clock.now())
    cells = {name: request.form.get(SENT_AS.get(name, name), "") for name in SOURCE.fields}
    try:
        if request.files.get(FIELD):
            cells[DOCUMENT] = str(attach_check(id, sent_files(), actor()).id)
        said = SOURCE.accept(cells)
        answer, checked_on = said.pop("answer"), said.pop("checked_on")
        expects = unchanged(request.form.get(VERSION, ""), described_credential)
        check_source(id, answer, actor(), checked_on, **said, expects=expects)
    except (NotFound, NotAllowed):
        raise
    except AgencyError as error:
        wrong = with_errors(error, cells, "answer", SOURCE_LABELS)
        return _page(item, form_of(item), wrong)
    if answer == "found":
        _may_undo(item, "found")
    flash("Written down.", "met")
    return redirect(_to(id), 303)


def _me() -> int:
    """The row id of who asks, who has signed in."""
    return asking().actor.user_id or 0


def _following(id: int) -> int | None:
    """The one to open after it: that of which the page knew, if it still waits and is free."""
    said = _number(request.form.get(NEXT, ""))
    if said and is_free(said, _me(), clock.now()):
        return said
    following = queue(_me(), today(), clock.now(), around=id, part=part_asked_for()).next
    return following.id if following else None


def _number(said: str) -> int | None:
    return int(said) if SMALL_NUMBER.fullmatch(said) else None


def _opened(id: int) -> OnDesk:
    """As it is found, and taken if it may be decided on by who asks."""
    now = clock.now()
    item = on_desk(id, _me(), now)
    specialist = "compliance" in asking().roles
    if not specialist and is_confidential(item.credential["code"]):
        item = replace(item, hidden=True)
    decides = specialist and item.why_not is None
    if decides and item.open and item.holder is None:
        take(id, _me())
    return item


def _as_opened(item: OnDesk, decision: str) -> Callable[[Credential], None]:
    """What a decision is to expect of the row: that it is as it was, and that of no badge to be
    verified an answer is left to settle.
    """
    is_unchanged = unchanged(request.form.get(VERSION, ""), described_credential)

    def expect(row: Credential) -> None:
        is_unchanged(row)
        badges = badges_of_document(item.proof.id) if item.proof and decision == VERIFY else []
        if left := to_settle(badges, request.form.getlist(SETTLED)):
            raise Unsettled(left, held_values(CREDENTIAL, row))

    return expect


def _as_seen(document: str) -> Callable[[int | None], None]:
    """What a decision is to expect of the newest document: that it is the one that was shown."""

    def expect(newest: int | None) -> None:
        if document != str(newest or ""):
            raise Stale("another document has come in since this page was opened; look at it first")

    return expect


def _page(
    item: OnDesk,
    form: Form,
    source: Form | None = None,
    question: Form | None = None,
) -> Response:
    settled = request.form.getlist(SETTLED)
    shown: DeskPage = desk_page(item, form, "compliance" in asking().roles, _me(), settled)
    page = render_template(
        "dashboard/review.html",
        desk=shown,
        item=item,
        form=form,
        source=source or Form({"checked_on": today().isoformat()}),
        question=question or Form({}),
        undo=undo_offered(UNDO),
        of_queue=kept(),
        labels=LABELS | light_labels(shown.badges),
        mark_names=mark_names(shown.badges),
        source_labels=SOURCE_LABELS,
        question_labels=QUESTION_LABELS,
        undo_minutes=settings().undo_minutes,
        reasons=REASONS,
        kinds=list(load_rulebook().catalogue.types.values()),
        title_of=title_of,
        now=clock.now(),
        frame=Frame(asking(), shown.run),
        kind_words=KIND_WORDS,
        log_words=LOG_WORDS,
        questions=QUESTIONS,
    )
    return make_response(page, (question or source or form).status)


def _remark(decision: str) -> str:
    """The message to the candidate; of what is verified, a name that was read otherwise."""
    if decision != VERIFY:
        return request.form.get("remark", "").strip()[:1000]
    read = other_name(request.form)
    return f"name as printed: {read}" if read else ""


def title_of(code: str) -> str:
    """What a type of credential is called."""
    return load_rulebook().catalogue[code].title


def _to(id: int | None, of_queue: Mapping[str, Any] | None = None) -> str:
    """The page of one, or the desk, with the part of the queue that was asked for, or another."""
    where = kept() if of_queue is None else of_queue
    if id:
        return url_for("dashboard.review", id=id, **where)
    return url_for("dashboard.review_desk", **where)


def _may_undo(item: OnDesk, done: str, address: str | None = None) -> None:
    """Offer to take back what was decided or asked, on the pages that come."""
    title = title_of(item.credential["code"])
    words = undo_words(title, item.name, done)
    offer_undo(UNDO, address or url_for("dashboard.undo_review", id=item.id), words)
