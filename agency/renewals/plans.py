"""One person's renew-by plans, the first to file for first, with what she has filed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from agency.credentials.ce_progress import Progress, progress
from agency.credentials.standing import Standing
from agency.placements.dossier import Dossier
from agency.plain_rows import Values
from agency.renewals.queries import Filings
from agency.renewals.reminder_settings import reminder_settings
from agency.rules.ce_entries import Entry, entries
from agency.rules.conditions import MISSING
from agency.rules.filing import ENDS, FILE, Filing, filing, pace_text
from agency.rules.plan_sentences import missing_text, units_text
from agency.rules.rulebook import RuleBook
from agency.rules.sentences import number_text


@dataclass(frozen=True, slots=True)
class Planned:
    """The plan of one credential, ``id`` its row; ``near`` where it is as near as reminders look.

    ``ledger`` is None where it asks for no units; ``entries`` pairs each credit of its type with
    its row.
    """

    id: int
    standing: Standing
    filing: Filing
    pace: str
    ledger: Progress | None
    entries: Sequence[tuple[Values, Entry]]
    filed_on: date | None
    near: bool

    @property
    def is_filed(self) -> bool:
        """Whether an issuer is filed with: a check or a vaccine is repeated."""
        return self.standing.kind.category != "clearance"

    @property
    def lacks(self) -> list[str]:
        """What its renewal asks for and is not on file, a clause for each: it may be refused."""
        balance, missing = self.standing.balance, []
        if balance and balance.missing:
            have, asked = number_text(balance.earned), units_text(balance.asked, balance.unit)
            missing.append(f"{have} of {asked} are on file; missing: {missing_text(balance)}")
        answers = self.standing.conditions
        return [*missing, *(f"missing: {one.says}" for one in answers if one.state == MISSING)]

    @property
    def verb(self) -> str:
        return "File" if self.is_filed else "Repeat"

    @property
    def late(self) -> bool:
        """Whether something of it should have been done already."""
        return any(step.late and step.kind != ENDS for step in self.filing.steps)

    @property
    def overdue(self) -> bool:
        """Whether the day to file has passed, and it is still taken."""
        return any(step.late and step.kind == FILE for step in self.filing.steps)


def plans(
    dossier: Dossier, held: Sequence[Standing], filed: Filings, day: date, book: RuleBook
) -> list[Planned]:
    """Of all that is to be renewed; ``held`` are the standings of the credentials, in order."""
    near = day + timedelta(days=reminder_settings().furthest)
    found = [
        _planned(row, one, dossier, filed, day, near, book)
        for row, one in zip(dossier.credentials, held, strict=True)
        if one.plan is not None
    ]
    return sorted((one for one in found if one), key=_order)


def _order(one: Planned) -> tuple[date, int]:
    """What has ended, and can only be had anew, stands where it ended: before what is to come."""
    return one.filing.file_by or one.standing.credential.expires_on or date.max, one.id


def _planned(
    row: Values,
    one: Standing,
    dossier: Dossier,
    filed: Filings,
    day: date,
    near: date,
    book: RuleBook,
) -> Planned | None:
    credits, held = dossier.credits, one.credential
    work = [(each.starts_on, each.ends_on) for each in dossier.placements if each.busy]
    planned = filing(held, credits, work, one.conditions, day, book)
    if planned is None or held.expires_on is None:
        return None
    rows: Mapping[int, Values] = dict(enumerate(dossier.ce_credits))
    return Planned(
        id=row["id"],
        standing=one,
        filing=planned,
        pace=pace_text(planned, one.balance),
        ledger=progress(one, credits),
        entries=[(rows[each.place], each) for each in entries(held, credits, day, book)],
        filed_on=filed.get((row["id"], held.expires_on)),
        near=planned.file_by is None or planned.file_by <= near,
    )
