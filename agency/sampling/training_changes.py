"""One thing that is amiss with what somebody has learned; each says whether it could be done."""

from __future__ import annotations

from agency.sampling.facilities import Facilities
from agency.sampling.opening import Opening
from agency.sampling.person import SAID, Person

SHARE = 4  # of the acts that are asked for, a quarter has been performed


class TrainingChanges:
    """Changes what somebody is to be given as her training."""

    def __init__(self, facilities: Facilities) -> None:
        self._facilities = facilities

    def training_only_said(self, person: Person, opening: Opening) -> bool:
        """Nobody has seen proof of the training that is asked for."""
        needs = person.needs
        asked = bool(needs.programs or needs.hours or needs.acts or needs.documents)
        if asked:
            person.proof = SAID
        return asked

    def training_short(self, person: Person, opening: Opening) -> bool:
        """She has half of the hours, or has performed too few of the acts, that are asked for."""
        needs = person.needs
        for hours in needs.hours.values():
            hours.update({kind: least / 2 for kind, least in hours.items()})
            return True
        needs.acts = {act: count // SHARE for act, count in needs.acts.items()}
        return bool(needs.acts)

    def document_elsewhere(self, person: Person, opening: Opening) -> bool:
        """The document is on file, but at another facility or nobody wrote down at which."""
        needs = person.needs
        elsewhere = self._facilities.other_than(opening.row.facility, person.dice)
        needs.documents = [(name, elsewhere) for name, _ in needs.documents]
        return bool(needs.documents)
