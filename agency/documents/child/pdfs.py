"""PDFs looked through: every object, in whatever form it is written; nothing in them may act."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from io import BytesIO
from typing import Any

import pikepdf

from agency.documents.child.active import active_content, names_of_active_content
from agency.documents.child.words import NotTaken, damaged

END = b"%%EOF"
# Behind the end mark stand line ends at most: what is longer is another file.
MOST_BEHIND_THE_END = 1_024
BLANK = b"\r\n\t \x00"
# A proof has a few pages; a book of rules some hundred.
MOST_PAGES = 500
MOST_OBJECTS = 100_000
MOST_UNPACKED = 256 * 1024 * 1024
MOST_UNPACKED_AT_ONCE = 128 * 1024 * 1024
# A sheet at 1,200 dots per inch, the finest that scanners do.
MOST_PIXELS = 150_000_000
MOST_FILTERS = 4
# What any program that reads the file would unpack; pictures have filters of their own.
UNPACKED = {
    *("/FlateDecode", "/LZWDecode", "/ASCII85Decode", "/ASCIIHexDecode", "/RunLengthDecode"),
    *("/Fl", "/LZW", "/A85", "/AHx", "/RL"),
}
FLATE = ("/FlateDecode", "/Fl")
END_OF_ZIP = b"PK\x05\x06"
ZIP_IS_SOUGHT_IN = 66_000
ENCRYPTED = re.compile(rb"/Encrypt\s*(?:\d|<<)")
HTML = re.compile(rb"<(?:html|script|!doctype|body|svg)", re.IGNORECASE)

TOO_MUCH = "a PDF that stays small when it is unpacked; this one grows beyond {} MB"
PASSWORD = "a PDF without a password; remove the password and send it again"

pikepdf.settings.set_qpdf_limits(
    flate_max_memory=MOST_UNPACKED_AT_ONCE,
    png_max_memory=MOST_UNPACKED_AT_ONCE,
    tiff_max_memory=MOST_UNPACKED_AT_ONCE,
    run_length_max_memory=MOST_UNPACKED_AT_ONCE,
    dct_max_memory=MOST_UNPACKED_AT_ONCE,
    max_stream_filters=MOST_FILTERS,
)


def look_through(content: bytes) -> int:
    """How many pages it has; raises NotTaken for what is more or other than pages to look at."""
    _refuse_two_natures(content)
    try:
        with pikepdf.open(BytesIO(content), attempt_recovery=False) as pdf:
            if pdf.is_encrypted:
                raise NotTaken(PASSWORD)
            _refuse_what_acts(content, pdf)
            _refuse_bombs(pdf)
            return len(pdf.pages)
    except (NotTaken, MemoryError):
        raise
    except pikepdf.PasswordError as error:
        raise NotTaken(PASSWORD) from error
    except Exception as error:  # whatever the reader trips over
        # To decipher it would open a source of random numbers, which is no longer allowed.
        raise NotTaken(PASSWORD) if ENCRYPTED.search(content) else damaged("PDF") from error


def _refuse_two_natures(content: bytes) -> None:
    _, mark, behind = content.rpartition(END)
    if not mark or (len(behind) > MOST_BEHIND_THE_END and not behind.strip(BLANK)):
        raise damaged("PDF")
    two = behind.strip(BLANK) or END_OF_ZIP in content[-ZIP_IS_SOUGHT_IN:]
    if two or HTML.search(content[:1_024]):
        raise NotTaken("a PDF and nothing else; this file is also something of another kind")


def _refuse_what_acts(content: bytes, pdf: pikepdf.Pdf) -> None:
    objects = list(pdf.objects)
    if len(objects) > MOST_OBJECTS:
        raise NotTaken(f"a PDF of at most {MOST_OBJECTS:,} objects; this one has {len(objects):,}")
    found = names_of_active_content(content) or active_content([pdf.trailer, *objects])
    if found:
        advice = "print it to a new PDF, or send a picture of it"
        raise NotTaken(f"a PDF that only shows pages; this one has {found}: {advice}")


def _refuse_bombs(pdf: pikepdf.Pdf) -> None:
    if not 1 <= len(pdf.pages) <= MOST_PAGES:
        raise NotTaken(f"a PDF of 1 to {MOST_PAGES} pages; this one has {len(pdf.pages):,}")
    unpacked = 0
    for stream in pdf.objects:
        if isinstance(stream, pikepdf.Stream):
            _refuse_huge_picture(stream)
            unpacked += sum(map(len, _unpacked(stream)))
            if unpacked > MOST_UNPACKED:
                raise NotTaken(TOO_MUCH.format(MOST_UNPACKED // 1024 // 1024))


def _refuse_huge_picture(stream: Any) -> None:
    width, height = stream.get("/Width", 0), stream.get("/Height", 0)
    if int(width) * int(height) > MOST_PIXELS:
        most = MOST_PIXELS // 1_000_000
        raise NotTaken(f"pictures of at most {most} megapixels; one here has {width} × {height}")


def _unpacked(stream: Any) -> Iterator[bytes]:
    """What a stream holds, unpacked as far as a picture in it is not yet decoded."""
    filters = _filters(stream)
    if len(filters) > MOST_FILTERS:
        raise NotTaken(f"streams packed at most {MOST_FILTERS} times; one here is {len(filters)}")
    if set(filters) <= UNPACKED:
        try:
            yield stream.read_bytes(decode_level=pikepdf.StreamDecodeLevel.specialized)
        except pikepdf.PdfError as error:
            raise _too_much_or_damaged(error) from error
    elif filters[0] in FLATE:
        yield _inflated(stream.read_raw_bytes())


def _filters(stream: Any) -> list[str]:
    said = stream.get("/Filter", [])
    return [str(one) for one in (said if isinstance(said, pikepdf.Array | list) else [said])]


def _inflated(packed: bytes) -> bytes:
    reader = zlib.decompressobj()
    found = reader.decompress(packed, MOST_UNPACKED_AT_ONCE)
    if reader.unconsumed_tail:
        raise NotTaken(TOO_MUCH.format(MOST_UNPACKED_AT_ONCE // 1024 // 1024))
    return found


def _too_much_or_damaged(error: Exception) -> NotTaken:
    if "memory" in str(error) or "limit" in str(error):
        return NotTaken(TOO_MUCH.format(MOST_UNPACKED_AT_ONCE // 1024 // 1024))
    return damaged("PDF")
