"""What is asked about badges: what there is of a credential, whose they are, whom we trust."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import UTC, datetime
from functools import cache
from importlib.resources import files

from sqlalchemy import Row, Select, literal, or_, select
from sqlalchemy.orm import joinedload

from agency.accounts.models import User
from agency.audit.models import AuditEntry
from agency.badges.core.judging import JUDGED_SO_SINCE
from agency.badges.core.keys import key_of
from agency.badges.core.lights import NO, YES
from agency.badges.core.recipients import Person
from agency.badges.core.trust import Trusted, read_trusted
from agency.badges.models import Badge, TrustedIssuer
from agency.candidates.models import Candidate
from agency.credentials.models import Credential
from agency.documents.models import Document, DocumentFile
from agency.documents.queries import Shown, shown_of
from agency.errors import NotFound
from agency.extensions import db

WITHDRAWN = "withdrawn"
JUDGED_OTHERWISE = "badge judged otherwise"
SIDES = BEFORE, AFTER = "before", "after"
# Which side of which entries of the trail is an address that was hers. One that she has asked for
# is not until it is proven, and what a merge brought is its other file's, which may part again.
TELLS_ADDRESS = {
    "created": (AFTER,),
    "changed": (BEFORE, AFTER),
    "merged": (BEFORE,),
    "merged away": (BEFORE,),
}
# By which files are made one, and parted again.
OF_FILES = ("merged", "merged away", "merge undone")


def badges_with_files() -> Select[Badge]:
    """Badges, each with its file; to be filtered and sorted as needed."""
    return select(Badge).options(joinedload(Badge.file, innerjoin=True))


def badges_among(document_ids: Select[int]) -> Select[Badge]:
    """The badges of these documents."""
    of_them = DocumentFile.document_id.in_(document_ids)
    return badges_with_files().join(DocumentFile, DocumentFile.id == Badge.file_id).where(of_them)


def badges_of(credential_id: int) -> list[Badge]:
    """Those of a credential, the newest first, but for what was withdrawn; one query."""
    documents = select(Document.id).where(
        Document.credential_id == credential_id, Document.state != WITHDRAWN
    )
    return list(db.session.scalars(badges_among(documents).order_by(Badge.id.desc())))


def shown_with_badges(credential_id: int) -> tuple[list[Shown], list[Badge]]:
    """The proofs of a credential as its holder is shown them, and their badges; two queries."""
    badge = DocumentFile.badge  # type: ignore[attr-defined]
    shown = shown_of(credential_id, joinedload(Document.files).joinedload(badge))
    files = [
        file for one in shown if one.document.state != WITHDRAWN for file in one.document.files
    ]
    return shown, [file.badge for file in files if file.badge]  # type: ignore[attr-defined]


def badges_of_document(document_id: int) -> list[Badge]:
    """Those that are files of one document, in their order; one query."""
    of_it = select(Document.id).where(Document.id == document_id)
    return list(db.session.scalars(badges_among(of_it).order_by(Badge.id)))


def badges_of_candidate(candidate_id: int) -> dict[int, list[Badge]]:
    """Those of each credential of a candidate, by its id, the newest first, but for what was
    withdrawn; one query.
    """
    asked = _with_credentials(candidate_id).where(Document.state != WITHDRAWN)
    found: dict[int, list[Badge]] = {}
    for badge, credential_id in db.session.execute(asked.order_by(Badge.id.desc())):
        found.setdefault(credential_id, []).append(badge)
    return found


def all_badges_of(candidate_id: int) -> Sequence[Row[Badge, int]]:
    """All of a candidate, also of what was withdrawn, each with its credential's id; one query."""
    return db.session.execute(_with_credentials(candidate_id).order_by(Badge.id)).all()


def _with_credentials(candidate_id: int) -> Select[Badge, int]:
    return (
        select(Badge, Document.credential_id)
        .join(DocumentFile, DocumentFile.id == Badge.file_id)
        .join(Document, Document.id == DocumentFile.document_id)
        .where(Document.candidate_id == candidate_id)
        .options(joinedload(Badge.file, innerjoin=True))
    )


def the_badge(id: int) -> Badge:
    """One badge with its file; raises NotFound."""
    found = db.session.scalars(badges_with_files().where(Badge.id == id)).one_or_none()
    if found is None:
        raise NotFound("badge", str(id))
    return found


def credential_of(badge: Badge) -> Credential:
    """The credential that it is to prove, with its holder; one query."""
    asked = (
        select(Credential)
        .join(Document, Document.credential_id == Credential.id)
        .where(Document.id == badge.file.document_id)
        .options(joinedload(Credential.candidate, innerjoin=True))
    )
    return db.session.scalars(asked).one()


