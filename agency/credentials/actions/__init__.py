"""What a candidate holds: taken up, changed, reviewed; each function is a transaction.

A credential is not deleted but withdrawn; trainings and credits can be removed.
"""

from agency.credentials.actions.ce_credits import (
    change_ce_credit,
    create_ce_credit,
    remove_ce_credit,
)
from agency.credentials.actions.credentials import change_credential, create_credential
from agency.credentials.actions.documents import attach_document, withdraw_document
from agency.credentials.actions.reviews import review_credential
from agency.credentials.actions.trainings import (
    change_training,
    create_training,
    remove_training,
)

__all__ = [
    "attach_document",
    "change_ce_credit",
    "change_credential",
    "change_training",
    "create_ce_credit",
    "create_credential",
    "create_training",
    "remove_ce_credit",
    "remove_training",
    "review_credential",
    "withdraw_document",
]
