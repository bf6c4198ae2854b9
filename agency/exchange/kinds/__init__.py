"""The kinds of file: a file per noun; this one lists them."""

from agency.errors import NotFound
from agency.exchange.kinds.assignments import Assignments
from agency.exchange.kinds.candidates import Candidates
from agency.exchange.kinds.credentials import Credentials
from agency.exchange.kinds.facilities import Facilities
from agency.exchange.kinds.kind import Kind
from agency.exchange.kinds.placements import Placements
from agency.exchange.kinds.trainings import CECredits, Trainings

# In the order in which they can be imported into an empty database: each refers to earlier ones.
KINDS: dict[str, Kind] = {
    kind.name: kind
    for kind in (
        Candidates(),
        Credentials(),
        Trainings(),
        CECredits(),
        Facilities(),
        Assignments(),
        Placements(),
    )
}


def kind_named(name: str) -> Kind:
    """The kind of that name, as a file or an address writes it; raises NotFound."""
    if kind := KINDS.get(name.replace("-", "_")):
        return kind
    raise NotFound("kind of file", name)


__all__ = ["KINDS", "Kind", "kind_named"]
