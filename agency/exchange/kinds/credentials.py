"""credentials.csv."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Select, select

from agency.audit.actions import Deed
from agency.bulk_lookup import among
from agency.candidates.models import Candidate
from agency.candidates.standing import ITS_OWN
from agency.credentials.content import credential_ref
from agency.credentials.evidence import DECIDED, WITHDRAWN
from agency.credentials.models import STATUSES, Credential
from agency.credentials.numbers import folded_number
from agency.credentials.schemas import CredentialInput
from agency.exchange.kinds.held import HeldByCandidate
from agency.exchange.kinds.kind import FileMemory, Key, Stored, Values, own
from agency.exchange.queries import by_bytes
from agency.extensions import db
from agency.fields import Choice
from agency.rules.renewal import proposed_expiry
from agency.rules.rulebook import load_rulebook
from agency.verification.importing import IMPORTED_COLUMNS, log_import_of, log_imported
from agency.verification.queries import verdicts_of

KEY = ("candidate_id", "code", "number", "issued_on")


class CredentialRow(CredentialInput):
    """A row of the file, in which a blank status is told from one that is given."""

    status = Choice(STATUSES, load_default=None)


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
    schema = CredentialRow()
    model = Credential
    compared = IMPORTED_COLUMNS

    def derived(self, record: Values) -> Values:
        return {"number_folded": folded_number(record["number"])}

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
        found = [row._asdict() for row in rows]
        verdicts = verdicts_of([row["id"] for row in found if row["status"] == WITHDRAWN])
        return {
            self.key(row): Stored(row["id"], row | {"verdict": verdicts.get(row["id"])})
            for row in found
        }

    def against(self, record: Values, stored: Stored | None) -> tuple[Values, str | None]:
        """A blank status is active, but of what was rejected or revoked it says nothing."""
        if record["status"] is not None:
            return record, None
        status = stored.values["status"] if stored else "active"
        if stored is None or not {status, stored.values["verdict"]}.intersection(DECIDED):
            return record | {"status": "active"}, None
        held = credential_ref(record["code"], record["number"], record["issued_on"])
        told = f"{record['candidate_ref']}: {held} stays {status}; blank does not lift that"
        return record | {"status": status}, told

    def notes(self, records: Sequence[Values], memory: FileMemory) -> list[str]:
        return [note for record in records if (note := _odd_expiry(record))]

    def before_updates(self, updates: Mapping[int, Values], at: datetime) -> list[Deed]:
        return log_import_of(updates, at)

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
