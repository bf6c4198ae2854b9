"""The process that reads what one file says, tells it, and ends."""

from __future__ import annotations

import json
import os
import resource
import sys
from io import BytesIO
from typing import Any, NoReturn

from PIL import Image, ImageDraw

from agency.documents.child.limits import Limits, limit
from agency.documents.kinds import PDF, PNG
from agency.documents.readings.findings_json import as_json
from agency.errors import Unreadable
from agency.reading.findings import NONE
from agency.reading.reader import make_ready, read_file

SIDES = (300, 90)
# Enough to be taken for a document's own text.
WORDS = "This certifies that Ann Lee holds Basic Life Support, number 1234, issued 11/21/2026"
SMALL_PDF = f"""%PDF-1.4
1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj
2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj
3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 100]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>
>>endobj
4 0 obj<</Length {len(WORDS) + 35}>>stream
BT /F 12 Tf 20 50 Td ({WORDS}) Tj ET
endstream endobj
5 0 obj<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>endobj
trailer<</Root 1 0 R>>
%%EOF
""".encode()


def read_one() -> NoReturn:
    """Read the file that comes over the standard input, after a line of JSON about it."""
    answer = os.dup(1)
    os.dup2(2, 1)  # whatever a library has to say is no answer
    head = json.loads(sys.stdin.buffer.readline())
    content = sys.stdin.buffer.read(head["size"])
    _warm_up(sees=head["sees"])
    # Threads reserve much address space that nobody uses: what is written to is what counts.
    limit(Limits(**head["limits"]), resource.RLIMIT_DATA)
    _tell(answer, _said(content, head["media_type"]))
    os._exit(0)


def _warm_up(*, sees: bool) -> None:
    """Load whatever is loaded late before limits bind, by reading one of each kind.

    What sees letters takes a second and much memory: where it is not asked for it is not there.
    """
    if not sees:
        sys.modules["rapidocr"] = None  # type: ignore[assignment]
    make_ready()
    read_file(SMALL_PDF, PDF)
    picture, made = Image.new("RGB", SIDES, "white"), BytesIO()
    ImageDraw.Draw(picture).text((20, 20), "Issued 2026", "black", font_size=40)
    picture.save(made, "PNG")
    read_file(made.getvalue(), PNG)


def _said(content: bytes, media_type: str) -> dict[str, Any]:
    try:
        found = read_file(content, media_type)
    except Unreadable as why:
        return {"unreadable": str(why)}
    except MemoryError:
        return {"too_much": True}
    fields = [as_json(one) for one in found.fields]
    note = next((one.note for one in found.fields if one.note), "") if found.how == NONE else ""
    return {"how": found.how, "pages": found.pages, "fields": fields, "note": note}


def _tell(answer: int, said: dict[str, Any]) -> None:
    left = json.dumps(said).encode()
    while left:
        left = left[os.write(answer, left) :]
