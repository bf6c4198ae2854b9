"""Why the badge on the desk does not carry what is on file to its source, in words."""

from __future__ import annotations

from agency.badges.models import Badge
from agency.plain_rows import Values
from agency.rules.sentences import day_text


def lacking(badge: Badge, credential: Values) -> str:
    """What `raise_by_badge` would refuse of the days and the type on file; blank if nothing."""
    ends, filed = badge.ends_on, credential["expires_on"]
    if badge.code and badge.code != credential["code"]:
        return f"It was judged for {badge.code}, and on file is {credential['code']}."
    if ends is None or not badge.is_outlasted_by(filed):
        return ""
    if filed is None:
        return (
            f"No last day is on file, and the badge says {day_text(ends)}: "
            "verify with that day first."
        )
    return (
        f"The last day on file is {day_text(filed)}, and the badge ends on {day_text(ends)}: "
        "correct it and verify first."
    )
