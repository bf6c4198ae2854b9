"""A person's pathways as lines of text: what is open, what is to be asked, what is missing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from rich.text import Text

from agency.cli.printing import wrapped
from agency.cli.timeline import Glyphs
from agency.placements.records import NamedRecord
from agency.rules import eligibility
from agency.rules.catalogue import Provenance
from agency.rules.pathways.conditions import MET, MISSING, UNKNOWN, YES, Condition
from agency.rules.pathways.routes import Cost, MaySit, Route
from agency.rules.roles import Expected, NextRole, Role
from agency.rules.sentences import day_text, number_text
from agency.rules.voice import of_her

STYLES = {MET: "green", UNKNOWN: "yellow", MISSING: "red"}
MARKS = {MET: eligibility.MET, UNKNOWN: eligibility.UNKNOWN, MISSING: eligibility.UNMET}
INDENT, DEEPER = "  ", "    "
MOST_STATES = 12


@dataclass(frozen=True)
class Page:
    """What is shown: a person's answers on a day; ``in_full`` with every route and what is met."""

    person: NamedRecord
    day: date
    answers: Sequence[MaySit]
    grown: Sequence[NextRole]
    roles: Mapping[str, Role]
    in_full: bool = False


def page_lines(page: Page, width: int, glyphs: Glyphs) -> Iterator[Text]:
    """The page in lines of at most ``width`` characters; an address may stand out."""
    sheet = _Sheet(page, width, glyphs)
    ref, name = page.person.record.facts.ref, page.person.name
    who = f"{name} ({ref})" if name else ref
    yield from sheet.words(f"Pathways of {who} on {day_text(page.day)}", "", "bold")
    for title, answers in _groups(page.answers):
        if answers:
            yield from _heading(title)
            for answer in answers:
                yield from _answer(answer, sheet)
    yield from _not_researched(page, sheet)
    yield from _held(page, sheet)
    yield from _roles(page, sheet)


@dataclass(frozen=True)
class _Sheet:
    page: Page
    width: int
    glyphs: Glyphs

    def words(self, words: str, lead: str = INDENT, style: str = "") -> Iterator[Text]:
        for line in wrapped(words, self.width, lead):
            yield Text(line, style)

    def marked(self, state: str, words: str) -> Iterator[Text]:
        """Words after the mark of a state, which the colour only repeats."""
        lead = f"{DEEPER}{self.glyphs.marks[MARKS[state]]} "
        for line in wrapped(words, self.width, lead):
            yield Text(line, "" if state == MET else STYLES[state])


def _groups(answers: Sequence[MaySit]) -> Iterator[tuple[str, list[MaySit]]]:
    """The answers by what is to be done; what she holds already stands apart."""
    wanted = [one for one in answers if not _is_held(one) or len(answers) == 1]
    yield "May sit or apply now", [one for one in wanted if one.answer == YES]
    yield "Open once this is answered", [one for one in wanted if one.only_to_ask]
    closed = [one for one in wanted if one.best and one.answer not in (YES, UNKNOWN)]
    yield "Not yet, the nearest first", sorted(closed, key=_missing)


def _is_held(answer: MaySit) -> bool:
    return answer.held is not None and answer.held.status == "current"


def _missing(answer: MaySit) -> int:
    return len(answer.best.of_state(MISSING)) if answer.best else 0


# One credential


def _answer(answer: MaySit, sheet: _Sheet) -> Iterator[Text]:
    yield from sheet.words(_title(answer), INDENT, "bold")
    for route in answer.routes if sheet.page.in_full else answer.routes[:1]:
        yield from _route(route, sheet)
    if not sheet.page.in_full and answer.routes[1:]:
        others = ", ".join(map(_in_brief, answer.routes[1:]))
        yield from sheet.words(f"Other routes (--code {answer.kind.code}): {others}", DEEPER)
    for condition in answer.variants:
        words = of_her(" ".join(condition.why)) or condition.asks
        yield from sheet.marked(condition.state, f"{condition.name}: {words}")
    for advice in answer.advice:
        yield from sheet.words(f"{advice.name}: {advice.says}", DEEPER)
        if sheet.page.in_full:
            yield from _source(advice.provenance, sheet)
    yield from _attempts(answer, sheet)
    yield from _opens(answer, sheet)


def _title(answer: MaySit) -> str:
    held = answer.held
    lapsed = f", {held.status} on file" if held and held.status != "current" else ""
    return f"{answer.kind.title}{lapsed}"


def _route(route: Route, sheet: _Sheet) -> Iterator[Text]:
    yield from sheet.words(f"{route.pathway.name}{_when(route, sheet.page.day)}", DEEPER)
    in_full = sheet.page.in_full
    for condition in route.conditions:
        if in_full or condition.state != MET:
            yield from _condition(condition, sheet)
    if costs := _costs(route.costs):
        yield from sheet.words(f"Costs: {costs}", DEEPER)
    if route.pathway.days_to_test:
        yield from sheet.words(f"{route.pathway.days_to_test} days to test once approved", DEEPER)
    yield from _source(route.pathway.provenance, sheet)


