"""Whether a badge was given to her: a genuine badge is not necessarily this person's badge."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from agency.badges.core.lights import Light, cannot_say, no, yes
from agency.badges.core.values import Json, as_objects, as_text, id_of, shortened

EMAIL, DID, OTHER = "email", "did", "other"
# As the standard calls the identity that is a name: https://www.imsglobal.org/spec/ob/v3p0
NAME_TYPE = "name"
EMAIL_TYPES = ("email", "emailAddress", "schema:email", "https://schema.org/email")
# As Open Badges 2.0 and 3.0 name them before the dollar sign.
HASHES = {"sha256": hashlib.sha256, "md5": hashlib.md5}
MAILTO = "mailto:"
MOST_SALT = 1_000


@dataclass(frozen=True, slots=True)
class Identity:
    """Somebody as a badge names her: in plain, or hashed with a salt."""

    kind: str
    value: str
    hashed: bool = False
    salt: str = ""

    def is_hers(self, own: str) -> bool:
        """Whether ``own`` is meant, as it is written or in small letters."""
        return any(self._means(one) for one in dict.fromkeys((own, own.lower())))

    def _means(self, own: str) -> bool:
        if not self.hashed:
            return self.value.lower() == own.lower()
        name, _, digest = self.value.partition("$")
        make = HASHES.get(name.lower())
        if make is None:
            return False
        made = make((own + self.salt).encode(), usedforsecurity=False).hexdigest()
        return hmac.compare_digest(made.encode(), digest.strip().lower().encode())

    @property
    def fault(self) -> str:
        name = self.value.partition("$")[0].lower()
        known = not self.hashed or ("$" in self.value and name in HASHES)
        return "" if known else f"It hides its recipient by {shortened(name)!r}."


@dataclass(frozen=True, slots=True)
class Person:
    """By what a badge may name her: e-mail addresses on file, the former ones too, and DIDs."""

    emails: Collection[str] = ()
    dids: Collection[str] = ()


def identity_of_recipient(said: Json) -> Identity | None:
    """The recipient of an assertion of Open Badges 2.0."""
    value = as_text(said.get("identity"))
    if not value:
        return None
    kind = EMAIL if as_text(said.get("type")) in EMAIL_TYPES else OTHER
    return Identity(kind, value, said.get("hashed") is True, as_text(said.get("salt"))[:MOST_SALT])


def identities_of_subject(subject: Json) -> tuple[Identity, ...]:
    """Those whom a credential of Open Badges 3.0 is about: all names of one subject."""
    found = [_identity_of(one) for one in as_objects(subject.get("identifier"))]
    own = id_of(subject)
    if own.startswith(MAILTO):
        found.append(Identity(EMAIL, own.removeprefix(MAILTO)))
    elif own.startswith("did:"):
        found.append(Identity(DID, own))
    return tuple(one for one in found if one.value)


def _identity_of(said: Json) -> Identity:
    kind = EMAIL if as_text(said.get("identityType")) in EMAIL_TYPES else OTHER
    value, salt = as_text(said.get("identityHash")), as_text(said.get("salt"))[:MOST_SALT]
    return Identity(kind, value, said.get("hashed") is True, salt)


def name_of_subject(subject: Json) -> str:
    """What the subject of a credential is called, in plain; blank where that is not said."""
    names = [
        as_text(one.get("identityHash"))
        for one in as_objects(subject.get("identifier"))
        if one.get("identityType") == NAME_TYPE and one.get("hashed") is not True
    ]
    return next((one for one in names if one), as_text(subject.get("name")))


def recipient_light(identities: Sequence[Identity], person: Person | None) -> Light:
    """Whether one of the names of its recipient is hers; ``person`` is None where none is said."""
    if person is None:
        return cannot_say("No candidate was named to compare it with.")
    if not identities:
        return cannot_say("It does not say by what to know its recipient.")
    if any(one.is_hers(own) for one in identities for own in _own(one, person)):
        return yes("It names an e-mail address or identifier that is on file for this candidate.")
    if faults := [one.fault for one in identities if one.fault]:
        return cannot_say(faults[0])
    if EMAIL in {one.kind for one in identities} and person.emails:
        count = len(person.emails)
        many = "address" if count == 1 else f"any of the {count} addresses"
        return no(f"It was given to another e-mail address than {many} on file.")
    if DID in {one.kind for one in identities} and person.dids:
        return no("It was given to another identifier than what is on file.")
    return cannot_say("It names its recipient by something of which nothing is on file.")


def _own(identity: Identity, person: Person) -> Collection[str]:
    return {EMAIL: person.emails, DID: person.dids}.get(identity.kind, ())
