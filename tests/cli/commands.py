"""Commands run over a database, and what they say."""

from __future__ import annotations

import json
from typing import Any

from click.testing import CliRunner, Result

from agency.cli import agency


def run(over: dict[str, str], *words: str) -> Result:
    """A command in the environment ``over``."""
    return CliRunner().invoke(agency, words, env=over)


def told(over: dict[str, str], *words: str) -> str:
    """What a command says that succeeds and has nothing to complain of."""
    result = run(over, *words)
    assert (result.exit_code, result.stderr) == (0, ""), result.output
    return result.stdout


def answer(over: dict[str, str], *words: str) -> Any:
    """The same, as the JSON it says."""
    return json.loads(told(over, *words, "--json"))
