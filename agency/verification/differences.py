"""What a specialist must look at in a credential: where its values do not go with what is known.

Pure reckoning, so that a form that was corrected is held against the same questions.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from agency.documents.readings.joining import NOT_READ, DocumentRead
from agency.finding.folding import words_of
from agency.rules.catalogue import CredentialType
from agency.rules.renewal import proposed_expiry
from agency.rules.sentences import day_text
from agency.verification.read_differences import contradicted, doubted

TO_SETTLE, TO_LOOK_AT = "unmet", "soon"
ORDER = ("name", "code", "number", "issued_on", "expires_on")


@dataclass(frozen=True, slots=True)
class Difference:
    """One field that does not go with what is known; one ``TO_SETTLE`` has to be settled first."""

    field: str
    level: str
    says: str


@dataclass(frozen=True, slots=True)
class Known:
    """What a credential is held against: its holder, its type, the day, and who else has it.

    ``read_name`` and ``read_code`` are what somebody or something read on the document, if so;
    ``read`` is what a machine has read there.
    """

    name: str
    kind: CredentialType
    day: date
    used_by: str | None = None
    read_name: str | None = None
    read_code: str | None = None
    read: DocumentRead = NOT_READ


def differences(values: Mapping[str, Any], known: Known) -> list[Difference]:
    """What is to be settled or looked at, one of each field, in the order of the document."""
    found = [
        *_of_the_name(known),
        *_of_the_type(values, known),
        *_of_the_number(values, known),
        *_of_the_issue(values, known),
        *_of_the_end(values, known),
        *(Difference(name, TO_SETTLE, says) for name, says in contradicted(values, known.read)),
        *(Difference(name, TO_LOOK_AT, says) for name, says in doubted(values, known.read)),
    ]
    return [
        _as_one(of_it) for name in ORDER if (of_it := [one for one in found if one.field == name])
    ]


def _as_one(of_a_field: Sequence[Difference]) -> Difference:
    """All that is said of a field, as serious as the worst of it."""
    worst = next((one for one in of_a_field if one.level == TO_SETTLE), of_a_field[0])
    return Difference(worst.field, worst.level, " ".join(one.says for one in of_a_field))


def _of_the_name(known: Known) -> Iterator[Difference]:
    if known.read_name is None or known.read_name.casefold() == known.name.casefold():
        return
    if sorted(words_of(known.read_name)) == sorted(words_of(known.name)):
        bare = (one.casefold().replace("-", " ") for one in (known.read_name, known.name))
        what = "hyphen" if len(set(bare)) == 1 else "spelling"
        yield Difference("name", TO_LOOK_AT, f"Profile has {known.name}. Only the {what} differs.")
    else:
        says = f"Profile has {known.name}. Ask for proof that the name was changed."
        yield Difference("name", TO_SETTLE, says)


def _of_the_type(values: Mapping[str, Any], known: Known) -> Iterator[Difference]:
    if known.read_code is not None and known.read_code != values["code"]:
        says = f"The document reads {known.read_code}, the claim {values['code']}."
        yield Difference("code", TO_SETTLE, says)


def _of_the_number(values: Mapping[str, Any], known: Known) -> Iterator[Difference]:
    if known.used_by:
        says = f"{known.used_by} has this number too. It belongs to one of them."
        yield Difference("number", TO_SETTLE, says)
    elif not values["number"] and known.kind.category != "clearance":
        yield Difference("number", TO_LOOK_AT, "No number was given.")


def _of_the_issue(values: Mapping[str, Any], known: Known) -> Iterator[Difference]:
    issued = values["issued_on"]
    if issued is not None and issued > known.day:
        says = f"{day_text(issued)} is in the future. It counts from that day on."
        yield Difference("issued_on", TO_SETTLE, says)
    elif issued is None:
        yield Difference("issued_on", TO_LOOK_AT, "No day of issue was given.")


def _of_the_end(values: Mapping[str, Any], known: Known) -> Iterator[Difference]:
    expires, kind = values["expires_on"], known.kind
    if expires is None:
        if kind.expires:
            says = "This type expires. Without its last day it covers nothing for certain."
            yield Difference("expires_on", TO_SETTLE, says)
    elif expires < known.day:
        says = f"It ended on {day_text(expires)}. Verified or not, it covers nothing any more."
        yield Difference("expires_on", TO_SETTLE, says)
    elif (last := _last_day(values, kind)) is not None and expires > last:
        says = f"Later than {kind.issuer} allows: issued then, it would end on {day_text(last)}."
        yield Difference("expires_on", TO_LOOK_AT, says)


def _last_day(values: Mapping[str, Any], kind: CredentialType) -> date | None:
    """When it would end by the catalogue; None where that does not follow from its issue."""
    if kind.validity is None or values["issued_on"] is None:
        return None
    return proposed_expiry(kind.validity, values["issued_on"])
