"""Who holds it: the name behind ``certifies that``, beside ``Name``, or alone on its line."""

from __future__ import annotations

import re
from dataclasses import replace

from agency.reading.fields.neighbours import Neighbours
from agency.reading.fields.page import Page
from agency.reading.fields.weighing import NOT_FOUND, blank, found, sure_of
from agency.reading.findings import FieldRead
from agency.reading.lines import Line, Piece
from agency.reading.spelling import squeezed
from agency.reading.wording import HOLDER
from agency.rules.catalogue import Catalogue

FEWEST_WORDS, MOST_WORDS = 2, 5
TWO_NAMES = "two names could be meant"
GOES_ON = "the name goes on where it cannot be followed"
WITHOUT_LABEL = "no word on the page says that this is the holder"
# A name that no word introduces has to be the only one, and is less sure.
ALONE = 0.9
WORD = re.compile(r"[^\W\d_](?:[^\W\d_]|['’.\-])*")
BREAK = re.compile(r"[;:|()\[\]]|\s[-–—]\s")


class Names:
    """Finds names on one page; ``letters`` are what may stand behind a name."""

    def __init__(self, page: Page, catalogue: Catalogue) -> None:
        self._page, self._wording = page, page.wording
        titles = {squeezed(kind.title) for kind in catalogue.types.values()}
        abbreviations = {squeezed(written) for written in catalogue.ambiguous}
        self._letters = titles | abbreviations | page.wording.letters
        types = catalogue.types.values()
        said = " ".join(f"{kind.name} {kind.title} {kind.issuer}" for kind in types)
        self._never = page.wording.never_a_name | {
            squeezed(word) for word in re.split(r"[^\w-]|-", said) + said.split()
        }

    def find(self, line: Line, start: int, end: int) -> Piece | None:
        """The name at the beginning of a part of a line; None if the words are no name."""
        text = line.text[start:end]
        if match := BREAK.search(text.lstrip(" :.-–")):
            end = start + len(text) - len(text.lstrip(" :.-–")) + match.start()
        piece = self._until_a_sentence(line, start, end)
        piece = self._without_letters(piece)
        return piece if self._is_name(piece.text) else None

    def goes_on(self, piece: Piece) -> bool:
        """Whether a name at the end of a line may be continued where the next line begins."""
        line, after = piece.line, self._page.near(piece.line.piece())
        rest = line.text[piece.end :].strip(" .,")
        if rest or piece.start == 0 or after is None or self._page.labels[after]:
            return False
        if abs(after.box.left - line.box.left) > after.box.height:
            return False
        first = after.text.split()[0].strip(",.")
        return first not in self._wording.name_ends and first[:1].isupper()

    def _until_a_sentence(self, line: Line, start: int, end: int) -> Piece:
        """As far as no word says that a sentence goes on."""
        for match in re.finditer(r"\S+", line.text[start:end]):
            word = match.group().strip(",.")
            if word in self._wording.name_ends:
                end = start + match.start()
                break
        piece = line.piece(start, end)
        while piece.start < piece.end and not line.text[piece.start].isalpha():
            piece = line.piece(piece.start + 1, piece.end)
        while piece.end > piece.start and line.text[piece.end - 1] in ",:-–_":
            piece = line.piece(piece.start, piece.end - 1)
        return piece

    def _without_letters(self, piece: Piece) -> Piece:
        """Without what stands behind a comma, unless that is the given name."""
        before, comma, after = piece.text.partition(",")
        if not comma:
            return piece
        shown = squeezed(after.split(",")[0])
        is_title = any(shown.startswith(one) for one in self._letters) or not shown
        if is_title or len(before.split()) >= FEWEST_WORDS:
            return piece.line.piece(piece.start, piece.start + len(before))
        return piece

    def _is_name(self, text: str) -> bool:
        """Whether words may be a person's name: a few with capitals, none of them a heading's."""
        words = text.replace(",", " ").split()
        if not FEWEST_WORDS <= len(words) <= MOST_WORDS:
            return False
        if any(squeezed(word) in self._never or not WORD.fullmatch(word) for word in words):
            return False
        particles = self._wording.particles
        if not all(word[0].isupper() or word.lower() in particles for word in words):
            return False
        # An initial is no family name, so the line has been cut off behind it.
        return len(words[-1].strip(".")) > 1 or "," in text


def read_holder(near: Neighbours, names: Names) -> FieldRead:
    page, there = near.page, near.of(HOLDER)
    if not there:
        return _without_label(page, names)
    if len({squeezed(one.piece.text) for one in there}) > 1:
        return blank(HOLDER, TWO_NAMES, [one.piece for one in there])
    best = max(there, key=lambda one: one.sure * sure_of(one.piece))
    if names.goes_on(best.piece):
        return blank(HOLDER, GOES_ON, [best.piece])
    value = _as_value(best.piece.text)
    return found(HOLDER, best.piece, value, best.sure * sure_of(best.piece), page.wording)


def _without_label(page: Page, names: Names) -> FieldRead:
    """The one line that is a name and nothing else, if there is just one."""
    alone = [
        piece
        for line in page.lines
        if not page.labels[line] and not _is_captioned(page, line)
        if (piece := names.find(line, 0, len(line.text))) is not None
    ]
    if len(alone) != 1:
        return blank(HOLDER, TWO_NAMES if alone else NOT_FOUND, alone)
    value, sure = _as_value(alone[0].text), ALONE * sure_of(alone[0])
    return replace(found(HOLDER, alone[0], value, sure, page.wording), note=WITHOUT_LABEL)


def _is_captioned(page: Page, line: Line) -> bool:
    """Whether a label stands right over or under a line: then it is what that label names."""
    near = (page.near(line.piece()), page.near(line.piece(), up=True))
    return any(
        other is not None
        and any(label.alone and label.kind != HOLDER for label in page.labels[other])
        for other in near
    )


def _as_value(text: str) -> str:
    return " ".join(text.split())
