"""Registers on the review desk: files handed in, what they say otherwise, and alarms."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, cast

from flask import Response, flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from agency import clock
from agency.access.principal import actor, asking
from agency.api.uploads import let_in_a_large_file
from agency.dashboard.blueprint import dashboard
from agency.dashboard.form_values import VERSION, Form, unchanged, version_of, with_errors
from agency.dashboard.register_words import (
    STATES,
    compared_rows,
    settle_words,
    settled_words,
)
from agency.dashboard.undoing import forget_undo, offer_undo, undo_offered
from agency.errors import AgencyError, NotAllowed, NotFound, Problem, Refused
from agency.extensions import db
from agency.rules.rulebook import load_rulebook
from agency.settings import settings, today
from agency.verification.eyes import parts_in, why_not
from agency.verification.register_models import ACCEPTED, RegisterAnswer
from agency.verification.registers.actions import (
    accept_register,
    ask_load,
    close_alarm,
    keep_ours,
    undo_settlement,
)
from agency.verification.registers.gravity import in_order_of_gravity, is_grave
from agency.verification.registers.queries import (
    entry_of_settlement,
    finding_with_id,
    findings_behind,
    is_settled_by,
    load_with_id,
    newest_alarms,
    newest_loads,
    number_of_open_findings,
    open_findings,
)
from agency.verification.registers.report import counts_of
from agency.verification.registers.schemas import (
    ClosingInput,
    HandedInput,
    SettlementInput,
)
from agency.verification.registers.sentences import alarm_text, differences_text
from agency.verification.registers.source import SOURCES

FILE = "file"
MOST_SHOWN = 50
LOADS_SHOWN = 10
TAKING = "dashboard.load_register"
UNDO = "undo_register"
LABELS = {FILE: "The file", "day": "Taken from the register on", "source": "Register"}
SETTLE_LABELS = {
    "reason": "Why",
    "settled_as": "Whose word counts",
    "register": "The register's word",
    "credential": "The credential",
    "number": "Number",
}


HANDED, SETTLING, CLOSING = HandedInput(), SettlementInput(), ClosingInput()


@dashboard.url_value_preprocessor
def _let_in_a_register(_endpoint: str | None, _values: dict[str, Any] | None) -> None:
    """Before anything of the body is read, by the guard too: a register is large."""
    if request.endpoint == TAKING:
        let_in_a_large_file()


@dashboard.get("/review/registers")
def registers() -> ResponseReturnValue:
    """Alarms, what is to be settled, and the files that were loaded."""
    return _page(Form({"day": today().isoformat()}))


@dashboard.post("/review/registers")
def load_register() -> ResponseReturnValue:
    """Take a file in; a job holds it against what is on file."""
    cells = {name: request.form.get(name, "") for name in HANDED.fields}
    try:
        said = HANDED.accept(cells)
        sent = request.files.get(FILE)
        if sent is None or not sent.filename:
            raise Refused([Problem(FILE, "", "the file of a register")])
        stream = cast(Any, sent.stream)
        whole = not said["extract"]
        ask_load(said["source"], stream, sent.filename, actor(), said["day"], whole)
    except AgencyError as error:
        return _page(with_errors(error, cells, FILE, LABELS))
    flash("The file is taken in. It is held against what is on file by the next worker.", "met")
    return redirect(url_for("dashboard.registers"), 303)


@dashboard.get("/review/registers/loads/<int:id>")
def register_load(id: int) -> ResponseReturnValue:
    """One file: what came of it, and what in it could not be read."""
    load = load_with_id(id)
    return render_template(
        "dashboard/register_load.html",
        load=load,
        counts=counts_of(load.counts),
        states=STATES,
        title=SOURCES[load.source].words.title if load.source in SOURCES else load.source,
    )


@dashboard.get("/review/registers/findings/<int:id>")
def register_finding(id: int) -> ResponseReturnValue:
    """One credential beside what the register says of it."""
    return _finding(finding_with_id(id), Form({}))


@dashboard.post("/review/registers/findings/<int:id>")
def settle_finding(id: int) -> ResponseReturnValue:
    """Take the register's word, or let ours stand for a reason."""
    cells = {name: request.form.get(name, "") for name in SETTLING.fields}
    try:
        said = SETTLING.accept(cells)
        expects = unchanged(request.form.get(VERSION, ""), _state)
        if said["settled_as"] == ACCEPTED:
            accept_register(id, actor(), said["reason"], expects)
        else:
            keep_ours(id, said["reason"], actor(), expects)
    except (NotFound, NotAllowed):
        raise
    except AgencyError as error:
        wrong = with_errors(error, cells, "settled_as", SETTLE_LABELS)
        return _finding(finding_with_id(id), wrong)
    row = finding_with_id(id).credential
    words = settled_words(said["settled_as"], _title_of(row.code), row.candidate.full_name)
    offer_undo(UNDO, url_for("dashboard.undo_finding", id=id), words)
    return redirect(url_for("dashboard.registers"), 303)


