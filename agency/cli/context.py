"""What commands share: the database behind them, their options, and how they answer."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from functools import wraps
from typing import Any, ParamSpec, TypeVar

import click
from flask import Flask
from marshmallow import ValidationError
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from agency import create_app
from agency.errors import Unreadable
from agency.extensions import db
from agency.fields.days import day_of
from agency.schema_version import database_revision, missing_file, newest_revision
from agency.settings import settings as settings
from agency.settings import today
from config import Config

P = ParamSpec("P")
R = TypeVar("R")


class DayParameter(click.ParamType[date]):
    """A day as YYYY-MM-DD."""

    name = "DAY"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        try:
            return day_of(value)
        except ValidationError as error:
            self.fail(f"{value!r}: {error.messages[0]}", param, ctx)


DAY = DayParameter()

as_json = click.option("--json", "json_wanted", is_flag=True, help="Answer in JSON.")
as_of_day = click.option("--as-of", type=DAY, help="Judge as of this day instead of today.")


def with_database(command: Callable[P, R]) -> Callable[P, R]:
    """Run a command over the database of the environment, which must be up to date."""

    @wraps(command)
    def run(*args: P.args, **options: P.kwargs) -> R:
        with app_with_database().app_context():
            try:
                return command(*args, **options)
            finally:
                # A connection that is still in use would outlive the pool it belongs to.
                db.session.remove()
                db.engine.dispose()

    return run


def app_with_database() -> Flask:
    """The application over the database of the environment, which must be up to date."""
    app = create_app(Config.from_environment())
    with app.app_context():
        if missing := missing_file():
            raise Unreadable(f"there is no database {missing}; run `agency init` first")
        if database_revision() != newest_revision():
            raise Unreadable("the database is not up to date; run `agency init` first")
    return app


def at_hand(asked: Callable[[], R], without: R) -> R:
    """What the database answers, for commands that need none; where there is none, ``without``.

    A database that is there and cannot be asked is told on standard error.
    """
    app = create_app(Config.from_environment())
    with app.app_context():
        try:
            if missing_file():
                return without
            if database_revision() == newest_revision():
                return asked()
            reason = "it is not up to date; run `agency init`"
        except SQLAlchemyError as error:
            cause = error.orig if isinstance(error, DBAPIError) else error
            reason = str(cause).strip()
        finally:
            db.session.remove()
            db.engine.dispose()
    click.echo(f"agency: what the database has recorded is not shown: {reason}", err=True)
    return without


def day_or_today(day: date | None) -> date:
    """``day``, or the date it is now where the agency is."""
    return day or today()


def echo_json(answer: Any) -> None:
    """Print ``answer`` as JSON: days and times in ISO form, decimals as text.

    Letters beyond ASCII are escaped where the output knows no others.
    """
    unicode = (sys.stdout.encoding or "").lower().startswith("utf")
    click.echo(json.dumps(answer, indent=2, ensure_ascii=not unicode, default=_plain))


def _plain(value: Any) -> str:
    if isinstance(value, date | datetime):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value)
    raise TypeError(f"{type(value).__name__} has no JSON form")
