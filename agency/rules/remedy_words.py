"""Remedies in sentences that the terminal and the pages share."""

from __future__ import annotations

from agency.rules.eligibility import Assessment
from agency.rules.remedies import Remedy
from agency.rules.steps import Obtain
from agency.rules.wording import either

# What no change that we can propose touches.
NOT_OURS = ("skills", "location", "shift", "role", "standing")


def none_in_words(assessment: Assessment) -> str:
    """Why there is nothing to propose, as a sentence."""
    lacking = [one.requirement.id for one in assessment.not_met]
    left = [name for name in NOT_OURS if name in lacking]
    if left:
        return f"None is proposed: nothing here changes {either(left, 'and')}."
    return "No three of the changes that we can propose would be enough."


def cost_in_words(remedy: Remedy) -> str | None:
    """What is known of its price; None where nothing is. Others that would do may cost less."""
    if remedy.cost is None:
        return None
    others = any(isinstance(step, Obtain) and step.others for step in remedy.steps)
    return f"known fees {'from ' if others else ''}${remedy.cost:.2f}"
