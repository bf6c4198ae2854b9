"""What a field of a feature takes when it comes as JSON, written as JSON Schema.

These shapes are the document's and the gate's at once: what one does not say, the other refuses.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from marshmallow import fields

from agency.assignments.schemas import RecordedState
from agency.credentials.schemas import Performance
from agency.fields import (
    Amount,
    Choice,
    ClientRequirement,
    Columns,
    CredentialCode,
    Day,
    Dollars,
    Email,
    KnownWord,
    OwnRef,
    Ref,
    SafeText,
    SpanList,
    StateCode,
    Whole,
    WordList,
    YesNo,
    ZipCode,
)
from agency.fields.days import MOST_SPANS
from agency.fields.lists import MOST_WORDS
from agency.fields.text import RESERVED, STATES
from agency.rules.rulebook import load_rulebook

Shape = dict[str, Any]
AnyField = fields.Field[Any]

# Control characters, line breaks and bidirectional controls, which no text may hold; surrogates
# are refused with the document as a whole.
UNSAFE = r"\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069"
DAY = "(19|[2-9][0-9])[0-9]{2}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])"
# Of a reference at least one character is no dot: "." and ".." mean something in an address.
REF = rf"^[^;/{UNSAFE}]*[^.\s;/{UNSAFE}][^;/{UNSAFE}]*$"
WORD = rf"^[^;{UNSAFE}]*[^\s;{UNSAFE}][^;{UNSAFE}]*$"
LINE = rf"^[^{UNSAFE}]*$"
SOMETHING = rf"^[^{UNSAFE}]*[^\s{UNSAFE}][^{UNSAFE}]*$"
# Without spaces around it: in an address nobody means them.
UNSPACED = rf"^[^\s{UNSAFE}]([^{UNSAFE}]*[^\s{UNSAFE}])?$"
MONEY_WORDS = "dollars as text, such as 1234.50"


def shape_of(field: AnyField) -> Shape:
    """What the field takes, and null where it may be blank."""
    shape = SHAPES[_kind(field)](field)
    return shape if field.required else or_null(shape)


def plain_shape_of(field: AnyField) -> Shape:
    """What the field takes as a parameter of an address: there blank is left out."""
    shape = SHAPES[_kind(field)](field)
    return shape | {"pattern": UNSPACED} if type(field) is SafeText else shape


def or_null(shape: Shape) -> Shape:
    """The same, or null for blank."""
    nullable = {**shape, "type": [shape["type"], "null"]}
    return {**nullable, "enum": [*shape["enum"], None]} if "enum" in shape else nullable


# By kind of field


def _text(field: Any) -> Shape:
    pattern = SOMETHING if field.required else LINE
    return {"type": "string", "maxLength": field.max_length, "pattern": pattern}


def _ref(field: Any) -> Shape:
    return {"type": "string", "maxLength": field.max_length, "pattern": REF}


def _own_ref(field: Any) -> Shape:
    """With or without spaces around it, it is none of the words that have a page already."""
    pattern = rf"^(?!\s*(?:{'|'.join(RESERVED)})\s*$){REF.removeprefix('^')}"
    return _ref(field) | {"pattern": pattern}


def _email(field: Any) -> Shape:
    address = rf"[^@\s{UNSAFE}]+@[^@\s{UNSAFE}]+"
    return {"type": "string", "maxLength": field.max_length, "pattern": f"^{address}$"}


def _choice(field: Any) -> Shape:
    return {"type": "string", "enum": list(field.allowed)}


def _state(_field: Any) -> Shape:
    return {"type": "string", "enum": list(STATES)}


def _recorded_state(_field: Any) -> Shape:
    return {"type": "string", "enum": list(load_rulebook().states)}


def _zip_code(_field: Any) -> Shape:
    return {"type": "string", "pattern": "^[0-9]{5}(-?[0-9]{4})?$"}


def _known(field: Any) -> Shape:
    return {"type": "string", "enum": list(field.among(load_rulebook().vocabulary))}


def _code(_field: Any) -> Shape:
    return {"type": "string", "enum": list(load_rulebook().catalogue.types)}


def _client_requirement(_field: Any) -> Shape:
    catalogue = load_rulebook().catalogue
    return {"type": "string", "enum": [*catalogue.types, *catalogue.client_aliases]}


def _performance(_field: Any) -> Shape:
    acts = "|".join(load_rulebook().vocabulary.tasks)
    return {"type": "string", "pattern": f"^({acts}):[1-9][0-9]{{0,4}}$"}


def _day(_field: Any) -> Shape:
    return {"type": "string", "format": "date", "pattern": f"^{DAY}$"}


def _money(field: Any) -> Shape:
    return _amount(field) | {"description": MONEY_WORDS}


def _amount(field: Any) -> Shape:
    places = "1 decimal place" if field.max_places == 1 else f"{field.max_places} decimal places"
    words = f"a number as text, from 0 to {field.most}, with at most {places}"
    return {"type": "string", "pattern": _number_up_to(field), "description": words}


def _number_up_to(field: Any) -> str:
    """A pattern of the plain decimals from 0 to the most, with so many places at most."""
    most, places = field.most, rf"(\.[0-9]{{1,{field.max_places}}})?"
    whole = str(int(most))
    if set(whole) == {"9"}:
        return rf"^[0-9]{{1,{len(whole)}}}{places}$"
    return rf"^(({_less_than(whole)}){places}|{whole}(\.0{{1,{field.max_places}}})?)$"


def _less_than(whole: str) -> str:
    """A pattern of the whole numbers below one, in no more digits than it has."""
    fewer = [f"[0-9]{{1,{len(whole) - 1}}}"] if len(whole) > 1 else []
    smaller = [
        f"{whole[:at]}[0-{int(digit) - 1}]" + "[0-9]" * (len(whole) - at - 1)
        for at, digit in enumerate(whole)
        if digit != "0"
    ]
    return "|".join(fewer + smaller)


def _whole(field: Any) -> Shape:
    return {"type": "integer", "minimum": field.least, "maximum": field.most}


def _yes_no(_field: Any) -> Shape:
    return {"type": "boolean"}


def _columns(field: Any) -> Shape:
    columns = {name: shape_of(one) for name, one in field.schema().load_fields.items()}
    return {"type": "object", "properties": columns, "additionalProperties": False}


def _words(field: Any) -> Shape:
    word = field.word
    plain = type(word) is SafeText
    item = _text(word) | {"pattern": WORD} if plain else SHAPES[_kind(word)](word)
    return {"type": "array", "items": item, "maxItems": MOST_WORDS}


def _spans(_field: Any) -> Shape:
    item = {"type": "string", "pattern": f"^{DAY}/{DAY}$"}
    return {"type": "array", "items": item, "maxItems": MOST_SPANS}


def _kind(field: AnyField) -> type:
    return next(kind for kind in type(field).__mro__ if kind in SHAPES)


SHAPES: Mapping[type, Callable[[Any], Shape]] = {
    SafeText: _text,
    Ref: _ref,
    OwnRef: _own_ref,
    Email: _email,
    Choice: _choice,
    StateCode: _state,
    RecordedState: _recorded_state,
    ZipCode: _zip_code,
    KnownWord: _known,
    CredentialCode: _code,
    ClientRequirement: _client_requirement,
    Performance: _performance,
    Day: _day,
    Dollars: _money,
    Amount: _amount,
    Whole: _whole,
    YesNo: _yes_no,
    WordList: _words,
    SpanList: _spans,
    Columns: _columns,
}
