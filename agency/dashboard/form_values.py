"""What a form says as the cells of a row, what was wrong with it, and whether it is still fresh."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from flask import flash
from marshmallow import fields
from werkzeug.datastructures import MultiDict

from agency.errors import AgencyError, Busy, Problem, Refused, Stale, Taken, Unreadable
from agency.fields import InputSchema, SpanList, WordList
from agency.page_filters import sentence_text
from agency.places import point_of
from agency.rules.sentences import day_text

SEPARATORS = re.compile(r"[,;\n]+")
TOO_EARLY = re.compile(r"a day not before (\w+), which is (\d{4}-\d\d-\d\d)")
# What is said of files and of how a program writes a day says nothing to who fills in a form.
OF_FILES = re.compile(r"; a spreadsheet may have dropped the leading zero| \(YYYY-MM-DD\)")
COLUMN = re.compile(r"\b[a-z]+(?:_[a-z]+)+\b")
VERSION = "version"
# What is no fault of the form: somebody else was quicker.
RACES = {Taken: 409, Busy: 409, Stale: 412}


@dataclass(frozen=True)
class Form:
    """A form as it is shown: the text of each field, what is wrong, and the state it began with.

    ``meanwhile`` are the fields that somebody else changed since, with what they say now.
    """

    said: Mapping[str, Any]
    version: str = ""
    errors: Mapping[str, str] = field(default_factory=dict)
    meanwhile: Mapping[str, str] = field(default_factory=dict)
    status: int = 200

    def listed(self, labels: Mapping[str, str]) -> list[tuple[str, str]]:
        """The errors with the labels of their fields, for the summary."""
        return [
            (name, f"{labels[name]}: {words[:1].lower()}{words[1:]}" if name in labels else words)
            for name, words in self.errors.items()
        ]


def cells_of(form: MultiDict[str, str], schema: InputSchema, **given: str) -> dict[str, str]:
    """The values of a form as cells of a row of ``schema``; ``given`` are not the form's to say."""
    cells = {name: _cell(form, name, one) for name, one in schema.fields.items()}
    return {**cells, **given}


def _cell(form: MultiDict[str, str], name: str, one: fields.Field[Any]) -> str:
    if isinstance(one, (WordList, SpanList)):
        parts = (part.strip() for text in form.getlist(name) for part in SEPARATORS.split(text))
        return ";".join(filter(None, parts))
    return form.get(name, "")


def told_of_zip(zip_code: str | None) -> None:
    """Say on the next page that a ZIP code is none we know; it is kept as it was typed."""
    if zip_code and point_of(zip_code) is None:
        flash(unknown_zip_words(zip_code), "soon")


def unknown_zip_words(zip_code: str) -> str:
    """What follows from a ZIP code that nobody knows."""
    return f"We do not know the ZIP code {zip_code}; distances from it will be unknown."


def said_of(described: Mapping[str, Any]) -> dict[str, Any]:
    """A row as the texts of a form, from its description as plain JSON."""
    return {name: _text(value) for name, value in described.items()}


def _text(value: Any) -> Any:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "" if value is None else value


def version_of(described: Mapping[str, Any]) -> str:
    """What tells one state of a row from another."""
    text = json.dumps(described, sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def unchanged(version: str, describe: Callable[[Any], Mapping[str, Any]]) -> Callable[[Any], None]:
    """What an action is to expect of a row: that it is as it was when the form was opened."""

    def expect(row: Any) -> None:
        if version_of(describe(row)) != version:
            raise Stale("somebody else has changed it since this form was opened")

    return expect


def with_errors(
    error: AgencyError,
    cells: Mapping[str, str],
    key: str,
    labels: Mapping[str, str],
    version: str = "",
) -> Form:
    """The form again, with all that was typed and what was wrong; ``key`` names the row."""
    said = {name: _spread(text) for name, text in cells.items()}
    if isinstance(error, Refused):
        errors = {one.field: problem_words(one, labels) for one in error.problems}
        return Form(said, version, errors, status=422)
    if isinstance(error, Unreadable):  # its words begin with the name of the file, as it is
        return Form(said, version, {key: f"In {error}."}, status=422)
    status = next((code for kind, code in RACES.items() if isinstance(error, kind)), 422)
    return Form(said, version, {key: f"{sentence_text(str(error))}."}, status=status)


def _spread(text: str) -> Any:
    """A cell with several words as they are shown: each by itself."""
    return text.split(";") if ";" in text else text


def problem_words(problem: Problem, labels: Mapping[str, str]) -> str:
    """How to mend a value, for a message under its field: what is to be, by the form's labels.

    A column that ``labels`` name is told by its label.
    """
    expected = OF_FILES.sub("", problem.expected.rstrip("."))
    if early := TOO_EARLY.fullmatch(expected):
        name, day = early.groups()
        return f"Must not be before {_label(name, labels)}, {day_text(date.fromisoformat(day))}."
    told = COLUMN.sub(lambda found: _label(found[0], labels), expected)
    return f"Expected {told}."


def _label(name: str, labels: Mapping[str, str]) -> str:
    return labels.get(name, name)


def when_stale(cells: Mapping[str, str], now: Mapping[str, Any]) -> Form:
    """The form again after somebody else's change, against the row as it is ``now``."""
    current = said_of(now)
    differs = {
        name: _joined(current.get(name, ""))
        for name, text in cells.items()
        if _joined(current.get(name, "")) != _joined(_spread(text))
    }
    said = {name: _spread(text) for name, text in cells.items()}
    return Form(said, version_of(now), meanwhile=differs, status=412)


def _joined(value: Any) -> str:
    return ", ".join(value) if isinstance(value, (list, tuple)) else str(value)
