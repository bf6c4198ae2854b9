"""What stands around every page: who is signed in, the last run, and how many there are of each."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

from agency.access.principal import Principal, principal
from agency.accounts.roles import STAFF
from agency.dashboard.blueprint import dashboard
from agency.matching.models import MatchRun
from agency.matching.queries import last_run
from agency.page_filters import short_moment
from agency.rules.sentences import day_text
from agency.settings import today

ROLE_WORDS = {
    "admin": "Administrator",
    "recruiter": "Recruiter",
    "compliance": "Credentialing",
    "candidate": "Candidate",
}


@dataclass(frozen=True, slots=True)
class PersonShown:
    """Who is signed in, as the sidebar names her."""

    name: str
    initials: str
    role: str


class Frame:
    """What a template of the dashboard knows beside its own subject; asked for when it is used."""

    def __init__(self, asking: Principal | None, last: MatchRun | None = None) -> None:
        """``last`` is the run, where a page has asked for it itself."""
        self._asking, self._last = asking, last

    @cached_property
    def today(self) -> date:
        return today()

    @cached_property
    def run(self) -> MatchRun | None:
        """The last complete run up to today; one query, if it is not at hand."""
        return self._last or last_run(self.today)

    @property
    def fresh(self) -> bool:
        """Whether the last complete run is of today or of the night before."""
        return self.run is not None and self.run.as_of >= self.today - timedelta(days=1)

    @property
    def freshness(self) -> str:
        run = self.run
        if run is None:
            return "Nothing has been matched yet"
        if not self.fresh or run.finished_at is None:
            return f"No complete run since {day_text(run.as_of)}"
        return f"Run of {short_moment(run.finished_at)}"

    @property
    def counts(self) -> dict[str, int]:
        """Open assignments and candidates of the last run, by the place that lists them."""
        if self.run is None:
            return {}
        work = self.run.counts.get("assignments", {})
        return {"assignments": work.get("open", 0), "candidates": self.run.candidates}

    @property
    def at_work(self) -> bool:
        """Whether who is signed in works here; a candidate has her account and no dashboard."""
        return self._asking is not None and bool(self._asking.roles & set(STAFF))

    @property
    def may_review(self) -> bool:
        """Whether the review desk opens: to specialists, and to administrators who look."""
        return self._asking is not None and bool(self._asking.roles & {"admin", "compliance"})

    @property
    def recruits(self) -> bool:
        """Whether candidates are hers to write to: recruiters, and administrators."""
        return self._asking is not None and bool(self._asking.roles & {"admin", "recruiter"})

    @property
    def reads_mail(self) -> bool:
        """Whether the outbox opens: it says who was written to about what."""
        return self._asking is not None and "admin" in self._asking.roles

    @property
    def person(self) -> PersonShown | None:
        if self._asking is None:
            return None
        name = self._asking.name or self._asking.actor.name
        words = name.replace("@", " ").split()
        initials = "".join(word[0] for word in (words[0], words[-1])[: len(words)]).upper()
        role = next((ROLE_WORDS[one] for one in ROLE_WORDS if one in self._asking.roles), "")
        return PersonShown(name, initials, role)


@dashboard.app_context_processor
def frame() -> dict[str, Frame]:
    return {"frame": Frame(principal())}
