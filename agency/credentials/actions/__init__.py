"""What a candidate holds: taken up and changed; each function is a transaction.

A credential is not deleted but withdrawn; trainings and credits can be removed. Whoever takes up or
changes a credential does so by `agency.verification.actions`, which keeps the log.
"""

from agency.credentials.actions.ce_credits import (
    change_ce_credit,
    create_ce_credit,
    remove_ce_credit,
)
from agency.credentials.actions.trainings import (
    change_training,
    create_training,
    remove_training,
)

__all__ = [
    "change_ce_credit",
    "change_training",
    "create_ce_credit",
    "create_training",
    "remove_ce_credit",
    "remove_training",
]
