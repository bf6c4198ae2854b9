"""Rulebooks for tests: the real one, with a folder of ``cases/law`` laid over it."""

from __future__ import annotations

from pathlib import Path
from shutil import copytree

from agency.rules.rulebook import DATA, RuleBook, load_rulebook

LAW = Path(__file__).parent / "cases" / "law"


def laid_over(law: str, folder: Path) -> RuleBook:
    """The real rulebook with the files of ``law`` in place of its own, written to ``folder``."""
    copytree(DATA, folder, dirs_exist_ok=True)
    copytree(LAW / law, folder, dirs_exist_ok=True)
    return load_rulebook(folder)
