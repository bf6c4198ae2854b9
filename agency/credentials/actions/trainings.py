"""Trainings: programmes, performances, education, documents and exams of a candidate."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from agency.audit.actions import anything, nothing
from agency.audit.actors import Actor
from agency.credentials.actions.records import Records
from agency.credentials.content import training_content
from agency.credentials.described import TRAINING, whole_trainings
from agency.credentials.evidence import require_no_verdict, require_unreviewed, require_unverified
from agency.credentials.models import Training

Hook = Callable[[Training], object]
TRAININGS = Records(Training, TRAINING, training_content, whole_trainings, "training")


def create_training(
    values: Mapping[str, Any], by: Actor, may_verify: bool = False, also: Hook = nothing
) -> Training:
    """Take up a training; ``values`` are all columns of trainings.csv, from its schema.

    Two that say the same are two. Raises Refused where the candidate is not on file, or evidence
    above ``documented`` is not the caller's to give.
    """
    return TRAININGS.create(values, by, anything if may_verify else require_unverified, also)


def change_training(
    id: int,
    values: Mapping[str, Any],
    by: Actor,
    may_verify: bool = False,
    expects: Hook = anything,
    also: Hook = nothing,
) -> Training:
    """Change the columns that ``values`` names; what is so already is no change.

    ``expects`` sees the row, locked, before anything is done, and may raise. Raises NotFound, and
    Refused where values do not go together or what was reviewed is not the caller's to change.
    """
    may = anything if may_verify else require_no_verdict
    return TRAININGS.change(id, values, by, may, expects, also)


def remove_training(
    id: int, by: Actor, may_verify: bool = False, expects: Hook = anything, also: Hook = nothing
) -> None:
    """Take a training out; the trail keeps what it said.

    Raises NotFound, and Refused where it was reviewed and that is not the caller's to undo.
    """
    may = anything if may_verify else require_unreviewed
    TRAININGS.remove(id, by, may, expects, also)
