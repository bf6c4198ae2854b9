"""Who is made to fit an assignment fits it; who is then changed in one point no longer does."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest

from agency.rules.eligibility import Assessment, assess
from agency.sampling.demand import Demand
from agency.sampling.facilities import Facilities
from agency.sampling.pool import Pool
from agency.sampling.sample import refs, write_person
from agency.sampling.world import World, world_of
from agency.sampling.writing import sample_files
from tests.sampling.paper import read_paper

ORDERS = ((7, date(2026, 11, 24)), (8, date(2026, 6, 24)))
PEOPLE, ASSIGNMENTS = 1500, 180
# Nobody can fit work that goes on for longer than what it asks for is valid.
ALMOST_ALL = 0.95


@dataclass(frozen=True)
class Made:
    """Somebody made for an open assignment: in what she was changed, and the judgement."""

    change: str | None
    judged: Assessment


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> list[Made]:
    """People of two samples, half a year apart."""
    folders = (tmp_path_factory.mktemp("pool") for _ in ORDERS)
    return [
        one
        for (seed, day), folder in zip(ORDERS, folders, strict=True)
        for one in made_and_judged(world_of(seed, day), folder)
    ]


def made_and_judged(world: World, folder: Path) -> list[Made]:
    """People made for assignments that are still to be matched, each judged for hers."""
    made_for, changed = {}, {}
    facilities = Facilities(world)
    demand = Demand(world, facilities)
    openings = [demand.opening(ref) for ref in refs("A", ASSIGNMENTS)]
    pool = Pool(world, openings, facilities)
    with sample_files(folder, overwrite=False) as files:
        for opening in openings:
            files.write("assignments", opening.row)
        for number, ref in enumerate(refs("C", PEOPLE), start=1):
            person = pool.person(ref, number)
            write_person(files, person, facilities)
            if person.made_for:
                made_for[ref], changed[ref] = person.made_for.row.ref, person.change
        for site in facilities.by_name.values():
            files.write("facilities", site.row)
    paper = read_paper(folder, world.day)
    wanting = {assignment.ref: assignment for assignment in paper.to_match()}
    return [
        Made(changed[one.ref], assess(one, assignment, world.book, world.day))
        for one in paper.candidates()
        if (assignment := wanting.get(made_for.get(one.ref, "")))
        and one.ref not in paper.placed_on(assignment.ref)
    ]


def share(made: list[Made], change: str | None, outcome: Callable[[Assessment], bool]) -> float:
    """How many of those with that change come out so."""
    judged = [one.judged for one in made if one.change == change]
    assert judged
    return sum(map(outcome, judged)) / len(judged)


def is_eligible(judged: Assessment) -> bool:
    return judged.verdict == "eligible"


def is_unknown(judged: Assessment) -> bool:
    return judged.verdict == "unknown"


def is_ineligible(judged: Assessment) -> bool:
    return judged.verdict == "ineligible" and not judged.renewable


def is_renewable(judged: Assessment) -> bool:
    return judged.renewable


def does_not_fit(judged: Assessment) -> bool:
    return judged.verdict == "ineligible"


def test_who_is_made_to_fit_is_eligible(made: list[Made]) -> None:
    assert share(made, None, is_eligible) > ALMOST_ALL


@pytest.mark.parametrize(
    ("change", "outcome"),
    [
        ("ends_on_the_last_day", is_eligible),
        ("relay_without_gap", is_eligible),
        ("lapsed_beside_claimed", is_unknown),
        ("evidence_too_weak", is_unknown),
        ("no_expiry", is_unknown),
        ("home_not_known", is_unknown),
        ("adult_not_said", is_unknown),
        ("training_only_said", is_unknown),
        ("renewal_on_course", is_renewable),
        ("renewal_short", is_ineligible),
        ("ends_the_day_before", does_not_fit),
        ("gap_between_cards", does_not_fit),
        ("not_held", is_ineligible),
        ("void", is_ineligible),
        ("away_some_days", is_ineligible),
        ("available_too_late", is_ineligible),
        ("too_far", is_ineligible),
        ("pay_too_low", is_ineligible),
        ("other_shift", is_ineligible),
        ("skill_missing", is_ineligible),
        ("other_role", is_ineligible),
        ("not_active", is_ineligible),
        ("not_wanted", is_ineligible),
        ("training_short", is_ineligible),
    ],
)
def test_a_change_has_its_outcome(
    made: list[Made], change: str, outcome: Callable[[Assessment], bool]
) -> None:
    assert share(made, change, outcome) >= 0.85


@pytest.mark.parametrize("change", ["document_elsewhere", "bound_elsewhere"])
def test_what_belongs_to_another_facility_does_not_count_here(
    made: list[Made], change: str
) -> None:
    assert share(made, change, is_eligible) == 0


def test_a_change_is_one_point(made: list[Made]) -> None:
    not_met = [len(one.judged.not_met) for one in made if one.change]
    assert sum(count <= 1 for count in not_met) / len(not_met) > 0.9


def test_about_half_of_those_made_for_an_assignment_are_changed(made: list[Made]) -> None:
    changed = sum(one.change is not None for one in made)
    assert 0.4 < changed / len(made) < 0.6
