"""Badges taken up with the document that they are a file of, judged, and judged again."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy import insert

from agency import clock
from agency.audit.actions import note, nothing, writing
from agency.audit.actors import Actor
from agency.badges.core.files import read_badge
from agency.badges.core.judging import Asked, Judged, judge
from agency.badges.core.lights import NO, QUESTIONS
from agency.badges.described import described_claim
from agency.badges.fetching import Asking
from agency.badges.findings import reading_of
from agency.badges.models import Badge
from agency.badges.queries import JUDGED_OTHERWISE, credential_of, person_of, the_badge, trust_list
from agency.documents.actions import opened
from agency.documents.kinds import BADGES
from agency.documents.models import Document
from agency.documents.readings.actions import note_read
from agency.errors import AgencyError, NotFound, Refused, Unreadable
from agency.extensions import db
from agency.jobs.actions import Addition, add_all
from agency.settings import settings

JUDGE, JUDGE_SOME, ACT = "judge_badge", "judge_some_badges", "act_on_badge"
Hook = Callable[[Any], object]
BY_ITSELF = Actor("job", JUDGE)
# So many are judged by one job, and ask each address once; a job is not to last long.
TOGETHER = 20


def with_badges(also: Hook = nothing) -> Hook:
    """What is to be done with a new document besides, with its badges taken up before that.

    To be handed to whatever attaches files; it runs in that transaction.
    """

    def hook(document: Document) -> None:
        _take_up(document)
        also(document)

    return hook


def _take_up(document: Document) -> None:
    badges = [
        {"file_id": file.id, "taken_up_at": clock.now()}
        for file in document.files
        if file.media_type in BADGES
    ]
    if badges:
        added = insert(Badge).returning(Badge.id)
        have_judged(db.session.scalars(added, badges).all())


def have_judged(ids: Sequence[int]) -> None:
    """Add a job for each of these few badges, that judges it at once; in the caller's transaction.

    What fails of one keeps no other.
    """
    add_all([Addition(JUDGE, {"badge": id}, unique_key=f"{JUDGE}:{id}") for id in ids])


def have_judged_together(ids: Sequence[int]) -> None:
    """Add jobs that judge these badges, some by each, in the caller's transaction."""
    for first in range(0, len(ids), TOGETHER):
        some = list(ids[first : first + TOGETHER])
        these = hashlib.sha256(repr(some).encode()).hexdigest()[:32]
        key = f"{JUDGE_SOME}:{these}"
        add_all([Addition(JUDGE_SOME, {"badges": some}, unique_key=key)])


def judge_again(id: int, by: Actor) -> None:
    """Have a badge judged anew, within seconds; raises NotFound."""
    with writing():
        the_badge(id)
        note(by, "badge asked again", f"badge:{id}")
        have_judged([id])


def judged_together(ids: Sequence[int]) -> Callable[[], None]:
    """Judge badges as `judged_now` does, asking each address once.

    One that cannot be judged now is left to a job of its own.
    """
    answers: dict[str, Any] = {}
    found, left = [], []
    for id in ids:
        try:
            found.append(judged_now(id, answers))
        except AgencyError:
            db.session.rollback()
            left.append(id)

    def write() -> None:
        for one in found:
            one()
        have_judged(left)

    return write


def judged_now(id: int, answers: dict[str, Any] | None = None) -> Callable[[], None]:
    """Judge a badge, asking its issuer where that is allowed; the answer writes what came of it.

    ``answers`` is what addresses have answered so far. Outside of any transaction: the store and
    issuers may take a while. A badge that is gone by now is nothing to judge.
    """
    try:
        badge = the_badge(id)
    except NotFound:
        return lambda: None
    credential, file = credential_of(badge), badge.file
    now = clock.now()
    person, trusted = person_of(credential.candidate.ref), trust_list()
    told, stored = (file.document_id, file.place), file.stored_name
    code = credential.code
    db.session.rollback()
    fetch = Asking(settings().badge_hosts)
    asked = Asked(now, trusted, code, person, fetch, {} if answers is None else answers)
    try:
        found: Judged | str = judge(read_badge(opened(*told).content), asked)
    except (Unreadable, Refused) as error:
        found = str(error)
    return lambda: _write(id, found, asked, stored)


def _write(id: int, found: Judged | str, asked: Asked, stored: str) -> None:
    """In the transaction that finishes the job; what was judged later stands.

    What it says is noted beside what is read of its file, which is ``stored`` by that name.
    """
    row = db.session.get(Badge, id, with_for_update=True)
    if row is None or (row.judged_at is not None and row.judged_at > asked.now):
        return
    before = row.answers
    row.judged_at, row.code = asked.now, asked.code or ""
    if isinstance(found, str):
        row.fault = found
        return
    for name, light in found.lights.items():
        setattr(row, name, light.answer)
    row.fault = ""
    row.why = {name: light.why for name, light in found.lights.items()}
    row.says, row.keys = described_claim(found), list(found.keys)
    row.status_at, row.asks_again = list(found.status_at), bool(found.status_at)
    note_read(stored, reading_of(found))
    _tell_change(row, before)
    if NO in row.answers.values() or (settings().badges_raise and row.all_yes):
        add_all([Addition(ACT, {"badge": row.id}, unique_key=f"{ACT}:{row.id}")])


def _tell_change(row: Badge, before: dict[str, str | None]) -> None:
    """What is answered otherwise than before stands in the trail."""
    after = row.answers
    changed = [name for name in QUESTIONS if before[name] not in (None, after[name])]
    if not changed:
        return
    old, new = ({name: side[name] for name in changed} for side in (before, after))
    why = " ".join(row.why[name] for name in changed)
    note(BY_ITSELF, JUDGED_OTHERWISE, f"badge:{row.id}", old, new, reason=why)
