"""A pair judged from what the asker says of it; nothing of it is kept."""

from __future__ import annotations

from flask import Response, request

from agency.api.answers import one
from agency.api.blueprint import does
from agency.api.reading import body_of_request
from agency.api.schemas.parts import ref as shape
from agency.api.words import MATCHES
from agency.matching.checking import check
from agency.matching.schemas import described_check
from agency.rules.ranking import load_scale
from agency.settings import settings
from agency.standards.queries import rulebook


@does("/eligibility", shape("Judgement"), about=MATCHES, takes=shape("EligibilityQuestion"))
def check_eligibility() -> Response:
    """Judge one candidate and one assignment that the body describes, as `agency check` does.

    Keys that mean nothing here are told in `unknown_keys`, not refused.
    """
    scale = load_scale(settings().ranking_file)
    document = body_of_request(request)
    checked = check(document, rulebook(), scale, settings().shorten_keeps_percent)
    return one(described_check(checked))
