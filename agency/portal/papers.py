"""My papers: what she holds and until when, her trainings, and her continuing education."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from flask import render_template
from sqlalchemy import select

from agency.access.principal import actor
from agency.audit.models import AuditEntry
from agency.bulk_lookup import among
from agency.credentials.evidence import MAY_BE_PROVED
from agency.credentials.standing import Standing
from agency.dashboard.candidate_standing import Told
from agency.extensions import db
from agency.page_filters import words_of
from agency.plain_rows import Values
from agency.portal.blueprint import portal
from agency.portal.drafts import drafts_of
from agency.portal.mine import Mine, mine
from agency.portal.standing_words import LOOKED_AT, SENT_AGAIN, says, told, until
from agency.rules.facts import Evidence

CREATED = "created"
GROUPS = (
    ("Certifications and licenses", ("medical_assistant", "state_credential")),
    ("Cards and other certificates", ("life_support", "phlebotomy", "ekg", "administrative")),
    ("Checks, tests and vaccines", ("clearance",)),
)
KNOWN_HOW = {
    Evidence.claimed: "you told us",
    Evidence.documented: "seen",
    Evidence.reviewed: "checked",
    Evidence.primary_source: "checked at its source",
}


@dataclass(frozen=True, slots=True)
class Held:
    """One credential as a row: its words, and its id for the page about it.

    ``counts`` is whether it counts, or would if it were proved better.
    """

    id: int
    standing: Standing
    told: Told
    until: str
    says: str
    counts: bool = True

    @property
    def to_renew_herself(self) -> bool:
        """Whether she is asked for a new one some day: not of what the agency looks up itself."""
        return self.standing.plan is not None and not self.standing.kind.by_agency

    @property
    def renew_by(self) -> date | None:
        """The last safe day to renew, where it lies before the end of what is still good."""
        plan, ends = self.standing.plan, self.standing.credential.expires_on
        before = plan is not None and ends is not None and plan.renew_by < ends
        hers = self.to_renew_herself and not self.standing.ended
        return plan.renew_by if plan and before and hers else None


@portal.get("/papers")
def papers() -> str:
    """All she holds, in groups; what counts no more comes last."""
    me = mine()
    held = held_of(me)
    return render_template(
        "portal/papers.html",
        me=me,
        drafts=drafts_of(me.row["id"]),
        groups=_groups(held),
        past=[one for one in held if not one.counts],
        trainings=me.dossier.trainings,
        credits=me.dossier.ce_credits,
        own_credits=own_ids("ce_credit", [row["id"] for row in me.dossier.ce_credits]),
        ledger=Ledger(me),
        known_how={level.name: words for level, words in KNOWN_HOW.items()},
        words_of=words_of,
    )


def held_of(me: Mine) -> list[Held]:
    """All her credentials in the order of the catalogue, what has ended first."""
    order = list(me.catalogue_book.catalogue.types)
    pairs = sorted(
        zip(me.dossier.credentials, me.standings, strict=True),
        key=lambda pair: (not pair[1].ended, order.index(pair[1].kind.code)),
    )
    return [held_as(row, one, me) for row, one in pairs]


def held_as(row: Values, one: Standing, me: Mine) -> Held:
    status = one.credential.status
    words = told(one, me.day)
    if row["id"] in me.undecided:
        words = LOOKED_AT
    elif status == "rejected" and me.rejections[row["id"]].again:
        words = SENT_AGAIN
    shown = status in MAY_BE_PROVED
    return Held(row["id"], one, words, until(one), says(one, me.day), shown)


def _groups(held: list[Held]) -> Mapping[str, list[Held]]:
    return {
        words: [one for one in held if one.counts and one.standing.kind.category in categories]
        for words, categories in GROUPS
    }


@dataclass(frozen=True, slots=True)
class Ledger:
    """What the drawing of a ledger asks of the page it stands on."""

    me: Mine

    def says(self, one: Standing) -> str:
        return says(one, self.me.day)


def own_ids(noun: str, ids: list[int]) -> set[int]:
    """Which of these rows she wrote herself, by the trail; one query, none where there are none."""
    if not ids:
        return set()
    subjects = {f"{noun}:{id}": id for id in ids}
    found = select(AuditEntry.subject).where(
        among(AuditEntry.subject, subjects),
        AuditEntry.action == CREATED,
        AuditEntry.actor_user_id == actor().user_id,
    )
    return {subjects[subject] for subject in db.session.scalars(found)}
