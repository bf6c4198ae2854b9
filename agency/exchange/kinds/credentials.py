"""credentials.csv."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Select, select

from agency.bulk_lookup import among
from agency.candidates.models import Candidate
from agency.candidates.standing import ITS_OWN
from agency.credentials.content import credential_ref
from agency.credentials.models import Credential
from agency.credentials.schemas import CredentialInput
from agency.exchange.kinds.held import HeldByCandidate
from agency.exchange.kinds.kind import FileMemory, Key, Stored, Values, own
from agency.exchange.queries import by_bytes
from agency.extensions import db
from agency.rules.renewal import proposed_expiry
from agency.rules.rulebook import load_rulebook
from agency.verification.importing import log_import_of, log_imported

KEY = ("candidate_id", "code", "number", "issued_on")


class Credentials(HeldByCandidate):
    """What candidates hold, by candidate, code, number and day of issue."""

    name = "credentials"
    columns = (
        "candidate_ref",
        "code",
        "number",
        "issued_on",
        "expires_on",
        "evidence",
        "bound_to",
        "status",
    )
    optional = frozenset({"status"})
    schema = CredentialInput()
    model = Credential
    compared = ("expires_on", "evidence", "bound_to", "status")

    def key(self, record: Mapping[str, Any]) -> Key:
        return tuple(record[name] for name in KEY)

    def stored(self, records: Sequence[Values]) -> dict[Key, Stored]:
        holders = {record["candidate_id"] for record in records}
        numbers = {record["number"] for record in records}
        rows = db.session.execute(
            select(Credential.id, *own(Credential, (*KEY, *self.compared))).where(
                among(Credential.candidate_id, holders), among(Credential.number, numbers)
            )
        )
        return {self.key(row._asdict()): Stored(row.id, row._asdict()) for row in rows}

    def notes(self, records: Sequence[Values], memory: FileMemory) -> list[str]:
        return [note for record in records if (note := _odd_expiry(record))]

    def before_updates(self, updates: Mapping[int, Values], at: datetime) -> None:
        log_import_of({id: record["evidence"] for id, record in updates.items()}, at)

    def after_inserts(self, ids: Collection[int], at: datetime) -> None:
        log_imported(ids, at)

    def export_statement(self) -> Select[Any]:
        return (
            select(Candidate.ref.label("candidate_ref"), *own(Credential, self.columns[1:]))
            .join(Candidate, Candidate.id == Credential.candidate_id)
            .where(ITS_OWN)
            .order_by(
                by_bytes(Candidate.ref),
                by_bytes(Credential.code),
                by_bytes(Credential.number),
                Credential.issued_on.nulls_first(),
            )
        )


def _odd_expiry(record: Values) -> str | None:
    """Where the catalogue would compute another day of expiry than the one given, which counts."""
    expires_on = record["expires_on"]
    kind = load_rulebook().catalogue[record["code"]]
    if expires_on is None or record["issued_on"] is None or kind.validity is None:
        return None
    proposed = proposed_expiry(kind.validity, record["issued_on"])
    if proposed in (None, expires_on):
        return None
    held = credential_ref(record["code"], record["number"], record["issued_on"])
    return (
        f"{record['candidate_ref']}: {held} expires on {expires_on} as given;"
        f" the catalogue computes {proposed}"
    )
