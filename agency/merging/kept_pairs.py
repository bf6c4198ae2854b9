"""All pairs who have something in common, found once in each process and kept up with the edits.

To find them, every name, address and number of a certificate is gone through, which takes a second
where there are half a million; what an edit has changed of them, a few look-ups by index.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import chain, combinations
from typing import NamedTuple

from sqlalchemy import Select, String, and_, cast, func, literal, select, union_all
from sqlalchemy.orm import aliased

from agency.bulk_lookup import among
from agency.candidates.models import Candidate
from agency.candidates.standing import ITS_OWN
from agency.credentials.models import Credential
from agency.extensions import db
from agency.finding.keeping import Edited, KeptUp
from agency.merging.marks import MARKS

# Of more people than that who share something, such as the telephone of a school, not every pair.
MOST_ALIKE = 8
# Where more were edited, all are gone through again.
MOST_EDITED = 500


class Certificate(NamedTuple):
    """What two have who have a certificate of one type and number, which is folded."""

    code: str
    number_folded: str


Why = str | Certificate
Ids = tuple[int, int]
Group = tuple[Why, Collection[int]]


@dataclass
class Alike:
    """Why two are alike, by their ids, the lesser first; and who shares something with so many that
    not every pair of them is there.
    """

    reasons: dict[Ids, list[Why]] = field(default_factory=lambda: defaultdict(list))
    crowded: set[int] = field(default_factory=set)

    def add(self, groups: Iterable[Group], of: Collection[int] | None = None) -> None:
        """Take up who shares what; with ``of`` only the pairs of which one is among these."""
        for why, group in groups:
            there = sorted(group)
            self.crowded.update(there if len(there) > MOST_ALIKE else ())
            for pair in combinations(there[:MOST_ALIKE], 2):
                if of is None or pair[0] in of or pair[1] in of:
                    self.reasons[pair].append(why)


def _read() -> Alike:
    found, gone = Alike(), _gone()
    groups = chain[Group](_marked(), _certified())
    found.add((why, [id for id in group if id not in gone]) for why, group in groups)
    return found


def _renewed(known: Alike, edited: Edited) -> Alike:
    """What is known, with what edited candidates have now in the place of what they had."""
    ids = set(edited["candidate"])
    if not ids:
        return known
    groups = list(_groups_of(ids)) if len(ids) <= MOST_EDITED else []
    crowd = any(len(group) > MOST_ALIKE for _, group in groups)
    if len(ids) > MOST_EDITED or crowd or not known.crowded.isdisjoint(ids):
        return _read()
    left = {pair: why for pair, why in known.reasons.items() if ids.isdisjoint(pair)}
    renewed = Alike(defaultdict(list, left), known.crowded)
    renewed.add(groups, ids)
    return renewed


PAIRS = KeptUp(_read, _renewed)


def _gone() -> set[int]:
    """Those whose file has become a part of another."""
    return set(db.session.scalars(select(Candidate.id).where(~ITS_OWN)))


def _marked() -> Iterator[Group]:
    """Who has a mark together; one query, by indexes alone."""
    for why, ids in db.session.execute(union_all(*map(_sharing, MARKS))):
        yield why, set(map(int, ids.split(",")))


def _sharing(why: str) -> Select[str, str]:
    """Why, and the ids of those who have one mark, of each mark that several have."""
    keys = [getattr(Candidate, name) for name in MARKS[why]]
    ids = func.aggregate_strings(cast(Candidate.id, String), ",")
    there = [key != "" for key in keys]
    marks = select(literal(why), ids).where(*there).group_by(*keys)
    return marks.having(func.count() > 1)


def _certified() -> Iterator[Group]:
    """Who has a certificate of one type and number; by an index alone."""
    ids = func.aggregate_strings(cast(Credential.candidate_id, String), ",")
    key = Credential.number_folded, Credential.code
    several = func.min(Credential.candidate_id) < func.max(Credential.candidate_id)
    shared = select(Credential.code, Credential.number_folded, ids)
    numbered = shared.where(Credential.number_folded != "").group_by(*key).having(several)
    for code, folded, holders in db.session.execute(numbered.order_by(*key)):
        yield Certificate(code, folded), set(map(int, holders.split(",")))


def _groups_of(ids: Collection[int]) -> Iterator[Group]:
    """With whom each of these has what; three queries, by indexes. No group comes twice."""
    own = set(db.session.scalars(select(Candidate.id).where(among(Candidate.id, ids), ITS_OWN)))
    marked = db.session.execute(union_all(*(_sharing_with(why, own) for why in MARKS)))
    yield from _grouped((row.why, row.mine, row.theirs) for row in marked)
    rows = db.session.execute(_certified_with(own))
    yield from _grouped((Certificate(row.code, row.number_folded), *row[2:]) for row in rows)


def _grouped(rows: Iterable[tuple[Why, int, int]]) -> Iterator[Group]:
    """Whoever has the same as one has the same as all of them."""
    sharing: Mapping[tuple[Why, int], set[int]] = defaultdict(set)
    for why, mine, theirs in rows:
        sharing[why, mine].update((mine, theirs))
    yield from dict.fromkeys((why, tuple(sorted(group))) for (why, _), group in sharing.items())


def _sharing_with(why: str, ids: Collection[int]) -> Select[str, int, int]:
    mine, theirs = aliased(Candidate), aliased(Candidate)
    keys = [(getattr(mine, name), getattr(theirs, name)) for name in MARKS[why]]
    same = and_(*(hers == other for hers, other in keys), theirs.id != mine.id)
    there = [hers != "" for hers, _ in keys]
    columns = literal(why).label("why"), mine.id.label("mine"), theirs.id.label("theirs")
    joined = select(*columns).join_from(mine, theirs, same)
    return joined.where(among(mine.id, ids), theirs.merged_into.is_(None), *there)


def _certified_with(ids: Collection[int]) -> Select[str, str, int, int]:
    mine, theirs = aliased(Credential), aliased(Credential)
    same = and_(
        theirs.number_folded == mine.number_folded,
        theirs.code == mine.code,
        theirs.candidate_id != mine.candidate_id,
    )
    key = mine.number_folded, mine.code
    columns = mine.code, mine.number_folded, mine.candidate_id, theirs.candidate_id
    return (
        select(*columns)
        .join_from(mine, theirs, same)
        .join(Candidate, Candidate.id == theirs.candidate_id)
        .where(among(mine.candidate_id, ids), mine.number_folded != "", theirs.number_folded != "")
        .where(ITS_OWN)
        .order_by(*key)
    )
