"""The data of the catalogue: its codes, terms, renewals and what is ambiguous."""

from __future__ import annotations

from decimal import Decimal

import pytest

from agency.rules import expressions as ask
from agency.rules.catalogue import UnknownCode
from agency.rules.pathways import catalogue as ways
from agency.rules.roles import load_roles
from tests.rules.researched import BOOK

CODES = """
CMA-AAMA RMA-AMT CCMA-NHA NCMA-NCCT CMAC-AMCA NRCMA-NAHP CMA-CCBMA CPT-NHA CET-NHA CMAA-NHA
PBT-ASCP RPT-AMT BLS-AHA BLS-ARC WA-MA-C WA-MA-C-INTERIM WA-MA-R WA-MA-P WA-MA-H WA-MA-EMT
ND-UAP ND-MA-III BACKGROUND-CHECK DRUG-SCREEN TB-SCREEN HEPB-IMMUNE MMR-IMMUNE VARICELLA-IMMUNE
TDAP INFLUENZA-VACCINE OIG-LEIE-CLEAR SAM-CLEAR HIPAA-TRAINING
"""


def test_the_catalogue_holds_the_agreed_codes() -> None:
    assert sorted(BOOK.catalogue.types) == sorted(CODES.split())


def test_every_document_that_settles_something_has_a_name_in_words_and_no_other_has() -> None:
    stated = [one for kind in BOOK.catalogue.types.values() for one in kind.pathways]
    stated += [one.statement for role in load_roles().values() for one in role.expectations]
    asked = {
        leaf.proof
        for pathway in stated
        for leaf in ask.leaves(pathway.needs or ask.AllOf(()))
        if isinstance(leaf, ways.Asked | ways.Experience)
    }
    assert asked == set(BOOK.vocabulary.proofs)


def test_only_three_immunities_do_not_expire() -> None:
    lasting = {code for code in BOOK.catalogue.types if BOOK.catalogue.lasts_for_ever(code)}
    assert lasting == {"HEPB-IMMUNE", "MMR-IMMUNE", "VARICELLA-IMMUNE"}


@pytest.mark.parametrize(
    ("code", "months", "computed", "units", "cycle_months"),
    [
        ("CMA-AAMA", 60, "end_of_month", 60, 60),
        ("RMA-AMT", 36, "anniversary", 30, 36),
        ("CCMA-NHA", 24, "register", 10, 24),
        ("NCMA-NCCT", 12, "register", 14, 12),
        ("CMAC-AMCA", 24, "anniversary", 10, 24),
        ("NRCMA-NAHP", 12, "register", 2, 12),
        ("CMA-CCBMA", 60, "register", 60, 60),
        ("CPT-NHA", 24, "register", 10, 24),
        ("CET-NHA", 24, "register", 10, 24),
        ("CMAA-NHA", 24, "register", 10, 24),
        ("PBT-ASCP", 36, "register", 9, 36),
        ("RPT-AMT", 36, "anniversary", 24, 36),
        ("BLS-AHA", 24, "end_of_month", None, None),
        ("WA-MA-C", 24, "birthday", None, None),
        ("WA-MA-C-INTERIM", 12, "anniversary", None, None),
        ("ND-UAP", 24, "fixed_day", None, 24),
        ("ND-MA-III", 24, "fixed_day", None, 24),
    ],
)
def test_terms_and_renewals_are_the_issuers(
    code: str, months: int, computed: str, units: int | None, cycle_months: int | None
) -> None:
    kind = BOOK.catalogue[code]
    assert kind.validity is not None
    assert (kind.validity.months, kind.validity.computed) == (months, computed)
    renewal = kind.renewal
    assert (renewal.units if renewal else None) == units
    assert (renewal.cycle_months if renewal else None) == cycle_months


def test_the_cma_asks_ten_units_in_each_area_and_thirty_approved() -> None:
    renewal = BOOK.catalogue["CMA-AAMA"].renewal
    assert renewal is not None
    ten = Decimal(10)
    assert dict(renewal.minimums) == {"general": ten, "administrative": ten, "clinical": ten}
    assert renewal.issuer_approved_min == 30


def test_grace_and_lead_times_are_those_documented_and_no_others() -> None:
    types = BOOK.catalogue.types.values()
    grace = {kind.code: kind.grace.months for kind in types if kind.grace}
    assert grace == {"CMA-AAMA": 3, "CMA-CCBMA": 12}
    lead = {k.code: (k.lead_time.days, k.lead_time.working_days) for k in types if k.lead_time}
    assert lead == {"CMA-AAMA": (30, None), "CMA-CCBMA": (None, 20), "BLS-AHA": (None, 20)}


@pytest.mark.parametrize(
    ("written", "choices"),
    [
        ("CCMA", ("CCMA-NHA", "CMA-CCBMA")),
        ("NCMA", ("NCMA-NCCT",)),
        ("RMA", ("RMA-AMT",)),
        ("CPT", ("CPT-NHA",)),
        ("cet", ("CET-NHA",)),
        ("BLS", ("BLS-AHA", "BLS-ARC")),
        ("MA-C", ("WA-MA-C", "WA-MA-C-INTERIM")),
    ],
)
def test_a_code_that_names_no_issuer_is_refused_with_the_choices(
    written: str, choices: tuple[str, ...]
) -> None:
    with pytest.raises(UnknownCode) as refused:
        BOOK.catalogue.require(written)
    assert refused.value.choices == choices


def test_state_credentials_name_their_state_and_only_registered_ones_are_bound() -> None:
    for kind in BOOK.catalogue.types.values():
        assert (kind.state is not None) == (kind.category == "state_credential"), kind.code
        assert kind.state is None or kind.code.startswith(f"{kind.state}-")
        assert kind.bound == (kind.code == "WA-MA-R")


def test_only_the_interim_certificate_cannot_be_renewed() -> None:
    ending = {kind.code for kind in BOOK.catalogue.types.values() if kind.not_renewable}
    assert ending == {"WA-MA-C-INTERIM"}
