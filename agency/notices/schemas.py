"""The shapes of a mail, and of what came of it, going out."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from agency.fields import InputSchema, YesNo
from agency.notices.models import Mail, MailAttempt, MailReport
from agency.notices.queries import Story
from agency.notices.topics import Topic, topics

TopicsInput: type[InputSchema] = type(
    "TopicsInput",
    (InputSchema,),
    {one.name: YesNo(required=True) for one in topics().values() if one.may_leave},
)
"""Whether somebody wants mail about each topic that may be left, by its name."""


def described_mail(mail: Mail) -> dict[str, Any]:
    """A mail as JSON values, less its text, which may let somebody in."""
    return {
        "id": mail.id,
        "to": mail.to,
        "subject": mail.subject,
        "topic": mail.topic,
        "state": mail.state,
        "attempts": mail.attempts,
        "last_error": mail.last_error,
        "posted_at": mail.posted_at.isoformat(),
        "due_at": mail.due_at and mail.due_at.isoformat(),
        "sent_at": mail.sent_at and mail.sent_at.isoformat(),
    }


def described_story(story: Story) -> dict[str, Any]:
    """What came of a mail as JSON values."""
    return {
        "tries": [_described_attempt(one) for one in story.attempts],
        "reports": [described_report(one) for one in story.reports],
    }


def _described_attempt(attempt: MailAttempt) -> dict[str, Any]:
    return {
        "server": attempt.server,
        "began_at": attempt.began_at.isoformat(),
        "ended_at": attempt.ended_at and attempt.ended_at.isoformat(),
        "outcome": attempt.outcome,
        "code": attempt.code,
        "status": attempt.status,
        "said": attempt.said,
        "tls": attempt.tls,
    }


def described_report(report: MailReport) -> dict[str, Any]:
    """What a server reported of a mail, as JSON values."""
    return {
        "mail_id": report.mail_id,
        "received_at": report.received_at.isoformat(),
        "action": report.action,
        "status": report.status,
        "said": report.said,
    }


def described_topics(found: Collection[Topic], left: Collection[str]) -> list[dict[str, Any]]:
    """Topics as JSON values, with whether somebody wants mail about them who has left some."""
    return [
        {
            "name": one.name,
            "title": one.title,
            "says": one.says,
            "may_leave": one.may_leave,
            "wanted": not (one.may_leave and one.name in left),
        }
        for one in found
    ]
