"""The common change of the rules, written for whoever knows no TOML: somebody asks for a card."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from werkzeug.datastructures import MultiDict

from agency.dashboard.drafts import next_month
from agency.errors import Problem, Refused
from agency.fields import Day, InputSchema, SafeText
from agency.fields.schema import shown
from agency.rules.amending import MOST_IN_ID
from agency.rules.catalogue import Catalogue
from agency.rules.wording import GROUPS, either
from agency.settings import today

AGENCY, FACILITY = "agency", "facility"
# A card, or another that would do instead.
MOST_CODES = 3


class Asking(InputSchema):
    """Who asks, from which day on, in which words, and where that stands."""

    of = SafeText(200, load_default=None)
    from_day = Day(load_default=None)
    says = SafeText(500, load_default="")
    citation = SafeText(500, load_default=None)


@dataclass(frozen=True, slots=True)
class Form:
    """The form as it is filled: ``of`` is a facility, None for the agency."""

    codes: Sequence[str] = ()
    of: str | None = None
    from_day: date | str | None = None
    says: str = ""
    citation: str | None = None

    def at(self, place: int) -> str:
        """The code in a place of the form, or none."""
        return self.codes[place] if place < len(self.codes) else ""


def begun_form() -> Form:
    """The empty form: from the next month on."""
    return Form(from_day=next_month(today()))


def form_filled(sent: MultiDict[str, str]) -> Form:
    """The form as it came, right or wrong, to be shown again."""
    said = {name: sent.get(name, "") for name in ("of", "says", "citation")}
    day = sent.get("from_day") or next_month(today())
    return Form(tuple(filter(None, sent.getlist("code"))), from_day=day, **said)


def form_sent(sent: MultiDict[str, str], catalogue: Catalogue) -> Form:
    """What was filled in; raises Refused with every problem."""
    codes = tuple(dict.fromkeys(code for code in sent.getlist("code") if code))
    problems = [
        Problem("code", shown(code), "a credential of the list")
        for code in codes
        if code not in catalogue.types
    ]
    if not codes:
        problems.append(Problem("code", "", "a credential that is asked for"))
    try:
        asked = Asking().accept({key: sent.get(key) for key in Asking().fields})
    except Refused as error:
        problems += error.problems
    if problems:
        raise Refused(problems)
    form = Form(codes[:MOST_CODES], **asked)
    return replace(form, from_day=form.from_day or next_month(today()))


def written_draft(form: Form, catalogue: Catalogue) -> str:
    """The entry as TOML."""
    lines = (f"{key} = {_value(value)}" for key, value in _told(form, catalogue) if value)
    return "\n".join(["[[requirement]]", *lines]) + "\n"


def _told(form: Form, catalogue: Catalogue) -> Iterator[tuple[str, Any]]:
    titles = [catalogue.types[code].title for code in form.codes]
    yield "id", _id(form)
    yield "facility", form.of
    yield "says", form.says or f"Hold {either(titles)} on every day of an assignment."
    yield "in_force", form.from_day
    yield "needs", {"holds": list(form.codes)}
    yield "effect", "require"
    yield "citation", form.citation


def _id(form: Form) -> str:
    """The same for the same credentials, so that a later draft replaces an earlier."""
    whole = "-".join([FACILITY if form.of else AGENCY, *form.codes]).lower()
    return whole[:MOST_IN_ID].rstrip("-")


def _value(value: Any) -> str:
    """As TOML writes it, in which texts and lists of texts are as in JSON."""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{key} = {_value(one)}" for key, one in value.items()) + " }"
    return json.dumps(value, ensure_ascii=False)


def choices(catalogue: Catalogue) -> Mapping[str, list[tuple[str, str]]]:
    """Every credential by its code and title, under the name of its kind."""
    found: dict[str, list[tuple[str, str]]] = {}
    for code, kind in catalogue.types.items():
        name = GROUPS.get(kind.category, kind.category)
        found.setdefault(name, []).append((code, kind.title))
    return found
