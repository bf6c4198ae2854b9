"""What an assignment asks, by who asks it, each with how many people it lets through."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from agency.matching.counted import PERSONAL, Counted
from agency.pictures.requirement_words import AGENCY, CLIENT, LAW, asked
from agency.rules.eligibility import NOBODY, Assessment, Finding, assess
from agency.rules.facts import AssignmentFacts
from agency.rules.requisition import Ended
from agency.rules.rulebook import NoRules, RuleBook, load_rulebook
from agency.rules.spans import FIRST_DAY


@dataclass(frozen=True, slots=True)
class Ask:
    """One requirement; ``met`` is how many of the available people meet it, None where not counted.

    ``since`` is the day from which it is asked, where that is inside the window. ``work`` is the
    verdict on the work where it is about that and about nobody; ``source`` an address.
    """

    id: str
    name: str
    says: str
    cited: str
    source: str | None
    by: str
    met: int | None
    since: date | None
    work: str | None
    doubted: bool

    @property
    def short(self) -> str:
        """The client's own word for many papers, else the name."""
        alias = self.id.removeprefix("client:")
        return alias if alias in load_rulebook().catalogue.client_aliases else self.name


@dataclass(frozen=True, slots=True)
class Asks:
    """All that is asked in one window, in groups with their heads; ``advice`` decides nothing.

    ``available`` are the people of whom the others are counted, None where nobody was counted;
    ``gate`` is the requirement that alone keeps most people out, and how many. ``assessment`` is
    that of nobody in particular, by whom all is told.
    """

    groups: tuple[tuple[str, tuple[Ask, ...]], ...]
    advice: tuple[Ask, ...]
    available: int | None
    gate: tuple[Ask, int] | None
    assessment: Assessment

    @property
    def names(self) -> dict[str, str]:
        """How a row names each requirement, by its id."""
        return {ask.id: ask.name for _, asks in self.groups for ask in asks}


def asks_of(
    work: AssignmentFacts, book: RuleBook, day: date, counted: Counted | None
) -> Asks | None:
    """What ``work`` asks as of ``day``; None where it is over or no rules are recorded."""
    try:
        assessment = assess(NOBODY, work, book, day)
    except (Ended, NoRules):
        return None
    of_people = assessment.findings[len(assessment.work.blocking) :]
    asks = [
        *(_ask(finding, work, book, None, finding.verdict) for finding in assessment.work.findings),
        *(
            _ask(finding, work, book, counted, None)
            for finding in of_people
            if finding.decides and _tells(finding, work)
        ),
    ]
    advice = [finding for finding in of_people if not finding.decides]
    return Asks(
        groups=tuple(_groups(asks, work, book)),
        advice=tuple(_ask(finding, work, book, None, None) for finding in advice),
        available=counted.available if counted else None,
        gate=_gate(of_people, work, book, counted) if counted else None,
        assessment=assessment,
    )


def _tells(finding: Finding, work: AssignmentFacts) -> bool:
    """Whether it is asked of papers and skills, and not of everybody alike."""
    id = finding.requirement.id
    return id not in PERSONAL and (id != "skills" or bool(work.required_skills))


def _ask(
    finding: Finding,
    work: AssignmentFacts,
    book: RuleBook,
    counted: Counted | None,
    verdict: str | None,
) -> Ask:
    requirement = finding.requirement
    said = asked(finding, work, book)
    return Ask(
        id=requirement.id,
        name=said.name,
        says=finding.title,
        cited=finding.law.citation if finding.law else said.source.partition(": ")[2],
        source=finding.law.source if finding.law else None,
        by=said.by,
        met=counted.met.get(requirement.id) if counted else None,
        since=_since(finding),
        work=verdict,
        doubted=finding.law is not None and finding.law.confidence == "low",
    )


def _since(finding: Finding) -> date | None:
    """The day on which it begins to be asked, if that is not the first of the window."""
    versions = finding.requirement.versions
    first = versions[0].first if versions else FIRST_DAY
    return date.fromordinal(first) if first > finding.window.first else None


def _groups(
    asks: Sequence[Ask], work: AssignmentFacts, book: RuleBook
) -> Iterable[tuple[str, tuple[Ask, ...]]]:
    """The law with its state first, then the client by name, then the agency."""
    state = book.states[work.state].name
    heads = {
        LAW: f"§ Law, {state}",
        CLIENT: f"Client{f', {work.facility}' if work.facility else ''}",
        AGENCY: "Agency",
    }
    for by, head in heads.items():
        if of_them := tuple(ask for ask in asks if ask.by == by):
            yield head, of_them


def _gate(
    findings: Sequence[Finding], work: AssignmentFacts, book: RuleBook, counted: Counted
) -> tuple[Ask, int] | None:
    """The requirement that alone keeps most people out, if one does.

    What hangs on their own wishes is left out: it is met by whoever is available.
    """
    told = (one for one in findings if one.decides and _tells(one, work))
    alone = [(counted.alone.get(one.requirement.id, 0), one) for one in told]
    number, finding = max(alone, key=lambda pair: pair[0], default=(0, None))
    return (_ask(finding, work, book, counted, None), number) if finding and number else None
