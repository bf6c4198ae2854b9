"""A mail as whoever has something to tell hands it in."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Draft:
    """A mail yet to be sent: ``text`` is what it says, ``html`` the same with more form.

    ``html`` is the content alone, without the frame that every mail has; None has it made of the
    text. ``topic`` is one of topics.toml. ``candidate_id`` says whose mail it is where it is a
    candidate's. ``event`` is a key of what is told of: who was written to about it is not again.
    """

    to: str
    subject: str
    text: str
    html: str | None = None
    topic: str = "account"
    candidate_id: int | None = None
    event: str | None = None
