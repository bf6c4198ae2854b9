"""``agency mails``: the outbox."""

from __future__ import annotations

from typing import BinaryIO

import click

from agency.audit.actors import Actor
from agency.cli.account_texts import mail_lines, mails_lines
from agency.cli.context import as_json, echo_json, with_database
from agency.cli.jobs import JOB_ID
from agency.cli.printing import print_fitted
from agency.errors import Unready
from agency.notices.actions import send_waiting
from agency.notices.actions.bad_addresses import try_again
from agency.notices.actions.reports import note_report
from agency.notices.delivery import status_words
from agency.notices.models import STATES
from agency.notices.queries import mail, mails, mails_by_state, story_of
from agency.notices.reports import most_bytes
from agency.notices.schemas import described_mail, described_report, described_story
from agency.page_filters import counted
from agency.settings import settings


@click.group("mails", invoke_without_command=True)
@click.option("--state", type=click.Choice(STATES), help="Only mails in this state.")
@click.option("--limit", type=click.IntRange(1, 1_000_000), default=20, show_default=True)
@as_json
@click.pass_context
def mails_commands(
    context: click.Context, state: str | None, limit: int, json_wanted: bool
) -> None:
    """The mails to be sent and sent, the newest first."""
    if context.invoked_subcommand is None:
        _list(state, limit, json_wanted)


@with_database
def _list(state: str | None, limit: int, json_wanted: bool) -> None:
    found, counts = mails(state=state, limit=limit), mails_by_state()
    if json_wanted:
        echo_json([described_mail(one) for one in found])
    else:
        served = settings().smtp_url is not None
        print_fitted(lambda width, _: mails_lines(found, counts, served, width))


@mails_commands.command("show")
@click.argument("mail_id", metavar="ID", type=JOB_ID)
@as_json
@with_database
def show_command(mail_id: int, json_wanted: bool) -> None:
    """The mail with this ID: its tries, and what it says as long as it is not sent."""
    found, story = mail(mail_id), story_of(mail_id)
    if json_wanted:
        echo_json(described_mail(found) | {"text": found.text} | described_story(story))
    else:
        print_fitted(lambda width, _: mail_lines(found, story, width))


@mails_commands.command("bounce")
@click.argument("file", type=click.File("rb"), default="-")
@as_json
@with_database
def bounce_command(file: BinaryIO, json_wanted: bool) -> None:
    """Note what a server reports of a mail that did not arrive: FILE, or what is piped in.

    For the address of AGENCY_MAIL_REPORTS_TO: a pipe transport or Procmail hands each message to
    this. The status is 2 where it is no report (RFC 3464), or of no mail of ours.
    """
    noted = note_report(file.read(most_bytes() + 1))
    if json_wanted:
        echo_json(described_report(noted))
    else:
        click.echo(f"mail {noted.mail_id}: {noted.action}, {status_words(noted.status)}")


@mails_commands.command("try-again")
@click.argument("address")
@with_database
def try_again_command(address: str) -> None:
    """Send to an ADDRESS again at which mail did not arrive, and what is held for it."""
    sent = counted(try_again(address, Actor("command", "agency mails try-again")), "mail")
    click.echo(f"{address} is tried again; {sent} waited for it")


@mails_commands.command("send")
@with_database
def send_command() -> None:
    """Have everything sent that waits, however old: what is newer leaves by itself."""
    if settings().smtp_url is None:
        raise Unready("no mail server is set: AGENCY_SMTP_URL is missing")
    click.echo(f"{counted(send_waiting(), 'mail')} handed to the workers")
