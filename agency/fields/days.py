"""Fields of days: written YYYY-MM-DD and in no other way."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from marshmallow import ValidationError, fields

from agency.fields.schema import expected, is_blank

DAY = re.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}")
FIRST = date(1900, 1, 1)
WANTED = "a day such as 2027-02-28 (YYYY-MM-DD)"
MOST_SPANS = 200


def day_of(value: Any) -> date:
    """The day a text says; raises ValidationError with a hint at what it may be instead."""
    if type(value) is date:
        day = value
    else:
        text = value.strip() if isinstance(value, str) else ""
        if not DAY.fullmatch(text):
            raise expected(WANTED + _hint(value))
        day = _calendar_day(text)
    if day < FIRST:
        raise expected(f"a day from {FIRST} on")
    return day


def _calendar_day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise expected(f"a day of the calendar; {text} is none") from error


def _hint(value: Any) -> str:
    text = str(value).strip() if isinstance(value, str | int) else ""
    if text.isdecimal() and len(text) == 5:
        return "; this looks like a spreadsheet serial number"
    if re.fullmatch(r"[0-9]{1,2}[/.][0-9]{1,2}[/.][0-9]{2,4}", text):
        return "; which part is the month cannot be told"
    if DAY.match(text):
        return " without a time of day"
    return ""


class Day(fields.Date):
    """A calendar day from 1900-01-01 to 9999-12-31."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("error_messages", {"required": f"expected {WANTED}"})
        super().__init__(**options)

    def _deserialize(self, value: Any, *_: Any, **__: Any) -> date:
        return day_of(value)


Span = tuple[date, date]


class SpanList(fields.Field[tuple[Span, ...]]):
    """Runs of days, first and last included: ``2027-02-01/2027-02-07;…`` or a JSON list of them."""

    def _deserialize(self, value: Any, *_: Any, **__: Any) -> tuple[Span, ...]:
        parts = value.split(";") if isinstance(value, str) else value
        if not isinstance(parts, list) or len(parts) > MOST_SPANS:
            raise expected(f"at most {MOST_SPANS} runs of days such as 2027-02-01/2027-02-07")
        return tuple(dict.fromkeys(_span(part) for part in parts if not is_blank(part)))


def _span(part: Any) -> Span:
    first, slash, last = part.partition("/") if isinstance(part, str) else ("", "", "")
    if not slash:
        raise expected("runs of days such as 2027-02-01/2027-02-07")
    try:
        span = day_of(first), day_of(last)
    except ValidationError as error:
        raise ValidationError(f"{error.messages[0]} on both sides of the slash") from error
    if span[1] < span[0]:
        raise expected(f"runs of days that end after they begin, unlike {part.strip()}")
    return span


def span_text(span: Span) -> str:
    """A run of days as a cell writes it."""
    return f"{span[0]}/{span[1]}"
