"""Two files are made one, taken apart again, or told apart; each function is one transaction."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any

from sqlalchemy import select, update

from agency import clock
from agency.accounts.models import User
from agency.accounts.secrets import new_uniquifier
from agency.assignments.models import DoNotReturn, Facility
from agency.audit.actions import note, note_all, nothing, writing
from agency.audit.actors import Actor
from agency.candidates.actions import locked_candidate
from agency.candidates.described import SCHEMA, candidate_values
from agency.candidates.models import Candidate
from agency.credentials.models import Credential
from agency.edits.actions import record_all
from agency.errors import NotFound
from agency.extensions import db
from agency.fields.described import Change, change_of
from agency.fields.schema import refused
from agency.joining.actions import close_invitations
from agency.joining.queries import account_of
from agency.merging.choices import chosen_values
from agency.merging.deeds import deeds_of, deeds_of_documents, deeds_of_undoing
from agency.merging.letters import joined_letter
from agency.merging.models import DistinctPair, Merge
from agency.merging.papers import documents_follow, hand_over
from agency.merging.queries import candidate_of, clash_of, plan
from agency.merging.records import Joined, join, twins_of
from agency.merging.undoing import Undone, require_undoable, taken_apart
from agency.notices.actions import post
from agency.notices.actions.topics import keep_left
from agency.pinning.models import Pin
from agency.pinning.queries import work_pinned_for
from agency.placements.models import Placement
from agency.upserting import upsert

# What is left of a file that is a part of another: nothing by which anybody is written to.
LEFT: Mapping[str, Any] = {"status": "archived", "email": "", "phone": ""}
Expects = Callable[[Candidate, Candidate, Sequence[Joined]], object]
Hook = Callable[[Merge], object]


def merge(
    kept_ref: str,
    other_ref: str,
    choices: Mapping[str, str],
    by: Actor,
    expects: Expects,
    also: Hook = nothing,
) -> Merge:
    """Make the file ``other_ref`` a part of ``kept_ref``; nothing of either is lost.

    ``choices`` say for each field that differs whose value is kept, in the words of
    `agency.merging.choices`. ``expects`` sees both rows, locked, and what is to become of theirs,
    and may raise; ``also`` is done in the same transaction. Raises NotFound, MergedAway, and
    Refused, also where both are booked on the same days.
    """
    with writing():
        kept, other = _both(kept_ref, other_ref)
        rows = plan(kept.id, other.id)
        expects(kept, other, rows)
        if clash := clash_of(rows, kept.id):
            raise refused("other_ref", other_ref, f"one person's file; {clash}")
        values = chosen_values(kept, other, choices)
        left = _write(other, LEFT, merged_into=kept.ref)
        changed = _write(kept, values)
        made = Merge(kept_ref=kept.ref, merged_ref=other.ref, made_at=clock.now(), made_by=by.name)
        made.done = {
            "kept": {"before": changed.before, "after": changed.after},
            "other": {"before": left.before, "after": left.after},
            **_joined(kept, other, rows),
        }
        db.session.add(made)
        moved = documents_follow((kept.id, other.id))
        also(made)
        refs = {row.id: row.ref for row in (kept, other)}
        note_all(by, [*deeds_of(made, changed, left), *deeds_of_documents(moved, refs, made)])
        _record(made, kept, other, rows)
        _tell(made)
    return made


def _both(kept_ref: str, other_ref: str) -> tuple[Candidate, Candidate]:
    """Both, locked in one order whoever is to be kept, so that two merges wait and do not block."""
    if kept_ref == other_ref:
        raise refused("other_ref", other_ref, "another candidate")
    rows = {ref: locked_candidate(ref) for ref in sorted((kept_ref, other_ref))}
    return rows[kept_ref], rows[other_ref]


def _write(row: Candidate, values: Mapping[str, Any], **also: Any) -> Change:
    change = change_of(SCHEMA, candidate_values(row), values, fixed=("ref", "unavailable"))
    for name, value in {**change.values, **also, "changed_at": clock.now()}.items():
        setattr(row, name, value)
    db.session.flush()
    return change


def _joined(kept: Candidate, other: Candidate, rows: Sequence[Joined]) -> dict[str, Any]:
    """Write all that is more than the two rows themselves; what was done, as it is taken back."""
    return {
        "rows": {one.table.name: join(one, kept.id, other.id) for one in rows},
        "documents": hand_over(twins_of(Credential, rows)),
        "account": _join_accounts(kept, other),
        "facilities": _join_do_not_return(kept, other),
        "pins": _join_pins(kept, other),
        "invitations": close_invitations(other.ref),
        "left_topics": keep_left(kept.id, other.id),
    }


def _join_accounts(kept: Candidate, other: Candidate) -> dict[str, Any] | None:
    """The other's account becomes the kept one's, or is shut where there are two."""
    theirs = account_of(other.ref)
    if theirs is None:
        return None
    if account_of(kept.ref) is None:
        theirs.candidate_ref = kept.ref
        db.session.flush()
        return {"id": theirs.id, "how": "moved"}
    was = theirs.active
    theirs.active, theirs.fs_uniquifier = False, new_uniquifier()
    db.session.flush()
    return {"id": theirs.id, "how": "shut", "active": was}


def _tell(made: Merge) -> None:
    """Mail to the address of an account that was shut which one stays."""
    account = made.done["account"]
    if account and account["how"] == "shut" and account["active"]:
        kept = account_of(made.kept_ref)
        assert kept is not None  # else it had moved
        post(joined_letter(db.session.get_one(User, account["id"]), kept))


def _join_do_not_return(kept: Candidate, other: Candidate) -> list[int]:
    """Who does not want the one back does not want the other; the facilities that learn of it."""
    unwanted = select(DoNotReturn.facility_id)
    theirs = unwanted.where(DoNotReturn.candidate_ref == other.ref)
    already = unwanted.where(DoNotReturn.candidate_ref == kept.ref)
    ids = list(db.session.scalars(theirs.where(DoNotReturn.facility_id.not_in(already))))
    db.session.add_all(DoNotReturn(facility_id=id, candidate_ref=kept.ref) for id in ids)
    _stamp_facilities(ids)
    return ids


def _join_pins(kept: Candidate, other: Candidate) -> list[int]:
    """What was wanted of the other is wanted of the kept one, unless something is already; those.

    Where both have a wish for one assignment the other's stays behind and counts for nothing.
    """
    db.session.flush()
    already = select(Pin.assignment_id).where(Pin.candidate_id == kept.id)
    theirs = select(Pin.id).where(Pin.candidate_id == other.id, Pin.assignment_id.not_in(already))
    ids = list(db.session.scalars(theirs.order_by(Pin.id)))
    if ids:
        moved = update(Pin).where(Pin.id.in_(ids)).values(candidate_id=kept.id)
        db.session.execute(moved, execution_options={"synchronize_session": False})
    return ids


def _stamp_facilities(ids: Collection[int]) -> None:
    db.session.flush()
    if ids:
        stamped = update(Facility).where(Facility.id.in_(ids)).values(changed_at=clock.now())
        db.session.execute(stamped, execution_options={"synchronize_session": False})


def _record(made: Merge, kept: Candidate, other: Candidate, rows: Sequence[Joined]) -> None:
    (work,) = (one for one in rows if one.table.model is Placement)
    touched = [*work.moved, *work.behind, *(theirs for _, theirs in work.swapped)]
    record_all(
        {
            "candidate": [kept.id, other.id],
            "assignment": [
                *(row.assignment_id for row in touched),
                *work_pinned_for((kept.id, other.id)),
            ],
            "facility": made.done["facilities"],
        }
    )


def undo_merge(id: int, by: Actor) -> Merge:
    """Take a merge apart, so that both files are as they were before it.

    What was added to the kept file since stays there. Raises NotFound, and NotAllowed with the
    reason where that cannot be any more.
    """
    with writing():
        found = db.session.scalars(
            select(Merge)
            .where(Merge.id == id)
            .with_for_update()
            .execution_options(populate_existing=True)
        ).one_or_none()
        if found is None:
            raise NotFound("merge", str(id))
        require_undoable(found, clock.now())
        undone = taken_apart(found)
        moved = documents_follow(undone.candidates)
        _stamp_facilities(undone.facilities)
        found.undone_at = clock.now()
        deeds = deeds_of_undoing(found, undone.parted, undone.revived)
        note_all(by, [*deeds, *deeds_of_documents(moved, undone.candidates, found)])
        record_all(_edited(undone))
    return found


def _edited(undone: Undone) -> Mapping[Any, Collection[int]]:
    return {
        "candidate": undone.candidates,
        "assignment": undone.assignments,
        "facility": undone.facilities,
    }


def tell_apart(ref: str, other_ref: str, by: Actor) -> None:
    """Note that two who look alike are two; they are not proposed again. Raises NotFound."""
    if ref == other_ref:
        raise refused("other_ref", other_ref, "another candidate")
    with writing():
        first, second = sorted((candidate_of(ref).ref, candidate_of(other_ref).ref))
        said = upsert(DistinctPair).values(
            first_ref=first, second_ref=second, noted_at=clock.now(), noted_by=by.name
        )
        new = said.on_conflict_do_nothing().returning(DistinctPair.first_ref)
        if db.session.scalars(new).one_or_none():
            note(by, "told apart", f"candidate:{first}", after={"not_the_same_as": second})
