"""Credentials, trainings and credits going out, in the shapes in which they came in."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload

from agency.credentials.models import CECredit, Credential, Training
from agency.credentials.schemas import CECreditInput, CredentialInput, TrainingInput
from agency.fields import InputSchema
from agency.fields.described import described

CREDENTIAL, TRAINING, CE_CREDIT = CredentialInput(), TrainingInput(), CECreditInput()
Held = Credential | Training | CECredit


def whole_credentials() -> Select[Credential]:
    """Credentials with all that their description tells; to be filtered and sorted as needed."""
    return select(Credential).options(joinedload(Credential.candidate, innerjoin=True))


def whole_trainings() -> Select[Training]:
    """Trainings with all that their description tells."""
    return select(Training).options(joinedload(Training.candidate, innerjoin=True))


def whole_ce_credits() -> Select[CECredit]:
    """Continuing-education credits with all that their description tells."""
    return select(CECredit).options(joinedload(CECredit.candidate, innerjoin=True))


def held_values(schema: InputSchema, row: Held) -> dict[str, Any]:
    """What the row says, by the columns of its file; the candidate by her reference."""
    names = schema.fields.keys() - {"candidate_ref"}
    return {name: getattr(row, name) for name in names} | {"candidate_ref": row.candidate.ref}


def described_credential(row: Credential) -> dict[str, Any]:
    """A credential as plain JSON: its id, the columns of credentials.csv, and ``changed_at``."""
    said = described(CREDENTIAL, held_values(CREDENTIAL, row))
    return {"id": row.id} | said | {"changed_at": row.changed_at.isoformat()}


def described_training(row: Training) -> dict[str, Any]:
    """A training as plain JSON: its id and the columns of trainings.csv."""
    return {"id": row.id} | described(TRAINING, held_values(TRAINING, row))


def described_ce_credit(row: CECredit) -> dict[str, Any]:
    """A credit as plain JSON: its id and the columns of ce_credits.csv."""
    return {"id": row.id} | described(CE_CREDIT, held_values(CE_CREDIT, row))
