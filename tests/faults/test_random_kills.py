"""Faults of every kind at moments nobody has chosen."""

from __future__ import annotations

from random import Random

from tests.faults.campaign import Campaign
from tests.faults.world import World

STRIKES = 12


def test_a_dozen_faults_leave_no_trace(world: World, chance: Random) -> None:
    """What must hold is checked after every night; the long run is `make faults`."""
    campaign = Campaign(world, chance)
    campaign.strike(STRIKES, lambda _line: None)
    assert campaign.strikes.total() == STRIKES
    assert campaign.nights
