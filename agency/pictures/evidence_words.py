"""How well something is known, in a word of the evidence ladder."""

from __future__ import annotations

from agency.rules.facts import Evidence

LADDER = {
    Evidence.claimed: "said",
    Evidence.documented: "seen",
    Evidence.reviewed: "checked",
    Evidence.primary_source: "checked at source",
}
