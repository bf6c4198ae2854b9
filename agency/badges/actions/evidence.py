"""What a badge does to what its credential is known by: raised by a person, or put in doubt."""

from __future__ import annotations

import logging
from datetime import datetime

from agency import clock
from agency.accounts.queries import specialists
from agency.audit.actions import anything, nothing
from agency.audit.actors import Actor
from agency.badges.actions.judging import BY_ITSELF, Hook
from agency.badges.core.lights import IN_DATE, NO, QUESTIONS
from agency.badges.letters import doubt_letter
from agency.badges.models import Badge
from agency.badges.queries import WITHDRAWN, credential_of, once_yes, state_of, the_badge
from agency.credentials.models import Credential
from agency.errors import AgencyError, NotFound
from agency.extensions import db
from agency.fields.schema import refused
from agency.notices.actions import post
from agency.settings import settings, today
from agency.verification.actions import check_source, take_source_back
from agency.verification.models import FOUND, Verification
from agency.verification.registers.steps import AT_SOURCE

log = logging.getLogger(__name__)

NOT_ALL_YES = "a badge whose five answers are all yes"
NOT_USED = (WITHDRAWN, "rejected")
SIGNED = "signed badge of "
LONGEST_ID, LONGEST_REMARK = 80, 1_000


def raise_by_badge(
    id: int, by: Actor, expects: Hook = anything, also: Hook = nothing
) -> Credential:
    """Know the credential of a badge by its source, since all five answers are yes.

    Raises NotFound, Refused where they are not, where it was judged for another type, ends before
    what is on file or has ended, or its document was withdrawn or rejected, and what `check_source`
    does.
    """
    badge = the_badge(id)
    credential = credential_of(badge)
    _require_usable(badge, credential)
    _require_its_end(badge, credential)
    remark = SIGNED + str(badge.says.get("issuer_name") or badge.says.get("issuer"))
    return check_source(
        credential.id,
        FOUND,
        by,
        today(),
        remark=remark,
        confirmation=_confirmation(badge),
        expects=expects,
        also=also,
    )


def _require_usable(badge: Badge, credential: Credential) -> None:
    if (state := state_of(badge)) in NOT_USED:
        raise refused("badge", state, "a badge whose document was neither withdrawn nor rejected")
    if not badge.all_yes:
        told = ", ".join(str(answer) for answer in badge.answers.values())
        raise refused("badge", told, NOT_ALL_YES)
    if (ends := badge.says.get("ends")) and datetime.fromisoformat(ends) <= clock.now():
        raise refused("badge", ends, "a badge that has not ended")
    if badge.code != credential.code:
        raise refused("badge", badge.code, f"a badge that was judged for {credential.code}")


def _confirmation(badge: Badge) -> str:
    return str(badge.says.get("id", ""))[-LONGEST_ID:]


def _require_its_end(badge: Badge, credential: Credential) -> None:
    """What is on file must not last longer than its issuer has signed; raises Refused."""
    filed = credential.expires_on
    if badge.is_outlasted_by(filed):
        expected = f"a day up to {badge.ends_on}, as it says"
        raise refused("expires_on", filed and filed.isoformat(), expected)


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
    raises = settings().badges_raise and state_of(badge) not in NOT_USED
    db.session.rollback()
    try:
        if NO in badge.answers.values() and at_source and counts:
            _doubt(badge, credential)
        elif badge.all_yes and raises and counts and not at_source:
            raise_by_badge(id, BY_ITSELF)
    except AgencyError as why:
        log.warning("badge %d: what follows from it was not written down: %s", id, why)


def _doubt(badge: Badge, credential: Credential) -> None:
    """Take back what is known by this very badge and no other source, and tell specialists."""
    failing = _failing(badge, credential)
    if not failing or not failing <= once_yes(badge.id) or state_of(badge) == WITHDRAWN:
        return
    told = " ".join(
        f"{words}: no. {badge.why[name]}" for name, words in QUESTIONS.items() if name in failing
    )
    confirmation = _confirmation(badge)

    def rests(found: Verification) -> bool:
        return found.remark.startswith(SIGNED) and found.confirmation == confirmation

    def tell(row: Credential) -> None:
        for address in specialists():
            post(doubt_letter(address, badge, failing, row.id))

    remark = f"signed badge: {told}"[:LONGEST_REMARK]
    take_source_back(credential.id, BY_ITSELF, remark, rests, also=tell)


def _failing(badge: Badge, credential: Credential) -> set[str]:
    """What it answers no to. That it has ended as it said is no doubt of what ends with it."""
    failing = {name for name, answer in badge.answers.items() if answer == NO}
    return failing if badge.is_outlasted_by(credential.expires_on) else failing - {IN_DATE}
