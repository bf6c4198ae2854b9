"""What is kept of a candidate as a whole: taken along, asked to be deleted, and agreed to."""

from __future__ import annotations

from flask import Response, url_for
from sqlalchemy import select

from agency.access.principal import actor
from agency.accounts.models import User
from agency.api.answers import as_expected, nothing, one
from agency.api.blueprint import creates, does, gives, lists, reads, removes
from agency.api.bodies import Values, body_of
from agency.api.holders import candidate_id
from agency.api.lists import PageQuery, page
from agency.api.once import Hook, created
from agency.api.schemas.parts import ref as shape
from agency.api.words import PERSONAL_DATA
from agency.extensions import db
from agency.joining.models import Consent
from agency.joining.schemas import described_consents
from agency.portal.data import archive_of_mine
from agency.upkeep import actions
from agency.upkeep.models import OPEN, DeletionRequest
from agency.upkeep.queries import last_request_of, whole_requests
from agency.upkeep.schemas import SettlementInput, described_request

REQUEST = shape("DeletionRequest")
Settlement = body_of(SettlementInput, "Settlement")


@gives("/candidates/<ref>/export", ["application/zip"], about=PERSONAL_DATA)
def export_candidate(ref: str) -> Response:
    """All that is kept about her who asks, as one archive, with a page that explains it."""
    return archive_of_mine()


@reads("/candidates/<ref>/consents", shape("Consents"), about=PERSONAL_DATA)
def get_consents(ref: str) -> Response:
    """What a candidate has agreed to and when, and whether the text as it is now is among it."""
    candidate_id(ref)
    hers = select(Consent).join(User, User.id == Consent.user_id).where(User.candidate_ref == ref)
    return one(described_consents(ref, db.session.scalars(hers.order_by(Consent.id)).all()))


@lists("/deletion-requests", REQUEST, about=PERSONAL_DATA, query=PageQuery)
def list_deletion_requests(query: Values) -> Response:
    """Requests for deletion that are open, the oldest first."""
    waiting = whole_requests().where(DeletionRequest.state == OPEN)
    return page(waiting, DeletionRequest.id, _described, query, "deletion requests")


@reads("/candidates/<ref>/deletion-request", REQUEST, about=PERSONAL_DATA)
def get_deletion_request(ref: str) -> Response:
    """Whether a candidate has asked to be deleted, and what became of it."""
    candidate_id(ref)
    return one(described_request(ref, last_request_of(ref)))


@creates("/candidates/<ref>/deletion-request", REQUEST, about=PERSONAL_DATA)
def add_deletion_request(ref: str) -> Response:
    """Ask that all that is kept about her who asks be deleted; until it is done she may stay."""

    def make(also: Hook) -> DeletionRequest:
        return actions.ask_for_deletion(ref, actor(), also)

    return created(
        make,
        lambda row: described_request(ref, row),
        lambda _: url_for("api.get_deletion_request", ref=ref),
    )


@removes("/candidates/<ref>/deletion-request", about=PERSONAL_DATA)
def withdraw_deletion_request(ref: str) -> Response:
    """Stay after all."""
    as_expected(lambda row: described_request(ref, row))(last_request_of(ref))
    actions.withdraw_deletion(ref, actor())
    return nothing()


@does(
    "/candidates/<ref>/deletion-request/settlement",
    REQUEST,
    about=PERSONAL_DATA,
    body=Settlement,
)
def settle_deletion_request(body: Values, ref: str) -> Response:
    """Say what was done about a request; it is told to her."""
    as_expected(lambda row: described_request(ref, row))(last_request_of(ref))
    actions.settle_deletion(ref, body["remark"], actor())
    return one(described_request(ref, last_request_of(ref)))


def _described(row: DeletionRequest) -> Values:
    return described_request(row.candidate.ref, row)
