"""What renewal asks for, type by type: nothing of the research is lost and nothing is made up."""

from __future__ import annotations

import tomllib
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from agency.rules.catalogue import Renewal, Term, Validity
from agency.rules.rulebook import load_rulebook

RESEARCH = Path(__file__).parents[3] / "shared" / "domain" / "certifications.toml"
TYPES = load_rulebook().catalogue.types
# How the research calls what is in the catalogue; two of its certifications are not in it.
CODES = {
    "cma_aama": "CMA-AAMA",
    "rma_amt": "RMA-AMT",
    "ccma_nha": "CCMA-NHA",
    "ncma_ncct": "NCMA-NCCT",
    "cmac_amca": "CMAC-AMCA",
    "nrcma_nahp": "NRCMA-NAHP",
    "ccma_ccbma": "CMA-CCBMA",
    "cpt_nha": "CPT-NHA",
    "cet_nha": "CET-NHA",
    "cmaa_nha": "CMAA-NHA",
    "pbt_ascp": "PBT-ASCP",
    "rpt_amt": "RPT-AMT",
    "bls_aha": "BLS-AHA",
    "bls_redcross": "BLS-ARC",
}
COMPUTED = {
    "end_of_calendar_month": "end_of_month",
    "anniversary_date": "anniversary",
    "anniversary_of_test": "anniversary",
    "register_date": "register",
}
ALSO = {
    "current_cpr_required": "current CPR",
    "hipaa_training_required": "HIPAA training",
    "cultural_competency_training_required": "cultural competency training",
    "annual_membership_required": "annual membership of the NAHP",
}
# Units, months of a cycle and what a cycle asks of each category, as a reader would check them.
CYCLES: dict[str, tuple[int, int, dict[str, int]]] = {
    "CMA-AAMA": (60, 60, {"general": 10, "administrative": 10, "clinical": 10}),
    "RMA-AMT": (30, 36, {}),
    "CCMA-NHA": (10, 24, {}),
    "NCMA-NCCT": (14, 12, {}),
    "CMAC-AMCA": (10, 24, {}),
    "NRCMA-NAHP": (2, 12, {}),
    "CMA-CCBMA": (60, 60, {"basic": 30}),
    "CPT-NHA": (10, 24, {}),
    "CET-NHA": (10, 24, {}),
    "CMAA-NHA": (10, 24, {}),
    "PBT-ASCP": (9, 36, {"safety": 1}),
    "RPT-AMT": (24, 36, {}),
}


def researched() -> dict[str, dict[str, Any]]:
    """The rules of each certification by our code; none where the research does not lie beside."""
    if not RESEARCH.exists():
        return {}
    found = tomllib.loads(RESEARCH.read_text(encoding="utf-8"))["certification"]
    return {CODES[name]: one["rules"] for name, one in found.items() if name in CODES}


ROWS = researched()


def test_exactly_these_certifications_ask_for_units() -> None:
    asking = {code for code, kind in TYPES.items() if kind.renewal and kind.renewal.units}
    assert asking == CYCLES.keys()


@pytest.mark.parametrize("code", CYCLES)
def test_every_certification_has_its_cycle_units_and_categories(code: str) -> None:
    units, months, minimums = CYCLES[code]
    found = renewal(code)
    assert (found.units, found.cycle_months) == (Decimal(units), months)
    assert dict(found.minimums) == {name: Decimal(least) for name, least in minimums.items()}


def test_a_cycle_is_as_long_as_the_credential_is_valid() -> None:
    for code, (_, months, _) in CYCLES.items():
        assert validity(code).months == months


def test_the_variants_of_california_share_a_code_and_the_thirty_basic_units() -> None:
    variants = {one.name: dict(one.minimums) for one in renewal("CMA-CCBMA").variants}
    assert variants == {
        "CCMA-A": {"basic": 30, "administrative": 15},
        "CCMA-C": {"basic": 30, "clinical": 15},
        "CCMA-AC": {"basic": 30, "administrative": 15, "clinical": 15},
    }
    for code, kind in TYPES.items():
        assert not (kind.renewal and kind.renewal.variants) or code == "CMA-CCBMA"


