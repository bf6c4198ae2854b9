"""Whether a candidate has an account, and a button that invites her."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue

from agency.access.letters import INVITED as SUBJECT
from agency.access.letters import invitation_letter
from agency.access.principal import actor
from agency.accounts.models import User
from agency.candidates.standing import WRITTEN_TO
from agency.dashboard.blueprint import dashboard
from agency.errors import NotFound, Taken, Unready
from agency.joining.actions import invite_candidate
from agency.joining.models import Invitation
from agency.merging.queries import Entrance
from agency.notices.queries import mail_to
from agency.page_filters import moment_text
from agency.settings import settings


@dataclass(frozen=True, slots=True)
class Door:
    """How a candidate comes in: her account, or the last invitation, or why there can be none.

    ``delivery`` says what became of the mail with the invitation.
    """

    account: User | None
    invitation: Invitation | None
    obstacle: str
    too_old: bool
    delivery: str


def door_of(row: Mapping[str, Any], entrance: Entrance, now: datetime) -> Door:
    """How the candidate of a row comes in."""
    link = entrance.invitation
    late = link is not None and link.expires_at <= now
    told = "" if link is None or entrance.account else _delivery(link)
    return Door(entrance.account, link, _obstacle(row), late, told)


def _delivery(link: Invitation) -> str:
    """What became of the mail with the link, as a sentence; one query."""
    letter = mail_to(link.email, SUBJECT, link.made_at)
    if letter is None or letter.state == "sent":
        sent = letter.sent_at if letter else None
        return f"Sent to {link.email} on {moment_text(sent or link.made_at)}."
    if letter.state == "bounced":
        return f"The mail to {link.email} came back."
    if letter.state == "held":
        return f"The mail to {link.email} is held: its address does not work."
    if letter.state == "failed":
        return f"The mail to {link.email} could not be sent: {letter.last_error}."
    server = "" if settings().smtp_url else ": no mail server is set"
    return f"The mail to {link.email} waits since {moment_text(link.made_at)}{server}."


def _obstacle(row: Mapping[str, Any]) -> str:
    if not row["email"]:
        return "No e-mail address is on file, so she cannot be invited."
    if row["status"] not in WRITTEN_TO:
        return f"The file is marked {row['status'].replace('_', ' ')}: she is not invited."
    return ""


@dashboard.post("/candidates/<ref>/invitation")
def invite(ref: str) -> ResponseReturnValue:
    """Mail her a link to claim her file; one sent before works no longer."""
    try:
        link = invite_candidate(ref, actor(), invitation_letter)
    except NotFound:
        raise
    except (Taken, Unready) as error:
        flash(f"Not invited: {error}.", "unmet")
    else:
        flash(*_sent(link))
    return redirect(url_for("dashboard.candidate", ref=ref, _anchor="door"))


def _sent(link: Invitation) -> tuple[str, str]:
    if settings().smtp_url:
        until = moment_text(link.expires_at)
        return f"An invitation is on its way to {link.email}; its link works until {until}.", "met"
    return (
        f"No mail server is set: the invitation to {link.email} waits until there is one. On the"
        " server, the command agency mails lists it, and agency mails show ID prints its link.",
        "soon",
    )
