"""The commands that a newcomer types, and what runs them on every change."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

from agency.exchange.kinds import KINDS

ROOT = Path(__file__).parent.parent
DEMO = ROOT / "scripts" / "demo.sh"


def would_run(target: str) -> str:
    """What make would do, everything being installed."""
    made = subprocess.run(
        ["make", "-n", target, "-o", ".venv/.dev", "-o", ".venv/.runtime"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    return made.stdout


def test_make_alone_lists_the_commands() -> None:
    listed = subprocess.run(["make"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    for target in ("demo", "test", "lint", "bench"):
        assert re.search(rf"^  make {target}\t\w", listed, re.MULTILINE)


def test_make_test_runs_every_test() -> None:
    assert re.search(r"pytest\b.* tests$", would_run("test"), re.MULTILINE)


def test_make_demo_runs_the_demo() -> None:
    assert "scripts/demo.sh" in would_run("demo")


@pytest.mark.parametrize("script", sorted(ROOT.glob("scripts/*.sh")), ids=lambda path: path.name)
def test_a_script_is_plain_shell_and_stops_at_its_first_fault(script: Path) -> None:
    assert script.read_text().startswith("#!/bin/sh\n")
    assert "\nset -eu\n" in script.read_text()
    subprocess.run(["sh", "-n", script], check=True)


def test_the_demo_brings_in_every_kind_of_file_in_order() -> None:
    kinds = re.search(r'everything="([a-z_ ]+)"', DEMO.read_text())
    assert kinds
    assert kinds.group(1).split() == list(KINDS)


def test_the_demo_never_touches_the_database_of_a_real_agency() -> None:
    assert "\nunset AGENCY_DATABASE_URL AGENCY_REDIS_URL\n" in DEMO.read_text()


def test_every_change_is_linted_and_tested() -> None:
    run = (ROOT / ".ci" / "run").read_text().splitlines()
    assert {"make lint", "make test"} <= set(run)
    assert "set -euo pipefail" in run
