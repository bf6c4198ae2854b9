"""What lapses inside placements: each credential that ends before the work does, and what that
leaves uncovered.

A credential is listed where its last day lies in the days of a placement that is confirmed or
working, and nothing accepted of its type follows it without a break. What is left uncovered is
judged as on the board: by the requirements that ask for its type, on the days after its end.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import reduce
from typing import Any

from sqlalchemy import ColumnElement, Select, String, and_, cast, func, literal, select

from agency.assignments.models import Assignment, Facility
from agency.audit.models import AuditEntry
from agency.credentials.facts import credential_facts
from agency.credentials.models import Credential
from agency.matching.placement_judging import PlacementAsks, asked_of
from agency.paging import Page, Position, SortKey, beyond
from agency.placements.busy import BusyPlacement, busy_of, people_of, with_placements
from agency.placements.models import Placement
from agency.plain_rows import Values, plain_rows
from agency.renewals.hindrances import hindrance_columns, hindrance_words
from agency.renewals.queries import REACHED
from agency.renewals.under_way import UnderWay, Way
from agency.rules.catalogue import CredentialType
from agency.rules.expressions import Valid, leaves
from agency.rules.facts import CandidateFacts, Evidence
from agency.rules.facts import Credential as CredentialFacts
from agency.rules.renewal import renew_by
from agency.rules.requirements import coverage
from agency.rules.rulebook import RuleBook
from agency.rules.spans import ALWAYS, MAYBE, Coverage, Spans, Window
from agency.rules.workdays import ONE_DAY

# So many rows are read at once: those of which nothing is uncovered are left out afterwards.
READ = 200
# As the trail names a placement.
SUBJECT = literal("placement:") + cast(Placement.id, String)
HELD = {f"held_{column.name}": column for column in Credential.__table__.c}
BESIDES = {
    "facility": Facility.name,
    "site_town": func.coalesce(Assignment.zip, Facility.zip),
    "site_in": func.coalesce(Assignment.state, Facility.state),
    "reached": and_(*REACHED),
    "placed_by": (
        select(AuditEntry.actor_name)
        .where(AuditEntry.subject == SUBJECT)
        .order_by(AuditEntry.id.desc())
        .limit(1)
        .correlate(Placement)
        .scalar_subquery()
    ),
}
KEYS = (SortKey(Credential.expires_on), SortKey(Placement.id), SortKey(Credential.id))


@dataclass(frozen=True, slots=True)
class Lapse:
    """A credential that ends inside a placement.

    ``asked`` is whether the work asks for its type at all; ``whole`` are the days on which all
    that asks for it is met, ``window`` the days of the placement that are left, ``uncovered``
    those after its end that are not known to be covered. ``way`` is what is being done
    about it. ``renew_by`` is None where it cannot be renewed. ``placed_by`` is the name, as the
    trail has it, of whoever put her there or moved her placement last. ``reachable``: a reminder
    reaches her, and may be sent; it may not where she is ``on_hold`` by screening. ``hindrance``
    is why she cannot be reminded by hand now, empty where she can.
    """

    placement: BusyPlacement
    credential_id: int
    credential: CredentialFacts
    kind: CredentialType
    facility: str | None
    zip: str | None
    state: str | None
    window: Window
    whole: Coverage
    asked: bool
    uncovered: Spans
    renew_by: date | None
    way: Way
    placed_by: str | None
    reachable: bool
    on_hold: bool
    hindrance: str
    changed_at: datetime

    @property
    def ends(self) -> date:
        assert self.credential.expires_on is not None  # so it was asked for
        return self.credential.expires_on


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which lapses: at sites whose name has ``site`` in it, in a state, of one type.

    ``recruiter`` is the name, as the trail has it, of whoever put her there or moved her placement.
    """

    site: str = ""
    recruiter: str = ""
    state: str | None = None
    code: str | None = None
    covered_too: bool = False


def lapses(
    day: date, book: RuleBook, wanted: Wanted, limit: int, after: Position | None = None
) -> Page[Lapse]:
    """Those from ``day`` on, the first to lapse first; in nine queries, however many there are.

    A page may have fewer than ``limit``, and there may be more all the same: see ``next``.
    """
    rows = plain_rows(_rows(day, wanted, after).limit(READ))
    found: list[Lapse] = []
    for row, one in zip(rows, _judged(rows, day, book), strict=True):
        if one is not None and (wanted.covered_too or one.uncovered):
            found.append(one)
        if len(found) == limit and row is not rows[-1]:
            return Page(tuple(found), _position(row))
    return Page(tuple(found), _position(rows[-1]) if len(rows) == READ else None)


def all_lapses(day: date, book: RuleBook, wanted: Wanted) -> Iterator[Lapse]:
    """Every page after another."""
    after: Position | None = None
    while True:
        page = lapses(day, book, wanted, READ, after)
        yield from page.items
        after = page.next
        if after is None:
            return


