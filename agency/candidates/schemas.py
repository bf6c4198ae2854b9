"""The shape of a candidate coming in."""

from __future__ import annotations

from agency.candidates.models import ROLES, SHIFTS, STATUSES
from agency.fields import (
    Amount,
    Choice,
    Day,
    Dollars,
    Email,
    InputSchema,
    OwnRef,
    Ref,
    SafeText,
    SpanList,
    StateCode,
    WordList,
    YesNo,
    ZipCode,
)


class CandidateInput(InputSchema):
    """The columns of candidates.csv; ``unavailable`` is kept as absences."""

    ref: Ref = OwnRef(required=True)
    first_name = SafeText(200, load_default="")
    last_name = SafeText(200, load_default="")
    email = Email(load_default="")
    phone = SafeText(40, load_default="")
    home_zip = ZipCode(load_default=None)
    willing_states = WordList(StateCode())
    max_travel_miles = Amount(1, "99999.9", load_default=None)
    available_from = Day(load_default=None)
    unavailable = SpanList(load_default=())
    min_pay_rate = Dollars(load_default=None)
    skills = WordList()
    years_experience = Amount(1, "99.9", load_default=None)
    status = Choice(STATUSES, load_default="active")
    adult = YesNo(load_default=None)
    specialties = WordList()
    shifts = WordList(Choice(SHIFTS))
    roles = WordList(Choice(ROLES))
    career_goal = Choice(ROLES, load_default=None)
