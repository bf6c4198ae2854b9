"""Random law, on the days and words of `tests.strategies`; its catalogue and holidays are real."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from agency.rules import expressions as ask
from agency.rules.expressions import Expression
from agency.rules.facts import Evidence
from agency.rules.rulebook import Entry, Rule, RuleBook, StateRules, When, load_rulebook
from tests.strategies import (
    ACCREDITORS,
    ACTS,
    CODES,
    DELEGATORS,
    DOCUMENTS,
    FACILITIES,
    HORIZON_FIRST,
    SETTINGS,
    STATES,
    SUPERVISION,
    TASKS,
    TOPICS,
    amounts,
    days,
    minimums,
    mostly,
    some,
)


def expressions(depth: int = 2) -> SearchStrategy[Expression]:
    """Any expression a state's file can write, nested ``depth`` deep at most."""
    leaves = st.one_of(
        _holds(), _program(), _training_hours(), _performances(), _of_a_person(), work_leaves()
    )
    return _combined(leaves, expressions(depth - 1)) if depth else leaves


def work_expressions(depth: int = 1) -> SearchStrategy[Expression]:
    """Any expression that only the assignment decides."""
    return _combined(work_leaves(), work_expressions(depth - 1)) if depth else work_leaves()


def _combined(
    leaves: SearchStrategy[Expression], inner: SearchStrategy[Expression]
) -> SearchStrategy[Expression]:
    parts = st.lists(inner, min_size=1, max_size=3).map(tuple)
    return st.one_of(
        leaves,
        leaves,
        st.builds(ask.AllOf, parts),
        st.builds(ask.AnyOf, parts),
        st.builds(ask.Possible, inner),
    )


def work_leaves() -> SearchStrategy[Expression]:
    return st.one_of(
        st.just(ask.Prohibited()),
        st.builds(ask.Setting, some(*SETTINGS, least=1)),
        st.builds(ask.SettingNot, some(*SETTINGS, least=1)),
        st.builds(ask.Delegator, some(*DELEGATORS, least=1)),
        st.sampled_from(range(len(SUPERVISION))).map(
            lambda loosest: ask.Supervision(frozenset(SUPERVISION[loosest:]))
        ),
    )


def _holds() -> SearchStrategy[Expression]:
    any_certification = load_rulebook().catalogue.codes_of("medical_assistant")
    return st.builds(
        ask.Holds,
        codes=some(*CODES, least=1) | st.just(any_certification),
        evidence=st.none() | st.sampled_from(Evidence),
        bound_to_facility=mostly(False, True),
        max_age_days=st.none() | st.none() | st.sampled_from((0, 1, 14, 30, 2000)),
    )


def _program() -> SearchStrategy[Expression]:
    return st.builds(
        ask.Program,
        accreditors=some(*ACCREDITORS),
        hours_min=amounts(),
        externship_hours_min=amounts(),
        in_person=st.booleans(),
    )


def _training_hours() -> SearchStrategy[Expression]:
    kinds = st.sets(
        st.sampled_from(("hours", "classroom_hours", "clinical_hours")), min_size=1, max_size=2
    )
    asked = kinds.flatmap(
        lambda names: st.tuples(*(st.tuples(st.just(name), minimums()) for name in sorted(names)))
    )
    return st.builds(ask.TrainingHours, topic=st.sampled_from(TOPICS), minimums=asked)


def _performances() -> SearchStrategy[Expression]:
    return st.builds(ask.Performances, each=st.integers(1, 4), acts=some(*ACTS, least=1))


def _of_a_person() -> SearchStrategy[Expression]:
    return st.one_of(
        st.just(ask.Education(frozenset({"high_school", "ged", "associate", "bachelor"}))),
        st.just(ask.Adult()),
        st.builds(ask.Document, name=st.sampled_from(DOCUMENTS), at_facility=st.booleans()),
    )


