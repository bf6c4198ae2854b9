"""One assignment of the sample, with what those who are made to fit it need to know."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from agency.assignments.facts import assignment_facts
from agency.rules.facts import AssignmentFacts
from agency.rules.requisition import MEDICAL_ASSISTANT, Requirement, requisition
from agency.rules.spans import Window
from agency.sampling import rows
from agency.sampling.towns import Town
from agency.sampling.world import World


@dataclass(eq=False)
class Opening:
    """``people`` are to be made to fit it; ``seats`` are the openings still to be taken."""

    row: rows.Assignment
    facility: rows.Facility | None
    town: Town
    people: int
    seats: int
    world: World

    @property
    def role(self) -> str:
        return self.row.role or MEDICAL_ASSISTANT

    @property
    def state(self) -> str:
        return self.town.state

    @property
    def first(self) -> date:
        """The first day of work that is still to come, or of all if the work is over."""
        return self.row.starts_on if self.is_over else max(self.row.starts_on, self.world.day)

    @property
    def last(self) -> date:
        return self.row.ends_on

    @property
    def is_over(self) -> bool:
        return self.row.ends_on < self.world.day

    @property
    def has_begun(self) -> bool:
        return self.row.starts_on <= self.world.day

    @property
    def facts(self) -> AssignmentFacts:
        return assignment_facts(vars(self.row), vars(self.facility) if self.facility else None)

    def asks(self) -> tuple[Requirement, ...]:
        """What is asked of a person, decided and advised alike, by the rulebook of the world."""
        window = Window.between(self.first, self.last)
        return requisition(self.facts, window, self.world.book).person
