"""The shapes of the log going out and of what a register said coming in."""

from __future__ import annotations

from typing import Any

from agency.fields import Choice, Day, InputSchema, SafeText, Whole
from agency.verification.models import DIFFERS, FOUND, NOT_FOUND, Verification


class SourceCheckInput(InputSchema):
    """What the issuer's register said, and on which day.

    `document` is evidence of it, such as a picture of the answer, by its id.
    """

    answer = Choice((FOUND, NOT_FOUND, DIFFERS), required=True)
    checked_on = Day(required=True)
    remark = SafeText(1000, load_default="")
    confirmation = SafeText(80, load_default="")
    document = Whole(1, 2**31 - 1, load_default=None)


class QuestionInput(InputSchema):
    """What a candidate is asked about a paper of hers."""

    message = SafeText(1000, required=True)


def described_verification(entry: Verification) -> dict[str, Any]:
    """An entry of the log as plain JSON; keys may be added, never changed."""
    return {
        "id": entry.id,
        "credential_id": entry.credential_id,
        "at": entry.at.isoformat(),
        "by": entry.by,
        "source": entry.source,
        "result": entry.result,
        "reason": entry.reason or None,
        "remark": entry.remark,
        "evidence_before": entry.evidence_before,
        "evidence_after": entry.evidence_after,
        "document_id": entry.document_id,
        "checked_on": entry.checked_on and entry.checked_on.isoformat(),
        "confirmation": entry.confirmation,
        "undoes_id": entry.undoes_id,
    }
