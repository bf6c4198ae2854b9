"""What somebody must hold to meet what is asked: read from the requirements themselves.

No state is named here: whatever the rulebook asks, now or later, people are made to meet it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from decimal import Decimal

from agency.rules import expressions as ask
from agency.rules.expressions import Expression
from agency.rules.requisition import Requirement
from agency.sampling.chance import Dice

Document = tuple[str, str | None]


@dataclass
class Needs:
    """Leaves of requirements that, held together, meet them all."""

    cards: list[ask.Valid] = field(default_factory=list)
    programs: list[ask.Program] = field(default_factory=list)
    hours: dict[str, dict[str, Decimal]] = field(default_factory=dict)
    acts: dict[str, int] = field(default_factory=dict)
    documents: list[Document] = field(default_factory=list)
    education: bool = False

    def add(self, leaf: Expression) -> None:
        match leaf:
            case ask.Valid():
                self.cards.append(leaf)
            case ask.Program():
                self.programs = joined(leaf, self.programs)
            case ask.TrainingHours(topic, minimums):
                hours = self.hours.setdefault(topic, {})
                for kind, least in minimums:
                    hours[kind] = max(hours.get(kind, least), least)
            case ask.Performances(each, acts):
                for act in sorted(acts):
                    self.acts[act] = max(self.acts.get(act, 0), each)
            case ask.OnFile(name, facility):
                self.documents.append((name, facility))
            case ask.Education():
                self.education = True

    def include(self, leaf: Expression) -> bool:
        """Whether a card that is needed anyway meets ``leaf``, or nothing is needed for it."""
        if not isinstance(leaf, ask.Valid):
            return leaf == ask.YES
        return any(
            card.codes <= leaf.codes and leaf.facility in (None, card.facility)
            for card in self.cards
        )


def needs_of(
    asked: Iterable[Requirement], percent: int, first_way_percent: int, dice: Dice
) -> Needs:
    """What meets the decisive ones of ``asked``, each with ``percent`` of a hundred."""
    needs = Needs()
    # Where there is most choice comes last: what is needed anyway may settle it.
    for expression in sorted((one.expression for one in asked if one.decides), key=_choices):
        for leaf in _leaves(expression, needs, first_way_percent, dice):
            if dice.happens(percent):
                needs.add(leaf)
    # The narrowest first: what meets it often meets the wider ones too.
    needs.cards.sort(key=lambda card: len(card.codes))
    return needs


def _choices(expression: Expression) -> int:
    """In how many ways it can be met for sure."""
    parts = expression.parts if isinstance(expression, ask.AnyOf) else (expression,)
    return sum(map(may_be_met, parts))


def _leaves(
    expression: Expression, needs: Needs, first_way: int, dice: Dice
) -> Iterator[Expression]:
    """The leaves of one way to meet ``expression``."""
    parts = list(ask.children(expression))
    if isinstance(expression, ask.AnyOf):
        parts = [_way(expression.parts, needs, first_way, dice)]
    elif not parts:
        yield expression
    for part in parts:
        yield from _leaves(part, needs, first_way, dice)


def _way(parts: tuple[Expression, ...], needs: Needs, first_way: int, dice: Dice) -> Expression:
    """The way that is met anyway, else mostly the first that can be met for sure."""
    ways = [part for part in parts if may_be_met(part)] or list(parts)
    for way in ways:
        if all(map(needs.include, ask.leaves(way))):
            return way
    return ways[0] if len(ways) == 1 or dice.happens(first_way) else dice.pick(ways[1:])


def may_be_met(expression: Expression) -> bool:
    """Whether some candidate can meet it for sure, and not just possibly."""
    match expression:
        case ask.Possible() | ask.Constant():
            return expression == ask.YES
        case ask.AllOf(parts):
            return all(map(may_be_met, parts))
        case ask.AnyOf(parts):
            return any(map(may_be_met, parts))
    return True


def joined(wanted: ask.Program, programs: list[ask.Program]) -> list[ask.Program]:
    """``programs`` with one that satisfies ``wanted`` too: a person seldom completes two."""
    for place, program in enumerate(programs):
        accreditors = _common(wanted.accreditors, program.accreditors)
        if accreditors is not None:
            both = replace(
                program,
                accreditors=accreditors,
                hours_min=max(wanted.hours_min, program.hours_min),
                externship_hours_min=max(wanted.externship_hours_min, program.externship_hours_min),
                in_person=wanted.in_person or program.in_person,
            )
            return [*programs[:place], both, *programs[place + 1 :]]
    return [*programs, wanted]


def _common(one: frozenset[str], other: frozenset[str]) -> frozenset[str] | None:
    """The accreditors that satisfy both, where none named means any; None if there is none."""
    if not one or not other:
        return one | other
    return one & other or None
