"""What an assignment asks, in order: of the work itself, and of each person put to it.

The order and the ids of a person's requirements are those of the matching contract:
certification, the state's requirements, the agency's and the facility's standards, the client's,
then skills, availability, location, pay, shift, role and standing.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from agency.rules import expressions as ask
from agency.rules.expressions import Expression
from agency.rules.facts import AssignmentFacts
from agency.rules.questions import question_about
from agency.rules.rulebook import Entry, Rule, RuleBook, When
from agency.rules.spans import FIRST_DAY, LAST_DAY, Window

MEDICAL_ASSISTANT = "medical_assistant"


class Ended(ValueError):
    """The assignment is over on the day of the judgement, so there is nothing to match."""


@dataclass(frozen=True, slots=True)
class Version:
    """One entry of the law on the days on which it governs this assignment."""

    first: int
    last: int
    entry: Entry


@dataclass(frozen=True, slots=True)
class Requirement:
    """One thing asked; ``versions`` are the law or the standard behind it, none where the client
    asks or every assignment does.

    ``undecided`` says that the client left blank on what the rule depends whether it speaks of
    this work; ``question`` is what to ask where the answer is not known.
    """

    id: str
    title: str
    expression: Expression
    effect: str = "require"
    versions: tuple[Version, ...] = ()
    undecided: bool = False
    question: str | None = None

    @property
    def decides(self) -> bool:
        return self.effect == "require"

    @property
    def about_the_work(self) -> bool:
        return any(version.entry.about == "work" for version in self.versions)

    def law_on(self, day: int) -> Entry | None:
        """The entry that governs ``day``, or else the nearest one after, or the last."""
        for version in self.versions:
            if day <= version.last:
                return version.entry
        return self.versions[-1].entry if self.versions else None


@dataclass(frozen=True, slots=True)
class Requisition:
    """All that an assignment asks in one window.

    One rule may stand in several places, under one id: where an old text of it is about the work
    and a new one about the person, or where a text that only advises becomes one that decides.
    """

    work: tuple[Requirement, ...]
    person: tuple[Requirement, ...]


def window_of(assignment: AssignmentFacts, day: date) -> Window:
    """From the first day of work or ``day``, whichever is later, through the last day of work.

    Raises Ended if that leaves no day.
    """
    first = max(assignment.starts_on, day)
    if assignment.ends_on < first:
        raise Ended(f"{assignment.ref} ended on {assignment.ends_on}, before {first}")
    return Window.between(first, assignment.ends_on)


def requisition(assignment: AssignmentFacts, window: Window, book: RuleBook) -> Requisition:
    """What ``assignment`` asks in ``window``; raises NoRules for a state not recorded."""
    tasks = tasks_of(assignment, book)
    work: list[Requirement] = []
    person = list(_certification(assignment, book))
    for rule in book.rules_of(assignment.state, assignment.facility):
        versions = _governing(rule, assignment, tasks, window)
        if not versions:
            continue
        work.extend(_of_law(rule, versions, "work", assignment, window))
        person.extend(_of_law(rule, versions, "person", assignment, window))
        person.extend(_of_law(rule, versions, "advice", assignment, window))
    person.extend(_client(assignment, book))
    person.extend(_of_the_agency(assignment))
    return Requisition(tuple(work), tuple(person))


def _certification(assignment: AssignmentFacts, book: RuleBook) -> Iterator[Requirement]:
    """Any accepted certification; blank means the agency's list for the role, if it has one."""
    accepted = assignment.accepted_certifications or book.catalogue.default_accepted.get(
        assignment.role
    )
    if accepted:
        titles = ", ".join(book.catalogue[code].title for code in accepted)
        needs = ask.Valid(frozenset(accepted), assignment.min_evidence)
        yield Requirement("certification", f"Certification: {titles}", needs)


def _client(assignment: AssignmentFacts, book: RuleBook) -> Iterator[Requirement]:
    for code in dict.fromkeys(assignment.client_requirements):
        codes = book.catalogue.client_codes(code)
        titles = " or ".join(book.catalogue[one].title for one in codes)
        needs = ask.Valid(frozenset(codes), assignment.min_evidence)
        yield Requirement(f"client:{code}", f"Asked by the client: {titles}", needs)


def _of_the_agency(assignment: AssignmentFacts) -> Iterator[Requirement]:
    skills = ", ".join(sorted(assignment.required_skills)).replace("_", " ") or "none asked"
    yield Requirement("skills", f"Skills: {skills}", ask.Skilled(assignment.required_skills))
    yield Requirement("available", "Available on every day", ask.Available())
    reach = ask.Reach(assignment.state, assignment.place)
    yield Requirement("location", f"Works in {assignment.state} or lives near enough", reach)
    yield Requirement("pay", "Pay reaches the minimum asked for", _pay(assignment))
    shift = ask.Works(assignment.shift) if assignment.shift else ask.YES
    yield Requirement("shift", f"Shift: {assignment.shift or 'any'}", shift)
    role = assignment.role.replace("_", " ")
    yield Requirement("role", f"Role: {role}", ask.InRole(assignment.role))
    standing = ask.InStanding(assignment.do_not_return)
    yield Requirement("standing", "Active, and welcome at the facility", standing)


def _pay(assignment: AssignmentFacts) -> Expression:
    return ask.YES if assignment.pay_cents is None else ask.Paid(assignment.pay_cents)


# The law


