"""Two files of one person: proposed, compared, merged, told apart, and taken apart again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from flask import Response, flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from agency import clock
from agency.access.principal import actor, principal
from agency.candidates.described import described_candidate
from agency.candidates.models import Candidate
from agency.dashboard.blueprint import dashboard
from agency.dashboard.candidate_labels import CANDIDATE_LABELS
from agency.dashboard.form_values import VERSION, version_of
from agency.dashboard.merge_words import ROW_WORDS, value_text, words_of_rows
from agency.errors import NotAllowed, Problem, Refused, Stale
from agency.fields import InputSchema, SafeText
from agency.merging.actions import Expects, merge, tell_apart, undo_merge
from agency.merging.duplicates import alike_pairs
from agency.merging.queries import merges_since, preview_of
from agency.merging.records import Joined, as_told
from agency.paging import cursor, position_of
from agency.settings import settings

MOST, LATELY = 50, 50
MERGERS = frozenset({"admin", "recruiter"})
CHOICE = "keep-"
STALE = "One of the two files was changed since you opened this. Look once more, then merge."


class DuplicatesInput(InputSchema):
    """From where on."""

    after = SafeText(1000, load_default=None)


INPUT = DuplicatesInput()


def may_merge() -> bool:
    """Whether who asks may merge candidates; the policy says the same of the addresses."""
    asking = principal()
    return asking is not None and bool(asking.roles & MERGERS)


def undoable_since() -> datetime:
    """Merges before this moment can be undone no longer."""
    return clock.now() - timedelta(days=settings().merge_undo_days)


@dashboard.get("/candidates/duplicates")
def duplicates() -> str:
    """Who may be one person with two files, those with most in common first, and what was merged
    lately.
    """
    of = {"list": "duplicates"}
    (before,) = position_of(INPUT.accept(request.args.to_dict())["after"], of) or [0]
    pairs, number = alike_pairs(MOST, before)
    there = before + len(pairs)
    following = cursor([there] if there < number else None, of)
    return render_template(
        "dashboard/duplicates.html",
        pairs=pairs,
        number=number,
        before=before,
        next_url=following and url_for("dashboard.duplicates", after=following),
        merged=merges_since(undoable_since())[:LATELY],
        days=settings().merge_undo_days,
    )


@dashboard.get("/candidates/<ref>/merge/<other_ref>")
def compare(ref: str, other_ref: str) -> Response:
    """Both files side by side, and what would become of them if ``ref`` is kept."""
    return _compared(ref, other_ref, {}, "")


@dashboard.post("/candidates/<ref>/merge/<other_ref>")
def merge_them(ref: str, other_ref: str) -> ResponseReturnValue:
    """Make ``other_ref`` a part of ``ref``, with the values that were chosen."""
    choices = _choices()
    try:
        merge(ref, other_ref, choices, actor(), _as_compared(request.form.get(VERSION, "")))
    except Stale:
        return _compared(ref, other_ref, choices, STALE, 412)
    except Refused as error:
        words = "; ".join(_words(problem) for problem in error.problems)
        return _compared(ref, other_ref, choices, f"Not merged: {words}.", 422)
    flash(f"{other_ref} is a part of {ref} now. It can be undone below.", "met")
    return redirect(url_for("dashboard.candidate", ref=ref))


@dashboard.post("/candidates/<ref>/merge/<other_ref>/refusal")
def not_the_same(ref: str, other_ref: str) -> ResponseReturnValue:
    """They are two people, and are not proposed again."""
    tell_apart(ref, other_ref, actor())
    flash(f"{ref} and {other_ref} are kept apart, and not proposed again.", "met")
    return redirect(url_for("dashboard.duplicates"))


@dashboard.post("/merges/<int(min=1, max=2147483647):id>/undo")
def undo_merging(id: int) -> ResponseReturnValue:
    """Take a merge apart."""
    try:
        undone = undo_merge(id, actor())
    except NotAllowed as error:
        flash(str(error), "unmet")
        return redirect(url_for("dashboard.duplicates"))
    flash(f"{undone.kept_ref} and {undone.merged_ref} are two files again, as before.", "met")
    return redirect(url_for("dashboard.candidate", ref=undone.merged_ref))


def _choices() -> Mapping[str, str]:
    return {
        name.removeprefix(CHOICE): word
        for name, word in request.form.items()
        if name.startswith(CHOICE)
    }


def _compared(
    ref: str, other_ref: str, choices: Mapping[str, str], problem: str, status: int = 200
) -> Response:
    preview = preview_of(ref, other_ref)
    page = render_template(
        "dashboard/merge.html",
        preview=preview,
        choices=choices,
        problem=problem,
        labels=CANDIDATE_LABELS,
        version=_version(preview.kept, preview.other, preview.rows),
        value_text=value_text,
        joins=[(ROW_WORDS[one.table.name], words_of_rows(one)) for one in preview.rows],
        days=settings().merge_undo_days,
    )
    return make_response(page, status)


def _version(kept: Candidate, other: Candidate, rows: Sequence[Joined]) -> str:
    """Of all that the page shows: both files, and every row that comes, gives way or stays."""
    files = {row.ref: described_candidate(row) for row in (kept, other)}
    return version_of({"files": files, "rows": as_told(rows)})


def _as_compared(version: str) -> Expects:
    """What a merge expects: that all is as it was when the two were compared."""

    def expect(kept: Candidate, other: Candidate, rows: Sequence[Joined]) -> None:
        if _version(kept, other, rows) != version:
            raise Stale("one of the two was changed since they were compared")

    return expect


def _words(problem: Problem) -> Any:
    label = CANDIDATE_LABELS.get(problem.field)
    return f"{label}: expected {problem.expected}" if label else f"expected {problem.expected}"
