"""Who asks, as a candidate: every page of the portal is about her and nobody else."""

from __future__ import annotations

from agency.access.principal import asking
from agency.errors import NotAllowed

NO_FILE = "Your account is not tied to a file yet. Your recruiter can tie it."


def my_ref() -> str:
    """The reference of her own file; raises NotAllowed where her account has none."""
    if ref := asking().candidate_ref:
        return ref
    raise NotAllowed(NO_FILE)
