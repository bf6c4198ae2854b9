"""What was read of her photo, beside the fields of step 2: proposed, and she has the last word."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from flask import Response, url_for

from agency.api.documents import ALONE
from agency.credentials.numbers import folded_number
from agency.dashboard.reading_words import how_sure, issues
from agency.documents.readings.joining import Found
from agency.documents.unsent import cut_from_unsent
from agency.errors import NotFound
from agency.finding.folding import words_of
from agency.page_filters import sentence_text
from agency.portal.blueprint import portal
from agency.portal.sending import Sending, the_sending
from agency.rules.catalogue import CredentialType
from agency.rules.rulebook import load_rulebook
from agency.rules.sentences import day_text

# The fields of the form, and what a reading calls them.
READ_AS = {
    "name": "holder",
    "issued_on": "issued_on",
    "expires_on": "expires_on",
    "number": "number",
}
DAYS = ("issued_on", "expires_on")
CHECK_THIS = "please check this one"
NOT_FOUND = "We did not find it in the photo. Type it as it stands there."
NOT_SEEN = "We did not find it in the photo."
NOT_SAID = "Your badge does not say it. Type it as it stands on your card."
BY_PHOTO, BY_BADGE, BY_BOTH = "your photo", "your badge", "your photo and your badge"
UNDER_WAY = "We are reading your photo. You need not wait: type what it says, and send it."


@dataclass(frozen=True, slots=True)
class Cutting:
    """The piece of a photo where something was read: a strip, by its number from 0, of a picture
    that has ``strips`` of them one under another.
    """

    address: str
    strip: int
    strips: int


@dataclass(frozen=True, slots=True)
class BesideField:
    """What stands beside a field: what is proposed for it, how sure that is, and where it was read.

    ``value`` is blank where it is not sure, and then the field is marked. ``of_badge`` is whether
    a digital badge says it.
    """

    value: str
    sure: bool
    text: str
    says: str
    cutting: Cutting | None
    of_badge: bool = False


@dataclass(frozen=True)
class CardReading:
    """What step 2 shows of a reading; ``beside`` is by the fields of the form, where any was read,
    and ``chosen`` what was read beside the type that she has chosen and its issuer.

    ``source`` is what it was read from, in words. ``other`` is the type that the photo shows for
    sure, where she has chosen another.
    """

    under_way: bool
    says_nothing: str
    beside: Mapping[str, BesideField]
    chosen: Mapping[str, BesideField]
    other: CredentialType | None
    source: str

    @property
    def to_check(self) -> str | None:
        """The first field that is not sure."""
        return next((name for name, one in self.beside.items() if not one.sure), None)


def card_reading(sending: Sending, said: Mapping[str, str] | None = None) -> CardReading:
    """What her photos are read to say, beside what she has ``said`` in the form; two queries."""
    read, other = sending.read, sending.read.value("code")
    beside = {name: _beside(sending, of) for name, of in READ_AS.items()} if read.anything else {}
    beside = {name: _said_too(name, one, (said or {}).get(name)) for name, one in beside.items()}
    types = load_rulebook().catalogue.types
    return CardReading(
        read.under_way,
        sentence_text(read.says_nothing) + "." if read.says_nothing else "",
        beside,
        _beside_chosen(sending) if read.anything and sending.has_pages else {},
        types.get(other or "") if other != sending.code else None,
        _source(sending),
    )


def _source(sending: Sending) -> str:
    by_badge = {sending.is_badge(one) for one in sending.read.fields.values()}
    if len(by_badge) > 1:
        return BY_BOTH
    return BY_BADGE if True in by_badge else BY_PHOTO


def filled(said: Mapping[str, str], read: CardReading, own_name: str) -> dict[str, str]:
    """The form with what was read where she has typed nothing: her name stood there before her."""
    untouched = {"", own_name} if read.beside else {""}
    return dict(said) | {
        name: one.value
        for name, one in read.beside.items()
        if said.get(name, "") in (untouched if name == "name" else {""})
    }


def differing(
    sending: Sending, values: Mapping[str, Any], hers: str = "you typed"
) -> Iterator[str]:
    """Where what she says is not what was read for sure, a sentence for each; ``hers`` says whence
    her values are, among which her name on the card may be.
    """
    for name, of in READ_AS.items():
        there, said = sending.read.value(of), values.get(name)
        if there is not None and said and _compared(name, there) != _compared(name, said):
            by_badge = sending.is_badge(sending.read.fields[of])
            reads = "Your badge says" if by_badge else "The photo reads"
            yield f"{reads} {_told(name, there)}; {hers} {_told(name, said)}"


def _compared(name: str, value: Any) -> Any:
    if name == "name":
        return sorted(words_of(value))
    return folded_number(value) if name == "number" else str(value)


def _told(name: str, value: Any) -> str:
    return day_text(date.fromisoformat(str(value))) if name in DAYS else str(value)


@portal.get("/papers/send/<key>/files/<int:place>/pieces")
def unsent_pieces(key: str, place: int) -> Response:
    """Where something was read of one of her photos, cut out: strips one under another."""
    sending = the_sending(key)
    pieces = [one.read.place for one in _on_file(sending, place) if one.read.place]
    if not pieces:
        raise NotFound("piece of file", str(place))
    file = cut_from_unsent(sending.candidate_id, key, place, pieces)
    headers = ALONE | {"Content-Disposition": "attachment"}
    return Response(file.content, mimetype=file.media_type, headers=headers)


def _beside(sending: Sending, of: str, without: str = NOT_FOUND) -> BesideField:
    """What was read of one of FIELDS; ``without`` is said where nothing was."""
    found = sending.read.fields.get(of)
    if found is None:
        return BesideField("", False, "", without if sending.has_pages else NOT_SAID, None)
    if sending.is_badge(found):
        says = "" if found.sure else found.read.note
        return BesideField(found.read.value or "", found.sure, found.read.text, says, None, True)
    value, says = found.read.value or "", how_sure(found)
    if not found.sure:
        says = f"we read {found.read.text}, {says}"
        says += "" if found.read.note else f": {CHECK_THIS}"
    return BesideField(value, found.sure, found.read.text, says, _cutting(sending, found))


def _beside_chosen(sending: Sending) -> dict[str, BesideField]:
    """Of the type and its issuer; what was read otherwise than she has chosen is to be checked."""
    found = {name: _beside(sending, name, NOT_SEEN) for name in ("code", "issuer")}
    kind, types = sending.kind, load_rulebook().catalogue.types
    if kind is None:
        return found
    code, issuer = found["code"], found["issuer"]
    if code.sure and code.value != kind.code:
        found["code"] = _otherwise(code, types[code.value].title if code.value in types else "")
    if issuer.sure and not issues(issuer.value, kind):
        found["issuer"] = _otherwise(issuer, issuer.value)
    return found


def _said_too(name: str, one: BesideField, said: str | None) -> BesideField:
    """The same, to be checked where she says something else."""
    if not (said and one.sure) or _compared(name, said) == _compared(name, one.value):
        return one
    reads = "your badge says" if one.of_badge else "the photo reads"
    return replace(one, sure=False, says=f"{reads} {one.text}; you typed something else")


def _otherwise(one: BesideField, reads: str) -> BesideField:
    says = f"the photo reads {reads or one.text}, {one.says}: {CHECK_THIS}"
    return replace(one, sure=False, says=says)


def _cutting(sending: Sending, found: Found) -> Cutting | None:
    if found.read.place is None:
        return None
    place = sending.files[found.file - 1].place
    beside = _on_file(sending, place)
    address = url_for("portal.unsent_pieces", key=sending.key, place=place, **sending.of)
    return Cutting(address, beside.index(found), len(beside))


def _on_file(sending: Sending, place: int) -> list[Found]:
    """What was read of one of the photos, that lies somewhere on it."""
    findings = sending.read.fields.values()
    return [
        one for one in findings if one.read.place and sending.files[one.file - 1].place == place
    ]
