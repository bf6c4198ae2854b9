"""Values of credentials, trainings and continuing-education credits → the facts rules may see.

Values are what the input schemas return and what a row of the database holds, by column.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from agency.credentials.content import credential_ref
from agency.rules.facts import ZERO, CECredit, Credential, Evidence, Training
from agency.rules.spelling import topic_meant

ONE = Decimal(1)


def credential_facts(values: Mapping[str, Any]) -> Credential:
    """One credential; its ``ref`` is CODE:number:issued_on, with blanks left empty."""
    return Credential(
        code=values["code"],
        ref=credential_ref(values["code"], values["number"], values["issued_on"]),
        issued_on=values["issued_on"],
        expires_on=values["expires_on"],
        evidence=Evidence[values["evidence"]],
        bound_to=values["bound_to"],
        status=values["status"],
    )


def training_facts(values: Mapping[str, Any]) -> Training:
    """One training record; a blank number is 0 and a blank ``in_person`` is no."""
    return Training(
        kind=values["kind"],
        topic=topic_meant(values["topic"]) if values["topic"] else None,
        provider=values["provider"],
        accreditor=values["accreditor"],
        hours=_number(values["hours"]),
        classroom_hours=_number(values["classroom_hours"]),
        clinical_hours=_number(values["clinical_hours"]),
        externship_hours=_number(values["externship_hours"]),
        in_person=bool(values["in_person"]),
        performances=tuple(_counted(values["performances"])),
        completed_on=values["completed_on"],
        evidence=Evidence[values["evidence"]],
    )


def ce_credit_facts(values: Mapping[str, Any]) -> CECredit:
    """Units of continuing education; a blank approval by the issuer is no."""
    return CECredit(
        code=values["code"],
        category=values["category"],
        units=_number(values["units"]),
        earned_on=values["earned_on"],
        issuer_approved=bool(values["issuer_approved"]),
    )


def _counted(performances: Iterable[str]) -> Iterable[tuple[str, int]]:
    """``injection_intramuscular:12`` as an act and how often it was performed."""
    for performance in performances:
        act, _, count = performance.partition(":")
        yield act, int(count)


def _number(value: Decimal | None) -> Decimal:
    """A number written in one way, 12.5 or 10, however many zeros a column or a file gives it."""
    if value is None:
        return ZERO
    plain = value.normalize()
    return plain.quantize(ONE) if plain == plain.to_integral_value() else plain
