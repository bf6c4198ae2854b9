"""What can go wrong in words a user can act on."""

from __future__ import annotations

import errno
from dataclasses import dataclass
from typing import Any

# What a disk says that takes no more: it is full, or our share of it is.
NO_ROOM = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


class AgencyError(Exception):
    """The base of every error that is the user's to mend, not ours."""


class NotFound(AgencyError):
    """Nothing of that kind goes by that name."""

    def __init__(self, kind: str, name: str) -> None:
        super().__init__(f"there is no {kind} {name!r}")


class MergedAway(NotFound):
    """What goes by ``name`` is a part of something else of its kind, ``into``."""

    def __init__(self, kind: str, name: str, into: str) -> None:
        AgencyError.__init__(self, f"{kind} {name} was merged into {into}")
        self.name, self.into = name, into


class Unready(AgencyError):
    """Asked for something that has not been made yet."""


class Unreadable(AgencyError):
    """The input as a whole cannot be read."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One value that was not accepted: which field, what it was, and what was expected.

    The value is text as it is to be quoted; of JSON also a number, a list and so on.
    """

    field: str
    value: Any
    expected: str

    def __str__(self) -> str:
        return f"{self.field}: {self.value!r}: expected {self.expected}"


class Refused(AgencyError):
    """Input with one or more values that were not accepted."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__("; ".join(str(problem) for problem in problems))
        self.problems = problems


class Taken(AgencyError):
    """What was to be made is there already."""

    def __init__(self, kind: str, name: str) -> None:
        super().__init__(f"there is a {kind} {name!r} already")


class Stale(AgencyError):
    """Somebody else has changed it since it was read."""


class Busy(AgencyError):
    """Somebody else has it before her at the moment, and the words say who."""


class NotAllowed(AgencyError):
    """Known who asks, and that they may not do this; the words say who may."""


class Full(AgencyError):
    """There is no room left for what was sent: on a disk, or within somebody's share of it."""


class Away(AgencyError):
    """Something that is needed does not answer, or cannot be used as it is; it may again later."""


class BadToken(AgencyError):
    """A token that opens nothing: unknown, expired, revoked, or its owner's access has ended."""


class BadCursor(AgencyError):
    """A place in a list that this list never gave out."""
