"""What ``agency renewals`` tells of reminders and of lapses inside placements."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

import click
from rich.text import Text

from agency.cli.context import echo_json
from agency.cli.printing import print_fitted, wrapped
from agency.notices.actions import Draft
from agency.renewals.actions import remind_all
from agency.renewals.lapse_words import lapse_text
from agency.renewals.lapses import Lapse, Wanted, all_lapses
from agency.renewals.letters import her_letter
from agency.renewals.queries import HerDigest, digests_of, people_due
from agency.renewals.reminder_settings import reminder_settings
from agency.renewals.schemas import described_lapse
from agency.rules.rulebook import RuleBook
from agency.rules.sentences import day_text
from agency.settings import today


def tell_lapses(day: date, book: RuleBook, *, json_wanted: bool) -> None:
    """What ends inside a placement and leaves days uncovered, the first to end first."""
    found = list(all_lapses(day, book, Wanted()))
    if json_wanted:
        echo_json([described_lapse(one) for one in found])
    else:
        print_fitted(lambda width, _: _lapse_lines(found, width))


def _lapse_lines(found: Sequence[Lapse], width: int) -> Iterator[Text]:
    number = "1 credential" if len(found) == 1 else f"{len(found):,} credentials"
    yield Text(f"Lapsing inside placements, with days left uncovered: {number}", "bold")
    for one in found:
        yield from map(Text, wrapped(lapse_text(one), width, "  "))


def tell_digests(day: date, book: RuleBook, *, dry_run: bool, json_wanted: bool) -> None:
    """Who is to be reminded on a day, and of what; unless it is a dry run they are mailed."""
    if not dry_run and day != today():
        raise click.UsageError(f"--digest {day}: mails go out on their day alone; add --dry-run")
    due = digests_due(day, book)
    letters = [(one, her_letter(one, day, book)) for one in due]
    sent = 0 if dry_run else remind_all(day, book)
    if json_wanted:
        listed = [_described(*one) for one in letters]
        echo_json({"day": day, "dry_run": dry_run, "sent": sent, "digests": listed})
    else:
        print_fitted(lambda width, _: _digest_lines(letters, day, sent, dry_run, width))


def digests_due(day: date, book: RuleBook) -> list[HerDigest]:
    """Those for whom a digest is due, with all that it lists."""
    settings = reminder_settings()
    return digests_of(people_due(day, book, settings), day, book, settings)


def _described(digest: HerDigest, letter: Draft) -> dict[str, object]:
    return {
        "candidate": digest.person.ref,
        "to": letter.to,
        "subject": letter.subject,
        "credentials": [one.credential.ref for one in digest.due],
    }


def _digest_lines(
    letters: Sequence[tuple[HerDigest, Draft]], day: date, sent: int, dry_run: bool, width: int
) -> Iterator[Text]:
    people = "1 person" if len(letters) == 1 else f"{len(letters):,} people"
    said = f"{people} would be reminded" if dry_run else f"{sent:,} mails are in the outbox"
    yield Text(f"{said} on {day_text(day)}", "bold")
    for digest, letter in letters:
        who = f"{digest.person.ref} {digest.person.full_name}".strip()
        yield from map(Text, wrapped(f"{who}: {letter.subject}", width, "  "))
