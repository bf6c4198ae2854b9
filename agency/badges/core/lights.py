"""The five lights: five questions to a badge, each answered by itself and never summed to one."""

from __future__ import annotations

from dataclasses import dataclass

YES, NO, CANNOT_SAY = "yes", "no", "cannot say"
ANSWERS = (YES, NO, CANNOT_SAY)
SIGNATURE, NOT_REVOKED, IN_DATE, TRUSTED, RECIPIENT = (
    *("signature", "not_revoked", "in_date", "trusted_issuer", "recipient"),
)
# In the order in which they are shown.
QUESTIONS = {
    SIGNATURE: "Signed by its issuer, and unchanged",
    NOT_REVOKED: "Not revoked",
    IN_DATE: "In date",
    TRUSTED: "Issuer trusted for this type",
    RECIPIENT: "Given to this candidate",
}


@dataclass(frozen=True, slots=True)
class Light:
    """The answer to one question, and a sentence that says why."""

    answer: str
    why: str


def yes(why: str) -> Light:
    return Light(YES, why)


def no(why: str) -> Light:
    return Light(NO, why)


def cannot_say(why: str) -> Light:
    return Light(CANNOT_SAY, why)