def _governing(
    rule: Rule, assignment: AssignmentFacts, tasks: frozenset[str], window: Window
) -> tuple[Version, ...]:
    """The versions in force on the first day of work or later that may speak of this work."""
    return tuple(
        version
        for version in _versions(rule)
        if version.last >= window.first
        and not version.entry.lifted
        and _speaks_of(rule, version.entry.when, tasks)
        and not _excepted(version.entry.when, assignment)
        and _suits(version.entry.when, assignment) is not False
    )


def _speaks_of(rule: Rule, when: When, tasks: frozenset[str]) -> bool:
    """Law that names no task is about a medical assistant's work, a standard about everybody's."""
    if when.tasks is None:
        return rule.is_standard or "general" in tasks
    return not tasks.isdisjoint(when.tasks)


@lru_cache(maxsize=4096)
def _versions(rule: Rule) -> tuple[Version, ...]:
    """Every version with its days: from its first until the day before the next one."""
    firsts = [entry.in_force.toordinal() for entry in rule.versions]
    lasts = [*(first - 1 for first in firsts[1:]), LAST_DAY]
    return tuple(
        Version(first, last, entry)
        for first, last, entry in zip(firsts, lasts, rule.versions, strict=True)
    )


def _of_law(
    rule: Rule,
    governing: tuple[Version, ...],
    about: str,
    assignment: AssignmentFacts,
    window: Window,
) -> Iterator[Requirement]:
    """What those versions ask that are ``about`` the work, the person, or only advice.

    A law that begins after the window is asked all the same, because it ends what may follow;
    advice is of use only on days of work.
    """
    versions = tuple(one for one in governing if one.entry.about == about)
    current = tuple(one for one in versions if one.first <= window.last)
    if not (current if about == "advice" else versions):
        return
    spoken = current or versions
    yield Requirement(
        id=rule.id,
        title=spoken[0].entry.says,
        expression=_in_force(versions, assignment, window.first),
        effect=spoken[0].entry.effect,
        versions=versions,
        undecided=any(_suits(one.entry.when, assignment) is None for one in current),
        question=" ".join(dict.fromkeys(question_about(one.entry, assignment) for one in spoken)),
    )


def _suits(when: When, assignment: AssignmentFacts) -> bool | None:
    """Whether an entry speaks of this setting and delegator; None where the client left one blank
    on which that depends.
    """
    answers = (
        _named(when.settings, assignment.setting),
        _named(when.delegators, assignment.delegator),
    )
    if False in answers:
        return False
    return None if None in answers else True


def _excepted(when: When, assignment: AssignmentFacts) -> bool:
    """Whether the assignment names only tasks that the entry leaves to another."""
    return bool(assignment.tasks) and assignment.tasks <= (when.unless_only or frozenset())


def tasks_of(assignment: AssignmentFacts, book: RuleBook) -> frozenset[str]:
    """The tasks by which the law knows the work.

    ``general`` belongs to every medical assistant's; other roles bring the clinical tasks that
    the assignment names, and nothing else.
    """
    if assignment.role == MEDICAL_ASSISTANT:
        return assignment.tasks | {"general"}
    return assignment.tasks & book.vocabulary.clinical_tasks


def _named(allowed: frozenset[str] | None, said: str | None) -> bool | None:
    if allowed is None:
        return True
    return None if said is None else said in allowed


def _in_force(
    versions: tuple[Version, ...], assignment: AssignmentFacts, first_day: int
) -> Expression:
    parts = tuple(
        (version.first, version.last, _as_asked(version.entry, assignment, first_day))
        for version in versions
    )
    if len(parts) == 1 and parts[0][:2] == (FIRST_DAY, LAST_DAY):
        return parts[0][2]
    return ask.InForce(parts)


def _as_asked(entry: Entry, assignment: AssignmentFacts, first_day: int) -> Expression:
    if entry.needs is None:
        return ask.YES
    needs = asked_of(entry.needs, assignment, first_day)
    unsure = entry.confidence == "low" or _suits(entry.when, assignment) is None
    return ask.CannotRefuse(needs) if unsure else needs


def asked_of(law: Expression, assignment: AssignmentFacts, first_day: int) -> Expression:
    """The law's expression with everything filled in that the assignment says.

    ``first_day`` is the first day of work, from which the age of a credential is counted.
    """
    match law:
        case ask.AllOf(parts) | ask.AnyOf(parts):
            return type(law)(tuple(asked_of(part, assignment, first_day) for part in parts))
        case ask.Possible(part):
            return ask.Possible(asked_of(part, assignment, first_day))
        case ask.Holds():
            return _valid(law, assignment, first_day)
        case ask.Document(name, at_facility):
            return ask.OnFile(name, (assignment.facility or "") if at_facility else None)
        case ask.Prohibited():
            return ask.NO
        case ask.Setting(allowed):
            return _said(assignment.setting, allowed)
        case ask.SettingNot(barred):
            return _said(assignment.setting, barred, holds=False)
        case ask.Delegator(allowed):
            return _said(assignment.delegator, allowed)
        case ask.Supervision(enough):
            return _said(assignment.supervision, enough)
    return law


def _valid(law: ask.Holds, assignment: AssignmentFacts, first_day: int) -> Expression:
    """The stricter of the law's evidence and the assignment's applies."""
    oldest = None if law.max_age_days is None else max(first_day - law.max_age_days, FIRST_DAY)
    return ask.Valid(
        codes=law.codes,
        evidence=max(law.evidence or assignment.min_evidence, assignment.min_evidence),
        facility=(assignment.facility or "") if law.bound_to_facility else None,
        issued_from=oldest,
        max_age_days=law.max_age_days or 0,
    )


def _said(said: str | None, listed: frozenset[str], holds: bool = True) -> Expression:
    if said is None:
        return ask.UNSAID
    return ask.YES if (said in listed) is holds else ask.NO
