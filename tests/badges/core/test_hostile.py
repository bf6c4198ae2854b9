"""Badges that are made to do harm: refused with a sentence, and soon."""

from __future__ import annotations

import base64
import gzip
import hashlib
import hmac
import json
from datetime import UTC, datetime
from typing import Any

import pytest
from joserfc.util import urlsafe_b64encode

from agency.badges.core.canonical import NotCanonical, rdfc
from agency.badges.core.files import read_badge
from agency.badges.core.judging import Asked, judge
from agency.badges.core.keys import key_of
from agency.badges.core.lights import CANNOT_SAY, NO, NOT_REVOKED, SIGNATURE
from agency.badges.core.recipients import Person
from agency.badges.core.status_lists import NotAList, bit_of
from agency.badges.core.tokens import token_of
from agency.badges.core.trust import Trusted
from agency.errors import Refused, Unreadable
from tests.badges.issuing import (
    ISSUER,
    as_file,
    assertion,
    credential,
    ed_signer,
    proved,
    rsa_signer,
    status_entry,
    status_list,
)

NOW = datetime(2026, 11, 30, tzinfo=UTC)


def part(said: Any) -> str:
    return str(urlsafe_b64encode(json.dumps(said).encode()).decode())


def light(content: bytes, *keys: Any) -> Any:
    trusted = [Trusted(ISSUER, "x", "CMA-AAMA", tuple(key_of(one) for one in keys))]
    return judge(read_badge(content), Asked(NOW, trusted)).lights[SIGNATURE]


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "it is empty"),
        (b"   ", "it is empty"),
        (b"https://badges.example.org/1", "a badge: JSON, or a signed token"),
        (b"\xff\xfe\x00", "a badge: JSON, or a signed token"),
        (b'{"a": 1', "not JSON"),
        (b'{"@context": []}', "it is no badge"),
        (b"[" * 5_000, "nested deeper"),
        (b'{"type": "Assertion", "x": ' + b"[" * 40 + b"]" * 40 + b"}", "nested deeper"),
        (b'"text"', "a badge: JSON, or a signed token"),
        (b"[1]", "a badge: JSON, or a signed token"),
        (b"a.b.c", "base64url"),
        (b"[" + b",".join([b'{"id": "x"}'] * 30) + b"]", "30 documents"),
        (b" " * 1_000_001, "at most"),
        (as_file(assertion(expires="soon")), "expires is 'soon'"),
        (as_file(assertion(issuedOn=7)), "issuedOn is '7'"),
        (as_file(assertion(issuedOn="9" * 5_000)), "issuedOn is"),
        (as_file(credential(validUntil={"a": 1})), "validUntil is"),
        (as_file(credential(credentialSubject=[{}, {}])), "is about 2"),
    ],
)
def test_what_is_no_badge_is_told_in_a_sentence(content: bytes, says: str) -> None:
    with pytest.raises((Unreadable, Refused), match=says):
        judge(read_badge(content), Asked(NOW))


def test_a_key_that_stands_twice_means_two_things() -> None:
    text = as_file(assertion()).replace(b'"id":', b'"id": "urn:x", "id":', 1)
    with pytest.raises(Refused, match="this key once"):
        read_badge(text)


@pytest.mark.parametrize("algorithm", ["none", "None", "HS256", "RS1", "PS256", "ES256K", ""])
def test_a_token_without_a_signature_or_with_a_shared_secret_is_not_signed(algorithm: str) -> None:
    text = f"{part({'alg': algorithm})}.{part(credential())}.{part('x')}"
    found = light(text.encode(), rsa_signer().pem)
    assert (found.answer, "algorithm" in found.why) == (NO, True)


def test_a_public_key_is_no_shared_secret() -> None:
    """The oldest trick: the issuer's public key taken as the secret of an HMAC."""
    key = rsa_signer().pem
    said = f"{part({'alg': 'HS256', 'typ': 'JWT'})}.{part(credential())}"
    mac = hmac.new(key.encode(), said.encode(), hashlib.sha256).digest()
    text = f"{said}.{urlsafe_b64encode(mac).decode()}"
    assert light(text.encode(), key).answer == NO


def test_a_key_signs_only_by_the_algorithm_of_its_kind() -> None:
    signer = ed_signer()
    head, payload, signature = signer.token(credential()).split(".")
    text = f"{part({'alg': 'ES256'})}.{payload}.{signature}"
    assert light(text.encode(), signer.pem).answer == NO
    assert light(f"{head}.{payload}.{signature}".encode(), signer.pem).answer == "yes"


@pytest.mark.parametrize(
    "header", [{"typ": "at+jwt"}, {"crit": ["exp"], "exp": 1}, {"b64": False, "crit": ["b64"]}]
)
def test_a_token_of_another_kind_or_with_demands_is_not_signed(header: dict[str, Any]) -> None:
    signer = ed_signer()
    head = {"alg": "EdDSA", **header}
    said = f"{part(head)}.{part(credential())}"
    text = f"{said}.{urlsafe_b64encode(signer.sign(said.encode())).decode()}"
    assert light(text.encode(), signer.pem).answer == NO


def test_base64_that_could_be_written_otherwise_is_no_token() -> None:
    good = ed_signer().token(credential())
    with pytest.raises(Unreadable, match="is not base64url"):
        token_of(good[:-1] + ("R" if good[-1] == "Q" else "B"))


