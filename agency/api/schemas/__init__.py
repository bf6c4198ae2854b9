"""The shapes of all that goes out, as the document tells them."""

from __future__ import annotations

from agency.api.schemas.judgements import JUDGEMENTS
from agency.api.schemas.parts import Shape
from agency.api.schemas.people import PEOPLE
from agency.api.schemas.problems import PROBLEMS
from agency.api.schemas.questions import QUESTIONS
from agency.api.schemas.registers import REGISTERS
from agency.api.schemas.renewing import RENEWING
from agency.api.schemas.resources import RESOURCES
from agency.api.schemas.rulebook import RULEBOOK
from agency.api.schemas.screening import SCREENING
from agency.api.schemas.values import VALUES
from agency.api.schemas.wishes import WISHES
from agency.api.schemas.work import WORK

PARTS = (
    *(PROBLEMS, RESOURCES, QUESTIONS, JUDGEMENTS, WORK, WISHES, VALUES),
    *(RENEWING, REGISTERS, RULEBOOK, PEOPLE, SCREENING),
)
COMPONENTS: dict[str, Shape] = {name: shape for part in PARTS for name, shape in part.items()}
