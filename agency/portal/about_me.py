"""Where and for what she works, and how she is reached: what she says counts at once."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from flask import Response, flash, g, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from agency.access.letters import ADDRESS_LETTERS
from agency.access.limits import email_tried
from agency.access.principal import actor
from agency.assignments.queries import words_asked
from agency.candidates.actions import change_candidate
from agency.candidates.described import SCHEMA, described_candidate
from agency.candidates.models import ROLES, SHIFTS, Candidate
from agency.dashboard.candidate_forms import candidate_with
from agency.dashboard.form_values import (
    VERSION,
    Form,
    cells_of,
    said_of,
    told_of_zip,
    unchanged,
    version_of,
    when_stale,
    with_errors,
)
from agency.errors import AgencyError, NotFound, Stale
from agency.joining.addresses import change_details
from agency.page_filters import words_of
from agency.portal.blueprint import portal
from agency.portal.herself import my_ref
from agency.rules.rulebook import load_rulebook
from agency.rules.spelling import folded

PREFERENCES = (
    *("willing_states", "max_travel_miles", "min_pay_rate", "shifts", "roles"),
    *("skills", "specialties", "years_experience", "career_goal"),
)
DETAILS = ("first_name", "last_name", "email", "phone", "home_zip", "adult")
# Words of her own, which are compared in one spelling and kept in it.
FREE = ("skills", "specialties")
MOST_OFFERED = 24
LABELS = {
    "willing_states": "States you work in",
    "max_travel_miles": "Miles you travel from home",
    "min_pay_rate": "Least pay, dollars an hour",
    "shifts": "Shifts you work",
    "roles": "Roles you take",
    "skills": "Your skills",
    "specialties": "Your specialties",
    "years_experience": "Years of experience",
    "career_goal": "Where you want to get",
    "first_name": "First name",
    "last_name": "Last name",
    "email": "E-mail",
    "phone": "Phone",
    "home_zip": "Home ZIP code",
    "adult": "Are you 18 or older?",
}
SAVED = "Saved. Your jobs are looked through again."
# The same to an address that is somebody else's: she is told no more than its owner wants.
ASKED = (
    "Saved, but for the e-mail address: open the link that we mailed to {email}. Until then we"
    " write to you as before."
)


def mailed(_: Response) -> bool:
    """Whether this request had mails sent to an address that anybody may type."""
    return bool(g.get("address_asked"))


# What is counted, so that nobody has mails sent to a stranger again and again.
COUNTED = {"portal.save_details": (email_tried, mailed)}


@portal.get("/preferences")
def preferences() -> ResponseReturnValue:
    """What work she wants."""
    return _filled("portal/preferences.html")


@portal.post("/preferences")
def save_preferences() -> ResponseReturnValue:
    return _save("portal/preferences.html", PREFERENCES, _change_wishes)


@portal.get("/details")
def details() -> ResponseReturnValue:
    """How she is called and reached."""
    return _filled("portal/details.html")


@portal.post("/details")
def save_details() -> ResponseReturnValue:
    return _save("portal/details.html", DETAILS, _change_details)


def _filled(template: str) -> Response:
    said = described_candidate(candidate_with(my_ref()))
    return _page(template, Form(said_of(said), version_of(said)))


Expects = Callable[[Candidate], None]
Change = Callable[[str, Mapping[str, Any], Expects], str]


def _change_wishes(ref: str, values: Mapping[str, Any], expects: Expects) -> str:
    change_candidate(ref, values, actor(), expects)
    return SAVED


def _change_details(ref: str, values: Mapping[str, Any], expects: Expects) -> str:
    g.address_asked = change_details(ref, values, actor(), ADDRESS_LETTERS, expects)
    return ASKED.format(email=values["email"]) if g.address_asked else SAVED


def _save(template: str, names: Sequence[str], change: Change) -> ResponseReturnValue:
    """Change what the form is about and nothing else, if nobody else did meanwhile."""
    ref, version = my_ref(), request.form.get(VERSION, "")
    cells = cells_of(request.form, SCHEMA, ref=ref)
    mine = {name: _folded(cells[name]) if name in FREE else cells[name] for name in names}
    try:
        accepted = SCHEMA.accept({"ref": ref, **mine})
        values = {name: accepted[name] for name in names}
        words = change(ref, values, unchanged(version, described_candidate))
    except Stale:
        return _page(template, when_stale(mine, described_candidate(candidate_with(ref))))
    except NotFound:
        raise
    except AgencyError as error:
        return _page(template, with_errors(error, mine, names[0], LABELS, version))
    flash(words, "met")
    told_of_zip(values.get("home_zip"))
    return redirect(url_for("portal.account"))


def _page(template: str, form: Form) -> Response:
    asked = words_asked()
    states = sorted(load_rulebook().states.values(), key=lambda one: one.name)
    choices: dict[str, Any] = {
        "states": [(one.code, one.name) for one in states],
        "shifts": [(one, one) for one in SHIFTS],
        "roles": [(one, words_of(one)) for one in ROLES],
        "skills": _offered(asked.skills),
        "specialties": _offered(asked.specialties),
    }
    said = {**form.said, **{name: _words(form.said.get(name)) for name in FREE}}
    shown = {"form": form, "said": said, "errors": form.errors, "labels": LABELS}
    return make_response(render_template(template, **shown, **choices), form.status)


def _folded(cell: str) -> str:
    """The words of a cell as they are compared, each once."""
    return ";".join(dict.fromkeys(map(folded, filter(None, cell.split(";")))))


def _words(said: Any) -> list[str]:
    """What a field of free words says, as they are compared."""
    words = [said] if isinstance(said, str) else said or []
    return list(dict.fromkeys(folded(word) for word in words if word))


def _offered(words: Sequence[str]) -> list[tuple[str, str]]:
    """The words asked for most, with how they are read, by the alphabet."""
    return sorted((one, words_of(one)) for one in words[:MOST_OFFERED])
