"""The fields of the desk: what is filed, as a specialist corrects it, and what is to settle."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from agency.credentials.described import CREDENTIAL
from agency.dashboard.form_values import VERSION, Form, said_of, version_of
from agency.errors import Problem, Refused
from agency.fields.described import described
from agency.verification import settling
from agency.verification.desk import OnDesk
from agency.verification.differences import Difference
from agency.verification.models import CORRECTED

# The name is the profile's and is not changed here.
NAME, SETTLED = "name", "settled"
LABELS = {
    "name": "Name as printed",
    "document": "Document",
    "code": "Credential",
    "issuer": "Issuer",
    "number": "Number",
    "issued_on": "Issued",
    "expires_on": "Valid to",
    "bound_to": "Bound to facility",
    "reason": "Reason",
    "decision": "Decision",
}
LONGEST_NAME = 200


def form_of(item: OnDesk, sent: Mapping[str, str] | None = None) -> Form:
    """The fields as filed, or as they were sent."""
    filed = _described(item)
    # The name is not filed: it stands on the document, or nobody has read it yet.
    said = {NAME: item.read.value("holder") or ""}
    said |= {name: said_of(filed)[name] for name in CORRECTED}
    given = {name: sent[name] for name in said if name in sent} if sent else {}
    version = (sent or {}).get(VERSION) or version_of(_with_id(item, filed))
    return Form({**said, **given, "remark": (sent or {}).get("remark", "")}, version)


def corrected_by(item: OnDesk, sent: Mapping[str, str]) -> dict[str, Any]:
    """The values of the document as a form has them; raises Refused for what cannot be."""
    filed = {**_described(item)}
    cells = {name: "" if value is None else str(value) for name, value in filed.items()}
    cells |= {name: sent[name] for name in CORRECTED if name in sent}
    values = CREDENTIAL.accept(cells)
    return {name: values[name] for name in CORRECTED}


def looked_at(item: OnDesk, taken: Mapping[str, str]) -> list[Difference]:
    """Where what is filed, but for what was ``taken`` over, does not go with what is known."""
    values = {**item.credential, **(corrected_by(item, taken) if taken else {})}
    return settling.looked_at(values, item.name, item.used_by, read=item.read)


def read_name(sent: Mapping[str, str]) -> str:
    """The name on the document, where somebody read another than the profile's; else blank.

    Raises Refused where it is too long.
    """
    read = " ".join(sent.get(NAME, "").split())
    if len(read) > LONGEST_NAME:
        raise Refused([Problem(NAME, read[:40], f"at most {LONGEST_NAME} characters")])
    return read if read and read != " ".join(sent.get("profile_name", "").split()) else ""


def _described(item: OnDesk) -> dict[str, Any]:
    values = {**item.credential, "candidate_ref": item.candidate["ref"]}
    return described(CREDENTIAL, values)


def _with_id(item: OnDesk, filed: Mapping[str, Any]) -> dict[str, Any]:
    """As `described_credential` tells it, of which the version is made."""
    changed_at = item.credential["changed_at"].isoformat()
    return {"id": item.id, **filed, "changed_at": changed_at}