def test_broken_keys_of_an_issuer_are_passed_over() -> None:
    signer, method = ed_signer(), f"{ISSUER}#1"
    keys = [
        {"id": f"{ISSUER}#0", "publicKeyMultibase": "zzz"},
        {"id": f"{ISSUER}#2", "publicKeyJwk": {"kty": "RSA", "n": 5}},
        {"id": f"{ISSUER}#3", "publicKeyPem": "x" * 100},
        {"id": method, "publicKeyMultibase": signer.multikey},
    ]
    document = {"id": ISSUER, "assertionMethod": keys}
    token = signer.token(credential())
    asked = Asked(NOW, fetch=lambda _: document)
    assert judge(read_badge(token.encode()), asked).lights[SIGNATURE].answer == "yes"


@pytest.mark.parametrize(
    "written",
    [
        "",
        "z",
        "z0OIl",
        "zQ3shokFTS3brHcDQrn82RUDfCZESWL1ZdCEJwekUDPQiYBme",  # secp256k1
        "-----BEGIN PUBLIC KEY-----\nx\n-----END PUBLIC KEY-----",
        {"kty": "oct", "k": "c2VjcmV0"},
        {"kty": "EC", "crv": "P-256", "x": "AA", "y": "AA"},
        {"kty": "RSA", "n": "AQAB", "e": "AQAB"},
        {},
        None,
        7,
    ],
)
def test_what_is_no_key_that_signs_badges_is_told(written: Any) -> None:
    with pytest.raises(Unreadable):
        key_of(written)


def listed(bits: bytes, **said: Any) -> dict[str, Any]:
    encoded = "u" + base64.urlsafe_b64encode(gzip.compress(bits)).decode().rstrip("=")
    subject = {"type": "BitstringStatusList", "statusPurpose": "revocation", "encodedList": encoded}
    return {"credentialSubject": subject | said}


@pytest.mark.parametrize(
    ("document", "entry", "says"),
    [
        (listed(bytes(20_000_000)), {}, "larger than 16 MB"),
        (listed(bytes(16)), {}, "cut short"),
        (listed(bytes(16_384), encodedList="uAAAA"), {}, "damaged"),
        (listed(bytes(16_384), encodedList="AAAA"), {}, "base64url after a u"),
        (listed(bytes(16_384), encodedList=["u"]), {}, "base64url after a u"),
        (listed(bytes(16_384)), {"statusListIndex": str(16_384 * 8)}, "shorter"),
        (listed(bytes(16_384)), {"statusListIndex": "-1"}, "no whole number"),
        (listed(bytes(16_384)), {"statusListIndex": "9" * 40}, "no whole number"),
        (listed(bytes(16_384)), {"statusListIndex": None}, "no whole number"),
        (listed(bytes(16_384)), {"statusSize": 2}, "more than one bit"),
        (listed(bytes(16_384), statusPurpose="suspension"), {}, "another purpose"),
        (listed(bytes(16_384), type="Something"), {}, "no BitstringStatusList"),
        ({}, {}, "no BitstringStatusList"),
    ],
)
def test_a_list_that_is_none_is_told(document: Any, entry: Any, says: str) -> None:
    with pytest.raises(NotAList, match=says):
        bit_of(document, status_entry(5) | entry)


def test_a_list_of_bits_that_is_a_bomb_leaves_the_other_lights_alone() -> None:
    signer = ed_signer()
    badge = proved(
        credential(signer.did, credentialStatus=status_entry(5)), signer, "eddsa-jcs-2022"
    )
    bomb = status_list(signer.did, [])
    bomb["credentialSubject"]["encodedList"] = listed(bytes(20_000_000))["credentialSubject"][
        "encodedList"
    ]
    file = as_file(badge, proved(bomb, signer, "eddsa-jcs-2022"))
    found = judge(read_badge(file), Asked(NOW, person=Person(["a@example.org"])))
    assert found.lights[NOT_REVOKED].answer == CANNOT_SAY
    assert found.lights[SIGNATURE].answer == "yes"


def test_blank_nodes_made_to_entangle_are_given_up_on() -> None:
    """Each is like each other, so that putting them in order would take for ever."""
    links = [{"achievement": {"id": f"_:b{other}", "type": ["Achievement"]}} for other in range(9)]
    subjects = [{"id": f"_:b{one}", **links[(one + 1) % 9]} for one in range(9)]
    document = credential(credentialSubject=subjects)
    with pytest.raises(NotCanonical):
        rdfc(document)


def test_numbers_that_are_not_the_same_to_every_reader_are_told() -> None:
    signer = ed_signer()
    good = proved(credential(signer.did), signer, "eddsa-jcs-2022")
    for number in (2**53, 10**30, "1e400"):
        text = json.dumps(good).replace('"validFrom"', f'"extra": {number}, "validFrom"', 1)
        try:
            assert light(text.encode()).answer in (NO, CANNOT_SAY)
        except (Unreadable, Refused):
            continue


def test_a_badge_with_odd_parts_everywhere_never_breaks() -> None:
    signer = ed_signer()
    for odd in (None, 7, True, [], {}, [[]], "x", {"id": 7}, [None], 1.5):
        for name in (*credential(), "proof", "credentialStatus"):
            document = proved(credential(signer.did), signer, "eddsa-jcs-2022") | {name: odd}
            try:
                judge(read_badge(as_file(document)), Asked(NOW, person=Person(["a@b.example"])))
            except Unreadable:
                continue
        for name in assertion():
            try:
                judge(read_badge(as_file(assertion(**{name: odd}))), Asked(NOW))
            except Unreadable:
                continue
