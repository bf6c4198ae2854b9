"""What credentials would be worth, and who would come instead of whom."""

from __future__ import annotations

from agency.api.schemas.parts import (
    DAY,
    MONEY,
    NUMBER,
    TEXT,
    WHOLE,
    YES_NO,
    Shape,
    having,
    list_of,
    one_of,
    or_null,
    ref,
    thing,
)
from agency.matching.value_models import PLACES, PROSPECTS

ANYTHING: Shape = {"type": "object"}
WORK = {"assignment": TEXT, "facility": or_null(TEXT), "starts_on": DAY, "ends_on": DAY}
PLACE = {**WORK, "candidate": TEXT, "name": TEXT, "place": one_of(PLACES)}
PAGE = {"valuation": ref("Valuation"), "next": or_null(TEXT)}
VALUES: dict[str, Shape] = {
    "Valuation": thing(
        run=WHOLE,
        as_of=DAY,
        stale=YES_NO,
        seconds=NUMBER,
        takers_at_most=WHOLE,
        people_looked_at_each=WHOLE,
        places=WHOLE,
        places_looked_at=WHOLE,
    ),
    "CredentialValue": thing(
        code=TEXT,
        title=TEXT,
        state=or_null(TEXT),
        change=one_of(PROSPECTS),
        people=WHOLE,
        assignments=WHOLE,
        pairs=WHOLE,
        best_pay_rate=or_null(MONEY),
        effective=DAY,
        lead_time_known=YES_NO,
        cost_usd=or_null(MONEY),
        says=TEXT,
        steps=list_of(
            thing(
                takers_at_most=WHOLE,
                filled=WHOLE,
                gained=NUMBER,
                margin_per_hour=MONEY,
                margin_unknown=WHOLE,
                takers=list_of(
                    thing(
                        candidate=TEXT,
                        name=TEXT,
                        may_apply=or_null(one_of(("yes", "no", "unknown"))),
                        on_course=or_null(YES_NO),
                        assignments=list_of(TEXT),
                    )
                ),
            )
        ),
    ),
    "CredentialValues": thing(valuation=ref("Valuation"), items=list_of(ref("CredentialValue"))),
    "CandidateValue": having(
        thing(
            code=TEXT,
            title=TEXT,
            change=one_of(PROSPECTS),
            assignments=WHOLE,
            best_pay_rate=or_null(MONEY),
            says=TEXT,
        ),
        best_paid=list_of(TEXT),
        filled=or_null(WHOLE),
        gained=or_null(NUMBER),
        fills=list_of(TEXT),
    ),
    "CandidateValues": thing(
        candidate=TEXT, as_of=DAY, stale=YES_NO, items=list_of(ref("CandidateValue"))
    ),
    "Fallback": thing(
        **PLACE,
        others=WHOLE,
        replacement=or_null(TEXT),
        replacement_name=or_null(TEXT),
        replacement_score=or_null(NUMBER),
        openings_lost=WHOLE,
        costs=NUMBER,
        places=WHOLE,
    ),
    "Fallbacks": thing(**PAGE, items=list_of(ref("Fallback"))),
    "LoneOpening": thing(
        **PLACE, fix_candidate=or_null(TEXT), fix_name=or_null(TEXT), fix=or_null(ANYTHING)
    ),
    "LoneOpenings": thing(**PAGE, items=list_of(ref("LoneOpening"))),
}
