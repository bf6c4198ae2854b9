"""Coming in by a link, agreeing, and proving another address; each function is a transaction."""

from agency.joining.actions.addresses import AddressLetters, change_details, move_to
from agency.joining.actions.coming_in import (
    INVITED,
    LinkEnded,
    agree,
    claim,
    close_invitations,
    confirm,
    invite_candidate,
    register,
    send_again,
)

__all__ = [
    "INVITED",
    "AddressLetters",
    "LinkEnded",
    "agree",
    "change_details",
    "claim",
    "close_invitations",
    "confirm",
    "invite_candidate",
    "move_to",
    "register",
    "send_again",
]
