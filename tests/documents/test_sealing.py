"""Sealed files open with the right keys, and with nothing else."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agency.documents.sealing import FileKey, MasterKeys, Sealed, key_id

OLD, NEW, OTHER = b"o" * 32, b"n" * 32, b"x" * 32


@given(st.binary(max_size=200))
def test_what_was_sealed_opens(content: bytes) -> None:
    keys = MasterKeys([NEW])
    sealed, key = keys.seal(content, "a")
    assert keys.open(sealed, key, "a") == content
    assert content == b"" or content not in sealed or len(content) < 8


def test_a_file_is_sealed_differently_each_time() -> None:
    keys = MasterKeys([NEW])
    (one, first), (two, second) = keys.seal(b"x", "a"), keys.seal(b"x", "a")
    assert one != two
    assert first.wrapped != second.wrapped


def test_another_master_key_opens_nothing() -> None:
    sealed, key = MasterKeys([NEW]).seal(b"x", "a")
    with pytest.raises(Sealed, match=key_id(NEW)):
        MasterKeys([OTHER]).open(sealed, key, "a")
    with pytest.raises(Sealed, match="not as it was written"):
        MasterKeys([OTHER]).open(sealed, FileKey(key_id(OTHER), key.wrapped), "a")


@pytest.mark.parametrize("place", [0, 5, 12, -1])
def test_a_changed_bit_opens_nothing(place: int) -> None:
    keys = MasterKeys([NEW])
    sealed, key = keys.seal(b"twelve bytes", "a")
    changed = bytearray(sealed)
    changed[place] ^= 1
    for wrong in (bytes(changed), sealed[:-1], b""):
        with pytest.raises(Sealed):
            keys.open(wrong, key, "a")


def test_a_file_put_in_the_place_of_another_opens_nothing() -> None:
    keys = MasterKeys([NEW])
    sealed, key = keys.seal(b"x", "a")
    with pytest.raises(Sealed):
        keys.open(sealed, key, "b")


def test_a_key_is_wrapped_anew_and_the_file_stays_as_it_is() -> None:
    sealed, key = MasterKeys([OLD]).seal(b"x", "a")
    new = MasterKeys([NEW, OLD]).rewrap(key, "a")
    assert new.key_id == key_id(NEW)
    assert MasterKeys([NEW]).open(sealed, new, "a") == b"x"
