"""``agency mails``: the outbox."""

from __future__ import annotations

import click

from agency.cli.account_texts import mail_lines, mails_lines
from agency.cli.context import as_json, echo_json, with_database
from agency.cli.jobs import JOB_ID
from agency.cli.printing import print_fitted
from agency.errors import Unready
from agency.notices.actions import send_waiting
from agency.notices.models import STATES
from agency.notices.queries import mail, mails, mails_by_state
from agency.notices.schemas import described_mail
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
    """The mail with this ID, and what it says as long as it is not sent."""
    found = mail(mail_id)
    if json_wanted:
        echo_json(described_mail(found) | {"text": found.text})
    else:
        print_fitted(lambda width, _: mail_lines(found, width))


@mails_commands.command("send")
@with_database
def send_command() -> None:
    """Have everything sent that waits, after a mail server was set."""
    if settings().smtp_url is None:
        raise Unready("no mail server is set: AGENCY_SMTP_URL is missing")
    click.echo(f"{counted(send_waiting(), 'mail')} handed to the workers")
