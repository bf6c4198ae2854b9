"""Accounts, tokens and mails as lines of text."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from rich.text import Text

from agency.accounts.models import ApiToken, User
from agency.cli.printing import wrapped
from agency.notices.delivery import status_words
from agency.notices.models import Mail
from agency.notices.queries import Story
from agency.page_filters import counted, listed_counts, moment_text

DETAIL = " " * 6
STYLES = {"failed": "red", "bounced": "red", "waiting": "yellow", "held": "yellow"}


def users_lines(users: Sequence[User], width: int) -> Iterator[Text]:
    """How many accounts there are, then each with its role and how it stands."""
    yield Text(counted(len(users), "account"), "bold")
    for user in users:
        head = f"{user.role:10}  {user.email}"
        yield Text(head if user.active else f"{head}, disabled", "" if user.active else "yellow")
        yield from map(Text, wrapped("; ".join(_facts(user)), width, " " * 12))


def _facts(user: User) -> Iterator[str]:
    if user.name:
        yield user.name
    if user.candidate_ref:
        yield user.candidate_ref
    yield "second factor" if user.has_second_factor else "no second factor"
    if not user.password:
        yield "no password yet"
    since = f"signed in {moment_text(user.signed_in_at)}" if user.signed_in_at else None
    yield since or "has never signed in"


def user_lines(user: User, done: str, link: str | None, width: int) -> Iterator[Text]:
    """What was done to an account, and where its owner sets a password."""
    yield Text(f"{user.email}, {user.role}: {done}")
    if link:
        yield from map(Text, wrapped("Set a password, once and within a day, at:", width))
        yield Text(link)


def tokens_lines(tokens: Sequence[tuple[ApiToken, str]], width: int) -> Iterator[Text]:
    """How many tokens there are, then each with its owner, its scopes and how it stands."""
    yield Text(counted(len(tokens), "token"), "bold")
    for token, standing in tokens:
        style = "" if standing == "open" else "yellow"
        yield Text(f"{token.id:>4}  {token.name}, {token.owner.email}: {standing}", style)
        yield from map(Text, wrapped("; ".join(_uses(token)), width, DETAIL))


def _uses(token: ApiToken) -> Iterator[str]:
    yield f"{token.prefix}…"
    yield " ".join(token.scopes)
    if token.expires_at:
        yield f"until {moment_text(token.expires_at)}"
    yield f"used {moment_text(token.last_used_at)}" if token.last_used_at else "never used"


def token_lines(token: ApiToken, secret: str, width: int) -> Iterator[Text]:
    """A new token with its secret."""
    yield Text(f"Token {token.id}, {token.name}, of {token.owner.email}")
    yield from map(Text, wrapped("Its secret, which nothing shows again:", width))
    yield Text(secret)


def mails_lines(
    mails: Sequence[Mail], counts: Mapping[str, int], served: bool, width: int
) -> Iterator[Text]:
    """How many mails there are in each state, then those that were chosen."""
    yield Text(f"{counted(sum(counts.values()), 'mail')}: {listed_counts(counts.items())}", "bold")
    if not served:
        words = "No mail server is set (AGENCY_SMTP_URL): mails wait here until one is."
        yield from (Text(line, "yellow") for line in wrapped(words, width))
    for mail in mails:
        yield Text(f"{mail.id:>4}  {mail.to}: {mail.state}", STYLES.get(mail.state, ""))
        told = "; ".join(filter(None, (mail.subject, moment_text(mail.posted_at), mail.last_error)))
        yield from map(Text, wrapped(told, width, DETAIL))


def mail_lines(mail: Mail, story: Story, width: int) -> Iterator[Text]:
    """One mail with what came of it and what it says."""
    yield Text(f"Mail {mail.id} to {mail.to}: {mail.state}", "bold")
    yield Text(mail.subject)
    if mail.last_error:
        yield from map(Text, wrapped(mail.last_error, width))
    for attempt in story.attempts:
        code = str(attempt.code) if attempt.code else None
        said = " ".join(filter(None, (attempt.outcome, code, attempt.said)))
        told = f"{moment_text(attempt.began_at)}: {said}"
        yield from map(Text, wrapped(told, width, DETAIL))
    for report in story.reports:
        words = report.action, status_words(report.status), report.said
        told = f"{moment_text(report.received_at)}, reported: {'; '.join(filter(None, words))}"
        yield from map(Text, wrapped(told, width, DETAIL))
    yield Text("")
    yield Text(mail.text if mail.text is not None else "What it said was wiped.")
