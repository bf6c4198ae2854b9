"""``agency rules check`` and ``agency rules show STATE``: what the rulebook holds, in words."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click
from rich.console import Console
from rich.table import Table

from agency import clock
from agency.assignments.queries import facility_states
from agency.cli.context import DAY, as_json, at_hand, echo_json
from agency.cli.impact import impact_command
from agency.cli.printing import print_fitted
from agency.cli.rule_texts import page_lines
from agency.cli.standards import save_command, standards_command, withdraw_command
from agency.rules.counting import COUNTED, counts_of, summary, total_of
from agency.rules.roles import load_roles
from agency.rules.rulebook import DATA, RuleBook, load_rulebook
from agency.rules.titles import load_titles
from agency.rules.wording import spoken
from agency.standards.books import saved_text
from agency.standards.queries import rulebook, standing
from agency.standards.rule_page import OnRecord, described_page, page_of
from config import Config


@click.group("rules")
def rules_commands() -> None:
    """The rulebook: what the law, the issuers and the agency ask."""


rules_commands.add_command(impact_command)
rules_commands.add_command(save_command)
rules_commands.add_command(standards_command)
rules_commands.add_command(withdraw_command)


@rules_commands.command("check")
@click.option(
    "--data",
    "folder",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    default=DATA,
    help="Check the files of another folder than the rulebook's own.",
)
@as_json
def check_command(folder: Path, json_wanted: bool) -> None:
    """Read every data file, and count what they hold; a wrong file is told with its place."""
    book = load_rulebook(folder)
    load_roles(folder)
    if folder == DATA:
        load_titles()
    if json_wanted:
        echo_json(summary(book))
        return
    console = Console(highlight=False)
    for table in (_entries_table(book), _catalogue_table(book)):
        console.print(table, "")
    console.print(f"Fingerprint {book.fingerprint}", soft_wrap=True)


@rules_commands.command("show")
@click.argument("state")
@click.option("--on", "day", type=DAY, help="What is in force on this day instead of today.")
@as_json
def show_command(state: str, day: date | None, json_wanted: bool) -> None:
    """What is asked in STATE (such as WA; US: in all) on a day, and on whose word we know it."""
    day = day or clock.today(Config.from_environment().timezone)
    page = page_of(state, day, *at_hand(_as_recorded, (load_rulebook(), OnRecord())))
    if json_wanted:
        echo_json(described_page(page))
        return
    print_fitted(lambda width, _: page_lines(page, width))


# check


def _entries_table(book: RuleBook) -> Table:
    counts = list(counts_of(book))
    total = total_of(counts)
    # A repeal is rare enough for its column to stand only where there is one.
    shown = [name for name in COUNTED if name != "lifted" or total[name]]
    table = _table("State", "Total")
    for name in shown:
        table.add_column(name.capitalize(), footer=str(total[name]), justify="right")
    for one in counts:
        table.add_row(f"{one['name']} ({one['state']})", *(str(one[name]) for name in shown))
    return table


def _catalogue_table(book: RuleBook) -> Table:
    catalogue = summary(book)["catalogue"]
    table = _table("Catalogue", "Total")
    table.add_column("Credentials", footer=str(catalogue["credentials"]), justify="right")
    for category, count in catalogue["categories"].items():
        table.add_row(spoken(category), str(count))
    return table


def _table(title: str, footer: str) -> Table:
    table = Table(box=None, pad_edge=False, padding=(0, 1, 0, 0), show_footer=True)
    table.add_column(title, footer=footer)
    return table


# show


def _as_recorded() -> tuple[RuleBook, OnRecord]:
    """The rulebook with what is recorded, and what the database tells of it."""
    saved = {row.key: saved_text(row) for row in standing()}
    return rulebook(), OnRecord(saved, facility_states())
