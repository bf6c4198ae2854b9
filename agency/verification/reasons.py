"""The fixed reasons for which a document is not accepted, in the words for whoever sent it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Reason:
    """``words`` name it to staff; ``advice`` tells the candidate what was wrong and what to do."""

    words: str
    advice: str


# In the order of their keys, 1 to 8.
REASONS = {
    "incomplete": Reason(
        "Incomplete",
        "Something is missing on it. Send all of it, every page and both sides of a card.",
    ),
    "illegible": Reason(
        "Illegible",
        "We could not read it. Lay it flat in daylight and take the photo again.",
    ),
    "inconsistent": Reason(
        "Inconsistent",
        "What it says and what you entered are not the same. Look at both and send it again.",
    ),
    "unverifiable": Reason(
        "Cannot verify",
        "The issuer could not confirm it. Look at the number, or ask the issuer about it.",
    ),
    "altered": Reason(
        "Altered",
        "It does not look as the issuer makes it. Send the original, as you were given it.",
    ),
    "wrong_type": Reason(
        "Wrong type",
        "It is another document than the one that was asked for. Send the one that is.",
    ),
    "expired": Reason(
        "Expired",
        "It has ended. Send the one that took its place, as soon as you have it.",
    ),
    "wrong_person": Reason(
        "Wrong person",
        "It has another name on it than your profile. Send yours, or proof of a change of name.",
    ),
}


def advice_on(reason: str, remark: str) -> str:
    """What the candidate is told: what the specialist wrote, else the advice of the reason."""
    said = remark or (REASONS[reason].advice if reason in REASONS else reason)
    text = said.strip()
    return text if text.endswith((".", "!", "?")) or not text else f"{text}."
