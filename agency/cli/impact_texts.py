"""The impact of a change of the rules as lines of text: what it hits first, then names and days."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from rich.text import Text

from agency.cli.match_texts import not_yet_text
from agency.cli.printing import wrapped
from agency.dashboard.impact_counts import counts_texts
from agency.dashboard.impact_words import (
    PEOPLE_WORDS,
    PLACEMENT_WORDS,
    change_in_words,
    ids,
    outcomes,
)
from agency.matching.impact import Impact
from agency.matching.impact_people import Group
from agency.matching.impact_placements import PlacementImpact
from agency.matching.impact_queries import Preview
from agency.matching.impact_work import AssignmentImpact
from agency.page_filters import counted
from agency.rules.facts import AssignmentFacts
from agency.rules.sentences import day_text

OUTCOME_STYLES = {"met": "green", "unmet": "red", "soon": "yellow"}
STYLES = {"breaks": "red", "heals": "green", "lost": "red", "doubtful": "yellow", "gained": "green"}


@dataclass(frozen=True)
class Page:
    """What is shown: an impact, the names of candidates, and how long its lists are at most.

    ``hindrance`` is why it cannot be saved, if so.
    """

    preview: Preview
    names: Mapping[str, str]
    limit: int
    width: int
    hindrance: str | None = None

    @property
    def impact(self) -> Impact:
        return self.preview.impact

    def told(self, words: str, lead: str = "  ", style: str = "") -> Iterator[Text]:
        return (Text(line, style) for line in wrapped(words, self.width, lead))

    def person(self, ref: str) -> str:
        return f"{ref} {self.names.get(ref, '')}".strip()


def impact_lines(
    preview: Preview,
    names: Mapping[str, str],
    limit: int,
    width: int,
    hindrance: str | None = None,
) -> Iterator[Text]:
    """The counts, what is changed, then placements, assignments and candidates by name."""
    page = Page(preview, names, limit, width, hindrance)
    yield from _summary(page)
    yield from _facts(page)
    yield from _entries(page)
    yield from _placements(page)
    yield from _assignments(page)
    yield from _candidates(page)


def _summary(page: Page) -> Iterator[Text]:
    if not page.impact.entries:
        yield from page.told("Nothing changes: every entry is in the rulebook as it stands.", "")
        return
    for words in counts_texts(page.impact):
        yield from page.told(words, "", "bold")


def _facts(page: Page) -> Iterator[Text]:
    run, day = page.preview.run, day_text(page.impact.horizon.day)
    whose = f"those of run {run.id} as of {day_text(run.as_of)}" if run else "as they are now"
    yield from page.told(f"Judged as of {day}; nothing is saved.", style="dim")
    yield from page.told(f"Candidates and open assignments are {whose}.", style="dim")
    if page.hindrance:
        yield from page.told(f"It cannot be saved like that: {page.hindrance}.", "  ! ", "yellow")
    for name in page.preview.unknown_facilities:
        yield from page.told(f"There is no facility {name!r}.", "  ! ", "yellow")
    if page.preview.unworked:
        yield from page.told(not_yet_text(page.preview.unworked), "  ! ", "yellow")


# What is changed


def _entries(page: Page) -> Iterator[Text]:
    if page.impact.entries:
        yield from _heading("The change")
    for one in page.impact.entries:
        yield from page.told(change_in_words(one))


def _heading(title: str) -> Iterator[Text]:
    yield Text()
    yield Text(title, "bold underline")


# Placements


def _placements(page: Page) -> Iterator[Text]:
    found = page.impact.placements
    if found:
        yield from _heading(f"Placements ({len(found):,})")
    for one in found[: page.limit]:
        yield from _placement(one, page)
    yield from _more(len(found), page)


def _placement(one: PlacementImpact, page: Page) -> Iterator[Text]:
    placed = one.placement
    who = f"{placed.candidate_ref} {placed.candidate_name}".strip()
    yield from page.told(f"{who}, {placed.stage} on {_work(placed.work)}")
    words = f"{PLACEMENT_WORDS[one.change]} {day_text(one.since)}"
    words += f": {ids(one.over)}" if one.over else ""
    yield from page.told(words, "    ", STYLES.get(one.change, ""))


def _work(work: AssignmentFacts) -> str:
    where = f"{work.facility or 'no facility named'}, {work.state}"
    return f"{work.ref} ({where}), {day_text(work.starts_on)} to {day_text(work.ends_on)}"


def _more(number: int, page: Page) -> Iterator[Text]:
    if number > page.limit:
        more = f"and {number - page.limit:,} more; --limit N shows more, --json all"
        yield from page.told(more, style="dim")


# Assignments


def _assignments(page: Page) -> Iterator[Text]:
    found = page.impact.assignments
    if found:
        yield from _heading(f"Open assignments ({len(found):,})")
    for one in found[: page.limit]:
        yield from _assignment(one, page)
    yield from _more(len(found), page)


def _assignment(one: AssignmentImpact, page: Page) -> Iterator[Text]:
    before, after = len(one.put_to.eligible_before), len(one.put_to.eligible_after)
    yield from page.told(f"{_work(one.assignment)}: {after:,} eligible, {before:,} before")
    for words, kind in outcomes(one):
        yield from page.told(words, "    ", OUTCOME_STYLES.get(kind, ""))
    groups = list(one.put_to.moved.groups())
    for change in PEOPLE_WORDS:
        show = _groups if change in STYLES else _unnamed
        yield from show([each for each in groups if each.change == change], page)


def _groups(groups: Sequence[Group], page: Page) -> Iterator[Text]:
    """Each day with those who are hit from then on; as many names as are shown of one kind."""
    left, refs = page.limit, page.impact.people.pool.refs
    for at, group in enumerate(groups):
        if not left:
            rest = sum(len(each.people) for each in groups[at:])
            yield from page.told(f"and {rest:,} more from later days", "      ")
            return
        shown = [page.person(refs[place]) for place in group.people[:left]]
        left -= len(shown)
        more = len(group.people) - len(shown)
        words = f"{_since(group)}: {', '.join(shown)}{f' and {more:,} more' if more else ''}"
        yield from page.told(words, "    ", STYLES[group.change])


def _since(group: Group) -> str:
    words = f"{PEOPLE_WORDS[group.change]} from {day_text(group.since)}"
    return f"{words} ({len(group.people):,})" if len(group.people) > 1 else words


def _unnamed(groups: Sequence[Group], page: Page) -> Iterator[Text]:
    """Who is eligible neither before nor after is counted; a name would help nobody."""
    if groups:
        total = sum(len(each.people) for each in groups)
        yield from page.told(f"{PEOPLE_WORDS[groups[0].change]}: {total:,} more", "    ")


# Candidates


def _candidates(page: Page) -> Iterator[Text]:
    people = page.impact.people
    order = people.order().tolist()
    none_left, first = set(people.none_left.tolist()), set(people.first_found.tolist())
    if order:
        yield from _heading(f"Candidates ({len(order):,})")
    for place in order[: page.limit]:
        lost, gained = int(people.lost[place]), int(people.gained[place])
        words = [f"loses {counted(lost, 'assignment')}"] if lost else []
        words += [f"gains {counted(gained, 'assignment')}"] if gained else []
        words += ["has none left"] if place in none_left else []
        words += ["had none before"] if place in first else []
        yield from page.told(f"{page.person(people.pool.refs[place])}: {', '.join(words)}")
    yield from _more(len(order), page)
