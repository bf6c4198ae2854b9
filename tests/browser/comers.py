"""People of the served agency who are about to come in, and one who has two files and no mail."""

from __future__ import annotations

from datetime import timedelta

from agency import clock
from agency.access.passwords import hashed
from agency.accounts.secrets import hash_of
from agency.extensions import db
from agency.joining.consents import current_text
from agency.joining.models import Invitation, Registration
from agency.notices.actions import Draft, post
from agency.notices.actions.reports import note_report
from agency.notices.models import MailAttempt
from tests.builders import make_candidate, make_credential, make_training
from tests.notices.reported import of_postfix

# What stands in their links.
INVITED, INVITED_BEFORE, REGISTERED = "invited", "invited-before", "registered"
TWINS = ("T-0001", "T-0002")
HERS = {
    "first_name": "Quilla",
    "last_name": "Xiomara",
    "phone": "206 555 0142",
    "home_zip": "98101",
}


def add_comers(password: str) -> None:
    """Add them, none of them to be matched; ``password`` is that of who registered."""
    for ref, email in zip(TWINS, ("quilla@example.org", "quilla@work.example"), strict=True):
        row = make_candidate(ref, email=email, status="inactive", **HERS)
        make_credential(row, number="Q-1")
    make_credential(row, "RMA-AMT", number="Q-2")
    make_training(row)
    now, later = clock.now(), clock.now() + timedelta(days=7)
    for secret, ended in ((INVITED_BEFORE, "replaced"), (INVITED, None)):
        db.session.add(
            Invitation(
                candidate_ref=TWINS[0],
                email="quilla@example.org",
                secret_hash=hash_of(secret),
                made_at=now,
                expires_at=later,
                ended_at=ended and now,
                ended_as=ended,
            )
        )
    db.session.add(
        Registration(
            email="umber@example.org",
            first_name="Umber",
            last_name="Yarrow",
            home_zip="98101",
            password=hashed(password),
            consent_version=current_text().version,
            secret_hash=hash_of(REGISTERED),
            made_at=now,
            expires_at=later,
        )
    )
    db.session.commit()
    _bounce(row.id, "quilla@example.org")


def _bounce(candidate_id: int, address: str) -> None:
    """A mail to her came back; one by one, because what is noted of it is a transaction."""
    words = "CMA (AAMA): renew it by 4 Dec.\n"
    told = Draft(address, "Two things run out", words, topic="renewal", candidate_id=candidate_id)
    mail = post(told)
    attempt = MailAttempt(
        mail_id=mail.id,
        server="mail.example.org:587",
        began_at=mail.posted_at,
        ended_at=mail.posted_at,
        outcome="taken",
        code=250,
        status="2.0.0",
        said="2.0.0 Ok: queued as 4F1A2",
        tls=True,
    )
    db.session.add(attempt)
    mail.state, mail.attempts, mail.sent_at = "sent", 1, mail.posted_at
    message_id = mail.message_id
    db.session.commit()
    note_report(of_postfix(message_id))
