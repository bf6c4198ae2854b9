"""Lists of bits in which each badge has its own: Bitstring Status List, and its forerunner of 2021.

https://www.w3.org/TR/vc-bitstring-status-list/
"""

from __future__ import annotations

import re
import zlib

from joserfc.util import urlsafe_b64decode

from agency.badges.core.values import Json, as_list, as_objects, as_text, types_of

BITSTRING, OF_2021 = "BitstringStatusListEntry", "StatusList2021Entry"
LISTED = {BITSTRING: "BitstringStatusList", OF_2021: "StatusList2021"}
INDEX = re.compile("[0-9]{1,12}")
# The least that hides one among many, as the standard asks; and what is more than any list has.
LEAST_BYTES, MOST_BYTES = 16 * 1024, 16 * 1024 * 1024
GZIP = 16 + zlib.MAX_WBITS


class NotAList(Exception):
    """What should be a list of bits is none, and the words say why."""


def bit_of(document: Json, entry: Json) -> bool:
    """Whether the bit of an entry is set in the list of a document; raises NotAList."""
    subject = next(iter(as_objects(document.get("credentialSubject"))), {})
    kind, purpose = LISTED[as_text(entry.get("type"))], entry.get("statusPurpose")
    if kind not in types_of(subject):
        raise NotAList(f"the list is no {kind}")
    if purpose not in as_list(subject.get("statusPurpose")):
        raise NotAList("the list is for another purpose")
    if entry.get("statusSize", 1) != 1:
        raise NotAList("its entries are of more than one bit")
    bits, index = _bits(as_text(subject.get("encodedList")), kind), _index(entry)
    if index // 8 >= len(bits):
        raise NotAList("the list is shorter than the number of this badge in it")
    return bool(bits[index // 8] >> (7 - index % 8) & 1)


def _index(entry: Json) -> int:
    written = str(entry.get("statusListIndex", ""))
    if not INDEX.fullmatch(written):
        raise NotAList("its number in the list is no whole number")
    return int(written)


def _bits(encoded: str, kind: str) -> bytes:
    """The list unpacked, never to more than MOST_BYTES."""
    if kind == LISTED[BITSTRING]:
        if not encoded.startswith("u"):
            raise NotAList("the list is not written as the standard says: base64url after a u")
        encoded = encoded[1:]
    unpacking = zlib.decompressobj(GZIP)
    try:
        bits = unpacking.decompress(urlsafe_b64decode(encoded.encode()), MOST_BYTES)
    except (ValueError, zlib.error) as error:
        raise NotAList("the list is damaged") from error
    if unpacking.unconsumed_tail:
        raise NotAList(f"the list is larger than {MOST_BYTES // (1024 * 1024)} MB unpacked")
    if not unpacking.eof or len(bits) < LEAST_BYTES:
        raise NotAList("the list is cut short")
    return bits