def _position(row: Values) -> Position:
    return [row["held_expires_on"].isoformat(), row["placement_id"], row["held_id"]]


def _rows(day: date, wanted: Wanted, after: Position | None) -> Select[Any]:
    at = [date.fromisoformat(after[0]), *after[1:]] if after else None
    inside = (Credential.expires_on >= Placement.starts_on) & (
        Credential.expires_on < Placement.ends_on
    )
    told = HELD | BESIDES | dict(hindrance_columns(day))
    extra = (column.label(name) for name, column in told.items())
    found = (
        with_placements(day)
        .join(Credential, Credential.candidate_id == Placement.candidate_id)
        .add_columns(*extra)
        .where(Credential.status == "active", inside, beyond(KEYS, at))
    )
    if wanted.site:
        found = found.where(Facility.name.icontains(wanted.site, autoescape=True))
    if wanted.recruiter:
        found = found.where(_handled_by(wanted.recruiter))
    if wanted.state:
        found = found.where(BESIDES["site_in"] == wanted.state)
    if wanted.code:
        found = found.where(Credential.code == wanted.code)
    return found.order_by(*(key.order for key in KEYS))


def _handled_by(name: str) -> ColumnElement[bool]:
    hers = (AuditEntry.subject == SUBJECT) & (AuditEntry.actor_name == name)
    return select(AuditEntry.id).where(hers).exists()


def _judged(rows: Sequence[Values], day: date, book: RuleBook) -> Iterator[Lapse | None]:
    """Each row judged; None where what is accepted follows it without a break."""
    placements = [busy_of(row) for row in rows]
    people = list(people_of(placements))
    ways = UnderWay({row["held_id"] for row in rows})
    asks: dict[tuple[int, date, date], PlacementAsks] = {}
    for row, placement, person in zip(rows, placements, people, strict=True):
        work = placement.work
        key = placement.assignment_id, work.starts_on, work.ends_on
        if key not in asks:
            asks[key] = asked_of(work, day, book)
        yield _lapse(row, placement, person, asks[key], ways, day, book)


def _lapse(
    row: Values,
    placement: BusyPlacement,
    person: CandidateFacts,
    asks: PlacementAsks,
    ways: UnderWay,
    day: date,
    book: RuleBook,
) -> Lapse | None:
    held = credential_facts({name.removeprefix("held_"): row[name] for name in HELD})
    kind, ends = book.catalogue[held.code], held.expires_on
    assert ends is not None
    newer = _newer(held, person, bound=kind.bound)
    if any(_follows(one, ends) and _as_good(one, held) for one in newer):
        return None
    asked, whole = _what_asks(held.code, asks, person, book)
    after = Spans.of([(max(ends.toordinal() + 1, asks.window.first), asks.window.last)])
    return Lapse(
        placement=placement,
        credential_id=row["held_id"],
        credential=held,
        kind=kind,
        facility=row["facility"],
        zip=row["site_town"],
        state=row["site_in"],
        window=asks.window,
        whole=whole,
        asked=asked,
        uncovered=after - whole.met if asked else Spans(),
        renew_by=None if kind.not_renewable else renew_by(kind, ends, book),
        way=ways.of(row["held_id"], held, any(map(_shown, newer)), day, book),
        placed_by=row["placed_by"],
        changed_at=row["held_changed_at"],
        reachable=row["reached"],
        on_hold=row["on_hold"],
        hindrance=hindrance_words(row),
    )


def _what_asks(
    code: str, asks: PlacementAsks, person: CandidateFacts, book: RuleBook
) -> tuple[bool, Coverage]:
    """Whether the work asks for a type, and the days on which all that does so is met."""
    if asks.no_rules:
        return True, MAYBE
    asking = [
        one
        for one in asks.person
        if any(isinstance(leaf, Valid) and code in leaf.codes for leaf in leaves(one.expression))
    ]
    answers = (coverage(one.expression, person, book) for one in asking)
    return bool(asking), reduce(Coverage.__and__, answers, ALWAYS)


def _newer(held: CredentialFacts, person: CandidateFacts, bound: bool) -> list[CredentialFacts]:
    """What she holds of the same type that lasts longer, and where it is bound of the same site."""
    return [
        one
        for one in person.credentials
        if one.code == held.code
        and one.status == "active"
        and one.expires_on
        and held.expires_on
        and one.expires_on > held.expires_on
        and (not bound or one.bound_to == held.bound_to)
    ]


def _follows(newer: CredentialFacts, ends: date) -> bool:
    return newer.issued_on is None or newer.issued_on <= ends + ONE_DAY


def _shown(newer: CredentialFacts) -> bool:
    """Whether somebody can look at it: what she only says is nothing under way."""
    return newer.evidence >= Evidence.documented


def _as_good(newer: CredentialFacts, held: CredentialFacts) -> bool:
    """Whether somebody accepted the newer one, or it is known as well as the older."""
    return newer.evidence >= min(held.evidence, Evidence.reviewed)
