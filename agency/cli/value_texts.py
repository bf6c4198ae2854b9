"""The worth of credentials as lines of text."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby

from agency.matching.fallback_queries import FallbackShown, LoneShown
from agency.matching.value_queries import Opens, Step, Valued, Worth
from agency.matching.value_words import CENTS, dollars, lead_words, opens_sentence, sentence_of
from agency.page_filters import counted
from agency.rules.catalogue import Catalogue
from agency.rules.ranking import THOUSAND
from agency.rules.sentences import day_text

MAY = {
    "yes": "may apply",
    "no": "may not apply yet",
    "unknown": "whether she may apply is not known",
}
COURSE = {"yes": "renewal on course", "no": "units missing, or late to file"}


def head_lines(found: Valued) -> list[str]:
    """Which run it is of."""
    return [f"run {found.run.id}, as of {day_text(found.run.as_of)}"]


def worth_lines(some: Sequence[Worth], catalogue: Catalogue, *, in_full: bool) -> list[str]:
    """A line each; in full with each number of takers, and their names."""
    lines = [line for one in some for line in _worth(one, catalogue, in_full)]
    return lines or ["It would make nobody eligible who is not."]


def _worth(one: Worth, catalogue: Catalogue, in_full: bool) -> Iterator[str]:
    yield sentence_of(one, catalogue)
    row = one.row
    cost = f"{dollars(row.cost_cents)} each" if row.cost_cents is not None else "price not known"
    pay = f" at up to {dollars(row.best_pay_cents)} an hour" if row.best_pay_cents else ""
    people = counted(row.people, "person", "people")
    opens = f"opens {counted(row.assignments, 'assignment')} to {people}"
    yield f"  {opens}{pay}; {cost}; {lead_words(one)}"
    for step in one.steps if in_full else filter(None, [one.told]):
        yield from _step(step, _ready(one, catalogue))


def _ready(one: Worth, catalogue: Catalogue) -> Mapping[str, str]:
    """What is said of each taker; nothing where nobody asks who may apply."""
    if one.row.kind == "renew":
        return COURSE
    return MAY if catalogue[one.row.code].pathways else {}


def _step(step: Step, ready: Mapping[str, str]) -> Iterator[str]:
    gained = f"{step.filled:+} openings, {step.gained / THOUSAND:+.1f} points in all"
    margin = f", ${step.margin_cents / CENTS:+.2f} an hour of margin" if step.margin_cents else ""
    yield f"  {step.most} at most: {gained}{margin}"
    for one in step.takers:
        works = ", ".join(one.assignments)
        how = f"; {ready[one.ready]}" if one.ready in ready else ""
        yield f"    {one.name} ({one.candidate_ref}) for {works}{how}"


def opens_lines(ref: str, opens: Sequence[Opens], catalogue: Catalogue) -> list[str]:
    """What each would open to one person, and what that comes to with everybody competing."""
    if not opens:
        return [f"No single credential would open anything more to {ref}."]
    return [line for one in opens for line in _opens(one, catalogue)]


def _opens(one: Opens, catalogue: Catalogue) -> Iterator[str]:
    yield opens_sentence(one, catalogue)
    if one.gained is None:
        yield "  not worked out with everybody competing: others would gain more by it"
    elif one.filled:
        yield f"  fills {counted(one.filled, 'more opening')}: {', '.join(one.fills)}"
    elif one.gained:
        yield f"  fills no more, and suits better by {one.gained / THOUSAND:.1f} points"
    else:
        yield "  fills no more: others fill them as well"


def loss_lines(fallbacks: Sequence[FallbackShown], lone: Sequence[LoneShown]) -> list[str]:
    """What costs most to lose, then what hangs on one person."""
    lines = [f"Hang on one person: {len(lone) or 'none'}"]
    for one in lone:
        lines.append(f"  {one.assignment_ref} from {day_text(one.starts_on)}: {one.name} alone")
        lines.append(f"    {_fix(one)}")
    lines.append("Cost most to lose:")
    for _, places in groupby(fallbacks, key=lambda lost: lost.candidate_ref):
        lines += _person_lost(list(places))
    return lines


def _person_lost(places: Sequence[FallbackShown]) -> Iterator[str]:
    """What losing somebody costs, once; and who would come instead in each of her places."""
    she = places[0]
    fewer = f", {counted(she.fewer, 'opening')} fewer filled" if she.fewer else ""
    several = f", {she.places} places together" if she.places > 1 else ""
    costs = f"{she.costs / THOUSAND:.1f} points{fewer}{several}"
    yield f"  {she.name} ({she.candidate_ref}): {costs}"
    for one in places:
        who = f"{one.replacement_name} comes instead" if one.replacement_ref else "nobody comes"
        yield f"    {one.kind} on {one.assignment_ref}: {who}"


def _fix(one: LoneShown) -> str:
    return f"{one.fix_name}: {one.fix['says']}" if one.fix else "no near miss can clear in time"
