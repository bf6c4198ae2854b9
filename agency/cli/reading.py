"""``agency reading``: what a machine reads in a document, and how well it does."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import click

from agency.bench.reading.measuring import measure
from agency.bench.reading.table import lines
from agency.cli.context import as_json, echo_json
from agency.cli.progress import progress
from agency.documents.kinds import SUFFIXES, type_of
from agency.errors import Unready
from agency.reading.reader import can_ocr, read_file
from agency.sampling.papers.drawing import CLEAN, KINDS, PHOTO, SETS, drawn

NEEDS_OCR = "photos and scans are read by the extra ocr, which is not installed: pip install .[ocr]"
MOST = 10_000

of_set = click.option("--set", "papers", type=click.Choice(list(SETS)), default="measured")
of_kind = click.option("--kind", type=click.Choice(KINDS), default=PHOTO, show_default=True)
by_seed = click.option("--seed", type=int, default=1, show_default=True)
how_many = click.option("--photos", type=click.IntRange(1, MOST), default=200, show_default=True)


@click.group("reading")
def reading_commands() -> None:
    """What a machine reads in a document, and how well."""


@reading_commands.command("file")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@as_json
def read_command(file: Path, *, json_wanted: bool) -> None:
    """Read one PDF, JPEG or PNG, with no database, and say what would be proposed."""
    content = file.read_bytes()
    read = read_file(content, type_of(content) or file.suffix)
    if json_wanted:
        echo_json(asdict(read))
        return
    click.echo(f"read by {read.how}, pages {read.pages}")
    for one in read.fields:
        value = "(blank)" if one.value is None else one.value
        note = f"  {one.note}" if one.note else ""
        click.echo(f"{one.field:<11}{one.confidence:>4} %  {value}{note}")


@reading_commands.command("measure")
@how_many
@by_seed
@of_set
@of_kind
@click.option("--misses", is_flag=True, help="Also list each field that was not read right.")
@as_json
def measure_command(
    photos: int, seed: int, papers: str, kind: str, *, misses: bool, json_wanted: bool
) -> None:
    """Draw credentials, photograph them by program, read them, and count what was read right.

    The set measured (the default) has layouts, fonts, words and a camera that the reader was not
    tuned on.
    """
    if kind != CLEAN and not can_ocr():
        raise Unready(NEEDS_OCR)
    with progress("Reading") as told:
        measured = measure(SETS[papers], kind, seed, photos, told)
    if json_wanted:
        echo_json(measured.as_json())
    else:
        click.echo("\n".join(lines(measured, misses=misses)))


@reading_commands.command("draw")
@how_many
@by_seed
@of_set
@of_kind
@click.option("--out", type=click.Path(path_type=Path), required=True, help="The folder.")
def draw_command(photos: int, seed: int, papers: str, kind: str, *, out: Path) -> None:
    """Write the papers that `measure` reads into a folder, to be looked at."""
    out.mkdir(parents=True, exist_ok=True)
    for index, one in enumerate(drawn(SETS[papers], kind, seed, photos)):
        file = out / f"{papers}-{kind}-{seed}-{index:04}{SUFFIXES[one.media_type]}"
        file.write_bytes(one.content)
        click.echo(str(file))
