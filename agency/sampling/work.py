"""What the work is and who answers for it: as the law has it, against it, or left unclear."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from agency.rules.eligibility import judge_work
from agency.rules.facts import AssignmentFacts
from agency.rules.rulebook import RuleBook
from agency.rules.spans import Window
from agency.sampling.amounts import named, or_blank, words
from agency.sampling.chance import Dice
from agency.sampling.world import World

KEPT, UNCLEAR, BROKEN = "kept", "unclear", "broken"


@dataclass(frozen=True, slots=True)
class Work:
    """The tasks of an assignment, and the answers of the client that the law may ask for."""

    tasks: tuple[str, ...]
    setting: str | None
    delegator: str | None
    supervision: str | None


@dataclass(frozen=True, slots=True)
class Where:
    """The state, the setting and the days of the work, and how it is to stand to the law."""

    state: str
    setting: str
    first: date
    last: date
    law: str


class WorkMaker:
    """Draws work until it stands to the law of its state as it should."""

    def __init__(self, world: World) -> None:
        self._book = world.book
        table = world.amounts.table("work")
        tasks = table.table("tasks")
        self._tasks = {setting: or_blank(tasks, setting) for setting in tasks.values}
        self._tries = table.whole("tries")
        self._delegators = named(table, "delegators")
        self._supervision = named(table, "supervision")
        self._blank = table.whole("blank_percent")
        self._against = [words(joined) for joined in table.words("against_the_law")]
        safest = table.table("safest")
        self._safest = (safest.text("delegator"), safest.text("supervision"))
        self._loosest = world.book.vocabulary.supervision[0]
        self._impossible: set[tuple[str, str, str]] = set()

    def work(self, where: Where, dice: Dice) -> Work | None:
        """Work that stands to the law as ``where`` says; None if there is none in that state."""
        sought = (where.state, where.setting, where.law)
        if sought in self._impossible:
            return None
        makers = {KEPT: self._common, UNCLEAR: self._unclear, BROKEN: self._forbidden}
        for work in makers[where.law](where, dice):
            if standing(work, where, self._book) == where.law:
                return work
        self._impossible.add(sought)
        return None

    def _common(self, where: Where, dice: Dice) -> Iterator[Work]:
        """What clients ask for, and at last what is lawful everywhere."""
        for _ in range(self._tries):
            work = self._drawn(where, dice)
            yield work
            delegator, supervision = self._safest
            yield replace(work, delegator=delegator, supervision=supervision)
        yield Work((), where.setting, *self._safest)

    def _drawn(self, where: Where, dice: Dice) -> Work:
        tasks = words(dice.draw(self._tasks[where.setting]))
        delegator = None if dice.happens(self._blank) else dice.draw(self._delegators)
        supervision = None if dice.happens(self._blank) else dice.draw(self._supervision)
        return Work(tasks, where.setting, delegator, supervision)

    def _unclear(self, where: Where, dice: Dice) -> Iterator[Work]:
        """Common work of which the client has not said everything."""
        delegator, supervision = self._safest
        blanks: list[tuple[str | None, str | None, str | None]] = [
            (where.setting, None, supervision),
            (where.setting, delegator, None),
            (where.setting, None, None),
            (None, None, None),
        ]
        for joined in dice.shuffled(self._tasks[where.setting]):
            for said in dice.shuffled(blanks):
                yield Work(words(joined), *said)

    def _forbidden(self, where: Where, dice: Dice) -> Iterator[Work]:
        """Tasks that some state forbids, or forbids without closer supervision."""
        for tasks in dice.shuffled(self._against):
            delegator = dice.draw(self._delegators)
            yield Work(tasks, where.setting, delegator, dice.draw(self._supervision))
            yield Work(tasks, where.setting, delegator, self._loosest)


def standing(work: Work, where: Where, book: RuleBook) -> str:
    """How ``work`` stands to the law of its state."""
    window = Window.between(where.first, where.last)
    judged = judge_work(_facts(work, where), window, book)
    if judged.blocked:
        return BROKEN
    return UNCLEAR if judged.to_confirm else KEPT


def _facts(work: Work, where: Where) -> AssignmentFacts:
    return AssignmentFacts(
        ref="",
        state=where.state,
        starts_on=where.first,
        ends_on=where.last,
        setting=work.setting,
        delegator=work.delegator,
        supervision=work.supervision,
        tasks=frozenset(work.tasks),
    )
