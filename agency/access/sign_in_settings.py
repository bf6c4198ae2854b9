"""How Flask-Security, its forms and its cookies are to behave, and what they say."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from agency.access.keys import key_for
from agency.access.passwords import LEAST, MOST, RESET_PATH, how_passwords_are_kept
from config import Config

# How long ago somebody may have shown her password before she changes what protects her account.
FRESH, GRACE = timedelta(hours=1), timedelta(minutes=15)
RECOVERY_CODES = 8
# How far the clock of a phone may be off, in seconds, either way.
CLOCK_SECONDS = 30


def sign_in_settings(config: Config) -> dict[str, Any]:
    """All of it, for the application's own settings."""
    return (
        _pages()
        | _what_there_is()
        | _secrets(config)
        | _cookies(config)
        | how_passwords_are_kept(config)
        | {f"SECURITY_MSG_{name}": said for name, said in _words(config).items()}
    )


def _words(config: Config) -> dict[str, tuple[str, str]]:
    """What is said; to everybody alike, whether or not there is such an account."""
    return WORDS if config.smtp_url else WORDS | WITHOUT_MAIL


def _pages() -> dict[str, Any]:
    return {
        "SECURITY_LOGIN_URL": "/sign-in",
        "SECURITY_LOGOUT_URL": "/sign-out",
        "SECURITY_RESET_URL": RESET_PATH,
        "SECURITY_CHANGE_URL": "/change-password",
        "SECURITY_VERIFY_URL": "/sign-in/again",
        "SECURITY_TWO_FACTOR_SETUP_URL": "/second-factor",
        "SECURITY_TWO_FACTOR_TOKEN_VALIDATION_URL": "/sign-in/code",
        "SECURITY_TWO_FACTOR_RESCUE_URL": "/sign-in/rescue",
        "SECURITY_TWO_FACTOR_SELECT_URL": "/sign-in/select",
        "SECURITY_MULTI_FACTOR_RECOVERY_URL": "/sign-in/recovery-code",
        "SECURITY_MULTI_FACTOR_RECOVERY_CODES_URL": "/recovery-codes",
        "SECURITY_POST_LOGIN_VIEW": "/welcome",
        "SECURITY_POST_LOGOUT_VIEW": "security.login",
        "SECURITY_POST_CHANGE_VIEW": "/welcome",
        "SECURITY_TWO_FACTOR_POST_SETUP_VIEW": "/second-factor",
    }


def _what_there_is() -> dict[str, Any]:
    return {
        "SECURITY_STATIC_FOLDER": None,
        # Theirs is written as no browser reads it; ours keeps no answer anywhere.
        "SECURITY_CACHE_CONTROL": None,
        "SECURITY_CLI_USERS_NAME": None,
        "SECURITY_CLI_ROLES_NAME": None,
        "SECURITY_RECOVERABLE": True,
        "SECURITY_CHANGEABLE": True,
        "SECURITY_TWO_FACTOR": True,
        "SECURITY_TWO_FACTOR_ENABLED_METHODS": ["authenticator"],
        "SECURITY_TWO_FACTOR_AUTHENTICATOR_VALIDITY": CLOCK_SECONDS,
        "SECURITY_TWO_FACTOR_RESCUE_EMAIL": False,
        "SECURITY_MULTI_FACTOR_RECOVERY_CODES": True,
        "SECURITY_MULTI_FACTOR_RECOVERY_CODES_N": RECOVERY_CODES,
        # Whoever may be asked for it learns nothing about who has an account.
        "SECURITY_RETURN_GENERIC_RESPONSES": True,
        "SECURITY_API_ENABLED_METHODS": ["session"],
        "SECURITY_FRESHNESS": FRESH,
        "SECURITY_FRESHNESS_GRACE_PERIOD": GRACE,
        # Our outbox words them: agency/access/mailing.py.
        "SECURITY_EMAIL_PLAINTEXT": False,
        "SECURITY_EMAIL_HTML": False,
        "SECURITY_EMAIL_VALIDATOR_ARGS": {"check_deliverability": False, "test_environment": True},
        "SECURITY_USER_IDENTITY_ATTRIBUTES": [{"email": {"mapper": _unused}}],
        "SECURITY_EMAIL_SUBJECT_PASSWORD_RESET": "Set your password",
        "SECURITY_EMAIL_SUBJECT_PASSWORD_NOTICE": "Your password was set anew",
        "SECURITY_EMAIL_SUBJECT_PASSWORD_CHANGE_NOTICE": "Your password was changed",
    }


def _unused(_identity: str) -> None:
    """Nobody is looked up by anything but the form's own address."""


