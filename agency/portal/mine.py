"""What is on file about the candidate who asks, as her pages show it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from agency import clock
from agency.credentials.ce_progress import Progress, progress
from agency.credentials.standing import Standing, standings
from agency.dashboard.candidate_words import initials_of, name_of
from agency.matching.models import MatchRun
from agency.matching.person_queries import PersonMatch, matches_of_person
from agency.matching.queries import last_run
from agency.placements.dossier import Dossier, dossier_of
from agency.plain_rows import Values
from agency.portal.herself import my_ref
from agency.rules.facts import CandidateFacts
from agency.rules.rulebook import RuleBook, load_rulebook
from agency.settings import today
from agency.standards.queries import rulebook
from agency.verification.to_her import Rejection, not_standing_yet, rejections_of

MOST_MATCHES = 120


@dataclass(frozen=True)
class Mine:
    """Her file on a day; what a page does not ask for is not read."""

    dossier: Dossier
    day: date

    @property
    def row(self) -> Values:
        return self.dossier.candidate

    @property
    def ref(self) -> str:
        return str(self.row["ref"])

    @property
    def first_name(self) -> str:
        return str(self.row["first_name"]) or self.ref

    @property
    def initials(self) -> str:
        return initials_of(name_of(self.row))

    @property
    def facts(self) -> CandidateFacts:
        return self.dossier.facts

    @property
    def catalogue_book(self) -> RuleBook:
        """What credentials are: the data files alone, without a query."""
        return load_rulebook()

    @cached_property
    def book(self) -> RuleBook:
        """By what she is judged; one query."""
        return rulebook()

    @cached_property
    def run(self) -> MatchRun | None:
        """The last complete run up to today; one query."""
        return last_run(self.day)

    @cached_property
    def matches(self) -> list[PersonMatch]:
        """Where she stands in the last run, the eligible first; one query."""
        if self.run is None:
            return []
        return matches_of_person(self.row["id"], self.ref, self.run, MOST_MATCHES)

    @cached_property
    def standings(self) -> list[Standing]:
        """How each of her credentials stands, in the order of the rows."""
        file = self.dossier
        return standings(file.held, file.credits, self.day, self.catalogue_book)

    @cached_property
    def undecided(self) -> frozenset[int]:
        """The credentials of which a decision does not stand yet, by id; one query.

        Until it does she is not told of it: it may be taken back.
        """
        return not_standing_yet(self.row["id"], clock.now())

    @cached_property
    def rejections(self) -> Mapping[int, Rejection]:
        """Why credentials were not accepted, by their ids; one query, none where all were."""
        rejected = any(row["status"] == "rejected" for row in self.dossier.credentials)
        return rejections_of(self.row["id"]) if rejected else {}

    @cached_property
    def ledgers(self) -> list[Progress]:
        """Her ledgers of continuing education, the first to end first."""
        credits = self.dossier.credits
        found = filter(None, (progress(one, credits) for one in self.standings if one.plan))
        return sorted(found, key=lambda one: one.until)


def mine() -> Mine:
    """The file of the candidate who asks, in six queries; raises NotAllowed and NotFound."""
    return Mine(dossier_of(my_ref()), today())
