"""What in a PDF does something of its own, instead of being looked at."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from pikepdf import Array, Dictionary, Stream

SCRIPT, FILES = "JavaScript", "files inside"
STARTS = "something that starts when it is opened"
# By the type of an action (/S).
ACTIONS = {
    "/JavaScript": SCRIPT,
    "/Launch": "an action that starts a program",
    "/SubmitForm": "a form that sends what is filled in",
    "/ImportData": "a form that reads other files",
    "/URI": "links to other addresses",
    "/GoToR": "links to other files",
    "/GoToE": FILES,
    "/Rendition": "film or sound",
    "/Movie": "film or sound",
    "/Sound": "film or sound",
    "/RichMediaExecute": "film or sound",
}
# By a key that no dictionary of a PDF that only shows pages has.
KEYS = {
    "/JS": SCRIPT,
    "/JavaScript": SCRIPT,
    "/EmbeddedFile": FILES,
    "/EmbeddedFiles": FILES,
    "/EF": FILES,
    "/XFA": "an XFA form",
    "/AA": STARTS,
    "/Launch": "an action that starts a program",
    "/RichMediaContent": "film or sound",
}
# By the type (/Type) or the subtype (/Subtype).
TYPES = {
    "/EmbeddedFile": FILES,
    "/FileAttachment": FILES,
    "/Screen": "film or sound",
    "/Movie": "film or sound",
    "/Sound": "film or sound",
    "/RichMedia": "film or sound",
    "/3D": "film or sound",
}
# Long enough not to stand in packed bytes by chance: an older version of an object may hide them.
NAMES = re.compile(rb"/(JavaScript|Launch|SubmitForm|EmbeddedFiles?|GoToE)(?=[\s/<>()\[\]{}%]|$)")
WRITTEN_AS_NUMBER = re.compile(rb"#([0-9A-Fa-f]{2})")
SAID = {**ACTIONS, **KEYS}
MOST_DEPTH = 100


def names_of_active_content(content: bytes) -> str | None:
    """What the bytes of a file name outside of packed streams, if anything."""
    plain = WRITTEN_AS_NUMBER.sub(lambda found: bytes([int(found[1], 16)]), content)
    found = NAMES.search(plain)
    return SAID["/" + found[1].decode()] if found else None


def active_content(objects: Iterable[Any]) -> str | None:
    """What the objects do besides being shown; None if nothing."""
    return next((found for one in objects if (found := _found(one, 0))), None)


def _found(one: Any, depth: int) -> str | None:
    if depth > MOST_DEPTH:
        return "dictionaries nested without end"
    if isinstance(one, Dictionary | Stream):
        said = dict(one.items())
        within = list(said.values())
        if found := _said_by(said, of_stream=isinstance(one, Stream)):
            return found
    elif isinstance(one, Array):
        within = list(one)
    else:
        return None
    # What is referred to is among the objects itself.
    direct = (part for part in within if not getattr(part, "is_indirect", False))
    return next((found for part in direct if (found := _found(part, depth + 1))), None)


def _said_by(said: dict[str, Any], *, of_stream: bool) -> str | None:
    for key in said:
        if key in KEYS:
            return KEYS[key]
    if "/OpenAction" in said and not _only_shows(said["/OpenAction"]):
        return STARTS
    if of_stream and "/F" in said:
        return "content that lies in other files"
    kinds = (str(said.get(key)) for key in ("/Type", "/Subtype"))
    by_type = next((TYPES[kind] for kind in kinds if kind in TYPES), None)
    return by_type or ACTIONS.get(str(said.get("/S")))


def _only_shows(action: Any) -> bool:
    """Whether what is done at opening only says which page is shown first, as writers do."""
    if isinstance(action, Dictionary):
        return str(action.get("/S")) == "/GoTo" and "/Next" not in action
    return isinstance(action, Array)
