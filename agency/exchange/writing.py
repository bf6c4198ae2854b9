"""Rows of the database as CSV or JSON: what comes out can be imported again, byte for byte."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from decimal import Decimal
from typing import Any, Protocol

from agency.exchange.formulas import keep
from agency.exchange.kinds import Kind, kind_named
from agency.exchange.queries import pages
from agency.extensions import begin_snapshot
from agency.fields import Dollars, SpanList, WordList, span_text


class Sink(Protocol):
    """Whatever takes text."""

    def write(self, text: str, /) -> object: ...


def export(kind_name: str, out: Sink, *, cell: Callable[[str], str] = keep) -> int:
    """Write all rows of a kind in the order of their keys; the number of rows.

    ``cell`` has the last word on every cell: a download passes ``formulas.protect``.
    """
    kind = kind_named(kind_name)
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(kind.columns)
    written = 0
    for row in exported_rows(kind):
        writer.writerow([cell(text) for text in row])
        written += 1
    return written


def export_json(kind_name: str, out: Sink) -> int:
    """Write all rows as a JSON list of objects, a line each; the number of rows.

    Values are what the cells of the CSV say: lists as lists, blanks as null. ``agency check`` and
    the API read them so.
    """
    kind = kind_named(kind_name)
    written = 0
    for row in exported_rows(kind):
        said = {name: _said(kind, name, cell) for name, cell in zip(kind.columns, row, strict=True)}
        out.write(",\n" if written else "[\n")
        out.write(json.dumps(said, ensure_ascii=False))
        written += 1
    out.write("\n]\n" if written else "[]\n")
    return written


def exported_rows(kind: Kind) -> Iterator[list[str]]:
    """The cells of every row, streamed; all are read as of one moment."""
    texts = [_text_of(kind, name) for name in kind.columns]
    begin_snapshot()
    for page in pages(kind.export_statement()):
        for values in kind.export_rows(page):
            yield [text(values[name]) for name, text in zip(kind.columns, texts, strict=True)]


def _said(kind: Kind, column: str, cell: str) -> str | list[str] | None:
    if isinstance(kind.schema.fields[column], WordList | SpanList):
        return cell.split(";") if cell else []
    return cell or None


def _text_of(kind: Kind, column: str) -> Callable[[Any], str]:
    """How the values of a column are written, by the field that reads them."""
    field = kind.schema.fields[column]
    if isinstance(field, Dollars):
        return _dollars
    return _spans if isinstance(field, SpanList) else _plain_text


def _plain_text(value: Any) -> str:
    """A value as a cell: yes and no, days, numbers without needless zeros, lists with ``;``."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    return ";".join(value) if isinstance(value, tuple) else str(value)


def _dollars(value: Decimal | None) -> str:
    return "" if value is None else f"{value:.2f}"


def _spans(value: Iterable[tuple[date, date]]) -> str:
    return ";".join(map(span_text, value))
