"""A client made from the document by a program of others, over HTTP, from first to last."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from flask import Flask

from agency.documents.kinds import JSON, TYPES
from tests.api.programs import PREFIX, Program
from tests.browser.served import served_agency

STORY = Path(__file__).with_name("story_of_a_client.py")


def generate(app: Flask, folder: Path) -> None:
    """Write the package ``tenens_client`` into a folder."""
    document = folder / "openapi.json"
    document.write_bytes(app.test_client().get(f"{PREFIX}/openapi.json").data)
    config = folder / "config.yml"
    # It knows bytes by one name alone.
    files_are = "".join(
        f"  {one}: application/octet-stream\n" for one in (*TYPES, "application/zip") if one != JSON
    )
    said = "package_name_override: tenens_client\npost_hooks: []\ncontent_type_overrides:\n"
    config.write_text(said + files_are, encoding="utf-8")
    program = Path(sys.executable).with_name("openapi-python-client")
    words = ["generate", "--meta", "none", "--output-path", str(folder / "tenens_client")]
    files = ["--path", str(document), "--config", str(config), "--fail-on-warning"]
    made = subprocess.run(
        [program, *words, *files], capture_output=True, text=True, check=False, timeout=300
    )
    assert made.returncode == 0, made.stdout + made.stderr


def test_it_takes_somebody_from_her_record_to_an_explanation(app: Flask, tmp_path: Path) -> None:
    generate(app, tmp_path)
    token = Program(app, "admin").headers["Authorization"].removeprefix("Bearer ")
    with served_agency(app) as served:
        told = subprocess.run(
            [sys.executable, str(STORY), served.url, token],
            cwd=tmp_path,
            env={"PYTHONPATH": str(tmp_path), "PYTHONDONTWRITEBYTECODE": "1"},
            capture_output=True,
            text=True,
            check=False,
            timeout=300,
        )
    assert told.returncode == 0, told.stderr
    assert told.stdout == "unknown certification"
