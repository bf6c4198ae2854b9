"""What badges of each standard say of whose they are, and of what."""

from __future__ import annotations

from typing import Any

import pytest

from agency.badges.core.claims import claim_of
from agency.badges.core.sources import Sources
from tests.badges.issuing import assertion, credential

SUBJECT = credential()["credentialSubject"]


def named(name: str, *, hashed: bool) -> Any:
    identity = {"type": "IdentityObject", "identityType": "name", "identityHash": name}
    return {**SUBJECT, "identifier": [*SUBJECT["identifier"], {**identity, "hashed": hashed}]}


@pytest.mark.parametrize(
    ("document", "holder", "number"),
    [
        (assertion(), "", ""),
        (assertion(**{"extensions:recipientProfile": {"name": "Amara L."}}), "Amara L.", ""),
        (credential(), "", ""),
        (credential(credentialSubject=named("Amara L.", hashed=False)), "Amara L.", ""),
        (credential(credentialSubject=named("sha256$00", hashed=True)), "", ""),
        (credential(credentialSubject={**SUBJECT, "name": "Amara L."}), "Amara L.", ""),
        (credential(credentialSubject={**SUBJECT, "licenseNumber": "R-7"}), "", "R-7"),
        (credential(credentialSubject={**SUBJECT, "licenseNumber": 7}), "", ""),
    ],
)
def test_holder_and_number_are_told_where_they_are_plain(
    document: Any, holder: str, number: str
) -> None:
    found = claim_of(document, None, Sources())
    assert (found.holder, found.number) == (holder, number)
