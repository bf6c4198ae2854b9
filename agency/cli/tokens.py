"""``agency token``: what programs show to be let in."""

from __future__ import annotations

import click

from agency import clock
from agency.access.token_scopes import scopes_of
from agency.accounts.actions.tokens import make_token, revoke_token
from agency.accounts.queries import standing, tokens, user_of
from agency.accounts.schemas import described_token
from agency.accounts.scopes import SCOPES
from agency.audit.actors import Actor
from agency.cli.account_texts import token_lines, tokens_lines
from agency.cli.context import as_json, echo_json, with_database
from agency.cli.jobs import JOB_ID
from agency.cli.printing import print_fitted

BY = Actor("command", "agency token")


@click.group("token")
def token_commands() -> None:
    """Tokens: what programs show to act for somebody."""


@token_commands.command("add")
@click.argument("name")
@click.option("--owner", required=True, metavar="EMAIL", help="For whom the program acts.")
@click.option(
    "--scope",
    "scopes",
    multiple=True,
    required=True,
    type=click.Choice((*SCOPES, "all")),
    help="What it may do; give it several times.",
)
@click.option("--days", type=int, help="After how many days it ends; else when it is revoked.")
@as_json
@with_database
def add_command(
    name: str, owner: str, scopes: tuple[str, ...], days: int | None, json_wanted: bool
) -> None:
    """Make a token called NAME and print its secret, this once.

    The scope all is all that its owner can use.
    """
    found = user_of(owner)
    wanted = list(scopes_of(found.role) if "all" in scopes else scopes)
    said = {"name": name, "scopes": wanted, "days": days}
    made, secret = make_token(found.id, said, BY, scopes_of)
    if json_wanted:
        echo_json(described_token(made, "open") | {"secret": secret})
    else:
        print_fitted(lambda width, _: token_lines(made, secret, width))


@token_commands.command("list")
@as_json
@with_database
def list_command(json_wanted: bool) -> None:
    """Every token, the newest first."""
    now = clock.now()
    found = [(token, standing(token, now)) for token in tokens()]
    if json_wanted:
        echo_json([described_token(token, stands) for token, stands in found])
    else:
        print_fitted(lambda width, _: tokens_lines(found, width))


@token_commands.command("revoke")
@click.argument("token_id", metavar="ID", type=JOB_ID)
@as_json
@with_database
def revoke_command(token_id: int, json_wanted: bool) -> None:
    """End the token with this ID; the next request with it is refused."""
    ended = revoke_token(token_id, BY)
    if json_wanted:
        echo_json(described_token(ended, "revoked"))
    else:
        click.echo(f"{ended.name} of {ended.owner.email} is revoked")
