"""One thing that is amiss with somebody's terms; each says whether it could be done."""

from __future__ import annotations

from datetime import timedelta

from agency.candidates.models import ROLES, SHIFTS
from agency.rules.expressions import Adult, leaves
from agency.rules.requisition import MEDICAL_ASSISTANT
from agency.sampling.amounts import pair
from agency.sampling.contracts import dollars
from agency.sampling.opening import Opening
from agency.sampling.person import Person
from agency.sampling.world import World


class TermChanges:
    """Changes one of the terms on which somebody would take an assignment that suited her."""

    def __init__(self, world: World) -> None:
        table = world.amounts.table("changes")
        self._away = pair(table, "away_days")
        self._late = pair(table, "late_days")
        self._pay_above = pair(table, "pay_above_cents")
        self._reach = table.whole("reach_miles")
        self._inactive = table.words("not_active_statuses")

    def away_some_days(self, person: Person, opening: Opening) -> bool:
        """She is away for some of the days of work."""
        first = person.dice.day(opening.first, opening.last)
        last = first + timedelta(days=person.dice.between(*self._away) - 1)
        person.row.unavailable = tuple(sorted((*person.row.unavailable, (first, last))))
        return True

    def available_too_late(self, person: Person, opening: Opening) -> bool:
        """She is available only some days after the first."""
        late = timedelta(days=person.dice.between(*self._late))
        person.row.available_from = opening.first + late
        return True

    def too_far(self, person: Person, opening: Opening) -> bool:
        """She would not work in that state, and does not say how far she would travel."""
        self._unlist(person, opening)
        person.row.max_travel_miles = None
        return True

    def home_not_known(self, person: Person, opening: Opening) -> bool:
        """She would work near her home, but nobody knows where that is."""
        self._unlist(person, opening)
        person.row.max_travel_miles = person.row.max_travel_miles or self._reach
        person.row.home_zip = None
        return True

    def _unlist(self, person: Person, opening: Opening) -> None:
        states = person.row.willing_states
        person.row.willing_states = tuple(state for state in states if state != opening.state)

    def pay_too_low(self, person: Person, opening: Opening) -> bool:
        """She asks for a little more than is paid."""
        paid = opening.row.pay_rate
        if paid is not None:
            person.row.min_pay_rate = paid + dollars(person.dice.between(*self._pay_above))
        return paid is not None

    def other_shift(self, person: Person, opening: Opening) -> bool:
        """She works at other hours."""
        others = [shift for shift in SHIFTS if shift != opening.row.shift]
        if opening.row.shift:
            person.row.shifts = (person.dice.pick(others),)
        return opening.row.shift is not None

    def skill_missing(self, person: Person, opening: Opening) -> bool:
        """She lacks one of the skills that are asked for."""
        required = opening.row.required_skills
        if required:
            lacking = person.dice.pick(required)
            person.row.skills = tuple(skill for skill in person.row.skills if skill != lacking)
        return bool(required)

    def other_role(self, person: Person, opening: Opening) -> bool:
        """She looks for other work."""
        others = [role for role in ROLES if role not in (opening.role, MEDICAL_ASSISTANT)]
        person.row.roles = (person.dice.pick(others),)
        return True

    def not_active(self, person: Person, opening: Opening) -> bool:
        """She is not to be put forward."""
        person.row.status = person.dice.pick(self._inactive)
        return True

    def not_wanted(self, person: Person, opening: Opening) -> bool:
        """The facility does not want her back."""
        person.not_wanted_by = opening.row.facility
        return person.not_wanted_by is not None

    def adult_not_said(self, person: Person, opening: Opening) -> bool:
        """Nobody asked her whether she is of age, where the law wants to know."""
        asked = any(
            isinstance(leaf, Adult)
            for requirement in opening.asks()
            for leaf in leaves(requirement.expression)
        )
        if asked:
            person.row.adult = None
        return asked
