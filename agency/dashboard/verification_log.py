"""The log of a credential on the pages of staff: what is shown of it, and in which words."""

from __future__ import annotations

from typing import Any

from agency.access.principal import asking
from agency.credentials.confidential import is_confidential
from agency.dashboard.candidate_labels import EVIDENCE_WORDS
from agency.dashboard.review_words import RESULT_WORDS, SOURCE_WORDS
from agency.verification.queries import log_of
from agency.verification.reasons import REASONS

LOG_WORDS = {
    "results": RESULT_WORDS,
    "sources": SOURCE_WORDS,
    "reasons": REASONS,
    "evidence": EVIDENCE_WORDS,
}


def shown_log(credential_id: int, code: str) -> dict[str, Any]:
    """What a template shows of the log, by name, in one query.

    Documents that tell of health or past are linked for specialists alone.
    """
    hidden = is_confidential(code) and "compliance" not in asking().roles
    return {"log": log_of(credential_id), "log_words": LOG_WORDS, "log_hidden": hidden}
