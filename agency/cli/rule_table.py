"""``agency rules table``: the rulebook counted, state by state, as a page of the documentation."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import click

from agency.cli.context import as_json, echo_json
from agency.cli.writing import replaced, screen
from agency.rules.rulebook import load_rulebook
from agency.rules.tabulating import lines, table_page


@click.command("table")
@click.option(
    "--out",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write the page to this file instead of standard output.",
)
@as_json
def table_command(out: Path | None, json_wanted: bool) -> None:
    """Count what the rulebook holds of each state, as a page in Markdown."""
    book = load_rulebook()
    if json_wanted:
        echo_json({"rulebook": book.fingerprint, "lines": [asdict(one) for one in lines(book)]})
        return
    with replaced(out) if out else screen() as file:
        file.write(table_page(book))
