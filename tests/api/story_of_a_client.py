"""What a program does with the client that was made for it; run by the test, not by pytest."""

from __future__ import annotations

import datetime
import sys
from importlib import import_module
from time import sleep
from typing import Any

# Nobody can know them before they are made.
CLIENT, MODELS = import_module("tenens_client"), import_module("tenens_client.models")
url, token = sys.argv[1:]
client = CLIENT.AuthenticatedClient(base_url=url, token=token, raise_on_unexpected_status=True)


def call(subject: str, name: str) -> Any:
    """The function that the client has for an operation."""
    return import_module(f"tenens_client.api.{subject}.{name}").sync


def open_everything() -> None:
    """A candidate with a credential, and an assignment."""
    person = MODELS.NewCandidate.from_dict(
        {"ref": "C-0107", "first_name": "Amara", "willing_states": ["TX"], "adult": True}
    )
    made = call("candidates", "add_candidate")(
        client=client, body=person, idempotency_key="person-1"
    )
    assert made.ref == "C-0107"
    credential = MODELS.NewCredential.from_dict(
        {"code": "CMA-AAMA", "number": "X-1", "expires_on": "2099-12-31", "evidence": "documented"}
    )
    held = call("credentials_and_trainings", "add_credential")(
        "C-0107", client=client, body=credential
    )
    assert held.expires_on == datetime.date(2099, 12, 31)
    work = MODELS.NewAssignment.from_dict(
        {
            "ref": "A-0042",
            "state": "TX",
            "setting": "clinic",
            "delegator": "physician",
            "supervision": "on_premises",
            "starts_on": "2098-01-04",
            "ends_on": "2098-03-31",
            "pay_rate": "25.50",
        }
    )
    opened = call("assignments", "add_assignment")(client=client, body=work)
    assert opened.pay_rate == "25.50"


def have_it_matched() -> None:
    """Order a match, and wait until it is done and all that it led to as well."""
    runs = call("matches", "list_match_runs")
    job = call("matches", "start_match_run")(client=client, body=MODELS.NewMatchRun())
    while str(call("jobs", "get_job")(job.id, client=client).state) != "done":
        sleep(0.2)
    while "complete" not in [str(run.state) for run in runs(client=client).items]:
        sleep(0.2)


def explain_it() -> str:
    """The verdict on the pair, and what it lacks by the run."""
    assert call("candidates", "get_candidate")("C-0107", client=client).first_name == "Amara"
    found = call("matches", "get_assignment_matches")("A-0042", client=client)
    (near,) = found.matches
    told = call("matches", "explain")("A-0042", "C-0107", client=client)
    lacking = [one.requirement for one in told.findings if one.verdict != "met"]
    assert near.gap in lacking
    return f"{told.verdict} {' '.join(lacking)}"


open_everything()
have_it_matched()
sys.stdout.write(explain_it())
