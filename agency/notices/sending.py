"""The job that sends a mail, the one that has sent what waited for a server, and the one that
gives up what could not be sent.

A mail is sent outside any transaction and noted as sent in the one that finishes its job. A worker
that is killed in between leaves it to another, which sends it again under the same Message-ID: it
arrives at least once, and mail programs can tell that it is one.
"""

from __future__ import annotations

import smtplib
from collections.abc import Iterator
from datetime import UTC, datetime

from agency.jobs.kinds import Args, Kind, Store, Wanted, register, register_schedule
from agency.notices.actions.attempts import Outcome, Outgoing, begin_attempt, note_attempt
from agency.notices.actions.bad_addresses import give_up_held
from agency.notices.actions.posting import SEND_MAIL, hand_over_waiting
from agency.notices.people import ZipOf, register_zip_of
from agency.notices.smtp import AddressNotTaken, NotTaken, hand_over
from agency.settings import settings

GIVE_UP, SEND_WAITING = "give_up_held", "send_waiting"
# What a server answers that will not take a mail, however often it is asked.
FOR_GOOD = range(500, 600)
# Whose refusal is about this mail; at every other the server refuses us, as with a wrong password,
# and all mail would be lost where somebody has mistyped a setting.
OF_THE_MAIL = ("RCPT", "DATA")


def register_mail(zip_of: ZipOf) -> None:
    """Make the jobs of mail known; ``zip_of`` finds where a candidate lives, by her id."""
    register(Kind(SEND_MAIL, send_mail), Kind(GIVE_UP, _give_up), Kind(SEND_WAITING, _send_waiting))
    register_schedule(GIVE_UP, _days)
    register_schedule(SEND_WAITING, _hours)
    register_zip_of(zip_of)


def send_mail(args: Args) -> Store:
    """Send the mail with the id ``mail``; what it returns notes what became of it."""
    outgoing = begin_attempt(int(args["mail"]))
    if outgoing is None:
        return _nothing
    outcome = _tried(outgoing)
    return lambda: note_attempt(outgoing, outcome)


def _tried(outgoing: Outgoing) -> Outcome:
    try:
        handed = hand_over(outgoing.message, outgoing.envelope, outgoing.url)
    except smtplib.SMTPResponseException as error:
        about_it = isinstance(error, NotTaken) and error.stage in OF_THE_MAIL
        for_good = about_it and error.smtp_code in FOR_GOOD
        said = _text(error.smtp_error)
        return Outcome("refused" if for_good else "delayed", said, error.smtp_code)
    except AddressNotTaken as error:
        return Outcome("refused", str(error))
    except (smtplib.SMTPException, OSError) as error:
        return Outcome("delayed", f"{type(error).__name__}: {error}")
    except ValueError as error:  # what no mail may have stands in its address
        return Outcome("refused", f"it cannot be written as a mail: {error}")
    return Outcome("taken", handed.said, handed.code, handed.tls)


def _text(said: bytes | str) -> str:
    return said.decode("utf-8", "replace") if isinstance(said, bytes) else said


def _days(now: datetime) -> Iterator[Wanted]:
    yield Wanted(GIVE_UP, f"{GIVE_UP}:{now.astimezone(UTC).date()}", {})


def _give_up(_args: Args) -> Store:
    return give_up_held


def _hours(now: datetime) -> Iterator[Wanted]:
    """Of each hour in which there is a server one: the first comes as soon as one is set."""
    if settings().smtp_url:
        yield Wanted(SEND_WAITING, f"{SEND_WAITING}:{now.astimezone(UTC):%Y-%m-%dT%H}", {})


def _send_waiting(_args: Args) -> Store:
    return hand_over_waiting


def _nothing() -> None:
    """There is nothing to write."""
