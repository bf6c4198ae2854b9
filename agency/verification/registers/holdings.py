"""What is on file of the types that a register covers, and what somebody may not verify of it."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Integer, Select, cast, exists, func, select
from sqlalchemy.orm import aliased

from agency.accounts.models import User
from agency.audit.models import AuditEntry
from agency.bulk_lookup import among
from agency.candidates.models import Candidate
from agency.candidates.standing import ITS_OWN
from agency.credentials.models import Credential
from agency.documents.models import PROOF, Document
from agency.extensions import db
from agency.settings import settings
from agency.verification.eyes import BROUGHT_BY, PLACEMENTS
from agency.verification.models import CLAIMS, Verification
from agency.verification.registers.judging import Ours

PAGE = 2000


def ours_in(ids: Collection[int]) -> list[Ours]:
    """Those of ``ids`` that count, as they are now, in their order; one query."""
    found = db.session.execute(_counting().where(among(Credential.id, ids)))
    return [Ours(*row) for row in found]


def numbers_of(codes: Collection[str]) -> dict[int, str]:
    """The folded numbers of all that count of some types, by their ids in order; one query.

    A register keeps a number when it renews: of several of hers with one number only the one that
    runs longest can be what it has now, and the others are not there.
    """
    longer = aliased(Credential)
    renewed = exists().where(
        longer.candidate_id == Credential.candidate_id,
        longer.code == Credential.code,
        longer.number_folded == Credential.number_folded,
        longer.number_folded != "",
        longer.status == "active",
        (_end(longer) > _end(Credential))
        | ((_end(longer) == _end(Credential)) & (longer.id > Credential.id)),
    )
    counting = _counting().with_only_columns(Credential.id, Credential.number_folded)
    wanted = counting.where(Credential.code.in_(codes), ~renewed)
    rows = db.session.execute(wanted.execution_options(yield_per=PAGE))
    return {row.id: row.number_folded for row in rows}


def _end(one: type[Credential]) -> ColumnElement[date]:
    return func.coalesce(one.expires_on, date.min)


def _counting() -> Select[Any]:
    """Those that count, in the order of their ids."""
    columns: tuple[Any, ...] = (
        Credential.id,
        Credential.candidate_id,
        Credential.code,
        Credential.number_folded,
        Candidate.first_name,
        Candidate.last_name,
        Credential.expires_on,
        Credential.evidence,
    )
    found = select(*columns).join(Candidate, Candidate.id == Credential.candidate_id)
    return found.where(Credential.status == "active", ITS_OWN).order_by(Credential.id)


def not_hers_to_verify(user_id: int | None, codes: Collection[str]) -> frozenset[int]:
    """The ids of credentials in which a user has a part, as `agency.verification.eyes` has it.

    Whoever is no user of ours has none; where the agency has one specialist alone, only what is
    her own is not hers. One query for each part.
    """
    if user_id is None:
        return frozenset()
    parts = [_own(user_id)]
    if not settings().single_specialist:
        parts += [*_of_people(user_id), _wrote(user_id), _sent(user_id)]
    of_them = select(Credential.id).where(Credential.code.in_(codes))
    return frozenset(id for part in parts for id in db.session.scalars(of_them.where(part)))


def _own(user_id: int) -> ColumnElement[bool]:
    hers = select(User.candidate_ref).where(User.id == user_id, User.candidate_ref.is_not(None))
    return _of_refs(hers)


def _of_refs(refs: Select[Any]) -> ColumnElement[bool]:
    """Credentials of candidates, and of those into whom they were merged."""
    files = select(Candidate.ref, Candidate.merged_into).where(Candidate.ref.in_(refs))
    known = files.cte("files_of_theirs", recursive=True)
    into = select(Candidate.ref, Candidate.merged_into).join(
        known, known.c.merged_into == Candidate.ref
    )
    known = known.union(into)
    people = select(Candidate.id).where(Candidate.ref.in_(select(known.c.ref)))
    return Credential.candidate_id.in_(people)


def _of_people(user_id: int) -> Iterator[ColumnElement[bool]]:
    """Credentials of candidates whom she took up, invited or placed."""
    did = select(AuditEntry.subject).where(AuditEntry.actor_user_id == user_id)
    brought = did.where(AuditEntry.action.in_(BROUGHT_BY))
    yield _of_refs(_named(brought, "candidate:"))
    accounts = _numbered(brought, "user:")
    yield _of_refs(select(User.candidate_ref).where(User.id.in_(accounts)))
    placed = _numbered(did, "placement:")
    hers = select(PLACEMENTS.c.candidate_id).where(PLACEMENTS.c.id.in_(placed))
    yield _of_refs(select(Candidate.ref).where(Candidate.id.in_(hers)))


def _named(subjects: Select[Any], kind: str) -> Select[Any]:
    named = func.substr(AuditEntry.subject, len(kind) + 1)
    return subjects.where(AuditEntry.subject.startswith(kind)).with_only_columns(named)


def _numbered(subjects: Select[Any], kind: str) -> Select[Any]:
    named = cast(func.substr(AuditEntry.subject, len(kind) + 1), Integer)
    return subjects.where(AuditEntry.subject.startswith(kind)).with_only_columns(named)


def _wrote(user_id: int) -> ColumnElement[bool]:
    """Whether the last who wrote what is claimed was she."""
    claims = select(Verification.user_id).where(
        Verification.credential_id == Credential.id, Verification.result.in_(CLAIMS)
    )
    last = claims.order_by(Verification.id.desc()).limit(1).correlate(Credential)
    hers = exists().where(
        Verification.credential_id == Credential.id, Verification.user_id == user_id
    )
    return hers & (last.scalar_subquery() == user_id)


def _sent(user_id: int) -> ColumnElement[bool]:
    """Whether she sent a document that proves it, be it the newest or not."""
    return exists().where(
        Document.credential_id == Credential.id,
        Document.kind == PROOF,
        Document.state != "withdrawn",
        Document.uploader_id == user_id,
    )
