"""The outbox: mails, what came of each, and reports of those that did not arrive."""

from __future__ import annotations

from flask import Response, request
from sqlalchemy import select
from werkzeug.exceptions import UnsupportedMediaType

from agency.access.principal import actor
from agency.api.answers import Json, one
from agency.api.blueprint import ID, Doc, does, lists, reads
from agency.api.bodies import Values
from agency.api.lists import PageQuery, page
from agency.api.schemas.parts import ref as shape
from agency.api.words import MAIL
from agency.fields import Choice
from agency.notices.actions.bad_addresses import try_again
from agency.notices.actions.reports import note_report
from agency.notices.models import STATES, Mail
from agency.notices.queries import mail, story_of
from agency.notices.reports import most_bytes
from agency.notices.schemas import described_mail, described_report, described_story

# The one is what it is; the other is documented, because makers of programs know no more.
MESSAGE, BYTES = "message/rfc822", "application/octet-stream"
REPORT: Doc = {"type": "string", "format": "binary"}


class MailQuery(PageQuery):
    """In which state."""

    state = Choice(STATES, load_default=None)


@lists("/mails", shape("Mail"), about=MAIL, query=MailQuery)
def list_mails(query: Values) -> Response:
    """Mails, the newest first; never what they say."""
    statement = select(Mail)
    if query["state"]:
        statement = statement.where(Mail.state == query["state"])
    return page(statement, Mail.id, described_mail, query, "mails", descending=True)


@reads(f"/mails/{ID}", shape("MailStory"), about=MAIL)
def get_mail(id: int) -> Response:
    """One mail with its tries, and what servers reported of it later."""
    return one(_story(id))


@does(f"/mails/{ID}/address", shape("MailStory"), about=MAIL)
def try_address_again(id: int) -> Response:
    """Have the address of a mail tried again, at which mail did not arrive."""
    try_again(mail(id).to, actor())
    return one(_story(id))


@does("/mails/reports", shape("MailReport"), about=MAIL, takes=REPORT, takes_type=BYTES)
def add_report() -> Response:
    """Hand in a report of a mail that did not arrive, as it came: RFC 3464, at most 256 KB.

    A mail that failed is bounced. Where the report says that its address does not work, nothing
    more is sent there until somebody has it tried again. The same report counts once.
    """
    if request.mimetype not in (MESSAGE, BYTES):
        raise UnsupportedMediaType(f"Expected a body of {MESSAGE} or {BYTES}.")
    request.max_content_length = most_bytes()
    return one(described_report(note_report(request.get_data())))


def _story(id: int) -> Json:
    return described_mail(mail(id)) | described_story(story_of(id))
