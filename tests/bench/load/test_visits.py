"""Users ask for what there is, and mistype names now and then."""

from random import Random

from agency.bench.load.visits import API, PAGES, Known, misspelt

KNOWN = Known(("C-1",), ("Lindqvist",), ("A-1",), (("C-1", "A-1"),), ("WA",), 7)


def test_one_name_in_a_few_is_misspelt_by_two_letters_that_changed_places() -> None:
    random = Random(1)
    typed = [misspelt("Lindqvist", random) for _ in range(400)]
    wrong = [one for one in typed if one != "Lindqvist"]
    assert 60 < len(wrong) < 140
    assert all(sorted(one) == sorted("Lindqvist") for one in wrong)


def test_a_name_of_two_letters_is_left_alone() -> None:
    assert {misspelt("Ng", Random(seed)) for seed in range(50)} == {"Ng"}


def test_every_kind_of_visit_is_an_address() -> None:
    for visit in (*PAGES.values(), *API.values()):
        assert visit(KNOWN, Random(1)).startswith("/")
