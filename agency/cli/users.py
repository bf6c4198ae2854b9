"""``agency user``: who may sign in."""

from __future__ import annotations

import sys

import click

from agency.access.passwords import hashed, reset_link
from agency.accounts.actions import users as actions
from agency.accounts.models import User
from agency.accounts.queries import user_of, users
from agency.accounts.roles import ROLES
from agency.accounts.schemas import described_user
from agency.audit.actors import Actor
from agency.cli.account_texts import user_lines, users_lines
from agency.cli.context import as_json, echo_json, with_database
from agency.cli.printing import print_fitted

BY = Actor("command", "agency user")

role_option = click.option("--role", required=True, type=click.Choice(ROLES))


@click.group("user")
def user_commands() -> None:
    """Who may sign in: accounts are made, changed, and shut."""


@user_commands.command("add")
@click.argument("email")
@role_option
@click.option("--name", default="", help="What colleagues see.")
@click.option("--candidate", metavar="REF", help="The candidate she is herself.")
@click.option("--password-stdin", is_flag=True, help="Read her password from standard input.")
@as_json
@with_database
def add_command(
    email: str,
    role: str,
    name: str,
    candidate: str | None,
    password_stdin: bool,
    json_wanted: bool,
) -> None:
    """Make an account for EMAIL.

    Prints a link at which she sets her password; it works once, for a day. With --password-stdin
    she has one already.
    """
    said = {"email": email, "role": role, "name": name, "candidate_ref": candidate}
    password = hashed(sys.stdin.readline().rstrip("\r\n")) if password_stdin else None
    made = actions.add_user(said, BY, password)
    _tell(made, "made", json_wanted, None if password else reset_link(made))


@user_commands.command("list")
@as_json
@with_database
def list_command(json_wanted: bool) -> None:
    """Everybody who has an account."""
    found = users()
    if json_wanted:
        echo_json([described_user(user) for user in found])
    else:
        print_fitted(lambda width, _: users_lines(found, width))


@user_commands.command("link")
@click.argument("email")
@as_json
@with_database
def link_command(email: str, json_wanted: bool) -> None:
    """Print a link at which EMAIL sets a password; it works once, for a day."""
    found = user_of(email)
    _tell(found, "is as it was", json_wanted, reset_link(found))


@user_commands.command("disable")
@click.argument("email")
@as_json
@with_database
def disable_command(email: str, json_wanted: bool) -> None:
    """Let EMAIL in no longer; her sessions and tokens end at once, and nothing is deleted."""
    _tell(actions.disable(user_of(email).id, BY), "disabled", json_wanted)


@user_commands.command("enable")
@click.argument("email")
@as_json
@with_database
def enable_command(email: str, json_wanted: bool) -> None:
    """Let EMAIL in again."""
    _tell(actions.enable(user_of(email).id, BY), "enabled", json_wanted)


@user_commands.command("role")
@click.argument("email")
@click.argument("role", type=click.Choice(ROLES))
@as_json
@with_database
def role_command(email: str, role: str, json_wanted: bool) -> None:
    """Make EMAIL a ROLE; her sessions and tokens end at once."""
    changed = actions.change_role(user_of(email).id, {"role": role}, BY)
    _tell(changed, f"is now {role}", json_wanted)


@user_commands.command("reset-second-factor")
@click.argument("email")
@as_json
@with_database
def reset_command(email: str, json_wanted: bool) -> None:
    """Forget the second factor of EMAIL, who has lost it; her sessions and tokens end at once."""
    reset = actions.reset_second_factor(user_of(email).id, BY)
    _tell(reset, "has no second factor", json_wanted)


@user_commands.command("sign-out")
@click.argument("email")
@as_json
@with_database
def sign_out_command(email: str, json_wanted: bool) -> None:
    """End every session and token of EMAIL, who may sign in again."""
    ended = actions.sign_out_everywhere(user_of(email).id, BY)
    _tell(ended, "is signed out everywhere", json_wanted)


def _tell(user: User, done: str, json_wanted: bool, link: str | None = None) -> None:
    if json_wanted:
        echo_json(described_user(user) | ({"link": link} if link else {}))
    else:
        print_fitted(lambda width, _: user_lines(user, done, link, width))
