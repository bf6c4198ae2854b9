"""The log of what an import brings: many entries by one statement, in the import's transaction."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import String, cast, insert, literal, null, select

from agency.bulk_lookup import among
from agency.column_types import Json, UTCDateTime
from agency.credentials.models import Credential
from agency.extensions import db
from agency.verification.models import IMPORT, IMPORTED, Verification

BY = "import"
COLUMNS = (
    *("credential_id", "at", "by", "source", "result", "reason", "remark"),
    *("evidence_before", "evidence_after", "before", "after", "confirmation"),
)


def log_imported(ids: Collection[int], at: datetime) -> None:
    """An entry for each of some credentials that are new by an import, which are written."""
    if ids:
        _insert(ids, at, cast(null(), String), Credential.evidence)


def log_import_of(changed: Mapping[int, str], at: datetime) -> None:
    """An entry for each credential by id that an import is about to write, with its evidence then.

    To be called before they are written.
    """
    for evidence in sorted(set(changed.values())):
        ids = [id for id, after in changed.items() if after == evidence]
        _insert(ids, at, Credential.evidence, literal(evidence))


def _insert(ids: Collection[int], at: datetime, before: Any, after: Any) -> None:
    nothing = literal({}, Json)
    values = (
        *(Credential.id, literal(at, UTCDateTime()), literal(BY)),
        *(literal(IMPORT), literal(IMPORTED), literal(""), literal("")),
        *(before, after, nothing, nothing, literal("")),
    )
    rows = select(*values).where(among(Credential.id, ids)).order_by(Credential.id)
    db.session.execute(insert(Verification).from_select(list(COLUMNS), rows))
