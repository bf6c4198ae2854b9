"""What a single question answers in SQL: `agency.rules.requirements`, but only what is met."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from sqlalchemy import (
    ARRAY,
    BigInteger,
    ColumnElement,
    Select,
    Text,
    and_,
    any_,
    cast,
    false,
    func,
    join,
    literal,
    or_,
    select,
    true,
)

from agency.bench.sql.days import AllOf, Column, Condition, Days, Free, Held, Since, Timeless, day
from agency.bench.sql.tables import homes
from agency.candidates.models import Candidate
from agency.credentials.models import Credential, Training
from agency.matching.sql import whole
from agency.rules import expressions as ask
from agency.rules.distance import Point
from agency.rules.expressions import Expression
from agency.rules.facts import Evidence
from agency.rules.requirements import TRAINING_EVIDENCE
from agency.rules.requisition import MEDICAL_ASSISTANT
from agency.rules.rulebook import RuleBook

HUNDREDTHS = 100
WIDER = 1.001


def _constant(leaf: ask.Constant, book: RuleBook) -> Days:
    """What an assignment answers holds always or never."""
    return Timeless(true() if leaf.coverage.met else false())


def _valid(leaf: ask.Valid, book: RuleBook) -> Days:
    """The test that each credential must pass by itself."""
    lasting = [code for code in sorted(leaf.codes) if book.catalogue.lasts_for_ever(code)]
    dated = Credential.expires_on.is_not(None)
    tests = [
        among(Credential.code, leaf.codes),
        among(Credential.evidence, _at_least(leaf.evidence)),
        or_(dated, among(Credential.code, lasting)) if lasting else dated,
        _tied(leaf.facility, Credential.bound_to),
    ]
    if leaf.issued_from is not None:
        tests.append(Credential.issued_on >= day(leaf.issued_from))
    return Held(and_(*tests))


def _at_least(evidence: Evidence) -> list[str]:
    return [level.name for level in Evidence if level >= evidence]


def _tied(facility: str | None, named: Column) -> Condition:
    """Tied for certain: never to a facility that the assignment does not say."""
    if facility is None:
        return true()
    return named == facility if facility else false()


def _program(leaf: ask.Program, book: RuleBook) -> Days:
    tests = [
        Training.kind == "program",
        whole(Training.hours, 0) >= int(leaf.hours_min * HUNDREDTHS),
        whole(Training.externship_hours, 0) >= int(leaf.externship_hours_min * HUNDREDTHS),
    ]
    if leaf.accreditors:
        tests.append(among(Training.accreditor, leaf.accreditors))
    if leaf.in_person:
        tests.append(Training.in_person.is_(True))
    return _first_of(*tests)


def _education(leaf: ask.Education, book: RuleBook) -> Days:
    return _first_of(Training.kind == "education", among(Training.topic, leaf.levels))


def _on_file(leaf: ask.OnFile, book: RuleBook) -> Days:
    here = _tied(leaf.facility, Training.provider)
    return _first_of(Training.kind == "document", Training.topic == leaf.name, here)


def _first_of(*tests: Condition) -> Days:
    first = select(func.min(Training.completed_on)).where(_sure(), *tests)
    return Since(first.scalar_subquery())


def _sure() -> Condition:
    """Her records that count as known: documented or better, and dated."""
    return and_(
        Training.candidate_id == Candidate.id,
        among(Training.evidence, _at_least(TRAINING_EVIDENCE)),
        Training.completed_on.is_not(None),
    )


def _training(leaf: ask.TrainingHours, book: RuleBook) -> Days:
    of_topic = and_(_sure(), Training.kind == "training", Training.topic == leaf.topic)
    return AllOf(
        [
            _reached(whole(getattr(Training, kind), 0), of_topic, int(minimum * HUNDREDTHS))
            for kind, minimum in leaf.minimums
        ]
    )


def _performances(leaf: ask.Performances, book: RuleBook) -> Days:
    """A record lists its acts as ``act:count``."""
    done = func.unnest(Training.performances).table_valued("done").render_derived()
    act = func.split_part(done.c.done, ":", 1)
    count = cast(func.split_part(done.c.done, ":", 2), BigInteger)
    of_act = [
        and_(_sure(), Training.kind == "performances", act == one) for one in sorted(leaf.acts)
    ]
    listed = join(Training, done, true())
    return AllOf([_reached(count, chosen, leaf.each, listed) for chosen in of_act])


def _reached(
    amount: ColumnElement[int], chosen: Condition, minimum: int, listed: Any = Training
) -> Days:
    """From the day on which the amounts of her chosen records add up to ``minimum``."""
    if minimum <= 0:
        return Timeless(true())
    total = func.sum(amount).over(order_by=Training.completed_on)
    days = select(Training.completed_on.label("day"), total.label("total")).select_from(listed)
    sums = days.where(chosen).correlate(Candidate).subquery()
    return Since(select(func.min(sums.c.day)).where(sums.c.total >= minimum).scalar_subquery())


def _adult(leaf: ask.Adult, book: RuleBook) -> Days:
    return Timeless(Candidate.adult.is_(True))


def _skilled(leaf: ask.Skilled, book: RuleBook) -> Days:
    return Timeless(having(Candidate.skills, leaf.skills) if leaf.skills else true())


def _available(leaf: ask.Available, book: RuleBook) -> Days:
    return Free()


def _reach(leaf: ask.Reach, book: RuleBook) -> Days:
    """Both parts of the OR are looked up in an index: `IN` a subquery would scan everybody."""
    willing = having(Candidate.willing_states, [leaf.state])
    if leaf.place is None:
        return Timeless(willing)
    near = func.array(_near(leaf.place).scalar_subquery())
    return Timeless(or_(willing, Candidate.id == any_(near)))


def _near(place: Point) -> Select[int]:
    """Who lives near enough: the same sum of squares, in the same order, as everywhere.

    A band as wide as the longest way anybody goes, and a little more, spares most of the sums.
    """
    longest = select(func.sqrt(func.max(homes.c.too_far)) * WIDER).scalar_subquery()
    dx, dy, dz = homes.c.x - place.x, homes.c.y - place.y, homes.c.z - place.z
    return select(homes.c.candidate_id).where(
        dx * dx + dy * dy + dz * dz < homes.c.too_far,
        homes.c.z.between(place.z - longest, place.z + longest),
    )


def _paid(leaf: ask.Paid, book: RuleBook) -> Days:
    asked = Candidate.min_pay_rate
    return Timeless(or_(asked.is_(None), whole(asked) <= leaf.cents))


def _works(leaf: ask.Works, book: RuleBook) -> Days:
    return Timeless(or_(_blank(Candidate.shifts), having(Candidate.shifts, [leaf.shift])))


def _in_role(leaf: ask.InRole, book: RuleBook) -> Days:
    offered = having(Candidate.roles, [leaf.role])
    usual = leaf.role == MEDICAL_ASSISTANT
    return Timeless(or_(_blank(Candidate.roles), offered) if usual else offered)


def _in_standing(leaf: ask.InStanding, book: RuleBook) -> Days:
    active = Candidate.status == "active"
    if not leaf.do_not_return:
        return Timeless(active)
    return Timeless(and_(active, Candidate.ref.not_in(sorted(leaf.do_not_return))))


def among(named: Column, words: Iterable[str]) -> Condition:
    """That a column holds one of ``words``."""
    return named == any_(_array(words))


def having(listed: Column, words: Iterable[str]) -> Condition:
    """That a list of words holds all of ``words``."""
    return listed.op("@>", is_comparison=True)(_array(words))


def _array(words: Iterable[str]) -> ColumnElement[Any]:
    return literal(sorted(words), ARRAY(Text))


def _blank(listed: Column) -> Condition:
    return func.cardinality(listed) == 0


LEAVES: dict[type[Expression], Callable[[Any, RuleBook], Days]] = {
    ask.Constant: _constant,
    ask.Valid: _valid,
    ask.Program: _program,
    ask.TrainingHours: _training,
    ask.Performances: _performances,
    ask.Education: _education,
    ask.Adult: _adult,
    ask.OnFile: _on_file,
    ask.Skilled: _skilled,
    ask.Available: _available,
    ask.Reach: _reach,
    ask.Paid: _paid,
    ask.Works: _works,
    ask.InRole: _in_role,
    ask.InStanding: _in_standing,
}
