"""What is told of files as a whole: reviewed, doubled, opened, agreed to, to be deleted."""

from __future__ import annotations

from agency.api.schemas.parts import (
    DAY,
    MOMENT,
    TEXT,
    WHOLE,
    YES_NO,
    Shape,
    list_of,
    one_of,
    or_null,
    ref,
    thing,
)
from agency.notices.models import OUTCOMES
from agency.notices.models import STATES as MAIL_STATES
from agency.notices.topics import topics
from agency.upkeep.models import STATES

MAIL: dict[str, Shape] = {
    "id": WHOLE,
    "to": TEXT,
    "subject": TEXT,
    "topic": one_of(tuple(topics())),
    "state": one_of(MAIL_STATES),
    "attempts": WHOLE,
    "last_error": or_null(TEXT),
    "posted_at": MOMENT,
    "due_at": or_null(MOMENT),
    "sent_at": or_null(MOMENT),
}
PEOPLE: dict[str, Shape] = {
    "ReviewItem": thing(
        place=WHOLE,
        credential_id=WHOLE,
        code=TEXT,
        candidate_ref=TEXT,
        candidate_name=TEXT,
        since=MOMENT,
        work=or_null(TEXT),
        starts_on=or_null(DAY),
        held_by=or_null(TEXT),
    ),
    "Hold": thing(credential_id=WHOLE, until=MOMENT),
    "Duplicates": thing(
        candidate_ref=TEXT,
        duplicates=list_of(thing(ref=TEXT, name=TEXT, reasons=list_of(TEXT))),
    ),
    "ToldApart": thing(candidate_ref=TEXT, not_the_same_as=TEXT),
    "Merge": thing(
        id=WHOLE,
        kept_ref=TEXT,
        merged_ref=TEXT,
        made_at=MOMENT,
        made_by=TEXT,
        undone_at=or_null(MOMENT),
    ),
    "DocumentView": thing(id=WHOLE, document_id=WHOLE, place=WHOLE, seen_by=TEXT, seen_at=MOMENT),
    "DeletionRequest": thing(
        candidate_ref=TEXT,
        state=or_null(one_of(STATES)),
        asked_at=or_null(MOMENT),
        closed_at=or_null(MOMENT),
        remark=TEXT,
    ),
    "Mail": thing(**MAIL),
    "MailStory": thing(
        **MAIL,
        tries=list_of(
            thing(
                server=TEXT,
                began_at=MOMENT,
                ended_at=or_null(MOMENT),
                outcome=one_of(OUTCOMES),
                code=or_null(WHOLE),
                status=or_null(TEXT),
                said=or_null(TEXT),
                tls=or_null(YES_NO),
            )
        ),
        reports=list_of(ref("MailReport")),
    ),
    "MailReport": thing(mail_id=WHOLE, received_at=MOMENT, action=TEXT, status=TEXT, said=TEXT),
    "MailTopics": thing(
        candidate_ref=TEXT,
        topics=list_of(thing(name=TEXT, title=TEXT, says=TEXT, may_leave=YES_NO, wanted=YES_NO)),
    ),
    "Consents": thing(
        candidate_ref=TEXT,
        due=YES_NO,
        text=thing(
            version=TEXT, dated=DAY, title=TEXT, parts=list_of(thing(title=TEXT, says=TEXT))
        ),
        agreed=list_of(thing(version=TEXT, accepted_at=MOMENT)),
    ),
}
