"""Everything that is stored about one candidate, as the files of an archive.

Each feature contributes its part: whoever keeps more about people adds a function to CONTRIBUTORS.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from sqlalchemy import and_, func, or_, select

from agency.accounts.models import User
from agency.audit.models import AuditEntry
from agency.bulk_lookup import among
from agency.candidates.described import described_candidate
from agency.credentials.described import CE_CREDIT, CREDENTIAL, TRAINING
from agency.dashboard.candidate_forms import candidate_with
from agency.documents.actions import opened
from agency.documents.described import described_document
from agency.documents.queries import shown_of_candidate, unsent_of
from agency.documents.unsent import unsent_file
from agency.documents.uploads import file_name
from agency.extensions import db
from agency.fields import InputSchema
from agency.fields.described import described
from agency.matching.candidate_matches import described_candidate_matches, matches_of_candidate
from agency.matching.models import RunChange
from agency.merging.queries import references_of
from agency.notices.models import Mail
from agency.placements.history import REMOVED
from agency.plain_rows import Values
from agency.portal.mine import Mine
from agency.upkeep.models import DeletionRequest
from agency.upkeep.queries import requests_of

File = tuple[str, Iterable[bytes]]
Contributor = Callable[[Mine], Iterator[File]]


def as_json(value: Any) -> Iterable[bytes]:
    """A file of plain values, for people and for programs."""
    return [json.dumps(value, indent=2, ensure_ascii=False, default=str).encode()]


def herself(me: Mine) -> Iterator[File]:
    """What she is and wants, as candidates.csv has it."""
    yield "candidate.json", as_json(described_candidate(candidate_with(me.ref)))


def papers(me: Mine) -> Iterator[File]:
    """Credentials, trainings and continuing education, by the columns of their files."""
    file = me.dossier
    yield "credentials.json", as_json(_rows(CREDENTIAL, file.credentials, me.ref))
    yield "trainings.json", as_json(_rows(TRAINING, file.trainings, me.ref))
    yield "ce_credits.json", as_json(_rows(CE_CREDIT, file.ce_credits, me.ref))


def _rows(schema: InputSchema, rows: Sequence[Values], ref: str) -> list[dict[str, Any]]:
    return [{"id": row["id"]} | described(schema, {**row, "candidate_ref": ref}) for row in rows]


def documents(me: Mine) -> Iterator[File]:
    """What she and others sent of her papers, with who has seen it, and the files themselves."""
    shown = shown_of_candidate(me.row["id"])
    said = [
        described_document(one.document)
        | {"seen": [{"by": view.seen_by, "at": view.seen_at.isoformat()} for view in one.views]}
        for one in shown
    ]
    yield "documents.json", as_json(said)
    for one in said:
        for file in one["files"]:
            name = file_name(file["name"], file["media_type"])
            content = opened(one["id"], file["place"]).content
            yield f"documents/{one['id']}-{file['place']}-{name}", [content]
    for number, unsent in enumerate(unsent_of(me.row["id"]), 1):
        name = file_name(unsent.name, unsent.media_type)
        content = unsent_file(me.row["id"], unsent.sending, unsent.place).content
        yield f"not-sent/{number}-{name}", [content]


def work(me: Mine) -> Iterator[File]:
    """Placements, in every stage."""
    placements = [
        {
            "assignment": one.assignment_ref,
            "facility": one.facility,
            "state": one.state,
            "stage": one.stage,
            "starts_on": one.starts_on.isoformat(),
            "ends_on": one.ends_on.isoformat(),
        }
        for one in me.dossier.placements
    ]
    yield "placements.json", as_json(placements)


def matching(me: Mine) -> Iterator[File]:
    """Where she stands in the last match, and what each match found changed about her."""
    if me.run is not None:
        found = matches_of_candidate(me.row["id"], me.run)
        yield "matches.json", as_json(described_candidate_matches(me.ref, me.run, found))
    changes = select(RunChange).where(RunChange.candidate_id == me.row["id"])
    told = [
        {"run": one.run_id, "change": one.change, "cause": one.cause, "says": one.says}
        for one in db.session.scalars(changes.order_by(RunChange.id))
    ]
    yield "match_changes.json", as_json(told)


def account(me: Mine) -> Iterator[File]:
    """Her account without its secrets, the mails to its address, and what she asked for."""
    user = db.session.scalars(select(User).where(User.candidate_ref == me.ref)).one()
    said = {
        "email": user.email,
        "name": user.name,
        "candidate": user.candidate_ref,
        "created_at": user.created_at.isoformat(),
        "signed_in_at": user.signed_in_at and user.signed_in_at.isoformat(),
        "second_factor": user.has_second_factor,
    }
    yield "account.json", as_json(said)
    # Of the address that she signs in with; what her file names she can write herself.
    to_her = select(Mail).where(func.lower(Mail.to) == user.email)
    mails = db.session.scalars(to_her.order_by(Mail.id))
    sent = [{"to": one.to, "subject": one.subject, "posted_at": one.posted_at} for one in mails]
    yield "mails.json", as_json(sent)
    asked = db.session.scalars(requests_of(me.ref).order_by(DeletionRequest.id))
    told = [{"state": one.state, "asked_at": one.asked_at, "remark": one.remark} for one in asked]
    yield "deletion_requests.json", as_json(told)


def trail(me: Mine) -> Iterator[File]:
    """Who did what to her file and when, and what she did herself.

    Others are told by what they are, not by name.
    """
    user_id = db.session.scalar(select(User.id).where(User.candidate_ref == me.ref))
    removed = and_(
        AuditEntry.action == REMOVED,
        AuditEntry.before["candidate_ref"].as_string().in_(references_of(me.ref)),
    )
    about_her = or_(among(AuditEntry.subject, _subjects(me)), removed)
    hers = or_(about_her, AuditEntry.actor_user_id == user_id)
    entries = db.session.scalars(select(AuditEntry).where(hers).order_by(AuditEntry.id))
    yield "history.json", as_json([_entry(one, user_id) for one in entries])


def _subjects(me: Mine) -> list[str]:
    file = me.dossier
    return [
        *(f"candidate:{ref}" for ref in references_of(me.ref)),
        *(f"credential:{row['id']}" for row in file.credentials),
        *(f"training:{row['id']}" for row in file.trainings),
        *(f"ce_credit:{row['id']}" for row in file.ce_credits),
        *(f"placement:{one.id}" for one in file.placements),
    ]


def _entry(one: AuditEntry, user_id: int | None) -> dict[str, Any]:
    return {
        "at": one.at.isoformat(),
        "by": "you" if one.actor_user_id == user_id else f"the agency ({one.actor_kind})",
        "action": one.action,
        "about": one.subject,
        "before": one.before,
        "after": one.after,
        "reason": one.reason,
    }


CONTRIBUTORS: list[Contributor] = [herself, papers, documents, work, matching, account, trail]


def files_of(me: Mine) -> Iterator[File]:
    """Every file of her archive, one after another."""
    for contribute in CONTRIBUTORS:
        yield from contribute(me)
