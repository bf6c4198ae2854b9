"""What the document says of the API as a whole."""

from __future__ import annotations

TITLE = "Tenens"
VERSION = "1"
DESCRIPTION = """\
Candidates, what they hold, facilities and assignments, and who may take which assignment, with
the reason and its dates.

Send a token in the header `Authorization: Bearer …`; Settings makes one, with the scopes it needs.
Bodies are JSON in UTF-8, of at most 1 MB; only files are sent as `multipart/form-data`. A value is
taken exactly as this document says: money and other decimals are text, days are `YYYY-MM-DD`,
blank is null, and an unknown key is refused.
Errors are `application/problem+json`; `errors` names each field, its value and what was expected.

Lists come in pages: `next` of one is `after` of the following, and null on the last. Whatever is
told of one thing has an `ETag`; sent back as `If-Match`, it keeps a change from undoing another's.
A `POST` that makes something may be repeated under one `Idempotency-Key`."""
CANDIDATES = "Candidates"
CREDENTIALS = "Credentials and trainings"
REVIEWS = "Review desk"
REGISTERS = "Registers"
DOCUMENTS = "Documents"
PERSONAL_DATA = "Personal data"
SCREENING = "Exclusion lists"
FACILITIES = "Facilities"
ASSIGNMENTS = "Assignments"
MATCHES = "Matches"
PLACEMENTS = "Placements"
RULES = "Rulebook"
JOBS = "Jobs"
MAIL = "Mail"
ABOUT = {
    CANDIDATES: "The people, and what they may do next.",
    CREDENTIALS: "What a candidate holds: valid for a while, learned, or earned towards a renewal.",
    DOCUMENTS: "The files that prove a credential: several pages, version by version.",
    REVIEWS: "What waits for a specialist, and what she has before her.",
    REGISTERS: "Files that issuers publish, and what they say otherwise of what is on file.",
    PERSONAL_DATA: "All that is kept of a candidate, as a whole: hers to take along.",
    SCREENING: "Who is excluded by law, who was screened against that, and what people decided.",
    FACILITIES: "The sites of clients.",
    ASSIGNMENTS: "What clients ask for, and what the law asks of it.",
    MATCHES: "Who may take which assignment, and why.",
    PLACEMENTS: "Who is put to which assignment, and how far it has come.",
    RULES: "What the law, the issuers and the agency ask.",
    JOBS: "The work in the background.",
    MAIL: "What is mailed to whom, what came of it, and who wants none.",
}
