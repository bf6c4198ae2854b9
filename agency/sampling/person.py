"""One candidate of the sample with everything that is written about her."""

from __future__ import annotations

from dataclasses import dataclass, field

from agency.sampling import rows
from agency.sampling.chance import Dice
from agency.sampling.needs import Needs
from agency.sampling.opening import Opening
from agency.sampling.towns import Town
from agency.sampling.validity import YearlyDay

GOOD, USUAL, SAID = "good", "usual", "said"


@dataclass
class Person:
    """``made_for`` is the assignment she was made to fit, ``change`` what then was changed in her.

    ``needed`` are those of her credentials that she was given for it.
    ``ledgers`` says how far along the continuing education of a type is, where that is settled;
    ``proof`` how well her training is known.
    """

    row: rows.Candidate
    home: Town
    birthday: YearlyDay
    needs: Needs
    dice: Dice
    made_for: Opening | None = None
    change: str | None = None
    credentials: list[rows.Credential] = field(default_factory=list)
    needed: list[rows.Credential] = field(default_factory=list)
    ledgers: dict[str, str] = field(default_factory=dict)
    proof: str = GOOD
    trainings: list[rows.Training] = field(default_factory=list)
    ce_credits: list[rows.CECredit] = field(default_factory=list)
    placements: list[rows.Placement] = field(default_factory=list)
    not_wanted_by: str | None = None

    @property
    def ref(self) -> str:
        return self.row.ref

    def drop(self, card: rows.Credential) -> None:
        """Let her not hold ``card``."""
        self.credentials.remove(card)
        self.needed.remove(card)
