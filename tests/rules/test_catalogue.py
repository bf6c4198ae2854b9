"""Asking the catalogue: by code, by an ambiguous code, by what a client asks, by category."""

from __future__ import annotations

import pytest

from agency.rules.catalogue import CATEGORIES, UnknownCode
from agency.rules.rulebook import load_rulebook

CATALOGUE = load_rulebook().catalogue


@pytest.mark.parametrize("code", sorted(CATALOGUE.types))
def test_a_code_of_the_catalogue_means_itself(code: str) -> None:
    assert code in CATALOGUE
    assert CATALOGUE.require(code) == code
    assert CATALOGUE.client_codes(code) == (code,)
    assert CATALOGUE[code].code == code


@pytest.mark.parametrize("written", sorted(CATALOGUE.ambiguous))
def test_an_ambiguous_code_is_refused_with_the_choices_and_nothing_else(written: str) -> None:
    assert written not in CATALOGUE
    for spelling in (written, written.lower()):
        with pytest.raises(UnknownCode) as refused:
            CATALOGUE.require(spelling)
        assert refused.value.choices == CATALOGUE.ambiguous[written].choices
        assert set(refused.value.choices) <= set(CATALOGUE.types)
        assert str(refused.value) == (
            f"{spelling!r} names no single credential: {', '.join(refused.value.choices)}"
        )


@pytest.mark.parametrize("written", ["CMA AAMA", "cma-aama", "", "CMA-AAMA "])
def test_an_unknown_code_is_refused_with_every_code(written: str) -> None:
    with pytest.raises(UnknownCode) as refused:
        CATALOGUE.require(written)
    assert refused.value.choices == tuple(CATALOGUE.types)


def test_a_client_who_asks_for_bls_takes_a_card_of_either_issuer() -> None:
    assert CATALOGUE.client_codes("BLS") == ("BLS-AHA", "BLS-ARC")
    with pytest.raises(UnknownCode):
        CATALOGUE.client_codes("CPR")


def test_a_category_holds_its_codes_and_every_code_is_in_one() -> None:
    by_category = {category: CATALOGUE.codes_of(category) for category in CATEGORIES}
    assert {"CMA-AAMA", "RMA-AMT", "NRCMA-NAHP"} <= by_category["medical_assistant"]
    assert by_category["life_support"] == {"BLS-AHA", "BLS-ARC"}
    assert sorted(code for codes in by_category.values() for code in codes) == sorted(
        CATALOGUE.types
    )


def test_health_and_past_are_confidential_and_nothing_else_is() -> None:
    told = {code for code, kind in CATALOGUE.types.items() if kind.confidential}
    assert {"TB-SCREEN", "DRUG-SCREEN", "BACKGROUND-CHECK"} <= told
    assert not told & {"CMA-AAMA", "BLS-AHA", "WA-MA-C", "CPT-NHA"}


def test_a_category_can_be_narrowed_to_accreditors() -> None:
    nationally = CATALOGUE.codes_of("medical_assistant", ["NCCA", "ANSI"])
    assert "CMA-AAMA" in nationally
    assert nationally < CATALOGUE.codes_of("medical_assistant")
    assert all({"NCCA", "ANSI"} & set(CATALOGUE[code].accreditors) for code in nationally)
    assert "NCCA" in CATALOGUE.accreditors


def test_the_agency_accepts_four_certifications_of_a_medical_assistant() -> None:
    accepted = ("CMA-AAMA", "RMA-AMT", "CCMA-NHA", "NCMA-NCCT")
    assert CATALOGUE.default_accepted == {"medical_assistant": accepted}


def test_accreditation_register_and_fees_say_where_they_were_read() -> None:
    for kind in CATALOGUE.types.values():
        said = {"accreditation": kind.accreditors, "register": kind.register, "fee": kind.fees}
        assert [part for part, _ in kind.sources] == [part for part, value in said.items() if value]
        assert all(provenance.source for _, provenance in kind.sources)
