"""What a token may be made for."""

SCOPES = (
    *("candidates:read", "candidates:write"),
    *("credentials:read", "credentials:write", "credentials:verify"),
    *("documents:read", "documents:write"),
    *("assignments:read", "assignments:write"),
    *("placements:read", "placements:write"),
    *("matches:read", "matches:run"),
    "rulebook:read",
    *("jobs:read", "jobs:write"),
    *("mails:read", "mails:write"),
    "metrics:read",
)
