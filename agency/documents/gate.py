"""The gate: what is let in, whatever it is called. What is not is told why."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from agency.documents.badge_texts import require_badge
from agency.documents.child.limits import Limits
from agency.documents.child.words import NotTaken
from agency.documents.children import CHILDREN
from agency.documents.kinds import BADGES, BLANK, PDF, type_of
from agency.documents.uploads import MEGABYTE, Upload, name_as_text
from agency.settings import settings
from config import Config

WANTED = "a PDF, a JPEG or a PNG, or a digital badge"


@dataclass(frozen=True, slots=True)
class Admitted:
    """A file that was let in, as it is to be kept and given out."""

    name: str
    media_type: str
    content: bytes
    pages: int

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.content).hexdigest()


def admitted(upload: Upload) -> Admitted:
    """The file, a picture made anew; raises NotTaken, and Away where too many are being read.

    The type is told by the bytes. They are read in another process, and whatever ends it is no
    file to be taken. Of a badge the text alone is kept, as it was signed.
    """
    config = settings()
    content = _whole(upload, config)
    media_type = type_of(content)
    if media_type is None:
        raise NotTaken(f"{WANTED}; its bytes are of no such file")
    name = name_as_text(upload.name)
    if media_type in BADGES:
        return _badge(name, media_type, content)
    made = CHILDREN.read(content, media_type, limits_of(config))
    if made.media_type in BADGES:
        return _badge(name, made.media_type, made.content)
    kept = content if media_type == PDF else made.content
    return Admitted(name, media_type, kept, made.pages)


def _badge(name: str, media_type: str, content: bytes) -> Admitted:
    text = content.strip(BLANK)
    require_badge(text, media_type)
    return Admitted(name, media_type, text, 1)


def limits_of(config: Config) -> Limits:
    """What one file may take to be read."""
    return Limits(
        memory_mb=config.document_memory_mb,
        processor_seconds=config.document_seconds,
        # Whoever waits for the processor among others is not late by its own doing.
        seconds=2 * config.document_seconds,
        pixels=config.document_megapixels * 1_000_000,
    )


def _whole(upload: Upload, config: Config) -> bytes:
    most = config.document_mb
    content = upload.content.read(most * MEGABYTE + 1)
    if not content:
        raise NotTaken(f"{WANTED}; this file is empty")
    if len(content) > most * MEGABYTE:
        raise NotTaken(f"a file of at most {most} MB; send several pages as several files")
    return content