@dashboard.post("/review/registers/findings/<int:id>/undo")
def undo_finding(id: int) -> ResponseReturnValue:
    """Take back how one was settled a moment ago."""
    forget_undo(UNDO)
    try:
        undo_settlement(id, actor())
    except NotFound:
        raise
    except AgencyError as error:
        flash(f"Not taken back: {error}.", "unmet")
    else:
        flash("Taken back. It is as it was before, and open again.", "met")
    return redirect(url_for("dashboard.register_finding", id=id), 303)


@dashboard.post("/review/registers/alarms/<int:id>")
def close_register_alarm(id: int) -> ResponseReturnValue:
    """Say what came of an alarm."""
    cells = {"remark": request.form.get("remark", "")}
    try:
        close_alarm(id, CLOSING.accept(cells)["remark"], actor())
    except Refused as refused:
        form = Form({"day": today().isoformat()}, status=422)
        return _page(form, {id: f"Expected {refused.problems[0].expected}."})
    flash("The alarm is closed.", "met")
    return redirect(url_for("dashboard.registers"), 303)


def _page(form: Form, alarm_errors: dict[int, str] | None = None) -> Response:
    open_ones = open_findings().order_by(*in_order_of_gravity()).limit(MOST_SHOWN)
    alarms = newest_alarms(MOST_SHOWN)
    page = render_template(
        "dashboard/registers.html",
        form=form,
        labels=LABELS,
        sources=[(name, one.words.title) for name, one in SOURCES.items()],
        alarms=alarms,
        behind=findings_behind(alarms),
        alarm_errors=alarm_errors or {},
        findings=db.session.scalars(open_ones).all(),
        number=number_of_open_findings(),
        loads=newest_loads(LOADS_SHOWN),
        counts_of=counts_of,
        states=STATES,
        alarm_text=alarm_text,
        differences_text=differences_text,
        is_grave=is_grave,
        title_of=_title_of,
        may_settle=_may_settle(),
        undo=undo_offered(UNDO),
    )
    return make_response(page, form.status)


def _finding(answer: RegisterAnswer, form: Form) -> Response:
    row = answer.credential
    parts = db.session.execute(select(*parts_in(asking().actor.user_id or 0, row.id))).one()
    page = render_template(
        "dashboard/register_finding.html",
        answer=answer,
        row=row,
        form=Form(form.said, form.version or version_of(_state(answer)), form.errors),
        labels=SETTLE_LABELS,
        rows=compared_rows(answer, _title_of),
        words=settle_words(answer),
        title=_title_of(row.code),
        register=SOURCES[answer.source].words.title,
        may_settle=_may_settle(),
        why_not=why_not(parts),
        may_undo=_may_undo(answer),
        undo_minutes=settings().undo_minutes,
    )
    return make_response(page, form.status)


def _may_undo(answer: RegisterAnswer) -> bool:
    """Whether who asks settled it, so lately that it can be taken back."""
    minutes = timedelta(minutes=settings().undo_minutes)
    if answer.settled_at is None or clock.now() - answer.settled_at > minutes:
        return False
    return is_settled_by(answer, entry_of_settlement(answer), asking().actor)


def _state(answer: RegisterAnswer) -> dict[str, Any]:
    """What a form about a finding rests on."""
    return {"content": answer.content, "settled_at": answer.settled_at}


def _may_settle() -> bool:
    return "compliance" in asking().roles


def _title_of(code: str) -> str:
    return load_rulebook().catalogue[code].title
