"""People with names that nobody bears, at home in real towns."""

from __future__ import annotations

from collections import Counter

import pytest

from agency.sampling.chance import Dice
from agency.sampling.people import People, plain_letters
from agency.sampling.towns import towns_of
from agency.sampling.world import World


@pytest.mark.parametrize(
    ("name", "letters"),
    [
        ("Chloé", "chloe"),
        ("Nguyễn", "nguyen"),
        ("O'Sullivan", "osullivan"),
        ("Dela Cruz", "delacruz"),
        ("Min-jun", "minjun"),
        ("Öztürk", "ozturk"),
    ],
)
def test_a_mail_address_has_the_letters_of_the_name(name: str, letters: str) -> None:
    assert plain_letters(name) == letters


def test_every_name_makes_a_mail_address_that_reads_like_it(world: World) -> None:
    for origin in world.names.tables("origin", "name"):
        for name in (*origin.words("given"), *origin.words("family")):
            letters = [letter for letter in name if letter.isalpha()]
            assert len(plain_letters(name)) == len(letters), name


def test_a_phone_has_the_area_code_of_the_home(world: World) -> None:
    people, home = People(world), towns_of("ND")[0]
    phones = {people.somebody("C-1", 1, home, Dice(n)).phone for n in range(200)}
    assert "" in phones
    assert all(phone.startswith("701-555-01") for phone in phones - {""})


def test_most_live_in_states_in_which_the_agency_works(world: World) -> None:
    people = People(world)
    homes = Counter(people.home(Dice(n)).state in world.states for n in range(600))
    assert 10 < homes[False] < 90


def test_large_states_have_more_people_than_small_ones(world: World) -> None:
    people = People(world)
    homes = Counter(people.home(Dice(n)).state for n in range(600))
    assert homes["CA"] > 3 * homes["ND"] > 0
