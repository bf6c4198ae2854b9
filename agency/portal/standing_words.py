"""How a paper of hers stands, in the icon and the plain words of her own pages."""

from __future__ import annotations

from datetime import date

from agency.credentials.standing import LATE, OVER, Standing
from agency.dashboard.candidate_standing import Told
from agency.page_filters import near_day, sentence_text
from agency.rules.facts import Evidence
from agency.rules.plan_sentences import plan_text
from agency.rules.renewal import UNDATED
from agency.rules.sentences import day_text

CLAIMED = "Not seen yet"
SEEN = "Waits for a check"
BY_AGENCY = "We check this ourselves. You need not do anything."
NOT_ACTIVE = {
    "rejected": Told("unmet", "Not accepted"),
    "revoked": Told("unmet", "Revoked"),
    "superseded": Told("", "Replaced by a newer one"),
    "withdrawn": Told("", "You took it back"),
}
LOOKED_AT = Told("in_review", "A specialist is looking at it")
SENT_AGAIN = Told("in_review", "Sent again, waits for a specialist")


def told(one: Standing, day: date) -> Told:
    """How it stands on ``day``; what nobody has checked is never told as good."""
    credential = one.credential
    if credential.status != "active":
        return NOT_ACTIVE[credential.status]
    if one.renewal in OVER:
        ended = credential.expires_on
        assert ended is not None
        newer = f"; {one.awaited_says}" if one.awaited_says else ""
        words = f"Ended {near_day(ended)}{newer}"
        return Told("unmet", words) if one.ended else Told("", "Renewed")
    if not one.checked:
        return Told("unknown", CLAIMED if credential.evidence == Evidence.claimed else SEEN)
    if one.renewal == UNDATED:
        return Told("unknown", "We do not know its end")
    if credential.issued_on and credential.issued_on > day:
        return Told("", f"Begins {near_day(credential.issued_on)}")
    if one.awaited_says:
        return Told("in_review", sentence_text(one.awaited_says))
    if one.to_renew and one.plan and not one.kind.by_agency:
        late = one.urgency == LATE
        by = near_day(one.plan.renew_by)
        return Told("unmet" if late else "soon", f"Renew now, {by} is past" if late else "Renew")
    return Told("met", "Checked")


def until(one: Standing) -> str:
    """Until when it is good: to 31 May 2027."""
    ends = one.credential.expires_on
    if ends:
        older = "the older one, " if one.successor and not one.ended else ""
        return f"{older}to {day_text(ends)}"
    return "no end on file" if one.kind.expires else "does not end"


def says(one: Standing, day: date) -> str:
    """How its renewal stands and by when to file, as a sentence; empty where there is none."""
    if one.plan is None:
        return ""
    if one.kind.by_agency:
        return BY_AGENCY
    return plan_text(one.plan, one.balance, day, one.conditions)
