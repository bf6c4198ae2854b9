"""Writing a sample: seven files, row by row, that appear in the folder when all are complete."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from operator import attrgetter
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from agency.errors import AgencyError
from agency.exchange.kinds import KINDS
from agency.fields import span_text
from agency.sampling.rows import Span

FILES = {kind: f"{kind}.csv" for kind in KINDS}


class Unwritable(AgencyError):
    """The files cannot be written there."""


class SampleFiles:
    """The seven files while they are written; ``counts`` has the rows of each kind so far."""

    def __init__(self, folder: Path, open_files: ExitStack) -> None:
        self.counts: Counter[str] = Counter()
        self._cells = {name: attrgetter(*kind.columns) for name, kind in KINDS.items()}
        self._writers = {}
        for name, kind in KINDS.items():
            file = (folder / FILES[name]).open("w", encoding="utf-8", newline="")
            self._writers[name] = csv.writer(open_files.enter_context(file), lineterminator="\n")
            self._writers[name].writerow(kind.columns)

    def write(self, kind: str, row: object) -> None:
        """Add one row, whose attributes are named as the columns of its kind."""
        self._writers[kind].writerow(map(_cell, self._cells[kind](row)))
        self.counts[kind] += 1


@contextmanager
def sample_files(folder: Path, overwrite: bool) -> Iterator[SampleFiles]:
    """Files that are put into ``folder`` at the end, all of them or none.

    Raises Unwritable if ``folder`` cannot be one, or holds such files that may not be overwritten.
    """
    if folder.exists() and not folder.is_dir():
        raise Unwritable(f"{folder}: expected a folder or the name of a new one")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        _refuse_to_overwrite(folder, overwrite)
        with TemporaryDirectory(dir=folder, prefix=".sample-") as unfinished:
            with ExitStack() as open_files:
                yield SampleFiles(Path(unfinished), open_files)
            for name in FILES.values():
                (Path(unfinished) / name).replace(folder / name)
    except OSError as error:
        raise Unwritable(f"{folder}: cannot be written: {error.strerror or error}") from error


def _refuse_to_overwrite(folder: Path, overwrite: bool) -> None:
    there = [name for name in FILES.values() if (folder / name).exists()]
    if there and not overwrite:
        raise Unwritable(f"{folder}: holds {', '.join(there)}; --force overwrites them")


def _joined(parts: tuple[str | Span, ...]) -> str:
    return ";".join(part if isinstance(part, str) else span_text(part) for part in parts)


def _yes_or_no(said: bool) -> str:
    return "yes" if said else "no"


# Other values are written as the csv module writes them: nothing for None, the rest as text.
TEXTS: dict[type, Callable[[Any], str]] = {bool: _yes_or_no, tuple: _joined}


def _cell(value: object) -> object:
    text = TEXTS.get(type(value))
    return text(value) if text else value