def to_judge_again(now: datetime) -> Select[int]:
    """The ids of those whose issuer may take them back, that began or ended since they were judged,
    or that were judged by other rules than ours; of withdrawn documents there are none.
    """
    moment = now.astimezone(UTC).isoformat()
    starts, ends = (Badge.says[name].as_string() for name in ("starts", "ends"))
    ended = (Badge.in_date == YES) & (ends <= moment)
    begun = (Badge.in_date == NO) & (starts <= moment) & (ends.is_(None) | (ends > moment))
    older = Badge.judged_at < JUDGED_SO_SINCE
    return _standing().where(Badge.asks_again | ended | begun | older).order_by(Badge.id)


def readdressed() -> Select[int]:
    """The ids of those whose candidate has had an address come or go since they were judged."""
    hers = AuditEntry.subject == literal("candidate:") + Candidate.ref
    sides = AuditEntry.before, AuditEntry.after
    of_address = or_(*(side["email"].as_string().is_not(None) for side in sides))
    of_files = AuditEntry.action.in_(OF_FILES)
    tells = AuditEntry.action.in_((*TELLS_ADDRESS, *OF_FILES)) & (of_address | of_files)
    since = select(AuditEntry.id).where(hers, tells, AuditEntry.at > Badge.judged_at)
    whose = _standing().join(Candidate, Candidate.id == Document.candidate_id)
    return whose.where(since.exists()).order_by(Badge.id)


def _standing() -> Select[int]:
    """The ids of badges, but of withdrawn documents."""
    return select(Badge.id).join(DocumentFile).join(Document).where(Document.state != WITHDRAWN)


def state_of(badge: Badge) -> str:
    """That of the document of which it is a file; one query."""
    asked = select(Document.state).where(Document.id == badge.file.document_id)
    return db.session.scalars(asked).one()


def once_yes(id: int) -> set[str]:
    """What a badge has answered yes to and then otherwise, as the trail has it; one query."""
    told = AuditEntry.subject == f"badge:{id}", AuditEntry.action == JUDGED_OTHERWISE
    sides = db.session.scalars(select(AuditEntry.before).where(*told))
    return {name for side in sides for name, answer in (side or {}).items() if answer == YES}


def person_of(ref: str) -> Person:
    """By what a badge may name a candidate: every address that was ever hers, of all her files."""
    refs = _files_of(ref)
    asked = select(Candidate.email).where(Candidate.ref.in_(refs))
    accounts = select(User.email).where(User.candidate_ref.in_(refs))
    found = {*db.session.scalars(asked), *db.session.scalars(accounts), *_former(refs)}
    return Person(emails=sorted(found - {""}))


def _files_of(ref: str) -> list[str]:
    """Her file, and those that were made a part of it."""
    found, last = [ref], [ref]
    while last:
        parts = select(Candidate.ref).where(Candidate.merged_into.in_(last))
        last = list(db.session.scalars(parts))
        found += last
    return found


def _former(refs: Collection[str]) -> set[str]:
    """The addresses that the trail says were hers, by TELLS_ADDRESS."""
    hers = [f"candidate:{ref}" for ref in refs]
    columns = AuditEntry.action, AuditEntry.before, AuditEntry.after
    tells = AuditEntry.action.in_(TELLS_ADDRESS)
    asked = select(*columns).where(AuditEntry.subject.in_(hers), tells)
    told = [
        (dict(zip(SIDES, sides, strict=True))[side] or {}).get("email")
        for action, *sides in db.session.execute(asked)
        for side in TELLS_ADDRESS[action]
    ]
    return {one for one in told if isinstance(one, str)}


def trusted_issuers() -> list[TrustedIssuer]:
    """What the agency has entered, in the order of issuers; one query."""
    order = TrustedIssuer.issuer, TrustedIssuer.code, TrustedIssuer.achievement
    return list(db.session.scalars(select(TrustedIssuer).order_by(*order)))


def trust_list() -> list[Trusted]:
    """Whom the agency trusts: what comes with the program, and what it has entered; one query."""
    return [*shipped_trust(), *map(_as_trusted, trusted_issuers())]


@cache
def shipped_trust() -> tuple[Trusted, ...]:
    """The trust list that comes with the program."""
    text = files("agency.badges").joinpath("data", "trusted.toml").read_text("utf-8")
    return tuple(read_trusted(text))


def _as_trusted(row: TrustedIssuer) -> Trusted:
    keys = (key_of(row.key),) if row.key else ()
    return Trusted(row.issuer, row.achievement, row.code, keys)
