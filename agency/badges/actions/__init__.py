"""What is done with badges: taken up, judged, believed or doubted; and whom the agency trusts."""

from agency.badges.actions.evidence import act_on_badge, raise_by_badge
from agency.badges.actions.judging import judge_again, judged_now, with_badges
from agency.badges.actions.trusting import trust_issuer, trust_no_more

__all__ = [
    "act_on_badge",
    "judge_again",
    "judged_now",
    "raise_by_badge",
    "trust_issuer",
    "trust_no_more",
    "with_badges",
]
