"""Step 1 of sending a paper: what it is, and its photos, put down, in order, and taken again."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from flask import Response, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from agency.access.principal import actor
from agency.api.documents import ALONE
from agency.api.uploads import let_in_more, sent_files
from agency.dashboard.held_forms import CATEGORY_WORDS
from agency.documents.keeping import FIELD
from agency.documents.unsent import EARLIER, OUT, put_down, put_in_order, unsent_file
from agency.documents.uploads import Upload
from agency.errors import AgencyError, Away, Full, Refused
from agency.page_filters import sentence_text
from agency.portal.blueprint import portal
from agency.portal.drafts import remember
from agency.portal.herself import my_ref
from agency.portal.once import SEE_OTHER, new_key, page_made_by
from agency.portal.sending import Sending, the_sending
from agency.rules.rulebook import load_rulebook

PUTTING_DOWN = "portal.put_down_photos"
CHANGE, BADGE = "change", "badge"
PASTED = "badge, pasted"
STATUSES: dict[type[AgencyError], int] = {Full: 507, Away: 503}
NONE_YET = "Take a photo of it, or choose a PDF."


@portal.url_value_preprocessor
def _let_in_more(_endpoint: str | None, _values: dict[str, Any] | None) -> None:
    """Before anything of the body is read, by the guard too: it may be larger here."""
    if request.endpoint == PUTTING_DOWN:
        let_in_more()


@portal.get("/papers/send")
def start_sending() -> ResponseReturnValue:
    """A sending with a key of its own; the address may say of what."""
    my_ref()
    of = ("code", "credential")
    said: dict[str, Any] = {name: request.args[name] for name in of if name in request.args}
    return redirect(url_for("portal.photo_step", key=new_key(), **said))


@portal.get("/papers/send/<key>")
def photo_step(key: str) -> ResponseReturnValue:
    """What it is and its photos; once it is sent, the page that says so."""
    sending = the_sending(key)
    return _if_sent(key) or _page(sending, [])


@portal.post("/papers/send/<key>")
def put_down_photos(key: str) -> ResponseReturnValue:
    """Keep what is taken of the files sent, change their order, and go on where all is well."""
    sending = the_sending(key)
    if elsewhere := _if_sent(key):
        return elsewhere
    try:
        problems = _put_down(sending)
        sending.require_kind()
    except (Full, Away) as error:
        return _page(sending, [(FIELD, f"{sentence_text(str(error))}.")], STATUSES[type(error)])
    except Refused as error:
        return _page(sending, [_words(one) for one in error.problems], 422)
    remember(key, sending.code, sending.of)
    if problems:
        return _page(sending, [_words(one) for one in problems], 422)
    if change := request.form.get(CHANGE):
        _change(sending, change)
        return redirect(url_for("portal.photo_step", key=key, **sending.of), SEE_OTHER)
    if not sending.files:
        return _page(sending, [(FIELD, NONE_YET)], 422)
    return redirect(url_for("portal.card_step", key=key, **sending.of), SEE_OTHER)


@portal.get("/papers/send/<key>/files/<int:place>")
def unsent_photo(key: str, place: int) -> Response:
    """One of the photos that she has put down, to herself."""
    file = unsent_file(the_sending(key).candidate_id, key, place)
    headers = ALONE | {"Content-Disposition": "attachment"}
    return Response(file.content, mimetype=file.media_type, headers=headers)


def _if_sent(key: str) -> ResponseReturnValue | None:
    page = page_made_by(key)
    return redirect(page, SEE_OTHER) if page else None


def _put_down(sending: Sending) -> list[Any]:
    """What was not taken of the files in the form; raises Refused, Full and Away."""
    sent = sent_files() if any(one.filename for one in request.files.getlist(FIELD)) else []
    if pasted := request.form.get(BADGE, "").strip():
        sent.append(Upload(PASTED, BytesIO(pasted.encode())))
    return put_down(sending.ref, sending.key, sent, actor()) if sent else []


def _change(sending: Sending, change: str) -> None:
    what, _, place = change.partition("-")
    if what in (EARLIER, OUT) and place.isdecimal():
        put_in_order(sending.ref, sending.key, int(place), what)


def _words(problem: Any) -> tuple[str, str]:
    """The field and a sentence about it; of a file that is not taken, with its name."""
    field = str(problem.field).partition("[")[0]
    if field == FIELD:
        name = f"{problem.value or 'This'} was not taken, and nothing of it is kept. "
        return field, f"{name}Expected {str(problem.expected).rstrip('.')}."
    if field == "code":
        return field, "Choose what it is."
    return field, f"{sentence_text(str(problem.expected))}."


def _page(sending: Sending, errors: list[tuple[str, str]], status: int = 200) -> Response:
    shown = {
        "sending": sending,
        "files": sending.files,
        "errors": dict(reversed(errors)),
        "told": errors,
        "kinds": [one for one in load_rulebook().catalogue.types.values() if not one.by_agency],
        "category_words": CATEGORY_WORDS,
    }
    return make_response(render_template("portal/send_photo.html", **shown), status)
