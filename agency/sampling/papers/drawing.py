"""Sets of drawn papers: one to tune the reader on, one to measure it, with nothing in common."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from agency.rules.rulebook import load_rulebook
from agency.sampling.chance import Dice
from agency.sampling.papers import measured_layouts, tuning_layouts
from agency.sampling.papers.paper import Paper, Papers, Said
from agency.sampling.papers.sheet import Font, Sheet
from agency.sampling.papers.wear import photographed, scanned, snapped
from agency.sampling.papers.words import MEASURED as MEASURED_WORDS
from agency.sampling.papers.words import TUNING as TUNING_WORDS
from agency.sampling.papers.words import words

PDF, JPEG = "application/pdf", "image/jpeg"
CLEAN, SCAN, PHOTO = "clean", "scan", "photo"
KINDS = (CLEAN, SCAN, PHOTO)
CLEARANCE = "clearance"

Layout = Callable[[Paper, Font], Sheet]
Camera = Callable[[bytes, Dice, int], bytes]


@dataclass(frozen=True, slots=True)
class PaperSet:
    """Layouts, fonts, words and a camera that belong together."""

    name: str
    for_all: tuple[Layout, ...]
    for_clearances: tuple[Layout, ...]
    fonts: tuple[Font, ...]
    camera: Camera


TUNING = PaperSet(
    TUNING_WORDS,
    tuning_layouts.FOR_ALL,
    tuning_layouts.FOR_CLEARANCES,
    tuning_layouts.FAMILIES,
    photographed,
)
MEASURED = PaperSet(
    MEASURED_WORDS,
    measured_layouts.FOR_ALL,
    measured_layouts.FOR_CLEARANCES,
    measured_layouts.FAMILIES,
    snapped,
)
SETS = {one.name: one for one in (TUNING, MEASURED)}


@dataclass(frozen=True, slots=True)
class Drawn:
    """One file, and what a reader who makes no mistake reads in it; ``layout`` is its name."""

    content: bytes
    media_type: str
    layout: str
    font: str
    paper: Paper


def drawn(papers: PaperSet, kind: str, seed: int, count: int, first: int = 0) -> Iterator[Drawn]:
    """``count`` papers of a set as ``clean`` PDFs, ``scan`` or ``photo``; the same for a seed."""
    made = _papers(papers, seed)
    for index in range(first, first + count):
        dice = Dice(papers.name, seed, kind, index)
        yield _drawn(papers, made.paper(index), kind, dice)


def drawn_about(papers: PaperSet, kind: str, seed: int, said: Said) -> Drawn:
    """The paper of a set that says just this; the same for a seed."""
    dice = Dice(papers.name, seed, kind, said.holder, said.code, said.number)
    return _drawn(papers, _papers(papers, seed).about(said), kind, dice)


def _papers(papers: PaperSet, seed: int) -> Papers:
    catalogue, worded = load_rulebook().catalogue, words()
    return Papers(catalogue, worded, worded.wording[papers.name], f"{papers.name} {seed}")


def _drawn(papers: PaperSet, paper: Paper, kind: str, dice: Dice) -> Drawn:
    layouts = papers.for_clearances if paper.category == CLEARANCE else papers.for_all
    layout, font = dice.pick(layouts), dice.pick(papers.fonts)
    pdf = layout(paper, font).pdf()
    content = pdf
    if kind == SCAN:
        content = scanned(pdf, dice)
    elif kind == PHOTO:
        content = papers.camera(pdf, dice, words().percent["turned"])
    media_type = PDF if kind == CLEAN else JPEG
    return Drawn(content, media_type, layout.__name__, font.name, paper)
