"""What somebody sends: files by the names they gave them, which are kept as text alone."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from typing import BinaryIO

from agency.documents.kinds import SUFFIXES
from agency.documents.models import NAME_CHARACTERS
from agency.fields.text import UNSAFE

# In which sizes are set and told, in bytes.
MEGABYTE = 1_000_000
NAMELESS = "document"
# In a header or on a disk these lead somewhere else, or end the name.
NOT_IN_FILE_NAMES = str.maketrans(dict.fromkeys('/\\:*?"<>|', "_"))


@dataclass(frozen=True, slots=True)
class Upload:
    """A file as it was sent: its name as sent, and its bytes, to be read once."""

    name: str
    content: BinaryIO


def name_as_text(sent: str) -> str:
    """The name of a file as it is kept and shown: one line, nothing invisible, 120 characters."""
    printable = UNSAFE.sub("", unicodedata.normalize("NFC", sent)).strip()
    return printable[:NAME_CHARACTERS].strip() or NAMELESS


def file_name(name: str, media_type: str) -> str:
    """What a browser may call the file on a disk: no path, and an end that tells its true type."""
    plain = name.translate(NOT_IN_FILE_NAMES).strip(". -") or NAMELESS
    suffix = SUFFIXES[media_type]
    same = (suffix, ".jpeg") if suffix == ".jpg" else (suffix,)
    return plain if plain.lower().endswith(same) else plain + suffix
