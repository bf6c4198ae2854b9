"""``agency doctor``: whether all is well, and what to do where it is not."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import click
from rich.text import Text

from agency import create_app
from agency.cli.context import as_json, echo_json
from agency.cli.printing import print_fitted, wrapped
from agency.dashboard.checks import Check, all_well, checks
from agency.extensions import db
from config import Config

NOT_WELL = 1
# Sign and word, so that the colour is never needed.
MARKS = {True: ("✓ well", "green"), False: ("✗ not well", "red"), None: ("? not known", "yellow")}
NAME_WIDTH, MARK_WIDTH = 10, 11


@click.command("doctor")
@as_json
def doctor_command(json_wanted: bool) -> None:
    """Say of everything that is needed whether it is well; the status is 1 if anything is not."""
    with create_app(Config.from_environment()).app_context():
        try:
            found = checks()
        finally:
            db.session.remove()
            db.engine.dispose()
    if json_wanted:
        echo_json(described(found))
    else:
        print_fitted(lambda width, _: _lines(found, width))
    if not all_well(found):
        raise SystemExit(NOT_WELL)


def described(found: Mapping[str, Check]) -> dict[str, Any]:
    """All checks by name. Keys may be added, never changed."""
    return {
        "well": all_well(found),
        "checks": {
            name: {
                "well": check.well,
                "says": check.says,
                "advice": check.advice or None,
                **check.facts,
            }
            for name, check in found.items()
        },
    }


def _lines(found: Mapping[str, Check], width: int) -> Iterator[Text]:
    for name, check in found.items():
        mark, style = MARKS[check.well]
        lead = f"{name.replace('_', ' '):{NAME_WIDTH}} {mark:{MARK_WIDTH}}  "
        advice = f": {check.advice}" if check.advice else ""
        for number, line in enumerate(wrapped(f"{check.says}{advice}", width, lead)):
            text = Text(line)
            if number == 0:
                text.stylize(style, NAME_WIDTH + 1, len(lead))
            yield text
