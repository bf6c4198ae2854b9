"""Columns in files, a file for each: made in parts, and mapped by any number of processes."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import chain
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from agency.matching.parts import Part, from_parts, parts_of
from agency.matching.pool import Pool
from agency.matching.rows import BLANK
from agency.matching.snapshot import Opening, Snapshot

REST, OPENINGS = "rest.json", "openings.jsonl"
KNOWN, NUMBER, CANDIDATE, SIZE = ".known", ".number", "candidate", "size"
Column = npt.NDArray[Any]


def store(snapshot: Snapshot, folder: Path) -> None:
    """Write a snapshot into a new folder."""
    parts = dict(parts_of(snapshot.pool))
    rest = {path: part for path, part in parts.items() if not isinstance(part, np.ndarray)}
    _write(folder, rest, ((path, part) for path, part in parts.items() if path not in rest))
    lines = (json.dumps(one.as_json()) for one in snapshot.openings)
    (folder / OPENINGS).write_text("".join(f"{line}\n" for line in lines))


def join(parts: Sequence[Path], folder: Path) -> None:
    """Write what several folders hold as one, column by column.

    The references of each part must all come before those of the next.
    """
    rests = [json.loads((part / REST).read_text()) for part in parts]
    before = [0, *np.cumsum([len(rest["refs"]) for rest in rests]).tolist()]
    joined = {path: _together(path, [rest[path] for rest in rests]) for path in rests[0]}
    columns = sorted(file.stem for file in parts[0].glob("*.npy"))
    _write(folder, joined, _columns(columns, parts, rests, joined, before))
    with (folder / OPENINGS).open("w") as file:
        for part in parts:
            file.write((part / OPENINGS).read_text())


def _columns(
    paths: Iterable[str],
    parts: Sequence[Path],
    rests: Sequence[Mapping[str, Any]],
    joined: Mapping[str, Any],
    before: Sequence[int],
) -> Iterator[tuple[str, Column]]:
    """Each column of all parts: people and words are numbered on from part to part."""
    for path in paths:
        columns = [np.load(part / f"{path}.npy") for part in parts]
        if path.endswith(NUMBER):
            known = path.removesuffix(NUMBER) + KNOWN
            place = {word: number for number, word in enumerate(joined[known])}
            finals = [[*(place[word] for word in rest[known]), BLANK] for rest in rests]
            pairs = zip(finals, columns, strict=True)
            columns = [np.array(final, np.int32)[column] for final, column in pairs]
        elif path.rpartition(".")[2] == CANDIDATE:
            columns = [
                column + np.int32(number) for number, column in zip(before, columns, strict=False)
            ]
        yield path, np.concatenate(columns)


def _together(path: str, said: Sequence[Any]) -> Any:
    if path.endswith(KNOWN):
        return sorted({*chain.from_iterable(said)})
    return sum(said) if path.endswith(SIZE) else [*chain.from_iterable(said)]


def _write(
    folder: Path, rest: Mapping[str, Any], columns: Iterable[tuple[str, Part | Column]]
) -> None:
    folder.mkdir(parents=True)
    for path, column in columns:
        np.save(folder / f"{path}.npy", np.asarray(column))
    (folder / REST).write_text(json.dumps(rest))


def mapped_pool(folder: Path) -> Pool:
    """Everybody, in memory that is shared with whoever else maps the same files.

    What is written to a column stays with whoever writes it.
    """
    rest = json.loads((folder / REST).read_text())
    parts: dict[str, Part] = {
        path: part if isinstance(part, int) else tuple(part) for path, part in rest.items()
    }
    for file in folder.glob("*.npy"):
        parts[file.stem] = np.asarray(np.load(file, mmap_mode="c"))
    return from_parts(Pool, parts)


def openings_in(folder: Path, states: Collection[str]) -> list[str]:
    """The lines of the openings in these states, ordered by state; `opening_of` reads one."""
    lines = (folder / OPENINGS).read_text().splitlines()
    state_of = {line: json.loads(line)["assignment"]["state"] for line in lines}
    return sorted((line for line in lines if state_of[line] in states), key=state_of.__getitem__)


def opening_of(line: str) -> Opening:
    return Opening.from_json(json.loads(line))
