"""Which type of the catalogue it is, and who issued it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from agency.reading.fields.neighbours import Neighbours
from agency.reading.fields.phrases import EXACT, Found, Phrases
from agency.reading.fields.weighing import NOT_FOUND, PERCENT, blank, found, sure_of
from agency.reading.findings import FieldRead
from agency.reading.lines import Line, Piece
from agency.reading.spelling import squeezed
from agency.reading.wording import ISSUER
from agency.rules.catalogue import Catalogue, CredentialType

CODE = "code"
TWO_TYPES = "two types could be meant: {}"
NO_ISSUER = "the page does not say by whom: {} could be meant"
TWO_ISSUERS = "two issuers could be meant"
BY_HEADING = "the heading of the page"
HEADING = 0.88
# A heading's letters are as much larger than those of most lines.
LARGER = 1.05
STATE, CLEARANCE = "state_credential", "clearance"
FULL, SHORT = 2, 1


@dataclass(frozen=True, slots=True)
class _Sign:
    """A type whose name is on the page; ``weight`` is more for a full name."""

    kind: CredentialType
    weight: int
    found: Found
    issuer: Found | None

    @property
    def rank(self) -> tuple[int, bool, int]:
        length = self.found.end - self.found.start
        return self.weight, self.found.alike == EXACT, length


class Kinds:
    """Finds types and issuers on one page."""

    def __init__(self, near: Neighbours, catalogue: Catalogue) -> None:
        self._near, self._page, self._catalogue = near, near.page, catalogue
        self._wording, self._phrases = near.page.wording, Phrases(near.page)
        self._issuers = {
            issuer: self._first(self._words_of(issuer))
            for issuer in dict.fromkeys(kind.issuer for kind in catalogue.types.values())
        }

    def read(self) -> tuple[FieldRead, FieldRead, CredentialType | None]:
        """The type, its issuer, and the catalogue's entry if the type is sure."""
        signs = self._signs()
        named = [sign for sign in signs if self._is_by_its_issuer(sign)]
        best = _best(named)
        if not best:
            return self._unnamed(signs), self._issuer_alone(), None
        if len({sign.kind.code for sign in best}) > 1:
            codes = " or ".join(sorted({sign.kind.code for sign in best}))
            note = TWO_TYPES.format(codes)
            return blank(CODE, note, [best[0].found.piece]), self._issuer_alone(), None
        sign = best[0]
        code = self._read_code(sign)
        kind = sign.kind if code.value else None
        return code, self._issuer_of(sign), kind

    def _signs(self) -> list[_Sign]:
        """Every type whose name is there and is no part of a longer type's name."""
        signs = [
            _Sign(kind, weight, found, self._issuers[kind.issuer])
            for kind in self._catalogue.types.values()
            for weight, name in self._names_of(kind)
            for found in self._phrases.find(name)
        ]
        return [
            sign
            for sign in signs
            if not any(
                other.found.holds(sign.found) and other.kind is not sign.kind for other in signs
            )
        ]

    def _names_of(self, kind: CredentialType) -> Iterator[tuple[int, str]]:
        yield FULL, kind.name
        if " (" in kind.name:
            yield FULL, kind.name.partition(" (")[0]
        yield FULL, kind.title
        for name in self._wording.names.get(kind.code, ()):
            yield (FULL if " " in name else SHORT), name
        if kind.category not in (STATE, CLEARANCE):
            yield SHORT, kind.code.partition("-")[0]

    def _words_of(self, issuer: str) -> Iterator[str]:
        """How an issuer may be called: in full, its first part, and the letters in its codes."""
        yield issuer
        if "," in issuer:
            yield issuer.partition(",")[0]
        for kind in self._catalogue.types.values():
            if kind.issuer == issuer:
                yield from self._wording.issuers.get(kind.code, ())
        for kind in self._catalogue.types.values():
            if kind.issuer == issuer and kind.category not in (STATE, CLEARANCE):
                yield kind.code.partition("-")[2]

    def _first(self, words: Iterable[str]) -> Found | None:
        return next((found for word in words for found in self._phrases.find(word)), None)

    def _is_by_its_issuer(self, sign: _Sign) -> bool:
        return sign.issuer is not None or sign.kind.code in self._wording.by_anybody

    def _read_code(self, sign: _Sign) -> FieldRead:
        sure = sign.found.alike / PERCENT * _sure_in_all(sign.found)
        return found(CODE, sign.found.piece, sign.kind.code, sure, self._wording)

    def _unnamed(self, signs: list[_Sign]) -> FieldRead:
        """What there is to say of a page that names a type and not who issues it."""
        if not signs:
            return blank(CODE)
        codes = " or ".join(sorted({sign.kind.code for sign in _best(signs)}))
        return blank(CODE, NO_ISSUER.format(codes), [signs[0].found.piece])

    def _issuer_of(self, sign: _Sign) -> FieldRead:
        if sign.kind.code in self._wording.by_anybody:
            return self._anybody(sign)
        assert sign.issuer is not None
        return self._read_issuer(sign.kind.issuer, sign.issuer)

    def _issuer_alone(self) -> FieldRead:
        """The issuer of a page whose type is not known, if it names just one."""
        named = [(issuer, found) for issuer, found in self._issuers.items() if found]
        if not named:
            return blank(ISSUER)
        if len(named) > 1:
            return blank(ISSUER, TWO_ISSUERS, [found.piece for _, found in named])
        return self._read_issuer(*named[0])

    def _read_issuer(self, issuer: str, seen: Found) -> FieldRead:
        sure = seen.alike / PERCENT * _sure_in_all(seen)
        return found(ISSUER, seen.piece, issuer, sure, self._wording)

    def _anybody(self, sign: _Sign) -> FieldRead:
        """Whoever is named by a label, else the heading of the page."""
        there = self._near.of(ISSUER)
        if len({squeezed(one.piece.text) for one in there}) > 1:
            return blank(ISSUER, TWO_ISSUERS, [one.piece for one in there])
        if there:
            piece, sure = there[0].piece, there[0].sure
            return found(ISSUER, piece, piece.text, sure * sure_of(piece), self._wording)
        heading = self._heading(sign)
        if heading is None:
            return blank(ISSUER, NOT_FOUND)
        sure = HEADING * sure_of(heading) if sure_of(heading) < 1 else 1.0
        return found(ISSUER, heading, heading.text, sure, self._wording, BY_HEADING)

    def _heading(self, sign: _Sign) -> Piece | None:
        """The first line, if its letters are large and it is neither the type nor the paper's kind.

        Letters are measured by their line, which is a little lower where none hangs below it.
        """
        heights = sorted(line.box.height for line in self._page.lines)
        first = self._page.lines[0]
        labelled = any(label.piece.start == 0 for label in self._page.labels[first])
        if labelled or first is sign.found.piece.line:
            return None
        words = {squeezed(word) for word in first.text.split()}
        is_paper = bool(words & self._wording.never_an_issuer) or len(words) < 2
        small = first.box.height < LARGER * heights[len(heights) // 2]
        return None if small or is_paper or any(map(str.isdigit, first.text)) else first.piece()


def _best(signs: list[_Sign]) -> list[_Sign]:
    if not signs:
        return []
    weight, exact, _ = max(sign.rank for sign in signs)
    return [sign for sign in signs if sign.rank[:2] == (weight, exact)]


def _sure_in_all(seen: Found) -> float:
    """Of a phrase that is known beforehand, single letters may be blurred."""
    return min(seen.sure + 0.05, 1.0)


def find_words(line: Line, start: int, end: int) -> Piece | None:
    """Words of any kind, as a name of a clinic may be."""
    piece = line.piece(start, end)
    while piece.start < piece.end and not line.text[piece.start].isalnum():
        piece = line.piece(piece.start + 1, piece.end)
    return piece if sum(map(str.isalpha, piece.text)) > 3 else None
