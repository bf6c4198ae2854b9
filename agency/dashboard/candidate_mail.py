"""Whether mail reaches a candidate, and a button that has her address tried again."""

from __future__ import annotations

from flask import redirect, url_for
from flask.typing import ResponseReturnValue

from agency.dashboard.blueprint import dashboard
from agency.dashboard.mail_words import Trouble
from agency.dashboard.mails import tell_tried
from agency.errors import NotFound
from agency.merging.queries import candidate_of
from agency.notices.queries import trouble_of


def mail_trouble(email: str) -> Trouble | None:
    """What is wrong with an address; None where nothing is known. One query."""
    bad = trouble_of(email) if email else None
    return Trouble.of(bad) if bad else None


@dashboard.post("/candidates/<ref>/mail")
def mail_her_again(ref: str) -> ResponseReturnValue:
    """Have her address tried again; raises NotFound where she has none."""
    email = candidate_of(ref).email
    if not email:
        raise NotFound("e-mail address of candidate", ref)
    tell_tried(email)
    return redirect(url_for("dashboard.candidate", ref=ref), 303)
