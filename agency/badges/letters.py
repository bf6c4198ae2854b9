"""What specialists are written about a badge that holds no more."""

from __future__ import annotations

from collections.abc import Collection

from agency.badges.core.lights import QUESTIONS
from agency.badges.models import Badge
from agency.notices.actions import Draft
from agency.settings import settings


def doubt_letter(address: str, badge: Badge, failing: Collection[str], credential_id: int) -> Draft:
    """That a badge by which a credential was known holds no more; it names nobody, the page does.

    ``failing`` are names of QUESTIONS. Of one judgement there is one mail to an address.
    """
    told = "\n".join(f"{words}: no" for name, words in QUESTIONS.items() if name in failing)
    text = (
        "A credential was known at its source by a digital badge, which does not hold any more:\n\n"
        f"{told}\n\n"
        "It is known as it was before, and waits to be reviewed:\n"
        f"{settings().public_url}/review/{credential_id}\n"
    )
    event = f"badge {badge.id} doubted, judged {badge.judged_at}"
    return Draft(address, "A digital badge does not hold any more", text, event=event)
