"""Whatever is changed in a signed badge, it is not signed any more."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
import rfc8785
from hypothesis import assume, given
from hypothesis import strategies as st

from agency.badges.core.canonical import jcs
from agency.badges.core.files import read_badge
from agency.badges.core.judging import Asked, judge
from agency.badges.core.keys import key_of
from agency.badges.core.lights import CANNOT_SAY, NO, SIGNATURE, YES
from agency.badges.core.trust import Trusted
from agency.errors import Refused, Unreadable
from agency.fields.strict_json import read_json
from tests.badges.issuing import ISSUER, Signer, as_file, credential, ed_signer, proved, rsa_signer

NOW = datetime(2026, 11, 30, tzinfo=UTC)
ED = ed_signer()
SIGNED = {
    suite: as_file(proved(credential(ED.did), ED, suite))
    for suite in ("eddsa-jcs-2022", "eddsa-rdfc-2022")
}
TOKENS = {one.algorithm: one.token(credential()).encode() for one in (ED, rsa_signer())}
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4)
    ),
    max_leaves=15,
)


def signature_of(content: bytes, *signers: Signer) -> str:
    keys = tuple(key_of(one.pem) for one in signers)
    trusted = [Trusted(ISSUER, "Certified Medical Assistant", "CMA-AAMA", keys)]
    return judge(read_badge(content), Asked(NOW, trusted)).lights[SIGNATURE].answer


@pytest.mark.parametrize("suite", SIGNED)
@given(data=st.data())
def test_a_byte_changed_in_a_proved_badge_is_seen(suite: str, data: st.DataObject) -> None:
    """Or it is the same badge, written otherwise: a space, or an escape of the same letter."""
    whole = SIGNED[suite]
    place = data.draw(st.integers(0, len(whole) - 1))
    other = data.draw(st.integers(32, 126))
    changed = whole[:place] + bytes([other]) + whole[place + 1 :]
    try:
        assume(read_json(changed) != read_json(whole))
        answer = signature_of(changed)
    except (Unreadable, Refused):
        return
    assert answer in (NO, CANNOT_SAY)


@pytest.mark.parametrize("algorithm", TOKENS)
@given(data=st.data())
def test_any_byte_changed_in_a_token_is_seen(algorithm: str, data: st.DataObject) -> None:
    whole = TOKENS[algorithm]
    place = data.draw(st.integers(0, len(whole) - 1))
    other = data.draw(st.sampled_from(b"ABab019-_."))
    assume(whole[place] != other)
    changed = whole[:place] + bytes([other]) + whole[place + 1 :]
    try:
        answer = signature_of(changed, ED, rsa_signer())
    except (Unreadable, Refused):
        return
    assert answer in (NO, CANNOT_SAY)


def test_every_last_letter_of_a_token_counts() -> None:
    """Of the last letter of base64 some bits say nothing; they must be as they were."""
    whole = TOKENS["EdDSA"]
    assert signature_of(whole, ED) == YES
    for other in b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_":
        changed = whole[:-1] + bytes([other])
        if changed == whole:
            continue
        try:
            assert signature_of(changed, ED) == NO
        except Unreadable:
            continue


def paths(value: Any, at: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Where something stands in JSON, by the keys and places that lead there."""
    if at:
        yield at
    inner = value.items() if isinstance(value, dict) else ()
    for key, one in enumerate(value) if isinstance(value, list) else inner:
        yield from paths(one, (*at, key))


@pytest.mark.parametrize("suite", SIGNED)
def test_no_part_can_be_left_out(suite: str) -> None:
    whole = json.loads(SIGNED[suite])
    signed = [one for one in paths(whole) if one[0] != "proof"]
    assert len(signed) > 25
    for path in signed:
        changed = json.loads(SIGNED[suite])
        around = changed
        for key in path[:-1]:
            around = around[key]
        del around[path[-1]]
        try:
            assert signature_of(json.dumps(changed).encode()) != YES, path
        except Unreadable:
            continue


@given(value=VALUES)
def test_our_form_is_that_of_the_standard_whatever_the_json_was_like(value: Any) -> None:
    spaced = json.dumps(value, indent=2, ensure_ascii=True).encode()
    try:
        read = read_json(spaced)
    except (Refused, Unreadable):
        return  # broken surrogates, NUL
    assert jcs(read) == rfc8785.dumps(value)
