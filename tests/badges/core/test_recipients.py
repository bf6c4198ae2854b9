"""Who is meant: in plain or hashed, by an address as it is written or in small letters."""

from __future__ import annotations

import pytest

from agency.badges.core.lights import CANNOT_SAY, NO, YES
from agency.badges.core.recipients import (
    DID,
    EMAIL,
    OTHER,
    Identity,
    Person,
    identities_of_subject,
    identity_of_recipient,
    recipient_light,
)
from tests.badges.issuing import hashed

HER = Person(["Amara@Example.org", "old@example.org"], ["did:key:z6Mk1"])


@pytest.mark.parametrize(
    ("identity", "answer"),
    [
        (Identity(EMAIL, "amara@example.org"), YES),
        (Identity(EMAIL, "OLD@EXAMPLE.ORG"), YES),
        (Identity(EMAIL, "bo@example.org"), NO),
        (Identity(EMAIL, hashed("amara@example.org"), True, "sel"), YES),
        (Identity(EMAIL, hashed("Amara@Example.org"), True, "sel"), YES),
        (Identity(EMAIL, hashed("old@example.org", "x", "md5"), True, "x"), YES),
        (Identity(EMAIL, hashed("old@example.org", "").upper(), True), YES),
        (Identity(EMAIL, hashed("old@example.org", "x"), True, "y"), NO),
        (Identity(EMAIL, hashed("bo@example.org"), True, "sel"), NO),
        (Identity(EMAIL, "old@example.org", True, "sel"), CANNOT_SAY),
        (Identity(EMAIL, hashed("old@example.org", "x", "sha1"), True, "x"), CANNOT_SAY),
        (Identity(DID, "did:key:z6Mk1"), YES),
        (Identity(DID, "did:key:z6Mk2"), NO),
        (Identity(OTHER, "old@example.org"), CANNOT_SAY),
    ],
)
def test_a_name_is_hers_or_not_or_nobody_can_say(identity: Identity, answer: str) -> None:
    assert recipient_light([identity], HER).answer == answer


def test_of_several_names_of_one_recipient_one_that_is_hers_is_enough() -> None:
    names = [Identity(OTHER, "EMP-7"), Identity(EMAIL, "old@example.org")]
    assert recipient_light(names, HER).answer == YES
    assert recipient_light(names[:1], HER).answer == CANNOT_SAY


def test_of_somebody_without_an_address_nothing_can_be_said() -> None:
    assert recipient_light([Identity(EMAIL, "x@example.org")], Person()).answer == CANNOT_SAY
    assert recipient_light([Identity(EMAIL, "x@example.org")], None).answer == CANNOT_SAY
    assert recipient_light([], HER).answer == CANNOT_SAY


def test_the_recipient_of_an_assertion_is_read() -> None:
    said = {"type": "email", "hashed": True, "salt": "s", "identity": "sha256$ab"}
    assert identity_of_recipient(said) == Identity(EMAIL, "sha256$ab", True, "s")
    assert identity_of_recipient({"type": "url", "identity": "x"}) == Identity(OTHER, "x")
    assert identity_of_recipient({"type": "email", "identity": 7}) is None


def test_the_names_of_a_subject_are_read() -> None:
    subject = {
        "id": "mailto:a@example.org",
        "identifier": {"identityType": "emailAddress", "identityHash": "b@example.org"},
    }
    assert identities_of_subject(subject) == (
        Identity(EMAIL, "b@example.org"),
        Identity(EMAIL, "a@example.org"),
    )
    assert identities_of_subject({"id": "did:key:z6Mk1"}) == (Identity(DID, "did:key:z6Mk1"),)
    assert identities_of_subject({"id": "urn:uuid:1"}) == ()
