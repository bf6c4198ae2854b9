"""What the fields of a candidate's file are called, in its forms and in its history."""

from __future__ import annotations

from collections.abc import Mapping

EVIDENCE_NAMES = {
    "claimed": "said: the candidate says so",
    "documented": "seen: a document is on file",
    "reviewed": "checked: a specialist read it and agrees",
    "primary_source": "at source: the issuer confirms it",
}
# How well something is known, in a word; the same as the ladder of evidence shows.
EVIDENCE_WORDS = {
    "claimed": "said",
    "documented": "seen",
    "reviewed": "checked",
    "primary_source": "at source",
}
CANDIDATE_LABELS = {
    "ref": "Reference",
    "first_name": "First name",
    "last_name": "Last name",
    "email": "E-mail",
    "phone": "Phone",
    "home_zip": "Home ZIP code",
    "willing_states": "States to work in",
    "max_travel_miles": "Miles to travel",
    "available_from": "Free from",
    "unavailable": "Away",
    "min_pay_rate": "Least pay, dollars an hour",
    "skills": "Skills",
    "years_experience": "Years of experience",
    "status": "Status",
    "adult": "Adult",
    "specialties": "Specialties",
    "shifts": "Shifts",
    "roles": "Roles",
    "career_goal": "Career goal",
}
CREDENTIAL_LABELS = {
    "code": "Credential",
    "number": "Number",
    "issued_on": "Issued on",
    "expires_on": "Valid to",
    "evidence": "Known how well",
    "bound_to": "Bound to facility",
    "status": "Status",
}
TRAINING_LABELS = {
    "kind": "Kind",
    "topic": "Topic",
    "provider": "Provider",
    "accreditor": "Accreditor",
    "hours": "Hours",
    "classroom_hours": "Classroom hours",
    "clinical_hours": "Clinical hours",
    "externship_hours": "Externship hours",
    "in_person": "In person",
    "performances": "Acts performed",
    "completed_on": "Completed on",
    "evidence": "Known how well",
}
CE_CREDIT_LABELS = {
    "code": "Counts for",
    "category": "Category",
    "units": "Units",
    "earned_on": "Earned on",
    "provider": "Provider",
    "issuer_approved": "Approved by the issuer",
}
PLACEMENT_LABELS = {
    "assignment_ref": "Assignment",
    "stage": "Stage",
    "starts_on": "First day",
    "ends_on": "Last day",
}
# By the kind of subject that an entry of the history is about.
LABELS: Mapping[str, Mapping[str, str]] = {
    "candidate": CANDIDATE_LABELS,
    "credential": CREDENTIAL_LABELS,
    "training": TRAINING_LABELS,
    "ce_credit": CE_CREDIT_LABELS,
    "placement": PLACEMENT_LABELS,
}
