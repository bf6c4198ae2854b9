"""The physical lines of a file, numbered, with a look at those that follow."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from itertools import islice
from typing import BinaryIO

BLOCK = 1 << 16
LONGEST_LINE = 1 << 20


def split_lines(stream: BinaryIO) -> Iterator[bytes]:
    """Lines without their ends, LF or CRLF.

    Of a line longer than LONGEST_LINE only that much and a byte comes out, so that the reader sees
    that it is too long and memory stays small whatever the file.
    """
    while line := stream.readline(LONGEST_LINE + 2):
        rest = line
        while rest and not rest.endswith(b"\n"):
            rest = stream.readline(BLOCK)
        yield line.removesuffix(b"\n").removesuffix(b"\r")


class NumberedLines(Iterator[tuple[int, bytes]]):
    """Lines with their numbers from 1; ``following`` looks ahead, ``skip`` takes what it saw."""

    def __init__(self, stream: BinaryIO) -> None:
        self._lines = split_lines(stream)
        self._seen: deque[bytes] = deque()
        self.number = 0

    def __next__(self) -> tuple[int, bytes]:
        line = self._seen.popleft() if self._seen else next(self._lines)
        self.number += 1
        return self.number, line

    def following(self, most: int) -> Iterator[bytes]:
        """Up to ``most`` lines after the current one, which stay to be read."""
        for index in range(most):
            if index == len(self._seen):
                self._seen.extend(islice(self._lines, 1))
            if index == len(self._seen):
                return
            yield self._seen[index]

    def skip(self, count: int) -> None:
        for _ in range(count):
            next(self)
