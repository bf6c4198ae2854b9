"""Steps 2 and 3 of sending a paper: what the card says, looked at once before it goes; and sent."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from flask import Response, flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from agency.access.principal import actor
from agency.badges.actions import with_badges
from agency.badges.core.lights import QUESTIONS
from agency.credentials.described import held_values
from agency.dashboard.form_values import Form, with_errors
from agency.documents.queries import the_document
from agency.errors import AgencyError, NotFound, Refused, Taken
from agency.portal.blueprint import portal
from agency.portal.card_checks import LOOK, Check, changes, checks, proposal, rule_words
from agency.portal.card_reading import UNDER_WAY, card_reading, differing, filled
from agency.portal.herself import my_ref
from agency.portal.mine import mine
from agency.portal.once import SEE_OTHER, SentAlready, made_once, page_made_by
from agency.portal.paper_kinds import CREDENTIAL, LABELS
from agency.portal.sending import INSTEAD, Sending, the_sending
from agency.rules.rulebook import load_rulebook
from agency.verification.actions import send_unsent

THANKS = "Thank you. It is with us."
FIRST_COUNTS = "You have sent this already. What you sent first is what we have."
NAME, SHOWN, PROPOSED, AGAIN = "name", "shown", "proposed", "again"
CARD_LABELS = LABELS | {NAME: "Name on the card"}


@dataclass(frozen=True)
class Told:
    """What is told beside the form: checks, what it would change, whence the proposed end is."""

    checks: list[Check]
    changes: str = ""
    proposed: str = ""
    shown: str = ""


@portal.get("/papers/send/<key>/card")
def card_step(key: str) -> ResponseReturnValue:
    """The form about the card, with her name in it; without photos, the step before."""
    sending = the_sending(key)
    if elsewhere := _elsewhere(sending):
        return elsewhere
    if sending.held:
        return _of_held(sending)
    own = mine().dossier.name
    return _page(sending, Form(filled({NAME: own}, card_reading(sending), own)), None)


@portal.post("/papers/send/<key>/card")
def send_card(key: str) -> ResponseReturnValue:
    """Show what is seen of it at once; send it where she has been shown just that."""
    sending = the_sending(key)
    try:
        if sending.held:
            return _send(sending, sending.held.id, "")
        return _look_or_send(sending)
    except SentAlready as error:
        flash(FIRST_COUNTS, "soon")
        return redirect(error.page, SEE_OTHER)


@portal.get("/papers/sent/<int:id>")
def sent_step(id: int) -> str:
    """What was sent, and what happens now."""
    document = the_document(id)
    if document.candidate.ref != my_ref():
        raise NotFound("document", str(id))
    row = CREDENTIAL.held.row(my_ref(), document.credential_id)
    kind = load_rulebook().catalogue[row.code]
    return render_template("portal/send_done.html", document=document, row=row, kind=kind)


def _elsewhere(sending: Sending) -> ResponseReturnValue | None:
    """Where she is sent instead: to what was sent already, or back to what is missing."""
    if sending.kind is None or not sending.files:
        first = url_for("portal.photo_step", key=sending.key, **sending.of)
        return redirect(page_made_by(sending.key) or first, SEE_OTHER)
    sending.require_kind()
    return None


def _look_or_send(sending: Sending) -> ResponseReturnValue:
    said = _said(sending)
    try:
        sending.require_kind()
        if AGAIN in request.form or INSTEAD in request.form:
            return _read_again(sending, said)
        values = CREDENTIAL.held.schema.accept(_cells(said, sending))
    except Refused as error:
        if page := page_made_by(sending.key):
            return redirect(page, SEE_OTHER)
        return _page(sending, _wrong(error, said), None)
    if request.form.get(SHOWN) != _digest(said):
        return _elsewhere(sending) or _looked_at(sending, said, values)
    try:
        return _send(sending, values, said[NAME])
    except SentAlready:
        raise
    except AgencyError as error:
        return _page(sending, _wrong(error, said), None, _twin(sending, values, error))


def _read_again(sending: Sending, said: Mapping[str, str]) -> ResponseReturnValue:
    """The form as she has it, with what was read meanwhile where she has typed nothing."""
    form = Form(filled(said, card_reading(sending), mine().dossier.name))
    return _elsewhere(sending) or _page(sending, form, None)


def _send(sending: Sending, of: int | Mapping[str, Any], name: str) -> ResponseReturnValue:
    remark = f"the name on the card: {name}" if name else ""
    return made_once(
        lambda also: send_unsent(sending.key, of, actor(), remark, with_badges(also)),
        lambda document: url_for("portal.sent_step", id=document.id),
        THANKS,
        key=sending.key,
        sent=lambda: repr(sorted(_said(sending).items())).encode(),
    )


def _said(sending: Sending) -> dict[str, str]:
    """What the form says of the card; of one on file, nothing."""
    if sending.held:
        return {}
    fields = (NAME, "number", "issued_on", "expires_on", "bound_to")
    return {one: request.form.get(one, "").strip() for one in fields} | {"code": sending.code}


def _cells(said: Mapping[str, str], sending: Sending) -> dict[str, str]:
    own = {name: text for name, text in said.items() if name != NAME}
    return {**own, **CREDENTIAL.given, "candidate_ref": sending.ref}


def _digest(said: Mapping[str, str]) -> str:
    return hashlib.sha256(repr(sorted(said.items())).encode()).hexdigest()[:16]


def _looked_at(sending: Sending, said: dict[str, str], values: dict[str, Any]) -> Response:
    """The form with what is seen at once; a day to which it is good is proposed once."""
    me, kind = mine(), sending.require_kind()
    asked = not (said["expires_on"] or request.form.get(PROPOSED))
    due = proposal(kind, values["issued_on"]) if asked else None
    if due:
        said, values = said | {"expires_on": due.isoformat()}, values | {"expires_on": due}
    told = Told(
        [
            *checks(me, kind, values, said[NAME], sending.files),
            *_as_read(sending, values | {NAME: said[NAME]}),
        ],
        changes(me, values),
        rule_words(kind) if due else "",
        _digest(said),
    )
    return _page(sending, Form(said), told)


def _of_held(sending: Sending) -> Response:
    """Of a credential on file only the photos are new: it is shown as it is."""
    assert sending.held is not None
    values = held_values(CREDENTIAL.held.schema, sending.held)
    told = Told(
        _as_read(sending, values, "on file is"),
        changes(mine(), values | {"candidate_ref": sending.ref}),
    )
    return _page(sending, Form(CREDENTIAL.held.describe(sending.held)), told)


def _as_read(sending: Sending, values: Mapping[str, Any], hers: str = "you typed") -> list[Check]:
    return [Check(LOOK, says) for says in differing(sending, values, hers)]


def _wrong(error: AgencyError, said: Mapping[str, str]) -> Form:
    key = CREDENTIAL.held.key
    form = with_errors(error, said, key, CARD_LABELS)
    if isinstance(error, Taken):
        return replace(form, errors={key: "You have this one on file already."})
    return form


def _twin(sending: Sending, values: Mapping[str, Any], error: AgencyError) -> int | None:
    """The credential of hers that is this very one, where that is what is wrong."""
    if not isinstance(error, Taken):
        return None
    same = (
        row["id"]
        for row in mine().dossier.credentials
        if all(row[name] == values[name] for name in ("code", "number", "issued_on"))
    )
    return next(same, None)


def _page(
    sending: Sending,
    form: Form,
    told: Told | None,
    twin: int | None = None,
) -> Response:
    page = render_template(
        "portal/send_card.html",
        sending=sending,
        files=sending.files,
        read=card_reading(sending, form.said),
        badges=list(sending.badges.values()),
        questions=QUESTIONS,
        under_way=UNDER_WAY,
        form=form,
        said=form.said,
        errors=form.errors,
        labels=CARD_LABELS,
        told=told,
        twin=twin,
    )
    return make_response(page, form.status)
