"""Who does something, as the trail names them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Kind = Literal["user", "token", "command", "job"]


@dataclass(frozen=True, slots=True)
class Actor:
    """A person who signed in, a program with a token, somebody at the command line, or a job.

    ``name`` is an e-mail address, the name of a token, or of a command or a kind of job.
    """

    kind: Kind
    name: str
    user_id: int | None = None