def _in_brief(route: Route) -> str:
    missing, to_ask = len(route.of_state(MISSING)), len(route.of_state(UNKNOWN))
    told = [f"{missing} missing"] if missing else []
    told += [f"{to_ask} to ask"] if to_ask else []
    return f"{route.pathway.name} ({', '.join(told) or 'open'})"


def _when(route: Route, day: date) -> str:
    until = f", until {day_text(route.open_until)}" if route.open_until else ""
    opens = ""
    if route.opens_on and route.opens_on > day:
        opens = f", opens on {day_text(route.opens_on)}"
    return f"{opens}{until}"


def _condition(condition: Condition, sheet: _Sheet) -> Iterator[Text]:
    words = of_her(" ".join(condition.why)) or condition.asks
    yield from sheet.marked(condition.state, words)
    if sheet.page.in_full and condition.evidence:
        yield from sheet.words(f"On file: {', '.join(condition.evidence)}", DEEPER * 2, "dim")


def _costs(costs: Iterable[Cost]) -> str:
    return "; ".join(
        f"{_fee(cost.name)} ${number_text(cost.usd)}{f' {cost.note}' if cost.note else ''}"
        for cost in costs
    )


def _fee(name: str) -> str:
    """``exam_graduate`` is the exam, for a graduate."""
    what, _, whom = name.partition("_")
    return f"{what} ({whom.replace('_', ' ')})" if whom else what


def _source(provenance: Provenance, sheet: _Sheet) -> Iterator[Text]:
    law = f"{provenance.citation}, " if provenance.citation else ""
    words = f"{law}{provenance.confidence} confidence, {provenance.as_of}: {provenance.source}"
    yield from sheet.words(words, DEEPER, "dim")


def _attempts(answer: MaySit, sheet: _Sheet) -> Iterator[Text]:
    attempts = answer.attempts
    if attempts is None or not (attempts.failed or sheet.page.in_full):
        return
    left = "" if attempts.left is None else f", {attempts.left} left"
    yield from sheet.words(f"{attempts.exam.says} {attempts.failed} failed{left}.", DEEPER)
    yield from _source(attempts.exam.provenance, sheet)


def _opens(answer: MaySit, sheet: _Sheet) -> Iterator[Text]:
    """The states whose rules a holder meets; in full, each rule."""
    states = list(dict.fromkeys(state for state, _ in answer.opens_in))
    if not states:
        return
    more = f" and {len(states) - MOST_STATES} more" if len(states) > MOST_STATES else ""
    yield from sheet.words(f"Answers rules of {', '.join(states[:MOST_STATES])}{more}", DEEPER)
    if sheet.page.in_full:
        for _, entry in answer.opens_in:
            yield from sheet.words(f"{entry.id}: {entry.says}", DEEPER * 2, "dim")


# What is left


def _not_researched(page: Page, sheet: _Sheet) -> Iterator[Text]:
    titles = [one.kind.title for one in page.answers if not one.routes and not _is_held(one)]
    if titles:
        yield from _heading("Not known: how these are obtained was not researched")
        yield from sheet.words(", ".join(titles))


def _held(page: Page, sheet: _Sheet) -> Iterator[Text]:
    held = [one for one in page.answers if _is_held(one)]
    if held:
        yield from _heading("Held already")
    for answer in held:
        assert answer.held is not None  # `_is_held`
        until = answer.held.expires_on
        ends = f", through {day_text(until)}" if until else ""
        yield from sheet.words(f"{answer.kind.title}{ends}")


def _roles(page: Page, sheet: _Sheet) -> Iterator[Text]:
    if page.grown:
        yield from _heading("Roles to grow into (advice, decides nothing)")
    for grown in page.grown:
        yield from sheet.words(_role_title(grown, page.roles), INDENT, "bold")
        for expected in grown.expected:
            yield from _expected(expected, sheet)


def _role_title(grown: NextRole, roles: Mapping[str, Role]) -> str:
    goal = ", the goal" if grown.is_goal else ""
    through = ", then ".join(roles[code].title.lower() for code in grown.through)
    return f"{grown.role.title}{goal}, from {through}"


def _expected(expected: Expected, sheet: _Sheet) -> Iterator[Text]:
    statement = expected.expectation.statement
    states = [one.state for one in expected.conditions]
    state = next((one for one in (MISSING, UNKNOWN) if one in states), MET)
    if expected.expectation.optional and state == MISSING:
        state = UNKNOWN
    why = [of_her(reason) for one in expected.conditions for reason in one.why]
    yield from sheet.marked(state, " ".join([statement.says, *why]))
    yield from _source(statement.provenance, sheet)


def _heading(words: str) -> Iterator[Text]:
    yield Text()
    yield Text(words, "bold underline")
