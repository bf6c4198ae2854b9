"""The shapes of credentials, trainings and continuing-education credits coming in."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from marshmallow import fields

from agency.credentials.models import EVIDENCE, STATUSES, TRAINING_KINDS
from agency.fields import (
    Amount,
    Choice,
    CredentialCode,
    Day,
    InputSchema,
    KnownWord,
    Ref,
    SafeText,
    WordList,
    YesNo,
    expected,
    require_order,
)

EDUCATION = ("high_school", "ged", "associate", "bachelor")
MOST_HOURS = "99999.99"
COUNT = re.compile("[0-9]{1,5}")
TASK = KnownWord("task", lambda words: words.tasks)


class CredentialInput(InputSchema):
    """The columns of credentials.csv; ``bound_to`` is the name of a facility."""

    candidate_ref = Ref(required=True)
    code = CredentialCode(required=True)
    number = SafeText(80, load_default="")
    issued_on = Day(load_default=None)
    expires_on = Day(load_default=None)
    evidence = Choice(EVIDENCE, load_default="claimed")
    bound_to = SafeText(200, load_default=None)
    status = Choice(STATUSES, load_default="active")

    def check(self, values: Mapping[str, Any]) -> None:
        require_order(values, "issued_on", "expires_on")


class Performance(fields.String):
    """An act performed under supervision and how often: ``injection_intramuscular:12``."""

    def _deserialize(self, value: Any, *_: Any, **__: Any) -> str:
        task, colon, count = value.partition(":") if isinstance(value, str) else ("", "", "")
        if not colon or not COUNT.fullmatch(count.strip()) or int(count) == 0:
            raise expected("acts and how often, such as injection_intramuscular:12")
        act: str | None = TASK.deserialize(task)
        return f"{act}:{int(count)}"


class TrainingInput(InputSchema):
    """The columns of trainings.csv."""

    candidate_ref = Ref(required=True)
    kind = Choice(TRAINING_KINDS, required=True)
    topic = SafeText(100, load_default=None)
    provider = SafeText(200, load_default=None)
    accreditor = KnownWord("accreditor", lambda words: words.accreditors, load_default=None)
    hours = Amount(2, MOST_HOURS, load_default=None)
    classroom_hours = Amount(2, MOST_HOURS, load_default=None)
    clinical_hours = Amount(2, MOST_HOURS, load_default=None)
    externship_hours = Amount(2, MOST_HOURS, load_default=None)
    in_person = YesNo(load_default=None)
    performances = WordList(Performance())
    completed_on = Day(load_default=None)
    evidence = Choice(EVIDENCE, load_default="claimed")

    def check(self, values: Mapping[str, Any]) -> None:
        if values["kind"] == "education" and values["topic"] not in EDUCATION:
            raise expected(f"one of {', '.join(EDUCATION)} for an education", "topic")
        acts = [performance.partition(":")[0] for performance in values["performances"]]
        if len(acts) != len(set(acts)):
            raise expected("each act once", "performances")


class CECreditInput(InputSchema):
    """The columns of ce_credits.csv."""

    candidate_ref = Ref(required=True)
    code = CredentialCode(required=True)
    category = SafeText(40, load_default="")
    units = Amount(2, MOST_HOURS, required=True)
    earned_on = Day(load_default=None)
    provider = SafeText(200, load_default=None)
    issuer_approved = YesNo(load_default=None)
