"""What the trail says of files that are made one or taken apart; pure telling."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from agency.audit.actions import Deed
from agency.fields.described import Change
from agency.merging.models import Merge
from agency.merging.papers import NewHolder
from agency.merging.records import TABLES, Separated

MOVED, RETIRED, UNDONE = "moved to another candidate", "retired by a merge", "merge undone"


def deeds_of(made: Merge, changed: Change, left: Change) -> list[Deed]:
    """Of both candidates, and of every row that was swapped or let rest."""
    rows = made.done["rows"]
    came = {name: [id for id, _ in one["moved"]] for name, one in rows.items() if one["moved"]}
    if made.done["pins"]:
        came["pins"] = made.done["pins"]
    gone = left.after | {"merged_into": made.kept_ref}
    kept, merged = _subject(made.kept_ref), _subject(made.merged_ref)
    why, into = f"with {made.merged_ref}", f"into {made.kept_ref}"
    return [
        Deed("merged", kept, changed.before, changed.after | came, why),
        Deed("merged away", merged, left.before, gone, into),
        *_of_the_account(made),
        *_of_swapped(made, MOVED, (made.kept_ref, made.merged_ref)),
        *_of_retired(made),
    ]


def deeds_of_undoing(
    made: Merge, parted: Mapping[str, Separated], revived: Sequence[int]
) -> list[Deed]:
    """The same of a merge that was undone; ``revived`` are credentials that count again by it."""
    kept, other = made.done["kept"], made.done["other"]
    merged = other["after"] | {"merged_into": made.kept_ref}
    why, into = f"with {made.merged_ref}", f"into {made.kept_ref}"
    restored = ({"status": "superseded"}, {"status": "active"})
    return [
        Deed(UNDONE, _subject(made.kept_ref), kept["after"], kept["before"], why),
        Deed(UNDONE, _subject(made.merged_ref), merged, other["before"], into),
        *_of_swapped(made, UNDONE, (made.merged_ref, made.kept_ref)),
        *(
            Deed(UNDONE, f"{table.name[:-1]}:{id}", dict(table.retired), old, _pair(made))
            for table in TABLES
            for id, old in parted[table.name].restored
        ),
        *(
            Deed("restored", f"credential:{id}", *restored, f"merge of {_pair(made)} undone")
            for id in revived
        ),
    ]


def deeds_of_documents(
    moved: Iterable[NewHolder], refs: Mapping[int, str], made: Merge
) -> list[Deed]:
    """Of documents that another candidate has now; ``refs`` are those of both, by id."""
    return [
        Deed(
            MOVED,
            f"document:{one.id}",
            {"candidate_ref": refs[one.before]},
            {"candidate_ref": refs[one.after]},
            _pair(made),
        )
        for one in moved
    ]


def _of_the_account(made: Merge) -> Iterator[Deed]:
    if account := made.done["account"]:
        how = {"moved": MOVED, "shut": "shut by a merge"}[account["how"]]
        yield Deed(how, f"user:{account['id']}", after={"candidate_ref": made.kept_ref})


def _of_swapped(made: Merge, action: str, homes: tuple[str, str]) -> Iterator[Deed]:
    """Two for each pair: its first leaves the first of ``homes``, its second comes there."""
    here, there = ({"candidate_ref": ref} for ref in homes)
    for name, one in made.done["rows"].items():
        for ours, theirs in one["swapped"]:
            yield Deed(action, f"{name[:-1]}:{ours}", here, there, _pair(made))
            yield Deed(action, f"{name[:-1]}:{theirs}", there, here, _pair(made))


def _of_retired(made: Merge) -> Iterator[Deed]:
    for table in TABLES:
        for id, old in made.done["rows"][table.name]["retired"]:
            yield Deed(RETIRED, f"{table.name[:-1]}:{id}", old, dict(table.retired), _pair(made))


def _pair(made: Merge) -> str:
    return f"{made.merged_ref} into {made.kept_ref}"


def _subject(ref: str) -> str:
    return f"candidate:{ref}"
