"""What is known of credentials: taken up, corrected, reviewed, asked of a register.

Each function is a transaction that writes the log before it writes the credential; nothing else
changes what a credential is known by.
"""

from agency.credentials.actions.documents import attach_check
from agency.verification.actions.credentials import change_credential, create_credential
from agency.verification.actions.documents import attach_document, withdraw_document
from agency.verification.actions.holds import take
from agency.verification.actions.reviews import review_credential, undo_decision
from agency.verification.actions.sources import check_source

__all__ = [
    "attach_check",
    "attach_document",
    "change_credential",
    "check_source",
    "create_credential",
    "review_credential",
    "take",
    "undo_decision",
    "withdraw_document",
]