def test_two_issuers_have_a_second_clock() -> None:
    clocks = {code: kind.yearly_fee for code, kind in TYPES.items() if kind.yearly_fee}
    assert {code: fee.in_anniversary_month for code, fee in clocks.items()} == {
        "RMA-AMT": True,
        "RPT-AMT": False,
    }


def test_what_counts_as_cpr_is_a_card_of_either_issuer() -> None:
    cpr = [
        condition.codes
        for kind in TYPES.values()
        for condition in (kind.renewal.also if kind.renewal else ())
        if condition.says == "current CPR"
    ]
    assert cpr == [{"BLS-AHA", "BLS-ARC"}] * 2


# Row by row, where the research lies beside


@pytest.mark.parametrize("code", ROWS)
def test_the_validity_is_the_one_researched(code: str) -> None:
    row = ROWS[code]["validity"]
    assert validity(code).months == row["months"]
    assert validity(code).computed == COMPUTED[row["expiry"]]
    assert bool(TYPES[code].yearly_fee) == ("second_clock" in row)


@pytest.mark.parametrize("code", [code for code, row in ROWS.items() if "renewal_ce" in row])
def test_the_cycle_is_the_one_researched(code: str) -> None:
    row, found = ROWS[code]["renewal_ce"], renewal(code)
    assert (found.units, found.cycle_months) == (row["units"], row["cycle_months"])
    asked = {key: units for key, units in row.items() if key.startswith("min_")}
    assert found.issuer_approved_min == asked.pop("min_issuer_approved", None)
    common = {"basic": Decimal(30)} if "renewal_ce_categories" in ROWS[code] else {}
    assert dict(found.minimums) == common | {
        name.removeprefix("min_"): units for name, units in asked.items()
    }
    wanted = [says for key, says in ALSO.items() if row.get(key)]
    assert [condition.says for condition in found.also] == wanted


@pytest.mark.parametrize("code", ROWS)
def test_the_exam_grace_lead_time_and_window_are_the_ones_researched(code: str) -> None:
    row, kind = ROWS[code], TYPES[code]
    exam = row.get("renewal_exam", {})
    assert bool(kind.renewal and kind.renewal.exam_allowed) == exam.get("allowed", False)
    found = kind.renewal.exam if kind.renewal else None
    assert (found and found.apply_days) == exam.get("application_at_least_days_before_expiry")
    assert (found and found.pass_months) == exam.get("pass_at_least_months_before_expiry")
    lapse = row.get("lapse", {})
    grace = lapse.get("late_ce_allowed_months") or lapse.get("grace_months")
    assert (kind.grace and kind.grace.months) == grace
    lead = row.get("renewal_processing_time") or row.get("issue_delay") or {}
    assert length(kind.lead_time) == (lead.get("mailed_days") or lead.get("business_days_max"))


@pytest.mark.parametrize("code", ROWS)
def test_the_fees_are_the_ones_researched(code: str) -> None:
    row, fees = ROWS[code], dict(TYPES[code].fees)
    renewal_fee, lapse = row.get("renewal_fee", {}), row.get("lapse", {})
    assert fees.get("renewal") == renewal_fee.get("usd")
    assert fees.get("annual") == renewal_fee.get("annual_usd")
    assert fees.get("reactivation") == lapse.get("reactivation_fee_usd")


def validity(code: str) -> Validity:
    found = TYPES[code].validity
    assert found is not None
    return found


def renewal(code: str) -> Renewal:
    found = TYPES[code].renewal
    assert found is not None
    return found


def length(term: Term | None) -> int | None:
    return (term.days or term.working_days) if term else None
