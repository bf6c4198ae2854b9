"""A lapse inside a placement in words: what is uncovered, and what is under way about it."""

from __future__ import annotations

from agency.renewals.hindrances import dead_words
from agency.renewals.lapses import Lapse
from agency.renewals.under_way import ASKED, FILED, IN_GRACE, NOTHING, WAITING
from agency.rules.sentences import day_text, days_text

WORDS = {
    WAITING: "new one on file, waits for review",
    FILED: "filed on {on}, as she says",
    IN_GRACE: "in grace until {on}, covers nothing",
    ASKED: "asked on {on}",
    NOTHING: "nothing under way",
}
# What became of the mail by which she was asked, where she does not have it.
MAIL_WORDS = {
    "waiting": "the mail has not left yet",
    "failed": "no server took the mail",
    "bounced": "the mail came back",
    "held": "the mail is held: her address does not work",
    "unwanted": "the mail was not sent: she wants none",
}


def under_way_text(one: Lapse) -> str:
    """What is being done about it: filed on 12 Nov 2026, as she says."""
    told = WORDS[one.way.what].format(on=day_text(one.way.on) if one.way.on else "")
    mail = MAIL_WORDS.get(one.way.mail or "")
    if mail and one.way.dead:
        mail = dead_words(one.way.dead)
    return f"{told}; {mail}" if mail else told


def uncovered_text(one: Lapse) -> str:
    """How many days of the placement it leaves uncovered, or why none."""
    if one.uncovered:
        return f"{days_text(one.uncovered.days)} uncovered"
    return "covered by something else" if one.asked else "not asked for there"


def lapse_text(one: Lapse) -> str:
    """The whole lapse in one line, for mails and the command line."""
    where = one.facility or one.placement.work.ref
    who = f"{one.placement.candidate_ref} {one.placement.candidate_name}".strip()
    until = day_text(one.placement.work.ends_on)
    says = f"{who}, {where} until {until}: {one.kind.title} ends {day_text(one.ends)}"
    return f"{says}, {uncovered_text(one)}; {under_way_text(one)}"
