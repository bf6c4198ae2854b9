"""A choice in plain sentences, for pages, the command line and the API alike."""

from __future__ import annotations

from agency.matching.allocation.pins import FULL, KEPT, NOT_ELIGIBLE, OVERLAPS
from agency.matching.allocation_queries import AllocationOfAssignment, OtherPerson
from agency.matching.pin_queries import ToldPin
from agency.matching.pricing import PriceOfPair
from agency.matching.wishes import PLACED
from agency.pinning.models import EXCLUSION
from agency.rules.ranking import THOUSAND

# Thousandths of a point that a price may be off and still be told as one number.
LITTLE, TENTH = 50, 100
WHY_NO_PRICE = {
    "proposed": "She is proposed here.",
    "excluded": "She is excluded here. Take that back to know what she would cost.",
    "not_eligible": "She was not eligible here at the last full match.",
    "pinned_elsewhere": "She is pinned to another assignment on these days.",
    "no_place": "No opening is left here besides those of placements and pins.",
    "not_open": "The assignment was not open at the last full match.",
}
CANNOT, AS_IT_STANDS = "Cannot be kept", "Cannot be kept as it stands"
STAYS = "It stays on file, and is kept from the next match on if that changes."


def answer_of(one: ToldPin) -> str:
    """What became of a pin or an exclusion, in a sentence."""
    if one.outcome is None:
        if one.pin.assignment.status != "open":
            return "Not asked: the assignment is not open."
        return "Not asked yet: the next match chooses by it."
    if one.pin.kind == EXCLUSION:
        return "Kept: she is not proposed here."
    return {
        KEPT: "Kept: she is proposed here.",
        NOT_ELIGIBLE: f"{CANNOT}: she was not eligible here.",
        PLACED: "Needless: she is placed here already.",
        FULL: f"{CANNOT}: no opening was left for her.",
        OVERLAPS: f"{CANNOT}: she was pinned to {_other(one)} first, and she cannot do both.",
    }[one.outcome]


def foresight_of(one: ToldPin) -> str:
    """What is said of a pin that was just made, by `foreseen`."""
    if one.outcome is None and one.pin.assignment.status == "open":
        return "The next match chooses by it."
    if one.outcome is None:
        return answer_of(one)
    return {
        NOT_ELIGIBLE: f"{AS_IT_STANDS}: she was not eligible here at the last match. {STAYS}",
        PLACED: "Needless: she is placed here already.",
        FULL: f"{AS_IT_STANDS}: no opening is left for her. {STAYS}",
        OVERLAPS: f"{AS_IT_STANDS}: she is pinned to {_other(one)}, which was first, and she cannot"
        f" do both. {STAYS}",
    }[one.outcome]


def _other(one: ToldPin) -> str:
    return one.other or "an assignment that is gone"


def price_in_words(found: PriceOfPair) -> str:
    """The same in a sentence or two."""
    if found.priced is None:
        return WHY_NO_PRICE[found.standing]
    price, fewer = found.priced, max(found.chosen - found.priced.chosen, 0)
    filled = {0: "", 1: " One opening fewer would be filled."}.get(
        fewer, f" {fewer} openings fewer would be filled."
    )
    if not price.most:
        return "Proposing her here would cost nothing: the choice is as good with her."
    least, most = points_words(price.least), points_words(price.most)
    if least == most or price.most - price.least <= LITTLE:
        return f"Proposing her here costs {points_words(price.costs)} points.{filled}"
    return f"Proposing her here costs between {least} and {most} points.{filled}"


def points_words(thousandths: int) -> str:
    """Points for people: one decimal, and all of them where that would be nothing."""
    digits = 3 if 0 < thousandths < TENTH else 1
    return f"{thousandths / THOUSAND:,.{digits}f}"


def reason_of(one: OtherPerson, found: AllocationOfAssignment, *, named: bool = False) -> str:
    """Why somebody who is eligible is not proposed, in a sentence or two; others by reference, or
    ``named``.
    """
    if one.excluded:
        return "Excluded here by one of us."
    when = "" if found.allocation.one_each else " on these days"
    if one.pinned_to:
        return f"Pinned to {', '.join(one.pinned_to)}{when}."
    if found.room and len(found.pinned) == found.room:
        return "Whoever goes here is pinned here."
    if one.elsewhere:
        return f"Proposed for {', '.join(one.elsewhere)}{when}.{_costs(one, found)}"
    if not found.people:
        return "There is no opening left to fill."
    least = min(found.people, key=lambda person: person.score)
    who = f"{least.name} ({least.candidate_ref})" if named else least.candidate_ref
    if one.costs:
        return f"Eligible, but better filled by {who}.{_costs(one, found)}"
    return f"As good as {who}, who is proposed: either could go."


def nobody_in_words(found: AllocationOfAssignment) -> str:
    """Why nobody is proposed where an opening is left: who is eligible, and what of them."""
    if not found.eligible:
        return "Nobody: nobody is eligible."
    if sum(one.excluded for one in found.others) == found.eligible:
        return f"Nobody: {_people(found.eligible)} eligible, and excluded here."
    return f"Nobody: {_people(found.eligible)} eligible, and worth more elsewhere."


def _people(number: int) -> str:
    return f"{number:,} person is" if number == 1 else f"{number:,} people are"


def _costs(one: OtherPerson, found: AllocationOfAssignment) -> str:
    if not one.costs:
        return ""
    least = f" Putting her here would cost {points_words(one.costs)} points or more"
    return least + (", as much as a filled opening." if one.costs >= found.opening_worth else ".")
