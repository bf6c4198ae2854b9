"""The shapes of JSON bodies: those of the features, taken more strictly than from a file.

A key that means nothing is refused, and so is every value that is not as the document says: no
number for text, no text for a number, no list between semicolons.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from typing import Any, ClassVar, cast

from flask import request
from marshmallow import RAISE, ValidationError, fields, missing

from agency.api.gate import fits, of_its_type, wanted, wanted_instead
from agency.api.sent import Fault, echoed
from agency.api.shapes import shape_of
from agency.errors import NotFound, Problem, Refused
from agency.fields import InputSchema
from agency.fields.schema import WHOLE_INPUT, is_blank
from agency.fields.strict_json import path_to

Values = dict[str, Any]
Messages = dict[str, list[str]]
Stored = Callable[..., Values]


class Body(InputSchema):
    """An object of JSON whose keys are the columns of a feature's schema."""

    class Meta:
        unknown = RAISE

    def load(self, data: Any, **options: Any) -> Any:
        """The values by column; raises ValidationError with every problem of the body."""
        if not isinstance(data, Mapping):
            raise ValidationError({WHOLE_INPUT: ["expected an object"]}, data=data)
        said = dict(data)
        messages = self._unknown(said) | self._of_other_types(said)
        try:
            values = super().load(_without(said, messages), **options)
        except ValidationError as error:
            values = dict(error.valid_data or {})
            found = self._together(values) | _texts(error) | self._lacking(said)
            messages = found | messages
        messages |= self._misfits(said, messages)
        if messages:
            messages = self._on_file(said, values, messages) | messages
            raise ValidationError(cast("dict[str, Any]", messages), data=data)
        return values | self._blanked(said)

    def _unknown(self, said: Values) -> Messages:
        keys = ", ".join(self.load_fields)
        return {key: [f"expected one of the keys {keys}"] for key in self.unknown_in(said)}

    def _of_other_types(self, said: Values) -> Messages:
        return {
            name: [f"expected {wanted_instead(said[name], shape_of(field))}"]
            for name, field in self.load_fields.items()
            if name in said
            and not of_its_type(said[name], shape_of(field))
            and not (field.required and is_blank(said[name]))
        }

    def _lacking(self, said: Values) -> Messages:
        return {
            name: [f"{field.error_messages['required']}; it is {_lack(said, name)}"]
            for name, field in self.load_fields.items()
            if field.required and is_blank(said.get(name)) and not self.partial
        }

    def _together(self, valid: Values) -> Messages:
        """What values that are right by themselves are not together, where others are wrong."""
        return _checked(self.check, self._blank(self.load_fields) | valid)

    def _blank(self, names: Iterable[str]) -> Values:
        return {name: _default(self.load_fields[name]) for name in names}

    def _misfits(self, said: Values, told: Collection[str]) -> Messages:
        """What a field would take, although the document does not say so."""
        return {
            name: [f"expected {wanted(shape_of(field))}, written as the document says"]
            for name, field in self.load_fields.items()
            if name in said and name not in told and not fits(said[name], shape_of(field))
        }

    def _on_file(self, said: Values, valid: Values, told: Collection[str]) -> Messages:
        return {}

    def _blanked(self, said: Values) -> Values:
        return {}


class Change(Body):
    """A body with those columns alone that are to change; null makes one blank.

    What values must be together is for the action to say, which knows the others. Where the body
    is refused anyway they are looked up by ``stored``, so that everything is told at once.
    """

    stored: ClassVar[Stored | None] = None

    def __init__(self, **options: Any) -> None:
        super().__init__(**{**options, "partial": True})

    def check(self, values: Mapping[str, Any]) -> None:
        """Nothing: half of the values are not here."""

    def _on_file(self, said: Values, valid: Values, told: Collection[str]) -> Messages:
        """What the values would not be together with those on file; of wrong ones nothing."""
        stored = type(self).stored
        if stored is None:
            return {}
        try:
            old = stored(**(request.view_args or {}))
        except NotFound:
            return {}
        wrong = self._blank(name for name in told if name in self.load_fields)
        return _checked(super().check, old | self._blanked(said) | valid | wrong)

    def _blanked(self, said: Values) -> Values:
        return {
            name: field.load_default
            for name, field in self.load_fields.items()
            if name in said and is_blank(said[name])
        }


def body_of(schema: type[InputSchema], name: str, *, without: Collection[str] = ()) -> type[Body]:
    """The body of a new resource; ``without`` are the columns that the address says."""
    return _made(Body, schema, name, without)


def change_of(
    schema: type[InputSchema],
    name: str,
    *,
    without: Collection[str] = (),
    stored: Stored | None = None,
) -> type[Body]:
    """The body of a change; ``without`` are the columns that never change.

    ``stored`` tells the values on file by what the address says, raising NotFound; it is needed
    where some values must fit others.
    """
    made = _made(Change, schema, name, without)
    cast("type[Change]", made).stored = None if stored is None else staticmethod(stored)
    return made


def problems_of(error: ValidationError) -> list[Problem]:
    """Every problem of a body, by field; of the body as a whole, the field is blank."""
    data = error.data if isinstance(error.data, Mapping) else {}
    whole = "" if isinstance(error.data, Mapping) else echoed(error.data)
    return [
        Fault(
            "" if field == WHOLE_INPUT else path_to("", field),
            echoed(data.get(field, whole)),
            text.removeprefix("expected "),
        )
        for field, texts in _texts(error).items()
        for text in texts
    ]


def refused(error: ValidationError) -> Refused:
    """The refusal that tells all problems of a body or a query."""
    return Refused(problems_of(error))


def _made(
    base: type[Body], schema: type[InputSchema], name: str, without: Collection[str]
) -> type[Body]:
    meta = type("Meta", (base.Meta,), {"exclude": tuple(without)})
    return type(name, (base, schema), {"Meta": meta, "__doc__": schema.__doc__})


def _checked(check: Callable[[Values], None], values: Values) -> Messages:
    try:
        check(values)
    except ValidationError as found:
        return {str(found.field_name): list(found.messages)}
    return {}


def _without(said: Values, keys: Collection[str]) -> Values:
    return {key: value for key, value in said.items() if key not in keys}


def _lack(said: Values, name: str) -> str:
    return "blank" if name in said else "missing"


def _default(field: fields.Field[Any]) -> Any:
    return None if field.load_default is missing else field.load_default


def _texts(error: ValidationError) -> Messages:
    messages = error.messages_dict
    return {
        field: texts if isinstance(texts, list) else [str(texts)]
        for field, texts in messages.items()
    }
