"""Fields of numbers: plain decimals without thousands separators, exponents or surprises."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

from marshmallow import fields

from agency.fields.schema import expected

PLAIN = re.compile(r"[0-9]{1,15}(\.[0-9]{1,15})?")
WHOLE = re.compile(r"[0-9]{1,15}")


def _decimal(value: Any) -> Decimal | None:
    """The number a text or a JSON number says; None if it says none we take."""
    if isinstance(value, bool):
        return None
    if isinstance(value, int | Decimal):
        return Decimal(value)
    # repr is the shortest text that gives the same float: what the sender wrote.
    text = repr(value) if isinstance(value, float) else value
    if isinstance(text, str) and PLAIN.fullmatch(text.strip()):
        return Decimal(text.strip())
    return None


class Amount(fields.Decimal):
    """Hours, units, miles or years: from 0 to ``most`` with at most ``max_places`` decimals."""

    example = "12.5"

    def __init__(self, max_places: int, most: str, **options: Any) -> None:
        self.max_places, self.most = max_places, Decimal(most)
        options.setdefault("error_messages", {"required": f"expected {self._wanted()}"})
        super().__init__(**options)

    def _wanted(self) -> str:
        return (
            f"a number from 0 to {self.most} with at most {self.max_places} decimal places,"
            f" such as {self.example}"
        )

    def _deserialize(self, value: Any, *_: Any, **__: Any) -> Decimal:
        number = _decimal(value)
        if number is None or not number.is_finite() or not 0 <= number <= self.most:
            raise expected(self._wanted())
        # A finite number has a whole number as exponent.
        if -int(number.as_tuple().exponent) > self.max_places:
            raise expected(self._wanted())
        return abs(number)


class Dollars(Amount):
    """An amount of dollars to the cent."""

    example = "1234.50"

    def __init__(self, **options: Any) -> None:
        super().__init__(2, "99999.99", **options)

    def _wanted(self) -> str:
        return f"dollars as a plain number from 0 to {self.most}, such as {self.example}"


class Whole(fields.Integer):
    """A whole number between two bounds, in ASCII digits alone."""

    def __init__(self, least: int, most: int, **options: Any) -> None:
        self.least, self.most = least, most
        options.setdefault("error_messages", {"required": f"expected {self._wanted()}"})
        super().__init__(**options)

    def _wanted(self) -> str:
        return f"a whole number from {self.least} to {self.most}"

    def _deserialize(self, value: Any, *_: Any, **__: Any) -> int:
        number = value
        if isinstance(value, str) and WHOLE.fullmatch(value.strip()):
            number = int(value)
        if type(number) is not int or not self.least <= number <= self.most:
            raise expected(self._wanted())
        return number


class YesNo(fields.Boolean):
    """yes, no or blank; in JSON also true and false."""

    def _deserialize(self, value: Any, *_: Any, **__: Any) -> bool:
        if isinstance(value, bool):
            return value
        answer = value.strip() if isinstance(value, str) else value
        if answer not in ("yes", "no"):
            raise expected("yes, no or blank")
        return bool(answer == "yes")
