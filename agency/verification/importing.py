"""The log of what an import brings: many entries by one statement, in the import's transaction."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime

from sqlalchemy import RowMapping, String, cast, insert, literal, null, select

from agency.audit.actions import Deed
from agency.bulk_lookup import among
from agency.column_types import Json, UTCDateTime
from agency.credentials.described import CREDENTIAL
from agency.credentials.evidence import DECIDED
from agency.credentials.models import Credential
from agency.extensions import db
from agency.fields.described import described
from agency.plain_rows import Values
from agency.verification.models import IMPORT, IMPORTED, Verification

BY = "import"
# What an import changes in a credential that is on file.
IMPORTED_COLUMNS = ("expires_on", "evidence", "bound_to", "status")
COLUMNS = (
    *("credential_id", "at", "by", "source", "result", "reason", "remark"),
    *("evidence_before", "evidence_after", "before", "after", "confirmation"),
)


def log_import_of(changed: Mapping[int, Values], at: datetime) -> list[Deed]:
    """An entry for each credential by id that an import is about to write, with its values then.

    To be called before they are written; what the trail says of those that were decided on, or are
    by it, comes back.
    """
    columns = (getattr(Credential, name) for name in IMPORTED_COLUMNS)
    rows = db.session.execute(select(Credential.id, *columns).where(among(Credential.id, changed)))
    entries, deeds = [], []
    for row in rows.mappings():
        entry = _changed(row, changed[row["id"]], at)
        entries.append(entry)
        if {side.get("status") for side in (entry["before"], entry["after"])} & {*DECIDED}:
            subject = f"credential:{row['id']}"
            deeds.append(Deed("changed", subject, entry["before"], entry["after"], BY))
    if entries:
        db.session.execute(insert(Verification), entries)
    return deeds


def _changed(row: RowMapping, record: Values, at: datetime) -> Values:
    old = {**record, **{name: row[name] for name in IMPORTED_COLUMNS}}
    was, will = described(CREDENTIAL, old), described(CREDENTIAL, record)
    names = [name for name in IMPORTED_COLUMNS if was[name] != will[name]]
    return {
        "credential_id": row["id"],
        "at": at,
        "by": BY,
        "source": IMPORT,
        "result": IMPORTED,
        "evidence_before": row["evidence"],
        "evidence_after": record["evidence"],
        "before": {name: was[name] for name in names},
        "after": {name: will[name] for name in names},
    }


def log_imported(ids: Collection[int], at: datetime) -> None:
    """An entry for each of some credentials that are new by an import, which are written."""
    if not ids:
        return
    nothing = literal({}, Json)
    values = (
        *(Credential.id, literal(at, UTCDateTime()), literal(BY)),
        *(literal(IMPORT), literal(IMPORTED), literal(""), literal("")),
        *(cast(null(), String), Credential.evidence, nothing, nothing, literal("")),
    )
    rows = select(*values).where(among(Credential.id, ids)).order_by(Credential.id)
    db.session.execute(insert(Verification).from_select(list(COLUMNS), rows))
