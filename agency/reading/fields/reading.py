"""All fields of a document, from its lines."""

from __future__ import annotations

from collections.abc import Sequence

from agency.reading.fields.days import day_finder, read_days
from agency.reading.fields.holder import Names, read_holder
from agency.reading.fields.kinds import Kinds, find_words
from agency.reading.fields.neighbours import Neighbours
from agency.reading.fields.numbers import number_finder, read_number
from agency.reading.fields.page import Page
from agency.reading.findings import FieldRead
from agency.reading.lines import Line
from agency.reading.wording import EXPIRES_ON, HOLDER, ISSUED_ON, ISSUER, NUMBER, wording
from agency.rules.catalogue import Catalogue


def fields_of(lines: Sequence[Line], catalogue: Catalogue) -> dict[str, FieldRead]:
    """What the lines say, by field."""
    if not lines:
        return {}
    page = Page(lines, wording())
    names = Names(page, catalogue)
    near = neighbours(page, names)
    code, issuer, kind = Kinds(near, catalogue).read()
    issued, expires = read_days(near, kind)
    read = (code, issuer, read_holder(near, names), read_number(near), issued, expires)
    return {one.field: one for one in read}


def neighbours(page: Page, names: Names) -> Neighbours:
    """What stands beside the labels of a page, each kind of value known by its own finder."""
    finders = {
        ISSUED_ON: day_finder(page),
        EXPIRES_ON: day_finder(page),
        NUMBER: number_finder(page),
        HOLDER: names.find,
        ISSUER: find_words,
    }
    return Neighbours(page, finders)
