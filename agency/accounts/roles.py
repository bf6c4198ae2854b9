"""The roles there are."""

STAFF = ("admin", "recruiter", "compliance")
ROLES = (*STAFF, "candidate")
