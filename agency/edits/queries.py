"""Which edits can be seen, and which of them somebody has not seen yet.

On PostgreSQL a transaction may commit an edit after others with greater ids were seen. So what
was seen is remembered as ranges of ids, not as the greatest: an id that is in none of them is
news whenever it turns up. An id whose transaction was rolled back leaves a hole for good.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Select, func, or_, select

from agency.edits.models import SUBJECTS, Edit, Subject
from agency.edits.ranges import Ranges, holds, holes, union
from agency.extensions import db
from agency.jobs.database_clock import in_seconds

# No transaction lives as long (see the timeouts in agency/extensions.py): what was not committed
# by then never will be.
SETTLED_SECONDS = 24 * 60 * 60
# So many holes are looked into one by one; behind them everything is read and sifted here.
MOST_HOLES = 100


@dataclass(frozen=True, slots=True)
class Unseen:
    """Ids that were written to, by subject; and all edits seen now, those before included."""

    edited: dict[Subject, set[int]]
    seen: Ranges


def visible() -> Ranges:
    """The ids of all edits of the caller's snapshot, as closed ranges ``[[first, last], …]``."""
    settled = _settled()
    later = (
        select(Edit.id, (Edit.id - func.row_number().over(order_by=Edit.id)).label("island"))
        .where(Edit.id > settled)
        .subquery()
    )
    islands = select(func.min(later.c.id), func.max(later.c.id)).group_by(later.c.island)
    return union([*_up_to(settled), *db.session.execute(islands)])


def unseen(seen: Ranges) -> Unseen:
    """The edits of the caller's snapshot whose ids are in none of the ranges ``seen``."""
    gaps = holes(seen)
    settled = _settled() if gaps else 0
    edited: dict[Subject, set[int]] = {subject: set() for subject in SUBJECTS}
    new = []
    for id, subject, subject_id in db.session.execute(_outside(seen, gaps)):
        if not holds(seen, id):
            edited[subject].add(subject_id)
            new.append((id, id))
    return Unseen(edited, union([*seen, *new, *_up_to(settled)]))


def _outside(seen: Ranges, gaps: Ranges) -> Select[int, Subject, int]:
    """All edits that are not in ``seen``, and more than those if there are many gaps."""
    few, many = gaps[:MOST_HOLES], gaps[MOST_HOLES:]
    end = many[0][0] - 1 if many else seen[-1][1] if seen else 0
    inside = [Edit.id.between(first, last) for first, last in few]
    return select(Edit.id, Edit.subject, Edit.subject_id).where(or_(Edit.id > end, *inside))


def _settled() -> int:
    """The id below which nothing can turn up any more; 0 if there is none."""
    old = select(Edit.id).where(Edit.edited_at < in_seconds(-SETTLED_SECONDS))
    return db.session.scalar(old.order_by(Edit.id.desc()).limit(1)) or 0


def _up_to(settled: int) -> Ranges:
    return [[1, settled]] if settled else []
