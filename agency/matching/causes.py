"""Why a pair comes out otherwise than in the run before."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from functools import cache, cached_property
from typing import NamedTuple

import numpy as np

from agency.matching.amendments import Amendments
from agency.matching.diffs import PERSON_WORDS, PersonDiff, assignment_fields, assignment_words
from agency.matching.engine import Engine
from agency.matching.likeness import difference
from agency.matching.rows import BLANK
from agency.matching.sides import Side
from agency.matching.splicing import only
from agency.matching.tables import Bools
from agency.placements.queries import placements_by_person
from agency.rules.expressions import Expression, Valid, leaves
from agency.rules.facts import AssignmentFacts
from agency.rules.ranking import Scale
from agency.rules.requisition import Requirement
from agency.rules.rulebook import RuleBook
from agency.rules.sentences import day_text, dollars_text
from agency.rules.spans import Spans
from agency.standards.amendments import Amendment

SHORT = 12  # characters of a fingerprint that a sentence shows
MOST_TOLD = 3  # recorded entries that a sentence names
LOSSES = ("no_longer_eligible", "renewal_off_course")


class Cause(NamedTuple):
    """What brought a change about, by its name, and a sentence that says it."""

    name: str
    says: str


class Causes:
    """The causes of changes from one side to the other, for the people ``involved``."""

    def __init__(
        self, old: Side, new: Side, involved: Collection[str], rules: tuple[RuleBook, Scale]
    ) -> None:
        self._old, self._new, self._book = old, new, rules[0]
        self._before = Engine(only(old.state.pool, involved), *rules, new.as_of)
        self._now = Engine(only(new.state.pool, involved), *rules, new.as_of)
        self._changed = frozenset(difference(self._before.pool, self._now.pool).changed)
        self._placed = placements_by_person(self._changed)
        self._law = Amendments(old.rulebook, self._book, new.as_of)
        self._diff = cache(self._diffed)
        self._met = cache(self._asked)

    def of_pair(self, assignment: str, person: str, change: str) -> Cause:
        """Why ``person`` stands otherwise to ``assignment``, of which both sides know."""
        return next(self._of_pair(assignment, person, change))

    def of_work(self, assignment: str) -> Cause:
        """Why an assignment as a whole comes out otherwise."""
        return next(self._of_work(assignment))

    def _of_pair(self, assignment: str, person: str, change: str) -> Iterator[Cause]:
        if person not in self._before.pool.index:
            yield Cause("new_candidate", "is new here")
        if person not in self._now.pool.index:
            yield Cause("candidate_removed", "was removed")
        yield from self._of_placement(assignment, person)
        if person in self._changed:
            yield from self._of_person(assignment, person, change)
        yield from self._of_work(assignment, person, change)

    def _of_placement(self, assignment: str, person: str) -> Iterator[Cause]:
        before = person in self._old.state.openings[assignment].placed
        now = person in self._new.state.openings[assignment].placed
        if now and not before:
            yield Cause("placement_confirmed", "is placed on it now")
        if before and not now:
            yield Cause("placement_ended", "is not placed on it any more")

    def _of_person(self, assignment: str, person: str, change: str) -> Iterator[Cause]:
        """By the first requirement to which she stands otherwise, with the work as it is now."""
        diff = self._diff(person)
        for requirement in self._flipped(assignment, person, change):
            yield self._of_requirement(requirement, diff, person)
        if change.startswith("renewal"):
            yield from (Cause(paper.cause, paper.says) for paper in diff.papers)
            if diff.credited:
                yield Cause("credits_changed", "continuing-education credits were recorded")

    def _flipped(self, assignment: str, person: str, change: str) -> Iterator[Requirement]:
        """What she did not meet before and meets now, or the other way, by her own facts alone."""
        before, now = self._before.pool.index[person], self._now.pool.index[person]
        for requirement, met, meets in self._met(assignment):
            if met[before] != meets[now] and meets[now] == (change == "became_eligible"):
                yield requirement

    def _asked(self, assignment: str) -> list[tuple[Requirement, Bools, Bools]]:
        """Each requirement of the work as it is now, with who met it and who meets it."""
        work = self._new.state.openings[assignment].assignment
        asked = self._before.met(work), self._now.met(work)
        return [(one, met, meets) for (one, met), (_, meets) in zip(*asked, strict=True)]

    def _diffed(self, person: str) -> PersonDiff:
        return PersonDiff(person, self._before.pool, self._now.pool, self._book.catalogue)

    def _of_requirement(self, requirement: Requirement, diff: PersonDiff, person: str) -> Cause:
        match requirement.id:
            case "available":
                return self._of_days(diff, person)
            case "pay":
                return Cause("pay_changed", f"asks for {_dollars(diff.now.min_pay)} now")
            case "standing":
                state = "active" if diff.now.active else "not active"
                return Cause("candidate_changed", f"is {state} now")
            case "location":
                return _of_fields(diff, "home", "states", "max_travel")
            case "shift" | "role" | "skills":
                return _of_fields(diff, "shifts", "roles", "skills")
        return self._of_papers(diff, requirement.expression)

    def _of_days(self, diff: PersonDiff, person: str) -> Cause:
        """Days on which she is newly away or free again, by a placement if there is one."""
        away, free = diff.away
        for days, name, verb in (
            (away, "placement_confirmed", "placed"),
            (free, "placement_ended", "no longer placed"),
        ):
            for placement in self._placed[person]:
                same = Spans.of([(placement.first, placement.last)])
                if days & same and placement.busy == (name == "placement_confirmed"):
                    return Cause(name, f"{verb} on {placement.assignment_ref}")
        return Cause("availability_changed", "available on other days now")

    @staticmethod
    def _of_papers(diff: PersonDiff, expression: Expression) -> Cause:
        """What she holds: the credentials that were asked for before any others."""
        asked = {
            code for leaf in leaves(expression) if isinstance(leaf, Valid) for code in leaf.codes
        }
        papers = sorted(diff.papers, key=lambda paper: paper.code not in asked)
        if papers and (papers[0].code in asked or not diff.trained):
            return Cause(papers[0].cause, papers[0].says)
        if diff.trained:
            return Cause("training_changed", "trainings were recorded or changed")
        return _of_fields(diff, "adult")

    def _of_work(
        self, assignment: str, person: str | None = None, change: str = ""
    ) -> Iterator[Cause]:
        """What is otherwise about the work, the law or the day."""
        before = self._old.state.openings[assignment].assignment
        now = self._new.state.openings[assignment].assignment
        if names := assignment_fields(before, now):
            if names == ["pay_cents"] or self._by_pay(before, now, person):
                paid = _dollars(now.pay_cents), _dollars(before.pay_cents)
                yield Cause("pay_changed", f"pays {paid[0]} now, was {paid[1]}")
            yield Cause("assignment_changed", f"other than before: {assignment_words(names)}")
        yield from self._of_law(now, assignment, person, change)
        yield from self._lapsed(assignment, person, change)
        yield Cause("days_passed", f"judged as of {day_text(self._new.as_of)} now")

    def _of_law(
        self, now: AssignmentFacts, assignment: str, person: str | None, change: str
    ) -> Iterator[Cause]:
        """What was recorded between the two, or other data files; whoever loses by it lacks it."""
        if self._old.rulebook == self._new.rulebook:
            return
        found = self._law.of(now)
        if person is not None and change in LOSSES:
            lacking = {one.id for one in self._lacking(assignment, person)}
            found = tuple(one for one in found if one.rule_id in lacking)
        if found:
            of_law = any(one.scope == "law" for one in found)
            yield Cause("law_changed" if of_law else "standard_changed", _said_once(found))
        elif self._law.other_files:
            yield Cause("law_changed", f"judged by rulebook {self._new.rulebook[:SHORT]} now")

    def _lacking(self, assignment: str, person: str) -> list[Requirement]:
        """What she does not meet now of what decides."""
        place = self._now.pool.index[person]
        return [one for one, _, meets in self._met(assignment) if not meets[place]]

    def _by_pay(self, before: AssignmentFacts, now: AssignmentFacts, person: str | None) -> bool:
        """Whether the new pay is what makes the difference to her."""
        if person is None or person not in self._now.pool.index:
            return False
        least = int(self._now.pool.min_pay[self._now.pool.index[person]])
        return (least <= (before.pay_cents or 0)) != (least <= (now.pay_cents or 0))

    def _lapsed(self, assignment: str, person: str | None, change: str) -> Iterator[Cause]:
        """A credential that has ended since the day before, and is what is lacking now."""
        if person is None or person not in self._ended or change not in LOSSES:
            return
        lacking = self._lacking(assignment, person)
        asked = frozenset().union(*(_codes(one.expression) for one in lacking))
        for code, day in self._ended[person]:
            if code in asked:
                title = self._book.catalogue[code].title
                yield Cause("credential_lapsed", f"{title} ended on {day_text(day)}")

    @cached_property
    def _ended(self) -> dict[str, list[tuple[str, int]]]:
        """By person, the credentials that ended between the two days, with their last days."""
        pool, held = self._now.pool, self._now.pool.credentials
        first, last = self._old.as_of.toordinal(), self._new.as_of.toordinal()
        ended: dict[str, list[tuple[str, int]]] = {}
        for row in np.flatnonzero((held.expires >= first) & (held.expires < last)).tolist():
            code = held.code.known[held.code.number[row]]
            person = pool.refs[held.candidate[row]]
            ended.setdefault(person, []).append((code, int(held.expires[row])))
        return ended


def _said_once(found: Iterable[Amendment]) -> str:
    """Who recorded what, when and why; what is said of two texts alike stands once."""
    says = list(dict.fromkeys(one.says for one in found))
    more = [f"and {len(says) - MOST_TOLD} more"] if len(says) > MOST_TOLD else []
    return "; ".join(says[:MOST_TOLD] + more)


def _codes(expression: Expression) -> frozenset[str]:
    """The credentials that are asked for somewhere in an expression."""
    held = (leaf.codes for leaf in leaves(expression) if isinstance(leaf, Valid))
    return frozenset().union(*held)


def _of_fields(diff: PersonDiff, *names: str) -> Cause:
    changed = diff.words(names) or diff.words(tuple(PERSON_WORDS))
    return Cause("candidate_changed", f"other than before: {changed or 'facts'}")


def _dollars(cents: int | None) -> str:
    return "nothing stated" if cents in (None, BLANK) else dollars_text(cents)
