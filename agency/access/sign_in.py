"""Sign-in, with Flask-Security: its pages, its cookies, and what is written down of it."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

from flask import Flask, Response, g, request, session
from flask_security import (
    Security,
    SQLAlchemyUserDatastore,
    current_user,
    hash_password,
    signals,
)
from flask_wtf.csrf import CSRFError, CSRFProtect
from werkzeug.exceptions import BadRequest
from werkzeug.middleware.proxy_fix import ProxyFix

from agency.access.entering import EnteringForm
from agency.access.limits import limit_sign_in
from agency.access.mailing import OutboxMail, drafts
from agency.access.principal import actor
from agency.access.second_factor import OneTimeCodes
from agency.access.sessions import (
    end_this_session,
    forget_in_this_browser,
    load_user,
    name_session,
)
from agency.access.sign_in_settings import sign_in_settings
from agency.accounts.actions import own
from agency.accounts.models import Role, User
from agency.error_pages import error_page
from agency.extensions import begin_write, db
from agency.settings import settings
from config import Config

log = logging.getLogger(__name__)

csrf = CSRFProtect()

# Their transactions write, so they begin as writers; the others would only keep writers waiting
# while a password is hashed, and write in a transaction of their own.
WITHOUT_WRITING = ("security.login", "security.forgot_password", "security.logout")


class PageTooOld(BadRequest):
    """A form without the token of the session it is sent with."""

    @property
    def name(self) -> str:
        return "This page was open too long"


def set_up_sign_in(app: Flask) -> None:
    """Add the pages of sign-in to ``app``; after the guard, so that it stands before them."""
    config: Config = app.config["SETTINGS"]
    app.config.update(sign_in_settings(config))
    if config.trusted_proxies:
        _believe_proxies(app, config.trusted_proxies)
    csrf.init_app(app)
    app.register_error_handler(CSRFError, page_too_old)
    security = Security(
        app,
        _kept_accounts(),
        mail_util_cls=OutboxMail,
        totp_cls=OneTimeCodes,
        login_form=EnteringForm,
    )
    # A session is the only way in here: programs have tokens of ours, and get problems of ours.
    security.login_manager.request_loader(lambda _request: None)
    # Flask-Principal asks who it is at every request, for a static file or a sign of life as well.
    app.before_request_funcs[None].remove(security.principal._on_before_request)
    # Flask-Login tells every page who it is, an error page as well: the database may be what fails.
    told = app.template_context_processors[None]
    told[:] = [one for one in told if one.__module__ != "flask_login.utils"]
    for tell in (security.change_password_context_processor, security.verify_context_processor):
        tell(lambda: {"current_user": current_user})
    security.login_manager.user_loader(load_user)
    security.want_json(lambda _request: False)
    security.mail_context_processor(lambda: {"address": settings().public_url})
    app.before_request(_begin_as_writer)
    app.before_request(_end_session)
    app.after_request(_note_sign_in)
    _write_down(app)
    limit_sign_in(app, config)


def _kept_accounts() -> SQLAlchemyUserDatastore:
    user_model: Any = User
    role_model: Any = Role
    return SQLAlchemyUserDatastore(db, user_model, role_model)


def _believe_proxies(app: Flask, number: int) -> None:
    """Take from so many proxies before us what they say of the client."""
    behind: Any = app
    behind.wsgi_app = ProxyFix(app.wsgi_app, x_for=number, x_proto=number, x_host=number)


def page_too_old(_error: CSRFError) -> Response:
    """The answer to a form that did not come from a page of ours, or from one of long ago."""
    words = "Nothing was changed. Go back, load the page again, and send it once more."
    return error_page(PageTooOld(words))


def _begin_as_writer() -> None:
    changes = request.blueprint == "security" and request.method == "POST"
    if changes and request.endpoint not in WITHOUT_WRITING:
        db.session.rollback()
        begin_write()


def _end_session() -> None:
    """End the session that somebody signs out of; behind the guard, which knows whose it is."""
    if request.endpoint == "security.logout" and request.method == "POST":
        end_this_session(actor())
        forget_in_this_browser()


def _note_sign_in(response: Response) -> Response:
    """Write down that somebody has signed in, once the page has written what is its own; nobody is
    in of whom that could not be written.
    """
    if (signed_in := g.pop("signed_in", None)) is not None:
        try:
            own.note_sign_in(signed_in)
        except BaseException:
            session.clear()
            raise
    return response


def _write_down(app: Flask) -> None:
    """Have each change of an account leave its trail, in the transaction that makes it."""
    heard: dict[Any, Callable[..., None]] = {
        signals.user_authenticated: _on_sign_in,
        signals.user_failed_authn: _on_failure,
        signals.reset_password_instructions_sent: _on_reset_asked,
        signals.password_reset: _on_reset,
        signals.password_changed: _on_change,
        signals.tf_profile_changed: _on_second_factor,
        signals.tf_disabled: _on_no_second_factor,
    }
    for signal, hear in heard.items():
        signal.connect(hear, app)


def _on_sign_in(_app: Flask, user: User, **_: Any) -> None:
    if request.endpoint != "security.change_password":
        session.permanent = True
        name_session()
        g.signed_in = user.id


def _on_failure(_app: Flask, user: User, auth_type: str, **_: Any) -> None:
    log.warning("user %d: the %s was wrong", user.id, auth_type)


def _on_reset_asked(_app: Flask, user: User, **_: Any) -> None:
    hash_password("as long as it takes where there is no such account")
    own.send_link(user.id, None, drafts())


def _on_reset(_app: Flask, user: User, **_: Any) -> None:
    own.note_password(user, "reset password", drafts())


def _on_change(_app: Flask, user: User, **_: Any) -> None:
    own.note_password(user, "change password", drafts())


def _on_second_factor(_app: Flask, user: User, **_: Any) -> None:
    own.note_own(user, "set up second factor")


def _on_no_second_factor(_app: Flask, user: User, **_: Any) -> None:
    own.note_own(user, "remove second factor")
