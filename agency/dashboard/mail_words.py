"""Mail in plain words, for pages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

from agency.notices.delivery import status_words
from agency.notices.models import BadAddress, Mail, MailAttempt, MailReport
from agency.notices.people import zone_of_reader
from agency.page_filters import here
from agency.rules.sentences import day_text
from agency.settings import settings


class StateWords(NamedTuple):
    """A state of mails: their tab, the verdict's kind, and how one stands."""

    few: str
    kind: str
    one: str


# What somebody should look at comes first.
STATES: Mapping[str, StateWords] = {
    "bounced": StateWords("came back", "unmet", "came back"),
    "failed": StateWords("given up", "unmet", "given up"),
    "held": StateWords("held", "soon", "held: its address does not work"),
    "waiting": StateWords("waiting", "in_review", "waits to be sent"),
    "sent": StateWords("sent", "met", "sent"),
    "unwanted": StateWords("not wanted", "unknown", "not sent: its reader wants no such mail"),
}
OUTCOMES = {
    "begun": ("soon", "begun; how it ended nobody knows"),
    "taken": ("met", "taken"),
    "delayed": ("soon", "not taken for now"),
    "refused": ("unmet", "refused for good"),
}


@dataclass(frozen=True, slots=True)
class Trouble:
    """An address at which mail does not arrive: since when, why in words, and what was said."""

    address: str
    since: datetime
    why: str
    said: str

    @classmethod
    def of(cls, bad: BadAddress) -> Trouble:
        return cls(bad.address, bad.since, status_words(bad.status), bad.said)

    @property
    def words(self) -> str:
        """Mail to her came back on 12 Dec 2026: mailbox unknown."""
        return f"Mail to her came back on {day_text(here(self.since))}: {self.why}"


def reminder_words(mail: Mail, ref: str) -> tuple[str, str]:
    """What becomes of a mail that somebody has just had written: a verdict's kind, and words."""
    if mail.state != "waiting":
        return "unmet", f"Nothing goes to {ref}: {STATES[mail.state].one}."
    if settings().smtp_url is None:
        return "soon", (
            f"Nothing has left: no mail server is set. The mail to {ref} waits in the outbox."
        )
    if mail.due_at is None:
        return "met", f"{ref} is being mailed all that is to be renewed."
    there = mail.due_at.astimezone(ZoneInfo(zone_of_reader(mail.candidate_id)))
    return "soon", (
        f"It is quiet where {ref} lives: she will be mailed on {day_text(there)} at"
        f" {there:%H:%M} her time ({there:%Z})."
    )


def outcome_words(attempt: MailAttempt) -> tuple[str, str]:
    """How a try ended: the verdict's kind, and words."""
    return OUTCOMES[attempt.outcome]


def report_words(report: MailReport) -> str:
    """What was reported of a mail: failed, mailbox unknown."""
    return f"{report.action}, {status_words(report.status)}"
