"""An object within an object of JSON: some columns of a resource."""

from __future__ import annotations

from typing import Any

from marshmallow import ValidationError, fields

from agency.fields.schema import InputSchema


class Columns(fields.Field[dict[str, Any]]):
    """Values by column, as a ``schema`` of changes has them; all that is wrong is told."""

    def __init__(self, schema: type[InputSchema], **options: Any) -> None:
        super().__init__(**options)
        self.schema = schema

    def _deserialize(self, value: Any, *_: Any, **__: Any) -> dict[str, Any]:
        try:
            return dict(self.schema().load(value))
        except ValidationError as error:
            raise ValidationError(_told(error)) from error


def _told(error: ValidationError) -> list[str]:
    return [
        f"expected {name} to be {text.removeprefix('expected ')}"
        for name, texts in error.messages_dict.items()
        for text in texts
    ]
