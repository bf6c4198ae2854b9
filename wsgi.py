"""Builds the application; the only file that sees the web and the workers."""

from __future__ import annotations

from agency.cli import agency


def main() -> None:
    """The ``agency`` command."""
    agency(prog_name="agency")
