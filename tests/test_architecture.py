"""The import order of the house, and who may commit, read the time or know Flask."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]

# Read from the top: each may import what stands below it, never its neighbours or what is above.
LAYERS = (
    ("wsgi",),
    ("workers", "audiences"),
    ("renewals",),
    ("matching", "exchange", "upkeep"),
    ("merging",),
    ("pinning",),
    ("placements",),
    ("assignments",),
    ("standards",),
    ("screening",),
    ("badges",),
    ("verification",),
    ("credentials",),
    ("documents",),
    ("reading",),
    ("joining",),
    ("candidates",),
    ("accounts",),
    ("base",),
    ("rules",),
)
# ``agency`` itself is the application as a whole: create_app joins the audiences.
AUDIENCES = (
    *("agency", "dashboard", "portal", "api", "access", "cli", "bench", "sampling", "pictures"),
    *("error_pages", "page_filters", "security_headers", "static_files", "row_ids"),
)
BASE = (
    *("jobs", "edits", "audit", "notices", "extensions", "clock", "errors", "places"),
    *("config", "settings", "fields", "upserting", "column_types", "schema_version", "bulk_lookup"),
    *("plain_rows", "paging", "finding"),
)
GROUPS = dict.fromkeys(AUDIENCES, "audiences") | dict.fromkeys(BASE, "base")
HEIGHT = {name: height for height, layer in enumerate(reversed(LAYERS)) for name in layer}
OURS = ("agency", "config", "workers", "wsgi")

TIME = {
    *("datetime.now", "datetime.utcnow", "datetime.today", "date.today"),
    *("time.time", "time.time_ns", "time.localtime", "time.gmtime"),
    *("func.now", "func.current_timestamp"),
}
STOPWATCHES = {
    *("time.perf_counter", "time.perf_counter_ns", "time.monotonic", "time.monotonic_ns"),
}


def faults(module: str, source: str) -> list[str]:
    """What ``source``, the text of ``module``, does that the house does not allow."""
    tree = ast.parse(source)
    imported, called = list(imports(tree)), list(calls(tree))
    return [
        *(f"imports {name}" for name in imported if not may_import(module, name)),
        *(f"reads {name}" for name in (*imported, *called) if not may_read(module, name)),
        *(f"calls {name}" for name in called if not may_commit(module, name)),
    ]


def imports(tree: ast.AST) -> Iterator[str]:
    """Dotted names of all that is imported, wherever in the file that happens."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def calls(tree: ast.AST) -> Iterator[str]:
    """The last two words of all that is called: ``session.commit`` of db.session.commit()."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            yield ".".join(ast.unparse(node.func).split(".")[-2:])


def layer_of(module: str) -> str | None:
    """The layer of a module of ours; None for other people's code."""
    first, *rest = module.split(".")
    if first not in OURS:
        return None
    name = rest[0] if first == "agency" and rest else first
    name = GROUPS.get(name, name)
    return name if name in HEIGHT else "audiences"


def may_import(module: str, imported: str) -> bool:
    here, there = layer_of(module), layer_of(imported)
    assert here is not None
    root = imported.partition(".")[0]
    if here == "rules":
        return there == "rules" or root in sys.stdlib_module_names
    if there is None:
        # The library that signs people in asks for classes of its own among the models.
        signs_in = module == "agency.accounts.models" and root == "flask_security"
        knows_flask = module in ("agency.extensions", "agency.settings") or signs_in
        high = HEIGHT[here] >= HEIGHT["audiences"]
        return high or knows_flask or root.partition("_")[0] != "flask"
    return here == there or HEIGHT[there] < HEIGHT[here]


def may_read(module: str, name: str) -> bool:
    """The time is read in one place, the database's for leases; work may be timed in few."""
    if name in TIME:
        of_leases = name.startswith("func.") and module.startswith("agency.jobs")
        return module == "agency.clock" or of_leases
    times = ("agency.clock", "agency.bench", "agency.jobs")
    return name not in STOPWATCHES or module.startswith(times)