def _secrets(config: Config) -> dict[str, Any]:
    return {
        "SECURITY_PASSWORD_SALT": key_for("passwords", config.secret_key),
        # A hash that does not hang on the secret key, so that a new key locks nobody out.
        "SECURITY_PASSWORD_SINGLE_HASH": ["argon2"],
        "SECURITY_TOTP_SECRETS": {"1": key_for("authenticators", config.secret_key)},
        "SECURITY_TOTP_ISSUER": "Tenens",
        "SECURITY_MULTI_FACTOR_RECOVERY_CODES_KEYS": [
            key_for("recovery codes", config.secret_key).encode()
        ],
    }


def _cookies(config: Config) -> dict[str, Any]:
    encrypted = config.public_url.startswith("https://")
    return {
        # A browser takes a cookie of such a name from this host alone, and only encrypted.
        "SESSION_COOKIE_NAME": "__Host-tenens" if encrypted else "tenens",
        "SESSION_COOKIE_SECURE": encrypted,
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "SESSION_REFRESH_EACH_REQUEST": False,
        "PERMANENT_SESSION_LIFETIME": timedelta(hours=config.session_hours),
        # Whoever changes something shows that a page of ours asked; the guard has it checked.
        "WTF_CSRF_CHECK_DEFAULT": False,
        "WTF_CSRF_TIME_LIMIT": config.session_hours * 3600,
    }


WORDS = {
    "GENERIC_AUTHN_FAILED": ("This e-mail and this password do not go together.", "unmet"),
    "UNAUTHENTICATED": ("Sign in to go on.", "ask"),
    "REAUTHENTICATION_REQUIRED": ("Say once more that it is you, then go on.", "ask"),
    "REAUTHENTICATION_SUCCESSFUL": ("It is you. Go on.", "met"),
    "ANONYMOUS_USER_REQUIRED": ("You are signed in already.", "ask"),
    "PASSWORD_RESET_REQUEST": (
        "If %(email)s has an account, a mail with a link is on its way there.",
        "ask",
    ),
    "PASSWORD_RESET_EXPIRED": ("This link is too old. Ask for a new one.", "unmet"),
    "INVALID_RESET_PASSWORD_TOKEN": (
        "This link does not work, or no longer. Ask for a new one.",
        "unmet",
    ),
    "PASSWORD_RESET_NO_LOGIN": ("Your password is set. Sign in with it.", "met"),
    "PASSWORD_CHANGE": ("Your password is changed. You are signed out everywhere else.", "met"),
    "PASSWORD_IS_THE_SAME": ("That is the password you have.", "unmet"),
    "PASSWORD_INVALID_LENGTH": (f"Take {LEAST} to {MOST} characters.", "unmet"),
    "PASSWORD_NOT_PROVIDED": ("Type a password.", "unmet"),
    "RETYPE_PASSWORD_MISMATCH": ("The two are not the same.", "unmet"),
    "INVALID_PASSWORD": ("That is not your password.", "unmet"),
    "EMAIL_NOT_PROVIDED": ("Type your e-mail address.", "unmet"),
    "INVALID_EMAIL_ADDRESS": ("That is no e-mail address, such as ann@example.org.", "unmet"),
    "INVALID_REDIRECT": ("Sign-in leads to pages of Tenens only.", "unmet"),
    "INVALID_RECOVERY_CODE": ("This code is none of yours, or was used.", "unmet"),
    "NO_RECOVERY_CODES_SETUP": ("You have no codes yet.", "ask"),
    "TWO_FACTOR_INVALID_TOKEN": (
        "This code is not right, or was used. Take the next one.",
        "unmet",
    ),
    "TWO_FACTOR_LOGIN_SUCCESSFUL": ("You are signed in.", "met"),
    "TWO_FACTOR_CHANGE_METHOD_SUCCESSFUL": ("Your second factor is set up.", "met"),
    "TWO_FACTOR_PERMISSION_DENIED": ("Begin with your e-mail and your password.", "ask"),
    "TWO_FACTOR_METHOD_NOT_AVAILABLE": ("Choose one of these.", "unmet"),
    "TWO_FACTOR_DISABLED": ("Your second factor is removed.", "met"),
    "TWO_FACTOR_SETUP_EXPIRED": ("That took too long. Begin anew.", "unmet"),
    "API_ERROR": ("That cannot be done here.", "unmet"),
}
# Without a mail server.
WITHOUT_MAIL = {
    "PASSWORD_RESET_REQUEST": (
        "No mail server is set here: ask an administrator for a link.",
        "soon",
    ),
}
