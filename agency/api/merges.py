"""Two files of one person: proposed, made one, taken apart, told apart."""

from __future__ import annotations

from flask import Response, url_for
from sqlalchemy import select

from agency.access.principal import actor
from agency.api.answers import one
from agency.api.blueprint import ID, creates, does, lists, reads
from agency.api.bodies import Values, body_of
from agency.api.lists import PageQuery, page
from agency.api.once import Hook, created
from agency.api.rows import the_row
from agency.api.schemas.parts import ref as shape
from agency.api.words import CANDIDATES
from agency.audit.actions import anything
from agency.candidates.models import Candidate
from agency.candidates.standing import not_merged
from agency.merging.actions import merge, tell_apart, undo_merge
from agency.merging.duplicates import COLUMNS, alike_to
from agency.merging.models import Merge
from agency.merging.schemas import CHOICES, MergeInput, described_merge, described_pairs

MERGE = shape("Merge")
NewMerge = body_of(MergeInput, "NewMerge")


@reads("/candidates/<ref>/duplicates", shape("Duplicates"), about=CANDIDATES)
def list_duplicates(ref: str) -> Response:
    """Who may be the same person as a candidate, and why it seems so."""
    row = not_merged(the_row(select(Candidate).where(Candidate.ref == ref), "candidate", ref))
    pairs = alike_to({name: getattr(row, name) for name in COLUMNS})
    return one(described_pairs(ref, pairs))


@does(
    "/candidates/<ref>/duplicates/<other_ref>/refusal",
    shape("ToldApart"),
    about=CANDIDATES,
)
def refuse_duplicate(ref: str, other_ref: str) -> Response:
    """Note that two candidates are two; they are not proposed again."""
    tell_apart(ref, other_ref, actor())
    return one({"candidate_ref": ref, "not_the_same_as": other_ref})


@lists("/merges", MERGE, about=CANDIDATES, query=PageQuery)
def list_merges(query: Values) -> Response:
    """Merges, the newest first."""
    return page(select(Merge), Merge.id, described_merge, query, "merges", descending=True)


@creates("/merges", MERGE, about=CANDIDATES, body=NewMerge)
def add_merge(body: Values) -> Response:
    """Make one file a part of another; nothing of either is lost, and it can be undone."""
    choices = {name: word for word in CHOICES for name in body[word]}

    def make(also: Hook) -> Merge:
        return merge(body["kept_ref"], body["merged_ref"], choices, actor(), anything, also)

    return created(make, described_merge, lambda _: url_for("api.list_merges"))


@does(f"/merges/{ID}/undo", MERGE, about=CANDIDATES)
def undo(id: int) -> Response:
    """Take a merge apart, so that both files are as they were before it."""
    return one(described_merge(undo_merge(id, actor())))
