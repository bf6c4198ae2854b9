"""Pins and exclusions, what became of them, and what another choice would cost."""

from __future__ import annotations

from agency.api.schemas.parts import (
    MOMENT,
    MONEY,
    NUMBER,
    TEXT,
    WHOLE,
    YES_NO,
    Shape,
    list_of,
    one_of,
    or_null,
    thing,
)
from agency.api.schemas.resources import told_of
from agency.matching.allocation.pins import FULL, NOT_ELIGIBLE, OVERLAPS
from agency.matching.pricing import STANDINGS
from agency.matching.wishes import OUTCOMES, PLACED
from agency.pinning.schemas import PinInput

MADE = {"id": WHOLE, "made_at": MOMENT, "made_by": TEXT}
WISHES: dict[str, Shape] = {
    "Pin": told_of(PinInput(), **MADE),
    "MadePin": told_of(
        PinInput(),
        **MADE,
        foreseen=or_null(one_of((PLACED, NOT_ELIGIBLE, OVERLAPS, FULL))),
        overlaps=or_null(TEXT),
        says=TEXT,
    ),
    "ToldPin": told_of(
        PinInput(),
        **MADE,
        outcome=or_null(one_of(OUTCOMES)),
        overlaps=or_null(TEXT),
        says=TEXT,
    ),
    "UnsettledPair": thing(
        assignment=TEXT,
        facility=or_null(TEXT),
        pay_rate=or_null(MONEY),
        candidate=TEXT,
        name=TEXT,
        score=NUMBER,
        instead_of=list_of(thing(assignment=TEXT, pay_rate=or_null(MONEY))),
        displaces=or_null(thing(candidate=TEXT, name=TEXT, score=NUMBER)),
    ),
    "PriceOfPair": thing(
        assignment=TEXT,
        candidate=TEXT,
        standing=one_of(STANDINGS),
        costs=or_null(NUMBER),
        least=or_null(NUMBER),
        most=or_null(NUMBER),
        exact=or_null(YES_NO),
        fewer_filled=or_null(WHOLE),
        says=TEXT,
    ),
}
