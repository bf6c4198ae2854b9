"""The ``agency`` command: a table of contents, and one place where errors become words."""

from __future__ import annotations

import sys
from typing import Any

import click
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from agency.errors import AgencyError
from agency.rules.reading import RuleBookError
from agency.rules.requisition import Ended
from agency.rules.rulebook import NoRules
from config import BadSetting

UNREADABLE = 2
OURS_TO_SAY = (AgencyError, RuleBookError, NoRules, Ended, BadSetting)


class Commands(click.Group):
    """A group whose commands fail with one sentence and status 2, never with a traceback."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except OURS_TO_SAY as error:
            self._fail(str(error))
        except SQLAlchemyError as error:
            cause = error.orig if isinstance(error, DBAPIError) else error
            self._fail(f"the database refused: {str(cause).strip()}")
        except BrokenPipeError:
            # Whoever read our output has seen enough; nothing is left to flush.
            sys.stdout = None
            raise SystemExit(0) from None
        except OSError as error:
            self._fail(f"{error.filename}: {error.strerror}" if error.filename else str(error))

    @staticmethod
    def _fail(message: str) -> None:
        click.echo(f"agency: {message}", err=True)
        raise SystemExit(UNREADABLE)


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
def agency() -> None:
    """Tenens matches medical-assistant candidates to assignments, and says why, with dates."""
