"""Two files of one person, as plain JSON."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from agency.fields import Choice, InputSchema, Ref, WordList
from agency.merging.choices import CHOSEN
from agency.merging.duplicates import Pair
from agency.merging.models import Merge

CHOICES = ("kept", "other", "both")


class MergeInput(InputSchema):
    """Two files to be one, and for each field in which they differ whose value stays.

    A field that is not named keeps what is proposed; ``both`` is for lists.
    """

    kept_ref = Ref(required=True)
    merged_ref = Ref(required=True)
    kept = WordList(Choice(CHOSEN))
    other = WordList(Choice(CHOSEN))
    both = WordList(Choice(CHOSEN))


def described_merge(row: Merge) -> dict[str, Any]:
    """Which file became a part of which, by whom and when, and whether it was taken apart."""
    return {
        "id": row.id,
        "kept_ref": row.kept_ref,
        "merged_ref": row.merged_ref,
        "made_at": row.made_at.isoformat(),
        "made_by": row.made_by,
        "undone_at": row.undone_at and row.undone_at.isoformat(),
    }


def described_pairs(ref: str, pairs: Sequence[Pair]) -> dict[str, Any]:
    """Who may be the same person as ``ref``, and why it seems so."""
    found = []
    for pair in pairs:
        other = pair.second if pair.first.ref == ref else pair.first
        found.append({"ref": other.ref, "name": other.name, "reasons": list(pair.reasons)})
    return {"candidate_ref": ref, "duplicates": found}
