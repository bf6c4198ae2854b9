"""What a badge does to what its credential is known by: raised by a person, or put in doubt."""

from __future__ import annotations

import logging

from agency.audit.actions import anything, nothing
from agency.audit.actors import Actor
from agency.badges.actions.judging import BY_ITSELF, Hook
from agency.badges.core.lights import NO, QUESTIONS
from agency.badges.models import Badge
from agency.badges.queries import credential_of, the_badge
from agency.credentials.models import Credential
from agency.errors import AgencyError, NotFound
from agency.extensions import db
from agency.fields.schema import refused
from agency.settings import settings, today
from agency.verification.actions import check_source
from agency.verification.models import DIFFERS, FOUND
from agency.verification.queries import log_of

log = logging.getLogger(__name__)

NOT_ALL_YES = "a badge whose five answers are all yes"
AT_SOURCE = "primary_source"
LONGEST_ID, LONGEST_REMARK = 80, 1_000


def raise_by_badge(
    id: int, by: Actor, expects: Hook = anything, also: Hook = nothing
) -> Credential:
    """Know the credential of a badge by its source, since all five answers are yes.

    Raises NotFound, Refused where they are not, or where what was judged is not what is on file
    any more, and what `check_source` does.
    """
    badge = the_badge(id)
    credential = credential_of(badge)
    if not badge.all_yes:
        told = ", ".join(str(answer) for answer in badge.answers.values())
        raise refused("badge", told, NOT_ALL_YES)
    if badge.code != credential.code:
        raise refused("badge", badge.code, f"a badge that was judged for {credential.code}")
    remark = f"signed badge of {badge.says.get('issuer_name') or badge.says.get('issuer')}"
    confirmation = str(badge.says.get("id", ""))[-LONGEST_ID:]
    return check_source(
        credential.id,
        FOUND,
        by,
        today(),
        remark=remark,
        confirmation=confirmation,
        expects=expects,
        also=also,
    )


def act_on_badge(id: int) -> None:
    """What follows from a judgement by itself: doubt, or, where the agency has set so, evidence.

    Done twice it changes nothing more. What may not be written now is told in the log.
    """
    try:
        badge = the_badge(id)
    except NotFound:
        return
    credential = credential_of(badge)
    at_source, counts = credential.evidence == AT_SOURCE, credential.status == "active"
    db.session.rollback()
    try:
        if NO in badge.answers.values() and at_source and counts:
            _doubt(badge, credential)
        elif badge.all_yes and settings().badges_raise and counts and not at_source:
            raise_by_badge(id, BY_ITSELF)
    except AgencyError as why:
        log.warning("badge %d: what follows from it was not written down: %s", id, why)


def _doubt(badge: Badge, credential: Credential) -> None:
    """Write down that a badge does not hold any more, if that was not the last thing learned."""
    failing = [name for name, answer in badge.answers.items() if answer == NO]
    told = " ".join(f"{QUESTIONS[name]}: no. {badge.why[name]}" for name in failing)
    remark = f"signed badge: {told}"[:LONGEST_REMARK]
    if any(one.remark == remark for one in log_of(credential.id, 1)):
        return
    check_source(credential.id, DIFFERS, BY_ITSELF, today(), remark=remark)
