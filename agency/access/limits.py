"""How often one may try to sign in: per account, and per address on the network."""

from __future__ import annotations

import hashlib
import ipaddress
import math
from collections.abc import Callable, Mapping
from typing import Any

from flask import Flask, Response, current_app, request, session
from flask_limiter import Limiter, RateLimitExceeded
from flask_security import current_user
from werkzeug.exceptions import TooManyRequests

from agency import clock
from agency.access.mailing import OutboxMail
from agency.error_pages import error_page
from agency.page_filters import counted
from config import Config

# Whoever may reach a server of ours has at least such a network for himself.
IPV6_PREFIX = 64
PATIENCE_SECONDS = 1
Key = Callable[[], str]
Counts = Callable[[Response], bool]
WORDS = "Too many tries. Try again in {wait}. Nothing is locked: what you have stays as it is."


class TooManyTries(TooManyRequests):
    """Somebody tries too often."""

    @property
    def name(self) -> str:
        return "Too many tries"


def limit_sign_in(app: Flask, config: Config) -> None:
    """Refuse whoever fails too often to say who they are; counted in Redis where there is one.

    While Redis does not answer each process counts for itself. To be called after the routes of
    sign-in have been added.
    """
    limiter = Limiter(
        address,
        storage_uri=config.redis_url or "memory://",
        storage_options=_options(config),
        strategy="fixed-window",
        in_memory_fallback_enabled=config.redis_url is not None,
        key_prefix="tenens",
    )
    limiter.init_app(app)
    app.extensions["sign_in_limiter"] = limiter
    app.register_error_handler(RateLimitExceeded, too_many_tries)
    count_tries(app, COUNTED)


def count_tries(
    app: Flask, counted: Mapping[str, tuple[Key, Counts]], method: str = "POST"
) -> None:
    """Refuse too many tries at these pages too, counted as those of sign-in are."""
    limiter: Limiter = app.extensions["sign_in_limiter"]
    config: Config = app.config["SETTINGS"]
    for_account = f"{config.sign_in_tries_per_account} per {config.sign_in_minutes} minutes"
    for_address = f"{config.sign_in_tries_per_address} per {config.sign_in_minutes} minutes"
    for endpoint, (account, counts) in counted.items():
        view: Any = app.view_functions[endpoint]
        for limit, key in ((for_account, account), (for_address, address)):
            limited = limiter.limit(limit, key_func=key, methods=[method], deduct_when=counts)
            view = limited(view)
        app.view_functions[endpoint] = view


def _options(config: Config) -> dict[str, str | int]:
    if config.redis_url is None:
        return {}
    return {"socket_connect_timeout": PATIENCE_SECONDS, "socket_timeout": PATIENCE_SECONDS}


def too_many_tries(_error: RateLimitExceeded) -> Response:
    """The answer, with how long it is until the next try is counted anew."""
    limiter: Limiter = current_app.extensions["sign_in_limiter"]
    limit = limiter.current_limit
    seconds = max(1, int(limit.reset_at - clock.now().timestamp())) if limit else 60
    wait = counted(math.ceil(seconds / 60), "minute")
    return error_page(TooManyTries(WORDS.format(wait=wait), retry_after=seconds))


def address() -> str:
    """Where the request comes from: an IPv4 address, or a network of IPv6."""
    given = request.remote_addr or "nowhere"
    try:
        found = ipaddress.ip_address(given)
    except ValueError:
        return given
    if found.version == 4:
        return given
    return str(ipaddress.ip_network((found, IPV6_PREFIX), strict=False))


def email_tried() -> str:
    """The account that is named, as a hash: what is counted is no list of addresses."""
    named = _as_signed_in(request.form.get("email", ""))
    return hashlib.sha256(named.encode("utf-8", "replace")).hexdigest()[:32]


def _as_signed_in(named: str) -> str:
    """An address as it is looked up, so that one account is counted once however it is written."""
    try:
        return OutboxMail(current_app).normalize(named)
    except ValueError:
        return named.strip().lower()


def _account_half_in() -> str:
    """Whose password was right, and whose code is asked for."""
    return str(session.get("tf_user_id", ""))


def _account_in() -> str:
    return str(current_user.get_id() or "")


def failed(response: Response) -> bool:
    """Who gets in is sent on; who does not sees the form again."""
    return response.status_code == 200


def always(_response: Response) -> bool:
    return True


# What is counted of each page: by which account, and which answers.
COUNTED: dict[str, tuple[Key, Counts]] = {
    "security.login": (email_tried, failed),
    "security.forgot_password": (email_tried, always),
    "security.reset_password": (address, failed),
    "security.two_factor_token_validation": (_account_half_in, failed),
    "security.mf_recovery": (_account_half_in, failed),
    "security.verify": (_account_in, failed),
    "security.change_password": (_account_in, failed),
}
