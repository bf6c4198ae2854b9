"""What a client asks of people besides the law, for how many hours, and what is paid."""

from __future__ import annotations

from decimal import Decimal

from agency.rules.requisition import MEDICAL_ASSISTANT
from agency.sampling import rows
from agency.sampling.amounts import counts, named, or_blank, pair, wholes, words
from agency.sampling.chance import PERCENT, Dice
from agency.sampling.world import World

URGENT = "urgent"
OFFICE = "office"
CENT = Decimal("0.01")


class Contracts:
    """Draws the terms of assignments."""

    def __init__(self, world: World) -> None:
        table = world.amounts.table("assignments").table("terms")
        self._openings = counts(table, "openings")
        self._priority = named(table, "priority")
        self._specialty = table.whole("specialty_percent")
        self._shift = or_blank(table, "shift")
        self._asked, self._hours, self._pay = _Asked(world), _Hours(world), _Pay(world)

    def draw_for(self, row: rows.Assignment, setting: str, specialty: str, dice: Dice) -> None:
        """Fill in the terms of ``row``, which is work in ``setting`` and, if any, ``specialty``."""
        row.openings = dice.draw(self._openings)
        row.priority = dice.draw(self._priority)
        row.specialty = specialty if dice.happens(self._specialty) else None
        row.shift = dice.draw(self._shift)
        self._asked.draw_for(row, setting, dice)
        self._hours.draw_for(row, dice)
        self._pay.draw_for(row, dice)


class _Asked:
    """Certifications, skills and clearances that the client wants."""

    def __init__(self, world: World) -> None:
        table = world.amounts.table("assignments")
        terms, lists = table.table("terms"), table.table("client_requirements")
        self._accepted = or_blank(terms, "accepted")
        self._accepted_of_others = or_blank(terms, "accepted_of_other_roles")
        self._evidence = or_blank(terms, "min_evidence")
        self._skills = world.amounts.table("people").words("skills")
        self._required = counts(terms, "required_skills")
        self._preferred = counts(terms, "preferred_skills")
        self._lists = {name: or_blank(lists, name) for name in lists.values}
        of = table.table("requirements_of")
        self._list_of = {setting: of.text(setting) for setting in of.values}

    def draw_for(self, row: rows.Assignment, setting: str, dice: Dice) -> None:
        clinical = row.role in (None, MEDICAL_ASSISTANT)
        accepted = self._accepted if clinical else self._accepted_of_others
        row.accepted_certifications = words(dice.draw(accepted))
        row.min_evidence = dice.draw(self._evidence)
        required, preferred = dice.draw(self._required), dice.draw(self._preferred)
        skills = tuple(dice.some(self._skills, required + preferred))
        row.required_skills, row.preferred_skills = skills[:required], skills[required:]
        wanted = self._lists[self._list_of[setting] if clinical else OFFICE]
        row.client_requirements = words(dice.draw(wanted))


class _Hours:
    """Hours a week, and how many of them are paid in any case."""

    def __init__(self, world: World) -> None:
        table = world.amounts.table("assignments").table("terms")
        self._hours = or_blank(table, "hours_per_week")
        self._guaranteed = table.whole("guaranteed_percent")
        self._less = counts(table, "guaranteed_less_hours")

    def draw_for(self, row: rows.Assignment, dice: Dice) -> None:
        hours = dice.draw(self._hours)
        if hours is not None:
            row.hours_per_week = int(hours)
            if dice.happens(self._guaranteed):
                row.guaranteed_hours = row.hours_per_week - dice.draw(self._less)


class _Pay:
    """An hourly rate of pay, and the rate that is billed for it."""

    def __init__(self, world: World) -> None:
        table = world.amounts.table("assignments").table("terms")
        self._range = pair(table, "pay_cents")
        self._step = table.whole("pay_step_cents")
        self._more_of_role = wholes(table, "pay_more_cents")
        self._more_if_urgent = table.whole("pay_more_if_urgent_cents")
        self._blank = table.whole("blank_pay_percent")
        self._bill = pair(table, "bill_percent")

    def draw_for(self, row: rows.Assignment, dice: Dice) -> None:
        if dice.happens(self._blank):
            return
        least, most = self._range
        cents = least + dice.below((most - least) // self._step + 1) * self._step
        cents += self._more_of_role[row.role or MEDICAL_ASSISTANT]
        cents += self._more_if_urgent if row.priority == URGENT else 0
        row.pay_rate = dollars(cents)
        row.bill_rate = dollars(cents * dice.between(*self._bill) // PERCENT)


def dollars(cents: int) -> Decimal:
    return Decimal(cents) * CENT
