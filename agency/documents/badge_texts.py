"""Digital badges as text: whether it is one at all; what it is worth is judged elsewhere."""

from __future__ import annotations

import re

from agency.documents.child.words import NotTaken
from agency.documents.kinds import JSON
from agency.errors import AgencyError
from agency.fields.strict_json import MOST_BYTES, read_json

TOKEN_FORM = re.compile(rb"[A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]+){2}")
WANTED = "a digital badge; this text is none"


def require_badge(content: bytes, media_type: str) -> None:
    """Raise NotTaken for JSON that cannot be read or says of itself nothing a badge does."""
    if len(content) > MOST_BYTES:
        raise NotTaken(f"a badge of at most {MOST_BYTES:,} bytes")
    if media_type != JSON:
        if not TOKEN_FORM.fullmatch(content):
            raise NotTaken(WANTED)
        return
    try:
        said = read_json(content)
    except AgencyError as error:
        raise NotTaken(f"a digital badge; {error}") from error
    first = said[0] if isinstance(said, list) and said else said
    if not (isinstance(first, dict) and "@context" in first) and not isinstance(first, str):
        raise NotTaken(WANTED)
