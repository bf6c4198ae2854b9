"""Pictures made anew: what they show stays, and all else that was in the file is gone."""

from __future__ import annotations

from io import BytesIO

from PIL import Image, ImageFile, ImageOps, JpegImagePlugin, MpoImagePlugin, PngImagePlugin

from agency.documents.child.words import NotTaken, damaged
from agency.documents.kinds import JPEG, PNG

# Named so that they are loaded: once limits bind, nothing more can be.
PLUGINS = (JpegImagePlugin, MpoImagePlugin, PngImagePlugin)
FORMATS = {JPEG: "JPEG", PNG: "PNG"}
# Nobody sees the difference at this quality, and letters stay sharp.
QUALITY = 90
# The quickest that still makes text on paper as small as the slower ones do.
COMPRESSION = 3
# A profile of colours and what cameras add take some hundred segments at the very most.
MOST_SEGMENTS = 1_000
# A progressive picture has about ten; each one is a pass over all of it.
MOST_SCANS = 100
START_OF_SCAN = b"\xff\xda"

# We look at the size ourselves, before anything is decoded.
Image.MAX_IMAGE_PIXELS = None


def remade(content: bytes, media_type: str, most_pixels: int) -> bytes:
    """The picture encoded anew, upright and without metadata; raises NotTaken."""
    kind = FORMATS[media_type]
    if media_type == JPEG:
        _refuse_needless_work(content)
    try:
        picture = Image.open(BytesIO(content), formats=[kind])
        _refuse_size(picture, most_pixels)
        picture.load()
    except (NotTaken, MemoryError):
        raise
    except Exception as error:  # whatever a decoder trips over
        raise damaged(kind) from error
    return _encoded(picture, media_type)


def _refuse_size(picture: ImageFile.ImageFile, most: int) -> None:
    width, height = picture.size
    if width * height > most:
        wanted = f"a picture of at most {most // 1_000_000} megapixels; this one has"
        raise NotTaken(f"{wanted} {width} × {height}")
    if picture.format == "PNG" and getattr(picture, "is_animated", False):
        raise NotTaken("a picture that does not move; send each page by itself")


def _refuse_needless_work(content: bytes) -> None:
    if content.count(START_OF_SCAN) > MOST_SCANS or _segments(content) > MOST_SEGMENTS:
        raise NotTaken("a JPEG as a camera makes it; this one has too many parts")


def _segments(content: bytes) -> int:
    """How many segments stand before the picture itself."""
    place, count = 2, 0
    while count <= MOST_SEGMENTS and content[place : place + 1] == b"\xff":
        if content[place : place + 2] == START_OF_SCAN:
            break
        place += 2 + int.from_bytes(content[place + 2 : place + 4], "big")
        count += 1
    return count


def _encoded(picture: Image.Image, media_type: str) -> bytes:
    ImageOps.exif_transpose(picture, in_place=True)
    made = BytesIO()
    plain = _plain(picture, media_type)
    plain.info = {}
    if media_type == JPEG:
        plain.save(made, "JPEG", quality=QUALITY)
    else:
        plain.save(made, "PNG", compress_level=COMPRESSION)
    return made.getvalue()


def _plain(picture: Image.Image, media_type: str) -> Image.Image:
    """In colours that need no table and no profile."""
    if media_type == JPEG:
        return picture if picture.mode in ("RGB", "L") else picture.convert("RGB")
    if "transparency" in picture.info:
        return picture.convert("RGBA")
    return picture.convert("RGB") if picture.mode == "P" else picture
