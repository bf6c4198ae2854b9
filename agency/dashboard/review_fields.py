"""The fields of the desk: what is filed, as a specialist corrects it, and what is to settle."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from agency.credentials.described import CREDENTIAL
from agency.dashboard.form_values import VERSION, Form, problem_words, said_of, version_of
from agency.errors import Problem, Refused
from agency.fields.described import described
from agency.verification import settling
from agency.verification.desk import OnDesk
from agency.verification.differences import TO_SETTLE, Difference
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


def looked_at(item: OnDesk, said: Mapping[str, str]) -> dict[str, Difference]:
    """Where what a form says does not go with what is known, by field; one query at most.

    What it says that cannot be is told as such, and all else held against what is filed there.
    """
    values, wrong = _as_said(item, said)
    name = typed_name(said)[:LONGEST_NAME] or None
    found = settling.looked_at(values, item.name, _used_by(item, values), name, item.read)
    return {one.field: one for one in found} | wrong


def _as_said(item: OnDesk, said: Mapping[str, str]) -> tuple[dict[str, Any], dict[str, Difference]]:
    """The values by column as a form says them, or as filed; and what it says that cannot be."""
    try:
        return {**item.credential, **corrected_by(item, said)}, {}
    except Refused as refused:
        wrong = _impossible(refused)
    left = {name: text for name, text in said.items() if name not in wrong}
    try:
        return {**item.credential, **corrected_by(item, left)}, wrong
    except Refused:
        return dict(item.credential), wrong


def _impossible(refused: Refused) -> dict[str, Difference]:
    return {
        one.field: Difference(one.field, TO_SETTLE, problem_words(one, LABELS))
        for one in refused.problems
    }


def _used_by(item: OnDesk, values: Mapping[str, Any]) -> str | None:
    """Who else has the number as a form says it; of what is filed that is known already."""
    if all(values[name] == item.credential[name] for name in ("code", "number")):
        return item.used_by
    return settling.who_else_has(values["code"], values["number"], item.candidate["id"])


def typed_name(sent: Mapping[str, str]) -> str:
    """The name on the document as somebody read it there; blank where nobody has."""
    return " ".join(sent.get(NAME, "").split())


def read_name(sent: Mapping[str, str]) -> str:
    """The name on the document, where somebody read one; else blank.

    Raises Refused where it is too long.
    """
    read = typed_name(sent)
    if len(read) > LONGEST_NAME:
        raise Refused([Problem(NAME, read[:40], f"at most {LONGEST_NAME} characters")])
    return read


def other_name(sent: Mapping[str, str]) -> str:
    """The same, where it is another than the profile's; else blank."""
    read = read_name(sent)
    return read if read != " ".join(sent.get("profile_name", "").split()) else ""


def _described(item: OnDesk) -> dict[str, Any]:
    values = {**item.credential, "candidate_ref": item.candidate["ref"]}
    return described(CREDENTIAL, values)


def _with_id(item: OnDesk, filed: Mapping[str, Any]) -> dict[str, Any]:
    """As `described_credential` tells it, of which the version is made."""
    changed_at = item.credential["changed_at"].isoformat()
    return {"id": item.id, **filed, "changed_at": changed_at}
