"""Send some papers to the review desk, as candidates do: drawn, attached, and read.

They prove what is on file and nobody has seen yet, of people who wait for just that. One paper says
a day later and one a number otherwise than what was typed, so that there is something to settle.
Once there are papers, none are sent any more.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import timedelta
from io import BytesIO
from itertools import islice

import click
from sqlalchemy import Select, select
from sqlalchemy.orm import contains_eager

from agency.audit.actors import Actor
from agency.candidates.models import Candidate
from agency.cli.context import app_with_database
from agency.credentials.models import Credential
from agency.documents.models import Document
from agency.documents.readings.actions import read_now
from agency.documents.readings.queries import each_unread
from agency.documents.uploads import Upload
from agency.extensions import db
from agency.matching.models import Match, Shortlist
from agency.matching.queries import newest_run
from agency.reading.reader import can_ocr
from agency.rules.catalogue import Catalogue
from agency.rules.eligibility import UNKNOWN
from agency.rules.rulebook import load_rulebook
from agency.sampling.papers.drawing import CLEAN, CLEARANCE, PHOTO, TUNING, drawn_about
from agency.sampling.papers.paper import Said
from agency.settings import today
from agency.verification.actions import attach_document

BY = Actor("command", "the demo")
MOST = 8
SEED = 7


def claimed() -> Select[Credential]:
    """What people say they hold, with its day of issue, that has not ended."""
    lasting = Credential.expires_on.is_(None) | (Credential.expires_on >= today())
    row = select(Credential).join(Candidate).options(contains_eager(Credential.candidate))
    known = row.where(Credential.issued_on.is_not(None), Candidate.status == "active", lasting)
    return known.where(Credential.evidence == "claimed", Credential.status == "active")


def waited_for() -> Select[Credential]:
    """Of those whom the newest run cannot judge, the best matches first."""
    matched = claimed().join(Match, Match.candidate_id == Candidate.id).join(Shortlist)
    unsure = matched.where(Shortlist.run_id == newest_run().id, Match.verdict == UNKNOWN)
    return unsure.order_by(Match.score.desc(), Credential.id)


def of_many_types(found: Iterable[Credential], catalogue: Catalogue) -> Iterator[Credential]:
    """Two of a type at most, of those that are certificates."""
    seen: list[str] = []
    for one in found:
        if catalogue[one.code].category != CLEARANCE and seen.count(one.code) < 2:
            seen.append(one.code)
            yield one


def said_of(row: Credential, place: int) -> Said:
    """What the paper of a credential says: what is on file, but for the second and the third."""
    assert row.issued_on is not None
    holder = f"{row.candidate.first_name} {row.candidate.last_name}"
    said = Said(row.code, holder, row.number or f"{300000 + row.id}", row.issued_on, row.expires_on)
    if place == 1 and said.expires_on:
        return replace(said, expires_on=said.expires_on + timedelta(days=1))
    return replace(said, number=f"{said.number}7") if place == 2 else said


def chosen() -> dict[int, Said]:
    """What the papers say, by the ids of the credentials that they prove."""
    asked = (waited_for(), claimed().order_by(Credential.id))
    found = (one for some in asked for one in db.session.scalars(some))
    certificates = of_many_types(dict.fromkeys(found), load_rulebook().catalogue)
    return {one.id: said_of(one, at) for at, one in enumerate(islice(certificates, MOST))}


def send(id: int, said: Said, kind: str) -> None:
    drawn = drawn_about(TUNING, kind, SEED, said)
    name = f"{said.code.lower()}.{'jpg' if kind == PHOTO else 'pdf'}"
    attach_document(id, [Upload(name, BytesIO(drawn.content))], BY)


with app_with_database().app_context():
    if db.session.scalar(select(Document.id).limit(1)) is None:
        papers = chosen()
        for at, (id, said) in enumerate(papers.items()):
            send(id, said, PHOTO if at % 2 and can_ocr() else CLEAN)
        read = [read_now(name) for name in list(each_unread())]
        click.echo(f"{len(papers)} papers sent, {sum(map(bool, read))} of them read")
