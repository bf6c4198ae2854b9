"""What the page of one credential on the desk shows, gathered in a bounded number of queries."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from agency import clock
from agency.credentials.confidential import CONFIDENTIAL
from agency.dashboard.form_values import Form
from agency.dashboard.review_fields import looked_at
from agency.dashboard.review_words import consequence_words
from agency.dashboard.run_rules import rules_of
from agency.matching.consequences import Consequence, if_verified
from agency.matching.models import MatchRun
from agency.matching.queries import last_run
from agency.placements.review_queue import Queue, queue
from agency.rules.catalogue import CredentialType
from agency.settings import today
from agency.verification.desk import OnDesk
from agency.verification.differences import TO_LOOK_AT, TO_SETTLE, Difference
from agency.verification.models import Verification
from agency.verification.proofs import Proof, proof_of
from agency.verification.queries import log_of

ONLY_SPECIALISTS = "A credentialing specialist decides; you may look."
HELD = "{name} is looking at this until {until:%H:%M} UTC."
OVER = {
    "revoked": "It was revoked: it counts no more.",
    "superseded": "A newer one took its place.",
    "withdrawn": "It was withdrawn.",
}


@dataclass(frozen=True)
class DeskPage:
    """One credential with all that a decision needs.

    ``hidden`` is whether the document is not for who asks to see. ``off`` is why who asks cannot
    decide now, in words; None if she can.
    """

    kind: CredentialType
    queue: Queue
    marks: dict[str, Difference]
    log: Sequence[Verification]
    proof: Proof | None
    hidden: bool
    consequence: Consequence | None
    says: Sequence[str]
    off: str | None
    run: MatchRun | None
    today: date

    @property
    def to_settle(self) -> int:
        return sum(one.level == TO_SETTLE for one in self.marks.values())

    @property
    def to_look_at(self) -> int:
        return sum(one.level == TO_LOOK_AT for one in self.marks.values())


def desk_page(item: OnDesk, form: Form, decides: bool, me: int) -> DeskPage:
    """All of it, in nine queries; ``decides`` is whether who asks is a specialist."""
    day, run = today(), last_run(today())
    book = rules_of(run)
    counts = item.open
    kind, then = book.catalogue[item.credential["code"]], None
    if counts:
        then = if_verified(item.candidate, item.held, item.id, run, book, day)
    return DeskPage(
        kind=kind,
        queue=queue(me, day, clock.now(), around=item.id),
        marks={one.field: one for one in looked_at(item)} | _wrong(form),
        log=log_of(item.id),
        proof=proof_of(item.id),
        hidden=not decides and kind.category == CONFIDENTIAL,
        consequence=then,
        says=list(consequence_words(then)) if then else [],
        off=_off(item, decides),
        run=run,
        today=day,
    )


def _wrong(form: Form) -> dict[str, Difference]:
    """What was refused of what was sent, in the place of what is filed."""
    return {name: Difference(name, TO_SETTLE, says) for name, says in form.errors.items()}


def _off(item: OnDesk, decides: bool) -> str | None:
    if not decides:
        return ONLY_SPECIALISTS
    if item.credential["status"] in OVER:
        return OVER[item.credential["status"]]
    if item.why_not:
        return item.why_not
    if item.holder and item.until:
        return HELD.format(name=item.holder, until=item.until)
    return None
