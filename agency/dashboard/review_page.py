"""What the page of one credential on the desk shows, gathered in a bounded number of queries."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from agency import clock
from agency.badges.models import Badge
from agency.badges.queries import badges_of_document
from agency.dashboard.form_values import Form
from agency.dashboard.review_badge_words import lacking, light_marks, to_settle
from agency.dashboard.review_fields import looked_at
from agency.dashboard.review_reading import (
    FrameOnSheet,
    ReadBeside,
    frames_of,
    issuer_mark,
    proposal_marks,
    proposed_by_badge,
    read_beside,
)
from agency.dashboard.review_sheets import Look, look_at, part_asked_for
from agency.dashboard.review_words import Strips, consequence_strips, consequence_words
from agency.dashboard.run_rules import rules_of
from agency.matching.consequences import Consequence, if_verified
from agency.matching.models import MatchRun
from agency.matching.queries import last_run
from agency.page_filters import clock_here
from agency.placements.review_queue import Queue, queue
from agency.rules.catalogue import CredentialType
from agency.screening.holding import Mark, mark_of
from agency.settings import today
from agency.verification.desk import OnDesk
from agency.verification.differences import TO_LOOK_AT, TO_SETTLE, Difference
from agency.verification.models import Verification
from agency.verification.proofs import WAITING, Proof
from agency.verification.queries import log_of
from agency.verification.settling import NOTHING_TO_SEE

ONLY_SPECIALISTS = "A credentialing specialist decides; you may look."
HELD = "{name} is looking at this until {until}."
OVER = {
    "revoked": "It was revoked: it counts no more.",
    "superseded": "A newer one took its place.",
    "withdrawn": "It was withdrawn.",
}


@dataclass(frozen=True)
class DeskPage:
    """One credential with all that a decision needs.

    ``kind`` is its type as filed, ``issuer`` whose the type is that the form says. ``hidden`` is
    whether the document is not for who asks to see. ``settled`` are the fields of which she has
    said that they are so on it. ``off`` is why who asks cannot
    decide now, in words; None if she can. ``unseen`` is why nobody can verify it: there is
    nothing to look at; None where there is. ``lacking`` is by badge, by its id, why it does not
    carry what is on file to its source yet.
    """

    kind: CredentialType
    issuer: str
    queue: Queue
    marks: dict[str, Difference]
    read: Mapping[str, ReadBeside]
    frames: Sequence[Sequence[FrameOnSheet]]
    log: Sequence[Verification]
    proof: Proof | None
    look: Look | None
    badges: Sequence[Badge]
    lacking: Mapping[int, str]
    hidden: bool
    settled: Collection[str]
    consequence: Consequence | None
    says: Sequence[str]
    strips: Strips | None
    mark: Mark | None
    off: str | None
    ask_off: str | None
    unseen: str | None
    new_version: bool
    run: MatchRun | None
    today: date

    @property
    def to_settle(self) -> list[str]:
        """The fields that are red, and of which she has not said that they are so."""
        red = (one.field for one in self.marks.values() if one.level == TO_SETTLE)
        return [name for name in red if name not in self.settled]

    @property
    def badge_first(self) -> bool:
        """Whether a badge beside a picture says what has to be settled: it is then seen at once."""
        return bool(self.look and to_settle(self.badges, ()))

    @property
    def to_look_at(self) -> int:
        return sum(one.level == TO_LOOK_AT for one in self.marks.values())


def desk_page(
    item: OnDesk, form: Form, decides: bool, me: int, settled: Collection[str]
) -> DeskPage:
    """All of it, in nine queries, and one more where an exclusion list names her, or may.

    ``decides`` is whether who asks is a specialist, and ``settled`` the fields of which she has
    said that they are so on the document.

    Raises Refused and NotFound for a sheet of the document that cannot be asked for.
    """
    day, run = today(), last_run(today())
    book = rules_of(run)
    counts = item.open
    kind, then = book.catalogue[item.credential["code"]], None
    proof = item.proof
    badges = badges_of_document(proof.id) if proof else []
    look = look_at(item.id, proof)
    anew = bool(proof and proof.state == WAITING) and item.counts
    said = book.catalogue.types.get(form.said["code"], kind)
    badge_says = proposed_by_badge(item)
    proposed = {name: one for name, one in badge_says.items() if form.said.get(name) == one}
    marks = proposal_marks(proposed) | looked_at(item, form.said)
    marks |= issuer_mark(item.read, said) | light_marks([] if item.hidden else badges)
    marks |= _wrong(form)
    if counts:
        then = if_verified(item.candidate, item.held, item.id, run, book, day)
    return DeskPage(
        kind=kind,
        issuer=said.issuer,
        queue=queue(me, day, clock.now(), around=item.id, part=part_asked_for()),
        marks=marks,
        read=read_beside(item.read),
        frames=frames_of(look, item.read, marks),
        log=log_of(item.id),
        proof=proof,
        look=look,
        badges=badges,
        lacking={one.id: why for one in badges if (why := lacking(one, item.credential))},
        hidden=item.hidden,
        settled=settled,
        consequence=then,
        says=list(consequence_words(then, new_version=anew)) if then else [],
        strips=consequence_strips(then) if then and not anew else None,
        mark=mark_of(item.candidate["ref"]) if then and then.marked else None,
        off=_off(item, decides),
        ask_off=_off(item, decides, of_asking=True),
        unseen=None if look or badges or item.told_by_source or item.counts else NOTHING_TO_SEE,
        new_version=anew,
        run=run,
        today=day,
    )


def _wrong(form: Form) -> dict[str, Difference]:
    """What was refused of what was sent, in the place of what is filed."""
    return {name: Difference(name, TO_SETTLE, says) for name, says in form.errors.items()}


def _off(item: OnDesk, decides: bool, *, of_asking: bool = False) -> str | None:
    if not decides:
        return ONLY_SPECIALISTS
    if item.credential["status"] in OVER:
        return OVER[item.credential["status"]]
    if item.why_not and not of_asking:
        return item.why_not
    if item.holder and item.until:
        return HELD.format(name=item.holder, until=clock_here(item.until))
    return None
