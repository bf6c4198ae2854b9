"""The jobs that remind: once a day it is found who is due, and then they are mailed in batches.

A day is done once the clock of the agency says the time that is set. Who is due is asked of what
was told so far, not of the day before; so what a day missed is made up for on the next, and of
one person a second digest of a day is refused by the database.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from zoneinfo import ZoneInfo

from agency.jobs.actions import Addition, add_all
from agency.jobs.kinds import Args, Kind, Store, Wanted, register, register_schedule
from agency.renewals.actions import batches_of, send_digests, send_staff_digests
from agency.renewals.queries import Range, people_due
from agency.renewals.reminder_settings import reminder_settings, settings_of_file
from agency.renewals.staff_digest import staff_digests
from agency.rules.rulebook import RuleBook
from agency.settings import settings, today
from agency.standards.queries import rulebook

REMIND, REMIND_SOME, REMIND_STAFF = "remind", "remind_some", "remind_staff"


def register_kinds() -> None:
    """Make the reminders known to the ledger."""
    register(
        Kind(REMIND, remind, alone=True),
        Kind(REMIND_SOME, remind_some),
        Kind(REMIND_STAFF, remind_staff, alone=True),
    )
    register_schedule(REMIND, mornings)


def mornings(now: datetime) -> Iterator[Wanted]:
    """The morning of the agency's day, once it has come; one that was missed is not made up for."""
    here = now.astimezone(ZoneInfo(settings().timezone))
    if here.time() >= settings_of_file().at:
        for kind in (REMIND, REMIND_STAFF):
            yield Wanted(kind, f"{kind}:{here.date()}", {})


def remind(_args: Args) -> Store:
    """Find out who is due today, whatever day the job was meant for, and have them mailed."""
    due = people_due(today(), rulebook(), reminder_settings())
    batches = batches_of(due)
    wanted = [Addition(REMIND_SOME, {"first": one, "last": other}) for one, other in batches]
    return lambda: add_all(wanted)


def remind_some(args: Args) -> Store:
    """Mail those with row ids from ``first`` to ``last`` who are still due.

    That is asked in the transaction that mails them: what was renewed meanwhile is not named.
    """
    day, book = today(), rulebook()
    return lambda: _mail((args["first"], args["last"]), day, book)


def _mail(between: Range, day: date, book: RuleBook) -> None:
    send_digests(between, day, book)


def remind_staff(_args: Args) -> Store:
    """Tell the agency what lapses inside placements, on the first working day of a week."""
    day = today()
    letters = staff_digests(day, rulebook())
    return lambda: send_staff_digests(letters, day)
