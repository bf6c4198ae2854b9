"""What mails say: templates of text, and the frame in which each goes out as text and as HTML.

The text is the truth. Its HTML is made of it, paragraph by paragraph, unless a template of that
name ends in .html and says the same with more form: that one is the content alone, put into the
frame as well.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import groupby
from pathlib import Path
from typing import Any, NamedTuple

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape
from markupsafe import Markup

from agency.rules.sentences import day_text
from agency.settings import settings

FOLDER = Path(__file__).parents[1] / "templates" / "mail"
ITEM = "- "


class Wording(NamedTuple):
    """What a mail says, as text and as the content of its HTML; None is made of the text."""

    text: str
    html: str | None


@dataclass(frozen=True, slots=True)
class Lines:
    """Lines of one paragraph that belong together: those of a list, or others."""

    listed: bool
    lines: tuple[str, ...]


def worded(template: str, /, **values: Any) -> Wording:
    """The mail of a template; ``address``, where our pages are, need not be given."""
    given = {"address": settings().public_url, **values}
    text = _templates().get_template(f"{template}.txt").render(given)
    html = None
    if (FOLDER / f"{template}.html").exists():
        html = _templates().get_template(f"{template}.html").render(given)
    return Wording(text, html)


def framed_text(text: str, **foot: Any) -> str:
    """A text with what stands at the foot of every mail."""
    return _templates().get_template("frame.txt").render(text=text, **_foot(foot))


def framed_html(text: str, html: str | None, **foot: Any) -> str:
    """The whole HTML of a mail: ``html`` is its content, or else made of the text."""
    frame = _templates().get_template("frame.html")
    content = None if html is None else Markup(html)
    return frame.render(content=content, paragraphs=list(_paragraphs(text)), **_foot(foot))


def _foot(given: dict[str, Any]) -> dict[str, Any]:
    return {"address": settings().public_url, "postal_address": settings().postal_address, **given}


def _paragraphs(text: str) -> Iterator[list[Lines]]:
    for paragraph in text.strip().split("\n\n"):
        yield [
            Lines(listed, tuple(line.removeprefix(ITEM) if listed else line for line in lines))
            for listed, lines in groupby(paragraph.splitlines(), lambda one: one.startswith(ITEM))
        ]


@cache
def _templates() -> Environment:
    made = Environment(
        loader=FileSystemLoader(FOLDER),
        autoescape=select_autoescape(["html"]),
        undefined=StrictUndefined,
        keep_trailing_newline=True,
    )
    made.filters["day"] = day_text
    return made
