"""What is seen at once of what she says of a card: said in words before she sends it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from agency.credentials.facts import credential_facts
from agency.documents.models import UnsentFile
from agency.page_filters import counted
from agency.portal.mine import Mine
from agency.portal.unlocking import Openings
from agency.rules.catalogue import CredentialType
from agency.rules.facts import CandidateFacts, Evidence
from agency.rules.renewal import proposed_expiry
from agency.rules.sentences import day_text

LETTERS = re.compile(r"[^\W\d_]+")
CLEARANCE = "clearance"
FINE, LOOK = "met", "soon"


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was looked at: ``met`` where it is as it should be, else ``soon``."""

    kind: str
    words: str


def proposal(kind: CredentialType, issued_on: date | None) -> date | None:
    """The day to which the issuer's rule makes it good; None where no rule of ours says."""
    if kind.validity is None or issued_on is None:
        return None
    return proposed_expiry(kind.validity, issued_on)


def rule_words(kind: CredentialType) -> str:
    """The rule by which an expiry is proposed: good for 24 months, to the end of the month."""
    assert kind.validity is not None
    months = kind.validity.months
    length = counted(months // 12, "year") if months % 12 == 0 else counted(months, "month")
    end = ", to the end of the month" if kind.validity.computed == "end_of_month" else ""
    return f"{kind.issuer}: good for {length}{end}"


def checks(
    me: Mine,
    kind: CredentialType,
    values: Mapping[str, Any],
    name: str,
    files: Sequence[UnsentFile],
) -> list[Check]:
    """Everything that can be said at once, in the order of the page."""
    pages = counted(len(files), "page")
    return [
        Check(FINE, f"{pages}, {'which' if len(files) == 1 else 'each of which'} can be opened"),
        *_of_name(me, name),
        *_of_number(me, kind, values),
        *_of_dates(me, kind, values),
    ]


def _of_name(me: Mine, name: str) -> Iterator[Check]:
    own = me.dossier.name
    if not name.strip():
        yield Check(LOOK, f"No name: your profile says {own}; type the name as the card has it")
    elif _plain(name) == _plain(own):
        yield Check(FINE, "The name is the same as in your profile")
    else:
        yield Check(
            LOOK,
            f"Your profile says {own}. If your name has changed, add a photo of what proves it",
        )


def _plain(name: str) -> list[str]:
    """The letters of a name, whatever their case, accents and order."""
    bare = unicodedata.normalize("NFKD", name.casefold())
    letters = "".join(one for one in bare if not unicodedata.combining(one))
    return sorted(LETTERS.findall(letters))


def _of_number(me: Mine, kind: CredentialType, values: Mapping[str, Any]) -> Iterator[Check]:
    number = values["number"]
    if not number:
        if kind.category != CLEARANCE:
            yield Check(LOOK, "No number: with it we find the card at its issuer at once")
        return
    others = [one for one in me.dossier.credentials if one["number"] == number]
    if others:
        titles = me.catalogue_book.catalogue.types
        held = titles[others[0]["code"]].title
        yield Check(LOOK, f"Your {held} has this number too; look at both again")


def _of_dates(me: Mine, kind: CredentialType, values: Mapping[str, Any]) -> Iterator[Check]:
    issued, expires = values["issued_on"], values["expires_on"]
    found = list(_doubts(me.day, kind, issued, expires))
    if not found and (issued or expires):
        found = [Check(FINE, "The dates go together")]
    yield from found


def _doubts(
    day: date, kind: CredentialType, issued: date | None, expires: date | None
) -> Iterator[Check]:
    if issued and issued > day:
        yield Check(LOOK, f"Issued on {day_text(issued)} is a day to come")
    if expires and expires < day:
        yield Check(LOOK, f"It ended on {day_text(expires)}, so it covers nothing today")
    if kind.expires and not expires:
        yield Check(LOOK, "No day on which it ends: it covers nothing until we know")
    due = proposal(kind, issued)
    if due and expires and expires != due:
        yield Check(LOOK, f"{rule_words(kind)}. That would be {day_text(due)}")


def changes(me: Mine, values: Mapping[str, Any]) -> str:
    """What it would change once it is checked; empty where nothing is known of jobs."""
    if me.run is None:
        return ""
    opened = Openings(me.matches, me.facts, me.book, me.day).jobs_opened_by(_with(me.facts, values))
    if not opened:
        return ""
    first = opened[0].facility or opened[0].ref
    more = len(opened) - 1
    besides = (
        f" and makes you eligible for {counted(more, 'more job', 'more jobs')}" if more else ""
    )
    return f"This closes your gap at {first}{besides}, once a person has looked at it."


def _with(she: CandidateFacts, values: Mapping[str, Any]) -> CandidateFacts:
    """Her facts as they are once a specialist has checked it."""
    new = replace(credential_facts(values), evidence=Evidence.reviewed)
    others = [one for one in she.credentials if one.ref != new.ref]
    return replace(she, credentials=(*others, new))
