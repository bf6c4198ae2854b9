"""Everything that is stored about one candidate, as the files of an archive.

Each feature contributes its part: whoever keeps more about people adds a function to CONTRIBUTORS.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import select

from agency.badges.described import described_badge
from agency.badges.queries import all_badges_of
from agency.candidates.described import described_candidate
from agency.credentials.described import CE_CREDIT, CREDENTIAL, TRAINING
from agency.dashboard.candidate_forms import candidate_with
from agency.documents.actions import GivenFile, opened
from agency.documents.described import described_document
from agency.documents.models import Document, UnsentFile
from agency.documents.queries import shown_of_candidate, unsent_of
from agency.documents.readings.described import described_reading
from agency.documents.readings.models import FileReading
from agency.documents.readings.queries import readings_of
from agency.documents.unsent import unsent_file
from agency.documents.uploads import file_name
from agency.errors import Away, NotFound
from agency.extensions import db
from agency.fields import InputSchema
from agency.fields.described import described
from agency.matching.candidate_matches import described_candidate_matches, matches_of_candidate
from agency.matching.models import RunChange
from agency.pinning.queries import pins_of_candidate
from agency.plain_rows import Values
from agency.portal.archive import File, as_json
from agency.portal.mine import Mine
from agency.portal.personal_account import account, coming_in, consents, mails
from agency.portal.personal_history import trail, verifications
from agency.renewals.queries import Owner, calendar_of, digests_told, filed_for, named_by
from agency.screening.queries import months_of, standing_of
from agency.screening.schemas import described_standing

log = logging.getLogger(__name__)

Contributor = Callable[[Mine], Iterator[File]]
UNREADABLE = (
    "The file {what} is on record and could not be read when this was made."
    " Ask the agency for it.\n"
)


def herself(me: Mine) -> Iterator[File]:
    """What she is and wants, as candidates.csv has it."""
    yield "candidate.json", as_json(described_candidate(candidate_with(me.ref)))


def papers(me: Mine) -> Iterator[File]:
    """Credentials, trainings and continuing education, by the columns of their files."""
    file = me.dossier
    yield "credentials.json", as_json(_rows(CREDENTIAL, file.credentials, me.ref))
    yield "trainings.json", as_json(_rows(TRAINING, file.trainings, me.ref))
    yield "ce_credits.json", as_json(_rows(CE_CREDIT, file.ce_credits, me.ref))


def _rows(schema: InputSchema, rows: Sequence[Values], ref: str) -> list[dict[str, Any]]:
    return [{"id": row["id"]} | described(schema, {**row, "candidate_ref": ref}) for row in rows]


def documents(me: Mine) -> Iterator[File]:
    """What she and others sent of her papers, with who has seen it, and the files themselves."""
    shown = shown_of_candidate(me.row["id"])
    read = readings_of([file for one in shown for file in one.document.files])
    said = [
        described_document(one.document)
        | {"reading": described_reading(_read_of(one.document, read))}
        | {"seen": [{"by": view.seen_by, "at": view.seen_at.isoformat()} for view in one.views]}
        for one in shown
    ]
    yield "documents.json", as_json(said)
    for one in said:
        for file in one["files"]:
            yield _file(one["id"], file)
    not_sent = unsent_of(me.row["id"])
    read = readings_of(not_sent)
    told = [_described_unsent(number, one, read) for number, one in enumerate(not_sent, 1)]
    yield "not_sent.json", as_json(told)
    for number, unsent in enumerate(not_sent, 1):
        name = file_name(unsent.name, unsent.media_type)
        yield _unsent(me.row["id"], f"not-sent/{number}-{name}", unsent)


def _read_of(document: Document, read: Mapping[str, FileReading]) -> list[tuple[int, FileReading]]:
    found = ((file.place, read.get(file.stored_name)) for file in document.files)
    return [(place, row) for place, row in found if row]


def _described_unsent(
    number: int, one: UnsentFile, read: Mapping[str, FileReading]
) -> dict[str, Any]:
    row = read.get(one.stored_name)
    return {
        "number": number,
        "name": one.name,
        "kept_at": one.kept_at.isoformat(),
        "reading": described_reading([(1, row)] if row else []),
    }


def _file(id: int, file: Values) -> File:
    """A file of a document, or what stands in its place where it cannot be read."""
    name = file_name(file["name"], file["media_type"])
    path = f"documents/{id}-{file['place']}-{name}"
    return _content(path, lambda: opened(id, file["place"]), f"{name} of the document {id}")


def _unsent(candidate_id: int, path: str, one: UnsentFile) -> File:
    """A file that she has put down and not sent yet, in the same way."""
    what = f"{one.name}, which is not sent yet,"
    return _content(path, lambda: unsent_file(candidate_id, one.sending, one.place), what)


def _content(path: str, read: Callable[[], GivenFile], what: str) -> File:
    try:
        return path, [read().content]
    except (Away, NotFound):
        log.exception("a file is missing in what a candidate takes along")
        return f"{path}.could-not-be-read.txt", [UNREADABLE.format(what=what).encode()]


def digital_badges(me: Mine) -> Iterator[File]:
    """What digital badges among her papers say, and how they were judged."""
    told = [
        {"credential": credential_id, **described_badge(badge)}
        for badge, credential_id in all_badges_of(me.row["id"])
    ]
    yield "badges.json", as_json(told)


def work(me: Mine) -> Iterator[File]:
    """Placements, in every stage."""
    placements = [
        {
            "assignment": one.assignment_ref,
            "facility": one.facility,
            "state": one.state,
            "stage": one.stage,
            "starts_on": one.starts_on.isoformat(),
            "ends_on": one.ends_on.isoformat(),
        }
        for one in me.dossier.placements
    ]
    yield "placements.json", as_json(placements)


def matching(me: Mine) -> Iterator[File]:
    """Where she stands in the last match, and what each match found changed about her."""
    if me.run is not None:
        found = matches_of_candidate(me.row["id"], me.run)
        yield "matches.json", as_json(described_candidate_matches(me.ref, me.run, found))
    changes = select(RunChange).where(RunChange.candidate_id == me.row["id"])
    told = [
        {"run": one.run_id, "change": one.change, "cause": one.cause, "says": one.says}
        for one in db.session.scalars(changes.order_by(RunChange.id))
    ]
    yield "match_changes.json", as_json(told)


def screening(me: Mine) -> Iterator[File]:
    """How she stands with the exclusion lists; what is on them is about others."""
    id = me.row["id"]
    yield "screening.json", as_json(described_standing(me.ref, standing_of(id), months_of(id)))


def wishes(me: Mine) -> Iterator[File]:
    """Where the agency wants her put forward whatever a match finds, and where it does not.

    Why is left out: it may be what a clinic has said in confidence.
    """
    told = [
        {"assignment": one.assignment.ref, "kind": one.kind, "made_at": one.made_at.isoformat()}
        for one in pins_of_candidate(me.row["id"])
    ]
    yield "pins.json", as_json(told)


def renewing(me: Mine) -> Iterator[File]:
    """When she was reminded of which renewals, what she said she filed, and her calendar."""
    told = digests_told(me.row["id"], None)
    named = named_by(one.id for one in told)
    filed = filed_for(row["id"] for row in me.dossier.credentials)
    calendar = calendar_of(Owner(candidate_id=me.row["id"]))
    said = {
        "digests": [
            {
                "day": one.day.isoformat(),
                "reason": one.reason,
                "by": one.by,
                "credentials": named.get(one.id, []),
            }
            for one in told
        ],
        "filed": [
            {"credential": id, "expires_on": ends.isoformat(), "filed_on": on.isoformat()}
            for (id, ends), on in sorted(filed.items())
        ],
        "calendar_made_at": calendar and calendar.made_at.isoformat(),
    }
    yield "renewals.json", as_json(said)


CONTRIBUTORS: list[Contributor] = [
    *(herself, papers, renewing, verifications, documents, digital_badges, work, matching),
    *(wishes, screening, account, mails, coming_in, consents, trail),
]


def files_of(me: Mine) -> Iterator[File]:
    """Every file of her archive, one after another."""
    for contribute in CONTRIBUTORS:
        yield from contribute(me)
