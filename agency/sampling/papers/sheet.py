"""A sheet to draw on: words at a place, rules and frames, as a PDF of one page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from reportlab.lib.colors import HexColor
from reportlab.lib.utils import simpleSplit
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

FONTS = Path(__file__).with_name("fonts")
LETTER, WIDE, CARD, BADGE = (612, 792), (792, 612), (337, 213), (240, 380)
INK, GREY = "#1d2430", "#5b6472"


@dataclass(frozen=True, slots=True)
class Font:
    """A family by the files of its regular and its bold letters."""

    name: str
    regular: str
    bold: str


class Sheet:
    """One page; places are in points from its top left corner, which is how a layout thinks."""

    def __init__(self, size: tuple[int, int], font: Font) -> None:
        self.width, self.height = size
        self._made = BytesIO()
        self._canvas = Canvas(self._made, pagesize=size, invariant=True)
        self._regular, self._bold = _known(font.regular), _known(font.bold)

    def words(
        self,
        x: float,
        y: float,
        said: str,
        size: float = 10,
        *,
        bold: bool = False,
        align: str = "left",
        ink: str = INK,
    ) -> None:
        """Words whose foot stands at ``y``: from ``x``, up to it, or about it."""
        font = self._bold if bold else self._regular
        wide = pdfmetrics.stringWidth(said, font, size)
        start = x - {"left": 0.0, "center": wide / 2, "right": wide}[align]
        self._canvas.setFillColor(HexColor(ink))
        self._canvas.setFont(font, size)
        self._canvas.drawString(start, self.height - y, said)

    def centred(self, y: float, said: str, size: float, *, bold: bool = False) -> float:
        """Words about the middle, on as many lines as they need; the foot of the last."""
        lines = self.folded(said, size, self.width * 0.84, bold=bold)
        for line in lines:
            self.words(self.width / 2, y, line, size, bold=bold, align="center")
            y += size * 1.25
        return y - size * 1.25

    def paragraph(self, x: float, y: float, said: str, size: float, width: float) -> float:
        """Words from ``x`` on, folded at ``width``; the foot of the last line."""
        for line in self.folded(said, size, width):
            self.words(x, y, line, size)
            y += size * 1.45
        return y - size * 1.45

    def folded(self, said: str, size: float, width: float, *, bold: bool = False) -> Sequence[str]:
        return list(simpleSplit(said, self._bold if bold else self._regular, size, width))

    def rule(self, x: float, y: float, wide: float, ink: str = GREY, thick: float = 0.7) -> None:
        self._canvas.setStrokeColor(HexColor(ink))
        self._canvas.setLineWidth(thick)
        self._canvas.line(x, self.height - y, x + wide, self.height - y)

    def frame(self, inset: float, ink: str = GREY, thick: float = 1.5) -> None:
        self._canvas.setStrokeColor(HexColor(ink))
        self._canvas.setLineWidth(thick)
        wide, high = self.width - 2 * inset, self.height - 2 * inset
        self._canvas.rect(inset, inset, wide, high)

    def block(self, x: float, y: float, wide: float, high: float, ink: str) -> None:
        """A filled block whose top left corner is at ``x`` and ``y``."""
        self._canvas.setFillColor(HexColor(ink))
        self._canvas.rect(x, self.height - y - high, wide, high, stroke=0, fill=1)

    def seal(self, x: float, y: float, radius: float, ink: str) -> None:
        self._canvas.setStrokeColor(HexColor(ink))
        for share in (1.0, 0.86, 0.55):
            self._canvas.circle(x, self.height - y, radius * share)

    def pdf(self) -> bytes:
        """The page as a file; nothing more can be drawn."""
        self._canvas.showPage()
        self._canvas.save()
        return self._made.getvalue()


def _known(file: str) -> str:
    """The name under which reportlab has the letters of a file, of ours or of its own."""
    if file not in pdfmetrics.getRegisteredFontNames():
        ours = FONTS / file
        pdfmetrics.registerFont(TTFont(file, str(ours) if ours.exists() else file))
    return file
