"""Trainings of a candidate: programs, performances, education, documents and exams."""

from __future__ import annotations

from flask import Response, url_for

from agency.access.owners import belongs
from agency.access.principal import actor
from agency.api.answers import as_expected, nothing, one
from agency.api.blueprint import ID, changes, creates, lists, reads, removes
from agency.api.bodies import Values, body_of, change_of
from agency.api.holders import candidate_id, hers, holder_by_row, may_verify
from agency.api.lists import PageQuery, page
from agency.api.once import Hook, created
from agency.api.own_edits import claimed_by_her, hers_as_expected, require_her_change
from agency.api.rows import the_row
from agency.api.schemas.parts import ref as shape
from agency.api.words import CREDENTIALS
from agency.credentials.actions import change_training, create_training, remove_training
from agency.credentials.described import TRAINING as SCHEMA
from agency.credentials.described import described_training, held_values, whole_trainings
from agency.credentials.models import TRAINING_KINDS, Training
from agency.credentials.schemas import TrainingInput
from agency.fields import Choice
from agency.portal.paper_kinds import TRAINING as PAPER

TRAINING = shape("Training")
HERS = ("candidate_ref",)
NewTraining = body_of(TrainingInput, "NewTraining", without=HERS)


def _stored(id: int) -> Values:
    row = the_row(whole_trainings().where(Training.id == id), "training", id)
    return held_values(SCHEMA, row)


TrainingChange = change_of(TrainingInput, "TrainingChange", without=HERS, stored=_stored)


class TrainingQuery(PageQuery):
    """Of which kind."""

    kind = Choice(TRAINING_KINDS, load_default=None)


@lists("/candidates/<ref>/trainings", TRAINING, about=CREDENTIALS, query=TrainingQuery)
def list_trainings(query: Values, ref: str) -> Response:
    """What a candidate has learned."""
    statement = whole_trainings().where(Training.candidate_id == candidate_id(ref))
    if query["kind"]:
        statement = statement.where(Training.kind == query["kind"])
    return page(statement, Training.id, described_training, query, f"trainings of {ref}")


@creates("/candidates/<ref>/trainings", TRAINING, about=CREDENTIALS, body=NewTraining)
def add_training(body: Values, ref: str) -> Response:
    """Take up a training of a candidate; only a specialist may say that it was reviewed.

    What she takes up herself is what she claims.
    """
    said = claimed_by_her(body, PAPER)

    def make(also: Hook) -> Training:
        values = said | {"candidate_ref": ref}
        with hers(ref):
            return create_training(values, actor(), may_verify=may_verify(), also=also)

    return created(make, described_training, _address)


@reads(f"/trainings/{ID}", TRAINING, about=CREDENTIALS)
def get_training(id: int) -> Response:
    """One training."""
    found = whole_trainings().where(Training.id == id)
    return one(described_training(the_row(found, "training", id)))


@changes(f"/trainings/{ID}", TRAINING, about=CREDENTIALS, body=TrainingChange)
def patch_training(body: Values, id: int) -> Response:
    """Change a training; what was reviewed only a specialist may change.

    She herself may change what is her word alone.
    """
    require_her_change(body, PAPER, {})
    expects = hers_as_expected(PAPER, as_expected(described_training))
    row = change_training(id, body, actor(), may_verify=may_verify(), expects=expects)
    return one(described_training(row))


@removes(f"/trainings/{ID}", about=CREDENTIALS)
def delete_training(id: int) -> Response:
    """Take a training out; she herself what is her word alone."""
    expects = hers_as_expected(PAPER, as_expected(described_training))
    remove_training(id, actor(), may_verify=may_verify(), expects=expects)
    return nothing()


for view in ("get_training", "patch_training", "delete_training"):
    belongs(f"api.{view}", "training", holder_by_row(Training))


def _address(row: Training) -> str:
    return url_for("api.get_training", id=row.id)
