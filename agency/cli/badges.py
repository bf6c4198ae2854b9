"""``agency badges``: a digital badge judged by its five lights, without a database."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import click

from agency import clock
from agency.badges.core.files import BadgeFile, read_badge
from agency.badges.core.judging import Asked, Judged, judge
from agency.badges.core.lights import QUESTIONS
from agency.badges.core.recipients import Person
from agency.badges.core.trust import Trusted, read_trusted
from agency.badges.described import described_judged
from agency.badges.fetching import Asking
from agency.badges.queries import person_of, shipped_trust, trust_list
from agency.candidates.locking import candidate_named
from agency.cli.context import app_with_database, as_json, at_hand, echo_json
from agency.cli.pairs import fail
from agency.cli.printing import wrapped
from agency.documents.child.limits import Limits
from agency.documents.child.words import NotTaken
from agency.documents.children import CHILDREN
from agency.documents.kinds import BADGES, PNG, SVG, type_of
from agency.errors import Refused, Unreadable
from agency.rules.rulebook import load_rulebook
from config import Config

MOST_BYTES = 10_000_000
WIDTH = 100
FILE = click.Path(exists=True, dir_okay=False)


@click.group("badges")
def badges_commands() -> None:
    """Digital badges: Open Badges 2.0 and 3.0, and other verifiable credentials."""


@badges_commands.command("check")
@click.argument("file", type=FILE)
@click.option("--candidate", metavar="REF", help="Whose it should be; this asks the database.")
@click.option("--email", "emails", multiple=True, help="An address of whose it should be.")
@click.option("--code", help="The type of credential it should be, such as CMA-AAMA.")
@click.option("--with", "others", multiple=True, type=FILE, help="A document that it names.")
@click.option("--trust", type=FILE, help="A trust list in TOML, beside that of the agency.")
@as_json
def check_badge(
    file: str,
    candidate: str | None,
    emails: tuple[str, ...],
    code: str | None,
    others: tuple[str, ...],
    trust: str | None,
    json_wanted: bool,
) -> None:
    """Judge the badge in FILE: JSON, a signed token, or a picture that it is baked into.

    Five questions are answered, each by itself: whether its issuer has signed it, whether it was
    revoked, whether it is in date, whether its issuer is trusted for this type, and whether it was
    given to this candidate. No address is asked but of the hosts in AGENCY_BADGE_HOSTS.
    """
    if code is not None and code not in load_rulebook().catalogue.types:
        raise Unreadable(f"--code {code}: expected a code of the catalogue, such as CMA-AAMA")
    trusted = _trusted(trust)
    person = _person(candidate, emails)
    fetch = Asking(Config.from_environment().badge_hosts)
    try:
        badge = _badge(file, others)
        judged = judge(badge, Asked(clock.now(), trusted, code, person, fetch))
    except (Refused, Unreadable) as error:
        fail(file, error, json_wanted)
    if json_wanted:
        echo_json(described_judged(judged))
    else:
        click.echo("\n".join(_lines(judged)))


def _badge(file: str, others: tuple[str, ...]) -> BadgeFile:
    return read_badge(_text_of(file), [_text_of(one) for one in others])


def _text_of(file: str) -> bytes:
    """What a file says, or the picture has in it; raises Unreadable."""
    with Path(file).open("rb") as opened:
        content = opened.read(MOST_BYTES + 1)
    if len(content) > MOST_BYTES:
        raise Unreadable(f"a badge has at most {MOST_BYTES:,} bytes")
    kind = type_of(content)
    if kind not in (PNG, SVG):
        return content
    try:
        made = CHILDREN.read(content, kind, Limits())
    except NotTaken as why:
        raise Unreadable(f"expected {why}") from why
    if made.media_type not in BADGES:
        raise Unreadable("expected a picture with a badge in it; this one has none")
    return made.content


def _trusted(file: str | None) -> list[Trusted]:
    held = at_hand(trust_list, list(shipped_trust()))
    return held if file is None else [*held, *read_trusted(Path(file).read_text("utf-8"))]


def _person(ref: str | None, emails: tuple[str, ...]) -> Person | None:
    if ref is None:
        return Person(emails) if emails else None
    with app_with_database().app_context():
        candidate_named(ref)
        return Person((*person_of(ref).emails, *emails))


def _lines(judged: Judged) -> Iterator[str]:
    claim = judged.claim
    named = claim.achievement_name or claim.achievement or claim.id or "a badge"
    yield f"{claim.standard}: {named}"
    yield f"issued by {claim.issuer_name or claim.issuer or 'nobody that it names'}"
    for name, light in judged.lights.items():
        yield f"{QUESTIONS[name]}: {light.answer}"
        yield from wrapped(light.why, WIDTH, "  ")
