"""Cards as people have them, drawn here: as a PDF with its own text, and as a photo of it."""

from __future__ import annotations

from io import BytesIO

import pypdfium2
from PIL import ImageFilter
from reportlab.pdfgen.canvas import Canvas

WIDTH, HEIGHT = 480, 300
LINES = (
    (262, 20, "Basic Life Support"),
    (240, 11, "American Heart Association"),
    (214, 9, "This certifies that"),
    (192, 17, "{holder}"),
    (170, 9, "has completed the cognitive and skills evaluations for Basic Life Support."),
)
PAIRS = (
    (140, 30, "Issue date", "{issued}"),
    (140, 250, "Recommended renewal", "{expires}"),
    (90, 30, "Training center", "Alder Fork Training Ctr"),
    (90, 250, "eCard code", "{number}"),
)


def certificate(
    holder: str = "Ines Halloran Brook",
    issued: str = "11/21/2026",
    expires: str = "11/2028",
    number: str = "261104772881",
    small_print: int = 0,
) -> bytes:
    """A BLS card of the American Heart Association on one page, its letters as text; and so many
    words of small print.
    """
    said = {"holder": holder, "issued": issued, "expires": expires, "number": number}
    made = BytesIO()
    canvas = Canvas(made, pagesize=(WIDTH, HEIGHT))
    for height, size, words in LINES:
        canvas.setFont("Helvetica", size)
        canvas.drawString(30, height, words.format(**said))
    for height, left, label, words in PAIRS:
        canvas.setFont("Helvetica", 9)
        canvas.drawString(left, height, label)
        canvas.setFont("Helvetica", 14)
        canvas.drawString(left, height - 18, words.format(**said))
    canvas.setFont("Helvetica", 1)
    for number_of_word in range(small_print):
        canvas.drawString(number_of_word % WIDTH, 10, f"word{number_of_word}")
    canvas.save()
    return made.getvalue()


def photo_of(pdf: bytes) -> bytes:
    """The first page as a telephone takes it on a dark table: a little askew, a little unsharp."""
    page = pypdfium2.PdfDocument(pdf)[0].render(scale=3).to_pil().convert("RGB")
    taken = page.rotate(2, expand=True, fillcolor=(60, 66, 72))
    made = BytesIO()
    taken.filter(ImageFilter.GaussianBlur(1)).save(made, "JPEG", quality=85)
    return made.getvalue()
