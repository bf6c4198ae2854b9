"""How somebody comes in: by an invitation, or by herself; and what she agrees to."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_security import login_user, logout_user, verify_password

from agency import clock
from agency.access.letters import confirmation_letter, invitation_letter, known_letter
from agency.access.limits import address, always, email_tried, failed
from agency.access.passwords import LEAST, hashed
from agency.access.principal import actor
from agency.access.sign_in import csrf
from agency.accounts.models import User
from agency.dashboard.form_values import problem_words
from agency.errors import AgencyError, NotFound, Refused, Taken, Unready
from agency.joining import actions
from agency.joining.consents import current_text
from agency.joining.queries import (
    Standing,
    invitation_with,
    last_consent,
    registration_with,
    standing_of_invitation,
    standing_of_registration,
)
from agency.joining.schemas import NewRegistration
from agency.settings import settings

joining = Blueprint("joining", __name__)
GONE = 410
LABELS = {
    "first_name": "First name",
    "last_name": "Last name",
    "email": "E-mail",
    "phone": "Phone",
    "home_zip": "Home ZIP code",
    "password": "Password",
    "consent": "Agreement",
}
SAID = ("first_name", "last_name", "email", "phone", "home_zip")
# What is counted of each page, and which answers to it.
COUNTED = {
    "joining.send_registration": (email_tried, always),
    "joining.send_confirmation": (address, failed),
    "joining.claim_file": (address, failed),
    "joining.send_link_again": (address, always),
}


@joining.before_request
def _of_a_page_of_ours() -> None:
    """The guard does not look at public forms: a page elsewhere could send one."""
    if request.method == "POST":
        csrf.protect()


# By herself


@joining.get("/register")
def registration() -> str:
    """The form of somebody who wants an account."""
    return _registration_page({}, {})


@joining.post("/register")
def send_registration() -> ResponseReturnValue:
    """Keep what she says and mail her a link; the answer is the same to a known address."""
    said = {name: request.form.get(name, "") for name in SAID}
    values, errors = _accepted(said)
    errors |= _disagreement()
    password = _new_password(errors)
    if errors:
        return _registration_page(said, errors), 422
    actions.register(values, password, _version_read(), confirmation_letter, known_letter)
    return render_template(
        "portal/joining_sent.html", email=said["email"].strip(), no_mail=_no_mail()
    )


@joining.get("/confirm/<token>")
def confirmation(token: str) -> ResponseReturnValue:
    """The page of a link that proves an address; to look at it changes nothing."""
    asked = registration_with(token)
    standing = standing_of_registration(asked, clock.now()) if asked else None
    if asked is None or standing != "open":
        return _ended("registration", standing)
    return render_template("portal/joining_confirm.html", token=token, asked=asked, errors={})


@joining.post("/confirm/<token>")
def send_confirmation(token: str) -> ResponseReturnValue:
    """Make her account, once she has typed the password that she chose."""
    asked, password = registration_with(token), request.form.get("password", "")
    if asked is not None and asked.password and not verify_password(password, asked.password):
        errors = {"password": "This is not the password you chose when you registered."}
        return render_template(
            "portal/joining_confirm.html", token=token, asked=asked, errors=errors
        )
    try:
        user = actions.confirm(token, proven=asked.password if asked else "")
    except (NotFound, actions.LinkEnded) as error:
        return _ended("registration", _standing_of(error))
    return _let_in(user, "Your address is confirmed, and you are signed in.")


# By an invitation


@joining.get("/join/<token>")
def invitation(token: str) -> ResponseReturnValue:
    """The page of a link that an invitation holds; to look at it changes nothing."""
    link = invitation_with(token)
    standing = standing_of_invitation(link, clock.now()) if link else None
    if link is None or standing != "open":
        return _ended("invitation", standing, token)
    return _claim_page(token, link.email, {})


@joining.post("/join/<token>")
def claim_file(token: str) -> ResponseReturnValue:
    """Make her account: the file the agency has of her is hers."""
    link, errors = invitation_with(token), _disagreement()
    password = _new_password(errors)
    if errors and link is not None:
        return _claim_page(token, link.email, errors)
    try:
        user = actions.claim(token, password, _version_read())
    except (NotFound, actions.LinkEnded) as error:
        return _ended("invitation", _standing_of(error), token)
    return _let_in(user, "Your account is made, and you are signed in.")


@joining.post("/join/<token>/again")
def send_link_again(token: str) -> ResponseReturnValue:
    """A new link to the address on her file, for whoever holds an old one."""
    try:
        actions.send_again(token, invitation_letter)
    except actions.LinkEnded as error:
        return _ended("invitation", error.standing, token)
    except (NotFound, Unready, Taken):
        return _ended("invitation", None)
    return render_template("portal/joining_sent.html", email=None, no_mail=_no_mail())


# What is agreed to


@joining.get("/consent")
def consent() -> str:
    """What is kept of her and who sees it, to agree to, or as she has."""
    return _consent_page({})


@joining.post("/consent")
def agree_to_it() -> ResponseReturnValue:
    """She agrees to the text as it is now."""
    if errors := _disagreement():
        return _consent_page(errors), 422
    actions.agree(_my_id(), _version_read(), actor())
    flash("Thank you. What you agreed to is kept with its version and the day.", "met")
    return redirect(url_for("dashboard.welcome"))


def _consent_page(errors: Mapping[str, str]) -> str:
    mine = last_consent(_my_id())
    due = mine is None or mine.version != current_text().version
    return render_template(
        "portal/joining_consent.html", text=current_text(), mine=mine, due=due, errors=errors
    )


def _my_id() -> int:
    mine = actor().user_id
    assert mine is not None  # the policy lets nobody here without a session
    return mine


# What they share


def _registration_page(said: Mapping[str, str], errors: Mapping[str, str]) -> str:
    listed = [(name, f"{LABELS[name]}: {words}") for name, words in errors.items()]
    return render_template(
        "portal/joining_register.html",
        text=current_text(),
        said=said,
        errors=errors,
        listed=listed,
        labels=LABELS,
        least=LEAST,
    )


def _claim_page(token: str, email: str, errors: Mapping[str, str]) -> str:
    return render_template(
        "portal/joining_claim.html",
        token=token,
        email=email,
        text=current_text(),
        errors=errors,
        least=LEAST,
    )


def _new_password(errors: dict[str, str]) -> str:
    """The hash of the password that was typed; what is wrong with it is added to ``errors``."""
    try:
        return hashed(request.form.get("password", ""))
    except Refused as error:
        errors |= _errors(error)
        return ""


def _accepted(said: Mapping[str, str]) -> tuple[dict[str, Any], dict[str, str]]:
    """What somebody says of herself, fit to be kept; and what is wrong with it."""
    try:
        return NewRegistration().accept(said), {}
    except Refused as error:
        return {}, _errors(error)


def _disagreement() -> dict[str, str]:
    """What is said where the box is not ticked, or was ticked under another text."""
    if request.form.get("consent") != "yes":
        return {"consent": "Tick this to agree; without it there is no account."}
    if _version_read() != current_text().version:
        return {"consent": "The text has changed meanwhile; read it once more."}
    return {}


def _version_read() -> str:
    return request.form.get("version", "")


def _errors(error: Refused) -> dict[str, str]:
    return {problem.field: problem_words(problem, LABELS) for problem in error.problems}


def _standing_of(error: AgencyError) -> Standing | None:
    return error.standing if isinstance(error, actions.LinkEnded) else None


def _ended(kind: str, standing: Standing | None, token: str = "") -> ResponseReturnValue:
    """Why a link opens nothing, and what to do; the same for one that never was."""
    page = render_template(
        "portal/joining_ended.html", kind=kind, standing=standing or "unknown", token=token
    )
    return page, GONE if standing else 404


def _let_in(user: User, words: str) -> ResponseReturnValue:
    logout_user()
    mine: Any = user
    login_user(mine, authn_via=["password"])
    flash(words, "met")
    return redirect(url_for("dashboard.welcome"))


def _no_mail() -> bool:
    return settings().smtp_url is None
