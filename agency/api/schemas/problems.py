"""What is answered when something is wrong: a problem, as RFC 9457 has it."""

from __future__ import annotations

from agency.api.schemas.parts import TEXT, WHOLE, Shape, having, list_of, ref, thing

VALUE: Shape = {"description": "As it was sent; what is long as text, what is missing as no text."}

PROBLEMS: dict[str, Shape] = {
    "Problem": having(thing(status=WHOLE, title=TEXT, detail=TEXT), errors=list_of(ref("Fault"))),
    "Fault": thing(field=TEXT, value=VALUE, expected=TEXT),
}