def whens() -> SearchStrategy[When]:
    """What work an entry speaks of: mostly all of a medical assistant's."""
    return st.builds(
        When,
        tasks=mostly(None, *(frozenset({task}) for task in TASKS), frozenset(TASKS[:2])),
        settings=mostly(None, frozenset({"clinic"})),
        delegators=mostly(None, frozenset({"physician"})),
        unless_only=mostly(None, frozenset({"vaccine"})),
    )


def entries() -> SearchStrategy[Entry]:
    """One version: of the work or of the person, or a repeal, on any day of the horizon."""
    needs = st.one_of(expressions(), expressions(), expressions(1), work_expressions())
    return st.builds(
        _entry,
        whens(),
        st.just(date.min) | days(),
        needs,
        mostly(False, True),
        mostly("require", "advise"),
        mostly("high", "medium", "low"),
        mostly(True, False),
    )


def _entry(
    when: When,
    in_force: date,
    needs: Expression,
    lifted: bool,
    effect: str,
    confidence: str,
    asks: bool,
) -> Entry:
    says_only = effect == "advise" and not asks
    return Entry(
        id="",
        says=f"Satisfy the act of {in_force}",
        when=when,
        in_force=in_force,
        needs=None if lifted or says_only else needs,
        lifted=lifted,
        effect=effect,
        citation=f"Act of {in_force}",
        source="https://example.org/law",
        checked_on=HORIZON_FIRST,
        confidence=confidence,
    )


def rulebooks() -> SearchStrategy[RuleBook]:
    """The real catalogue and words with random law for `STATES`, and sometimes a federal rule or
    a standard of the agency or of a facility.
    """
    laws = st.lists(versions(), min_size=1, max_size=4)
    more = st.lists(versions(), max_size=1)
    standards = dict.fromkeys(FACILITIES, more)
    return st.builds(rulebook, st.tuples(laws, laws), more, more, st.fixed_dictionaries(standards))


def versions() -> SearchStrategy[list[Entry]]:
    """The versions of one rule."""
    return st.lists(entries(), min_size=1, max_size=3, unique_by=_in_force)


Law = list[list[Entry]]


@dataclass(frozen=True, repr=False)
class RandomRuleBook(RuleBook):
    """A rulebook that shows its law when a test fails, and not the whole catalogue."""

    def _repr_pretty_(self, printer: Any, cycle: bool) -> None:
        printer.pretty([*(rule for state in self.states.values() for rule in state.rules)])
        printer.pretty((self.federal, self.standards, self.facility_standards))


def rulebook(
    states: tuple[Law, ...],
    federal: Law,
    standards: Law | None = None,
    of_facilities: Mapping[str, Law] | None = None,
) -> RuleBook:
    """The real rulebook, with these versions of rules in place of all its law."""
    real = load_rulebook()
    recorded = {
        code: StateRules(code, code, "Board", "delegation only", "", (), _rules(code.lower(), law))
        for code, law in zip(STATES, states, strict=False)
    }
    said = repr((states, federal, standards, of_facilities)).encode()
    return RandomRuleBook(
        catalogue=real.catalogue,
        vocabulary=real.vocabulary,
        holidays=real.holidays,
        states=recorded,
        federal=_rules("us", federal),
        fingerprint=hashlib.sha256(said).hexdigest(),
        standards=_rules("agency", standards or ()),
        facility_standards={
            name: _rules("facility", law) for name, law in (of_facilities or {}).items()
        },
    )


def _rules(prefix: str, law: Sequence[list[Entry]]) -> tuple[Rule, ...]:
    """The rules with their ids, and their versions in order."""
    return tuple(
        Rule(id, tuple(replace(entry, id=id) for entry in sorted(versions, key=_in_force)))
        for id, versions in ((f"{prefix}-rule-{n}", one) for n, one in enumerate(law, start=1))
    )


def _in_force(entry: Entry) -> date:
    return entry.in_force
