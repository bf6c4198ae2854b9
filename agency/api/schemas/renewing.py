"""What a candidate has to renew, and which ways lie open to her."""

from __future__ import annotations

from agency.api.schemas.parts import (
    DAY,
    DECIMAL,
    MONEY,
    TEXT,
    WHOLE,
    YES_NO,
    Shape,
    list_of,
    one_of,
    or_null,
    ref,
    table_of,
    thing,
)
from agency.renewals.under_way import UNDER_WAY

STATED = {"name": TEXT, "says": TEXT}
PROVENANCE = {
    "citation": or_null(TEXT),
    "source": or_null(TEXT),
    "as_of": or_null(TEXT),
    "confidence": or_null(TEXT),
}
UNITS = table_of(DECIMAL)
RENEWING: dict[str, Shape] = {
    "Renewal": thing(
        candidate=TEXT,
        candidate_name=TEXT,
        credential=TEXT,
        code=TEXT,
        status=one_of(("current", "due", "grace", "lapsed")),
        urgency=one_of(("late", "due", "coming", "to_accept")),
        expires_on=DAY,
        renew_by=DAY,
        continuing_education=or_null(
            thing(
                unit=or_null(TEXT),
                asked=DECIMAL,
                earned=DECIMAL,
                since=or_null(DAY),
                missing=UNITS,
                variants=table_of(UNITS),
            )
        ),
        plan=thing(
            course=TEXT,
            projected_end=or_null(DAY),
            slack_days=or_null(WHOLE),
            gap_days=or_null(WHOLE),
            exam=or_null(thing(apply_by=DAY, pass_by=DAY)),
            says=TEXT,
            file_by=or_null(DAY),
            begin_by=or_null(DAY),
            steps=list_of(
                thing(kind=TEXT, says=TEXT, by=or_null(DAY), begin_by=or_null(DAY), late=YES_NO)
            ),
        ),
        conditions=list_of(
            thing(
                says=TEXT,
                state=TEXT,
                credential=or_null(TEXT),
                until=or_null(DAY),
                month=or_null(TEXT),
            )
        ),
        successor=or_null(TEXT),
        needed=or_null(thing(assignment=TEXT, ends_on=DAY, needed_on=DAY, file_by=or_null(DAY))),
        renewal_fee=or_null(MONEY),
        fees=table_of(MONEY),
    ),
    "Renewals": thing(
        candidate=TEXT,
        on=DAY,
        rulebook=TEXT,
        renewals=list_of(ref("Renewal")),
        to_accept=list_of(ref("Renewal")),
    ),
    "Lapse": thing(
        candidate=TEXT,
        candidate_name=TEXT,
        assignment=TEXT,
        facility=or_null(TEXT),
        state=or_null(TEXT),
        stage=one_of(("confirmed", "working")),
        starts_on=DAY,
        ends_on=DAY,
        code=TEXT,
        credential=TEXT,
        lapses_on=DAY,
        uncovered_days=WHOLE,
        asked=YES_NO,
        renew_by=or_null(DAY),
        under_way=one_of(UNDER_WAY),
        under_way_on=or_null(DAY),
        says=TEXT,
        reachable=YES_NO,
        placed_by=or_null(TEXT),
    ),
    "Pathways": thing(
        candidate=TEXT,
        on=DAY,
        rulebook=TEXT,
        career_goal=or_null(TEXT),
        pathways=list_of(ref("Pathway")),
        roles=list_of(ref("GrowthRole")),
    ),
    "Pathway": thing(
        code=TEXT,
        title=TEXT,
        category=TEXT,
        state=or_null(TEXT),
        answer=one_of(("yes", "no", "unknown")),
        only_to_ask=YES_NO,
        held=or_null(thing(credential=TEXT, status=TEXT, expires_on=or_null(DAY))),
        routes=list_of(ref("Route")),
        variants=list_of(ref("Condition")),
        advice=list_of(thing(**STATED, **PROVENANCE)),
        attempts=or_null(thing(says=TEXT, failed=WHOLE, left=or_null(WHOLE), **PROVENANCE)),
        opens_in=list_of(thing(state=TEXT, requirement=TEXT)),
    ),
    "Route": thing(
        **STATED,
        **PROVENANCE,
        answer=one_of(("yes", "no", "unknown")),
        opens_on=or_null(DAY),
        open_until=or_null(DAY),
        days_to_test=or_null(WHOLE),
        conditions=list_of(ref("Condition")),
        costs=list_of(thing(name=TEXT, usd=MONEY, note=or_null(TEXT), **PROVENANCE)),
    ),
    "Condition": thing(
        name=TEXT,
        asks=TEXT,
        state=one_of(("met", "missing", "unknown")),
        why=list_of(TEXT),
        evidence=list_of(TEXT),
        **PROVENANCE,
    ),
    "GrowthRole": thing(
        role=TEXT,
        title=TEXT,
        is_goal=YES_NO,
        through=list_of(TEXT),
        grows_from=or_null(thing(roles=list_of(TEXT), says=TEXT, **PROVENANCE)),
        missing=WHOLE,
        expectations=list_of(
            thing(**STATED, **PROVENANCE, optional=YES_NO, conditions=list_of(ref("Condition")))
        ),
    ),
}
