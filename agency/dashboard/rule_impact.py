"""Whom a change of the rules would hit, by name and by day, before anything is saved."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from flask import render_template, request
from flask.typing import ResponseReturnValue

from agency.access.principal import principal
from agency.assignments.queries import facility_names
from agency.dashboard.blueprint import dashboard
from agency.dashboard.draft_errors import draft_error
from agency.dashboard.draft_writing import (
    MOST_CODES,
    Form,
    begun_form,
    choices,
    form_filled,
    form_sent,
    written_draft,
)
from agency.dashboard.drafts import EXAMPLE, Begun, Text, Tried, begun_with, text_sent
from agency.dashboard.frame import Frame
from agency.dashboard.impact_counts import counts_texts
from agency.dashboard.impact_words import (
    KINDS,
    PEOPLE_WORDS,
    PLACEMENT_WORDS,
    hit_first,
    ids,
    outcomes,
)
from agency.dashboard.rulebook import on_hand, permissions
from agency.errors import AgencyError, Problem, Refused
from agency.matching.impact import Horizon
from agency.matching.impact_queries import Preview, names_of, preview
from agency.matching.impact_schemas import people_named
from agency.matching.impact_work import AssignmentImpact
from agency.rules.comparing import EntryChange
from agency.rules.drafts import drafted, missing_entries, missing_text
from agency.rules.reading import RuleBookError
from agency.rules.rulebook import Entry, RuleBook, load_rulebook
from agency.settings import today
from agency.standards.books import book_with
from agency.standards.models import RuleEntry
from agency.standards.queries import chosen, rulebook_without, standing

# So many of each list are named; the rest are counted.
MOST = 25


@dataclass(frozen=True, slots=True)
class Found:
    """A preview with the names of the people in it, and why it could not be saved, if so."""

    preview: Preview
    names: Mapping[str, str]
    hindrance: str | None

    def text_until(self, one: EntryChange) -> Entry | None:
        """What a rule says now and until a change that begins later, if it says anything."""
        book, change = self.preview.before, one.entry
        law = [*book.federal, *(rule for state in book.states.values() for rule in state.rules)]
        standards = book.facility_standards.get(one.of, ()) if one.of_facility else book.standards
        rule = next((rule for rule in (*standards, *law) if rule.id == change.id), None)
        if rule is None or one.before or change.in_force <= date.min:
            return None
        return rule.in_force_on(change.in_force - timedelta(days=1))

    def hit(self, one: AssignmentImpact) -> list[dict[str, Any]]:
        """Whose verdict on an assignment is another, the earliest first, by names."""
        refs = self.preview.impact.people.pool.refs
        return [
            {
                "kind": KINDS[group.change],
                "words": PEOPLE_WORDS[group.change],
                "since": date.fromordinal(group.since),
                "count": len(group.people),
                "people": [(refs[at], self.names.get(refs[at], "")) for at in group.people[:MOST]],
            }
            for group in one.put_to.moved.groups()
            if group.change in KINDS
        ]


@dataclass(frozen=True, slots=True)
class Trial:
    """What somebody wants to try: a text, and what is withdrawn before it is saved."""

    text: Text
    within: int = 60
    withdraw: str | None = None
    in_force: date | None = None
    facility: str | None = None


@dashboard.get("/rulebook/impact")
def rule_impact() -> str:
    """The form alone: an impact takes seconds where there is much, and is asked for by sending."""
    asked = Begun().accept(request.args)
    said = begun_with(asked["rule"], asked["facility"], on_hand().book) if asked["rule"] else ""
    which = {key: asked[key] for key in ("withdraw", "in_force", "facility")}
    return _page(Trial(Text(said), **which), form=begun_form())


@dashboard.post("/rulebook/impact")
def try_rules() -> ResponseReturnValue:
    """Whom the change of the form would hit, or its draft in writing; nothing is saved."""
    trial = Trial(Text(request.form.get("draft", "").replace("\r\n", "\n")))
    if "write" in request.form:
        return _written(trial)
    try:
        trial = Trial(text_sent(), **Tried().accept(request.form))
        found = _found(trial)
    except (RuleBookError, AgencyError) as error:
        return _page(trial, error=draft_error(error, trial.text.said)), 422
    return _page(trial, found)


def _written(trial: Trial) -> ResponseReturnValue:
    """The page with the change of the small form written beneath what is there already."""
    catalogue = load_rulebook().catalogue
    try:
        trial = replace(trial, **Tried().accept(request.form))
        form = form_sent(request.form, catalogue)
    except Refused as error:
        return _page(trial, asking=draft_error(error, "")), 422
    text = "\n".join(filter(None, [trial.text.said.strip(), written_draft(form, catalogue)]))
    return _page(replace(trial, text=Text(text.lstrip())), form=form)


def _found(trial: Trial) -> Found:
    """Raises RuleBookError, NotFound, and Refused where there is nothing to try."""
    if not trial.text.said.strip() and not trial.withdraw:
        raise Refused([Problem("draft", "", "the text of a change; have it written, or type it")])
    counting = standing()
    before = book_with(counting, load_rulebook())
    rest = _rest(trial, before, counting)
    draft = trial.text.draft(rest)
    missing = missing_entries(rest, draft)
    found = preview(before, drafted(rest, draft), Horizon(today(), trial.within))
    names = names_of(people_named(found.impact, MOST))
    return Found(found, names, missing_text(missing) if missing else None)


def _rest(trial: Trial, book: RuleBook, counting: Sequence[RuleEntry]) -> RuleBook:
    if trial.withdraw is None:
        return book
    rows = chosen(trial.withdraw, trial.in_force, trial.facility, counting)
    return rulebook_without(rows, counting)


def _page(
    trial: Trial,
    found: Found | None = None,
    error: str | None = None,
    form: Form | None = None,
    asking: str | None = None,
) -> str:
    """The page; ``error`` is what is wrong with the change, ``asking`` with the small form."""
    impact = found.preview.impact if found else None
    around = {"frame": Frame(principal(), found.preview.last)} if found else {}
    return render_template(
        "dashboard/rule_impact.html",
        trial=trial,
        example=EXAMPLE,
        error=error,
        asking=asking,
        form=form or form_filled(request.form),
        choices=choices(load_rulebook().catalogue),
        most_codes=MOST_CODES,
        facilities=sorted(found.preview.facilities if found else facility_names()),
        found=found,
        impact=impact,
        sentences=list(counts_texts(impact)) if impact else [],
        first=[one for one in hit_first(impact) if one[0]] if impact else [],
        most=MOST,
        words={"placement": PLACEMENT_WORDS, "kinds": KINDS},
        one_day=timedelta(days=1),
        outcomes=outcomes,
        ids=ids,
        day_of=date.fromordinal,
        **permissions(),
        **around,
    )
