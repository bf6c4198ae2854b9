"""All fields of a document, from its lines."""

from __future__ import annotations

from collections.abc import Sequence

from agency.reading.fields.days import read_days
from agency.reading.fields.holder import read_holder
from agency.reading.fields.kinds import Kinds
from agency.reading.fields.numbers import read_number
from agency.reading.fields.page import Page
from agency.reading.findings import FieldRead
from agency.reading.lines import Line
from agency.reading.wording import wording
from agency.rules.catalogue import Catalogue


def fields_of(lines: Sequence[Line], catalogue: Catalogue) -> dict[str, FieldRead]:
    """What the lines say, by field."""
    if not lines:
        return {}
    page = Page(lines, wording())
    code, issuer, kind = Kinds(page, catalogue).read()
    issued, expires = read_days(page, kind)
    read = (code, issuer, read_holder(page, catalogue), read_number(page), issued, expires)
    return {one.field: one for one in read}
