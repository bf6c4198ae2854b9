"""The outbox: what waits, what was sent, what came back, and each try of one mail."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from agency.access.principal import actor
from agency.candidates.numbers import ref_of
from agency.dashboard.blueprint import dashboard
from agency.dashboard.mail_words import STATES, Trouble, outcome_words, report_words
from agency.errors import NotFound
from agency.fields import Choice, InputSchema, SafeText
from agency.notices.actions.bad_addresses import try_again
from agency.notices.delivery import delivery
from agency.notices.queries import (
    mail,
    mails_by_state,
    page_of_mails,
    story_of,
    trouble_of,
)
from agency.notices.topics import topic_named
from agency.page_filters import counted, sentence_text
from agency.paging import cursor, position_of
from agency.settings import settings

ROWS = 50


class MailsInput(InputSchema):
    """Which mails."""

    state = Choice(STATES, load_default=None)
    after = SafeText(1000, load_default=None)


INPUT = MailsInput()


@dashboard.get("/mails")
def mails() -> str:
    """Mails of one state, or those that somebody should look at first: what came back."""
    values, counts = INPUT.accept(request.args.to_dict()), mails_by_state()
    state = values["state"] or next((one for one in STATES if counts[one]), "sent")
    of = {"list": "mails", "state": state}
    *after, before = position_of(values["after"], of) or [0]
    page = page_of_mails(state, ROWS, after or None)
    following = cursor(page.next and [*page.next, before + len(page.items)], of)
    return render_template(
        "dashboard/mails.html",
        mails=page.items,
        before=before,
        next_url=following and url_for("dashboard.mails", state=state, after=following),
        state=state,
        words=STATES[state],
        total=counts[state],
        served=settings().smtp_url is not None,
        held_days=delivery().held_days,
        tabs_shown=[
            (one, sentence_text(words.few), url_for("dashboard.mails", state=one), counts[one])
            for one, words in STATES.items()
        ],
        topic_named=topic_named,
    )


@dashboard.get("/mails/<int:id>")
def one_mail(id: int) -> str:
    """One mail with its tries and what was reported of it; never what it says."""
    found, story = mail(id), story_of(id)
    bad = trouble_of(found.to)
    return render_template(
        "dashboard/mail.html",
        mail=found,
        words=STATES[found.state],
        topic=topic_named(found.topic),
        ref=found.candidate_id and ref_of(found.candidate_id),
        attempts=[(one, *outcome_words(one)) for one in story.attempts],
        reports=[(one, report_words(one)) for one in story.reports],
        trouble=bad and Trouble.of(bad),
    )


@dashboard.post("/mails/<int:id>/address")
def try_address(id: int) -> ResponseReturnValue:
    """Have the address of a mail tried again, at which mail did not arrive."""
    tell_tried(mail(id).to)
    return redirect(url_for("dashboard.one_mail", id=id), 303)


def tell_tried(address: str) -> None:
    """Have an address tried again, and say on the next page what came of that."""
    try:
        waited = try_again(address, actor())
    except NotFound:
        flash(f"{address} is not marked any more: mail is sent there.", "soon")
        return
    more = f"; {counted(waited, 'mail')} that waited for it" if waited else ""
    flash(f"{address} is tried again{more}.", "met")
