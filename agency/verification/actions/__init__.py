"""What is known of credentials: taken up, corrected, reviewed, asked of a register or of her.

Each function is a transaction that writes the log before it writes the credential; nothing else
changes what a credential is known by.
"""

from agency.credentials.actions.documents import attach_check
from agency.verification.actions.credentials import change_credential, create_credential
from agency.verification.actions.documents import attach_document, send_unsent, withdraw_document
from agency.verification.actions.holds import go_on, take
from agency.verification.actions.questions import ask_candidate, take_back_question
from agency.verification.actions.reviews import review_credential, undo_decision
from agency.verification.actions.sources import check_source, take_source_back

__all__ = [
    "ask_candidate",
    "attach_check",
    "attach_document",
    "change_credential",
    "check_source",
    "create_credential",
    "go_on",
    "review_credential",
    "send_unsent",
    "take",
    "take_back_question",
    "take_source_back",
    "undo_decision",
    "withdraw_document",
]
