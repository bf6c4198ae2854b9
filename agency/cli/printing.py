"""Lines of text on whatever the output is: a terminal with colours, one without, or a file."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Iterable

from rich.console import Console
from rich.text import Text

NARROWEST, WIDEST = 60, 100
# What an output that knows ASCII alone gets instead of the typography of our texts.
IN_ASCII = str.maketrans(
    {"§": "sec.", "–": "-", "…": "...", "’": "'", "×": "x", "−": "-", "✓": "+", "✗": "x"}
)


def print_lines(lines: Iterable[Text]) -> None:
    """Print lines as they are, however long; in ASCII where the output knows nothing else."""
    console = Console(highlight=False)
    for line in lines:
        if console.options.ascii_only:
            line.plain = in_ascii(line.plain)
        console.print(line, soft_wrap=True)


def print_fitted(lines_for: Callable[[int, bool], Iterable[Text]]) -> None:
    """Print what ``lines_for`` makes of a width in characters and of whether ASCII alone will do.

    The width is the terminal's, within what can be read at a glance.
    """
    console = Console()
    width = min(max(console.width, NARROWEST), WIDEST)
    print_lines(lines_for(width, console.options.ascii_only))


def wrapped(words: str, width: int, lead: str = "") -> list[str]:
    """Lines of words, the first after ``lead``, the others under it.

    A word that is longer by itself, such as an address, stands out: it is not broken up.
    """
    return textwrap.wrap(
        words,
        width,
        initial_indent=lead,
        subsequent_indent=" " * len(lead),
        break_long_words=False,
        break_on_hyphens=False,
    )


def in_ascii(text: str) -> str:
    """``text`` without typography; what has no likeness in ASCII becomes a question mark."""
    return text.translate(IN_ASCII).encode("ascii", "replace").decode()
