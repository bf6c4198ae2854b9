"""Taking a merge apart, or saying why that cannot be any more; parts of a transaction."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select, update
from sqlalchemy.exc import IntegrityError

from agency import clock
from agency.accounts.models import User
from agency.assignments.models import DoNotReturn
from agency.candidates.addresses import hold_address, require_own_email
from agency.candidates.described import SCHEMA, candidate_values, whole_candidates
from agency.candidates.models import Candidate
from agency.errors import NotAllowed, Refused
from agency.extensions import db
from agency.fields.described import described
from agency.joining.actions import reopen_invitations
from agency.joining.queries import account_of
from agency.merging.models import Merge
from agency.merging.papers import hand_back
from agency.merging.queries import later_merge, undo_until
from agency.merging.records import TABLES, Separated, separate
from agency.merging.reviving import revive
from agency.notices.actions.topics import give_back
from agency.pinning.models import Pin
from agency.pinning.queries import work_pinned_for
from agency.placements.models import Placement
from agency.settings import settings


@dataclass(frozen=True, slots=True)
class Undone:
    """Whom and what a merge concerned that was taken apart, by row ids; candidates with their refs.

    ``parted`` says by kind of row what came of it; ``revived`` are credentials that count again
    for what had superseded them has gone with the other file.
    """

    candidates: Mapping[int, str]
    assignments: Sequence[int]
    facilities: Sequence[int]
    parted: Mapping[str, Separated]
    revived: Sequence[int]


def require_undoable(merge: Merge, now: datetime) -> None:
    """Refuse what was undone already, or was done too long ago; raises NotAllowed."""
    if merge.undone_at is not None:
        raise NotAllowed(
            f"The merge of {merge.merged_ref} into {merge.kept_ref} is undone already."
        )
    days = settings().merge_undo_days
    if undo_until(merge, days) < now:
        raise NotAllowed(f"A merge can be undone for {days} days; this one is older.")


def taken_apart(merge: Merge) -> Undone:
    """Write both files as they were; raises NotAllowed with what has changed since."""
    done = merge.done
    for whose in ("kept", "other"):
        hold_address(done[whose]["before"].get("email") or "")
    rows = {ref: _locked(ref) for ref in sorted((merge.kept_ref, merge.merged_ref))}
    kept, other = rows[merge.kept_ref], rows[merge.merged_ref]
    _require_as_left(merge, kept, other)
    try:
        parted = _part_rows(done["rows"], kept, other)
        hand_back(done.get("documents", ()))
        _restore(kept, done["kept"]["before"])
        _restore(other, done["other"]["before"], merged_into=None)
        _part_accounts(done["account"], kept, other)
    except IntegrityError as error:
        raise _cannot("both files now have a row that only one of them can have") from error
    except Refused as error:
        raise _cannot(str(error)) from error
    facilities = done["facilities"]
    _part_do_not_return(kept, facilities)
    reopen_invitations(done.get("invitations", ()))
    _part_pins(done.get("pins", ()), kept, other)
    give_back(done.get("left_topics", []))
    return Undone(
        {row.id: row.ref for row in (kept, other)},
        [*_assignments(done["rows"]["placements"]), *work_pinned_for((kept.id, other.id))],
        facilities,
        parted,
        revive((kept.id, other.id), merge.made_at),
    )


def _part_rows(
    done: Mapping[str, Any], kept: Candidate, other: Candidate
) -> Mapping[str, Separated]:
    parted = {
        table.name: separate(table, done[table.name], kept.id, other.id)
        for table in reversed(TABLES)
    }
    if changed := [what for one in parted.values() for what in one.problems]:
        raise _cannot(f"{', '.join(changed)} of {kept.ref} has changed since, or depends on it")
    return parted


def _cannot(why: str) -> NotAllowed:
    return NotAllowed(f"This merge cannot be undone any more: {why}.")


def _locked(ref: str) -> Candidate:
    """The row, whether or not it is a part of another."""
    found = whole_candidates().where(Candidate.ref == ref).with_for_update(key_share=True)
    row = db.session.scalars(found.execution_options(populate_existing=True)).one_or_none()
    if row is None:
        raise _cannot(f"{ref} is gone")
    return row


def _require_as_left(merge: Merge, kept: Candidate, other: Candidate) -> None:
    """What the merge wrote in either row must stand there still."""
    if kept.merged_into is not None:
        raise _cannot(f"{kept.ref} was merged into {kept.merged_into} since; undo that first")
    if later := later_merge(merge):
        raise _cannot(f"{later.merged_ref} was merged into {kept.ref} since; undo that first")
    for row, done in ((kept, merge.done["kept"]), (other, merge.done["other"])):
        now = described(SCHEMA, candidate_values(row))
        changed = [name for name, said in done["after"].items() if now[name] != said]
        if changed:
            raise _cannot(f"{', '.join(changed)} of {row.ref} was changed since")
    if other.merged_into != kept.ref:
        raise _cannot(f"{other.ref} is no part of {kept.ref} any more")


def _restore(row: Candidate, before: Mapping[str, Any], **also: Any) -> None:
    said = {**described(SCHEMA, candidate_values(row)), **before}
    values = SCHEMA.accept(said)
    old = {name: values[name] for name in before}
    for name, value in {**old, **also, "changed_at": clock.now()}.items():
        setattr(row, name, value)
    db.session.flush()
    if "email" in before:
        require_own_email(row.email, row.id)


def _part_accounts(done: Mapping[str, Any] | None, kept: Candidate, other: Candidate) -> None:
    if done is None:
        return
    user = db.session.get(User, done["id"], populate_existing=True)
    if done["how"] == "shut":
        if user is not None and user.candidate_ref == other.ref:
            user.active = done["active"]
    elif user is None or user.candidate_ref != kept.ref or account_of(other.ref):
        raise _cannot(f"the account that came from {other.ref} is not {kept.ref}'s any more")
    else:
        user.candidate_ref = other.ref
    db.session.flush()


def _part_do_not_return(kept: Candidate, facilities: Sequence[int]) -> None:
    listed = DoNotReturn.candidate_ref == kept.ref
    if facilities:
        added = delete(DoNotReturn).where(listed, DoNotReturn.facility_id.in_(facilities))
        db.session.execute(added, execution_options={"synchronize_session": False})


def _part_pins(ids: Sequence[int], kept: Candidate, other: Candidate) -> None:
    """What is still wanted of what came with the other goes back."""
    if ids:
        came = update(Pin).where(Pin.id.in_(ids), Pin.candidate_id == kept.id)
        back = came.values(candidate_id=other.id)
        db.session.execute(back, execution_options={"synchronize_session": False})


def _assignments(done: Mapping[str, Any]) -> list[int]:
    """Those of all placements that a merge moved, swapped or let rest."""
    ids = [id for id, _ in (*done["moved"], *done["retired"])]
    ids += [id for pair in done["swapped"] for id in pair]
    found = select(Placement.assignment_id).where(Placement.id.in_(ids))
    return list(db.session.scalars(found)) if ids else []
