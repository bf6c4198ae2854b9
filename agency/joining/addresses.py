"""Another e-mail address of a candidate: asked for, proven by its mail, and only then hers.

Each public function is one transaction.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from agency.audit.actions import anything, note
from agency.audit.actors import Actor
from agency.candidates.actions import Hook, change_candidate
from agency.candidates.models import Candidate
from agency.joining.actions import LinkEnded
from agency.joining.queries import is_anothers
from agency.notices.actions import Draft, post


@dataclass(frozen=True, slots=True)
class AddressLetters:
    """Who is written to: the address she wants, whoever has it already, and the one she has.

    Each is made of her row, as it still is, and of the address that she wants.
    """

    prove: Callable[[Candidate, str], Draft]
    known: Callable[[Candidate, str], Draft]
    leave: Callable[[Candidate, str], Draft]


def change_details(
    ref: str,
    values: Mapping[str, Any],
    by: Actor,
    letters: AddressLetters,
    expects: Hook = anything,
) -> bool:
    """`change_candidate` by herself; whether a link was mailed that proves another address.

    Until she opens it she keeps the address she has. One that is somebody else's gets another mail
    instead; she is told the same. None at all is no address to prove: it is so at once.
    """
    wanted = str(values.get("email", ""))
    at_once = {name: value for name, value in values.items() if name != "email" or not value}
    drafts: list[Draft] = []

    def look(row: Candidate) -> None:
        expects(row)
        if "email" in values and wanted.lower() != row.email.lower():
            drafts.extend(_drafts(row, wanted, letters))

    def tell(_: Candidate) -> None:
        if wanted and drafts:
            note(by, "asked for another address", f"candidate:{ref}", after={"email": wanted})
        for draft in drafts:
            post(draft)

    change_candidate(ref, at_once, by, look, tell)
    return bool(wanted and drafts)


def _drafts(row: Candidate, wanted: str, letters: AddressLetters) -> list[Draft]:
    told = [letters.leave(row, wanted)] if row.email else []
    if not wanted:
        return told
    first = letters.known if is_anothers(wanted, row.ref) else letters.prove
    return [first(row, wanted), *told]


def move_to(ref: str, before: str, email: str, by: Actor) -> Candidate:
    """Her address is ``email``, which she has proven; it was ``before`` when she asked.

    Raises NotFound, and LinkEnded where her address is another by now or this one somebody else's.
    """

    def still_so(row: Candidate) -> None:
        if row.email.lower() == email.lower():
            raise LinkEnded("used")
        if row.email.lower() != before.lower():
            raise LinkEnded("replaced")
        if is_anothers(email, ref):
            raise LinkEnded("account")

    return change_candidate(ref, {"email": email}, by, still_so)