def may_commit(module: str, called: str) -> bool:
    """Leaving a ``begin`` block commits too; the bench fills databases of its own."""
    if called.rpartition(".")[2] not in ("commit", "begin"):
        return True
    return "actions" in module.split(".") or module.startswith(
        ("agency.schema_version", "agency.bench")
    )


def modules() -> dict[str, Path]:
    """Every module of the application by its dotted name."""
    files = [ROOT / "wsgi.py", ROOT / "config.py"]
    files += [file for name in ("agency", "workers") for file in (ROOT / name).rglob("*.py")]
    dotted = {".".join(file.relative_to(ROOT).with_suffix("").parts): file for file in files}
    return {name.removesuffix(".__init__"): file for name, file in dotted.items()}


MODULES = modules()


@pytest.mark.parametrize("module", sorted(MODULES))
def test_a_module_keeps_to_the_order_of_the_house(module: str) -> None:
    assert faults(module, MODULES[module].read_text(encoding="utf-8")) == []


def test_every_package_has_its_place() -> None:
    names = {name.split(".")[1] for name in MODULES if name.startswith("agency.")}
    assert names <= HEIGHT.keys() | GROUPS.keys()


@pytest.mark.parametrize(
    ("module", "source", "fault"),
    [
        ("agency.rules.spans", "import numpy", "imports numpy"),
        ("agency.rules.spans", "from agency import clock", "imports agency.clock"),
        ("agency.clock", "from agency.rules.spans import Spans", None),
        (
            "agency.clock",
            "from agency.candidates import models",
            "imports agency.candidates.models",
        ),
        ("agency.candidates.models", "from agency.extensions import db", None),
        ("agency.candidates.queries", "import agency.matching", "imports agency.matching"),
        ("agency.matching.engine", "import agency.exchange", "imports agency.exchange"),
        ("agency.matching.engine", "import agency.matching.pool", None),
        ("agency.matching.engine", "from agency import create_app", "imports agency.create_app"),
        ("agency.matching.engine", "import agency.dashboard", "imports agency.dashboard"),
        ("agency.dashboard.runs", "import agency.access", None),
        ("agency.dashboard.runs", "import workers.tasks", "imports workers.tasks"),
        ("workers.tasks", "import agency.dashboard", "imports agency.dashboard"),
        ("workers.tasks", "import agency.matching.actions", None),
        ("agency.exchange.lines", "def f():\n    import flask", "imports flask"),
        ("agency.exchange.lines", "import flask_migrate", "imports flask_migrate"),
        ("agency.extensions", "import flask_sqlalchemy", None),
        ("workers.celery_app", "from flask import Flask", None),
        ("agency.placements.queries", "datetime.now(UTC)", "reads datetime.now"),
        ("agency.placements.queries", "datetime.date.today()", "reads date.today"),
        ("agency.placements.queries", "from time import time", "reads time.time"),
        ("agency.placements.queries", "select(func.now())", "reads func.now"),
        ("agency.jobs.actions", "update().values(lease_until=func.now())", None),
        ("agency.jobs.actions", "datetime.now(UTC)", "reads datetime.now"),
        ("agency.placements.queries", "time.monotonic()", "reads time.monotonic"),
        ("agency.placements.queries", "clock.now()", None),
        ("agency.placements.queries", "time(2, 30)", None),
        ("agency.bench.servers", "time.monotonic()", None),
        ("agency.bench.servers", "time.time()", "reads time.time"),
        ("agency.placements.queries", "db.session.commit()", "calls session.commit"),
        ("agency.placements.queries", "with db.engine.begin(): pass", "calls engine.begin"),
        ("agency.placements.actions", "db.session.commit()", None),
        ("agency.placements.actions.move", "db.session.commit()", None),
        ("agency.placements.queries", "db.session.begin_nested()", None),
    ],
)
def test_the_check_finds_what_is_wrong_and_nothing_else(
    module: str, source: str, fault: str | None
) -> None:
    assert faults(module, source) == ([] if fault is None else [fault])
