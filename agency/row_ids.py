"""Numbers of rows in addresses: those that a row can have."""

from __future__ import annotations

from werkzeug.routing import IntegerConverter, ValidationError

LARGEST = 2**31 - 1


class RowId(IntegerConverter):
    """A whole number as it stands in an address; what no row can have leads nowhere."""

    def to_python(self, value: str) -> int:
        number: int = super().to_python(value)
        if not 1 <= number <= LARGEST:
            raise ValidationError
        return number
