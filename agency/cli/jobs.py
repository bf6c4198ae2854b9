"""``agency jobs``: the work in the ledger, and a dead job tried again."""

from __future__ import annotations

import click

from agency.cli.context import as_json, echo_json, with_database
from agency.cli.job_texts import job_lines, jobs_lines
from agency.cli.printing import print_fitted
from agency.dashboard.job_words import named
from agency.jobs import actions
from agency.jobs.models import STATES
from agency.jobs.queries import job, jobs, jobs_by_state, moment_now
from agency.jobs.schemas import described_job

JOB_ID = click.IntRange(min=1, max=2**31 - 1)


@click.group("jobs", invoke_without_command=True)
@click.option("--state", type=click.Choice(STATES), help="Only jobs in this state.")
@click.option("--limit", type=click.IntRange(1, 1_000_000), default=20, show_default=True)
@as_json
@click.pass_context
def jobs_commands(context: click.Context, state: str | None, limit: int, json_wanted: bool) -> None:
    """The work to be done and done, the newest first."""
    if context.invoked_subcommand is None:
        _list(state, limit, json_wanted)


@with_database
def _list(state: str | None, limit: int, json_wanted: bool) -> None:
    found, counts, now = jobs(state=state, limit=limit), jobs_by_state(), moment_now()
    if json_wanted:
        echo_json([described_job(one, now) for one in found])
    else:
        print_fitted(lambda width, _: jobs_lines(found, counts, state, now, width))


@jobs_commands.command("show")
@click.argument("job_id", metavar="ID", type=JOB_ID)
@as_json
@with_database
def show_command(job_id: int, json_wanted: bool) -> None:
    """Everything about the job with this ID."""
    found, now = job(job_id), moment_now()
    if json_wanted:
        echo_json(described_job(found, now))
    else:
        print_fitted(lambda width, _: job_lines(found, now, width))


@jobs_commands.command("retry")
@click.argument("job_id", metavar="ID", type=JOB_ID)
@as_json
@with_database
def retry_command(job_id: int, json_wanted: bool) -> None:
    """Have the dead job with this ID tried again, from its first attempt."""
    actions.retry(job_id)
    found = job(job_id)
    if json_wanted:
        echo_json(described_job(found, moment_now()))
    else:
        click.echo(f"{named(found)}, is waiting again, for its first attempt")
