"""Who a token speaks for, as the database knows them at this request."""

from __future__ import annotations

import logging
from dataclasses import replace

from sqlalchemy.exc import OperationalError

from agency import clock
from agency.access.principal import Principal
from agency.access.sessions import principal_of
from agency.accounts.actions.tokens import note_token_used
from agency.accounts.models import ApiToken
from agency.accounts.queries import standing, token_of
from agency.audit.actors import Actor
from agency.errors import BadToken

log = logging.getLogger(__name__)

SCHEME = "bearer"
# What is said is the same for each way in which a token opens nothing, but those its owner mends.
WORDS = {
    "expired": "this token has expired; make a new one",
    "revoked": "this token was revoked; make a new one",
    "ended": "this token ended when its owner's access changed; make a new one",
}
UNKNOWN = "there is no such token; send Authorization: Bearer and the secret"


def principal_of_token(authorization: str) -> Principal:
    """Whoever the header ``Authorization`` speaks for; one query. Raises BadToken."""
    scheme, _, secret = authorization.strip().partition(" ")
    token = token_of(secret.strip()) if scheme.lower() == SCHEME and secret.isascii() else None
    if token is None:
        raise BadToken(UNKNOWN)
    now = clock.now()
    stands = standing(token, now)
    if stands != "open":
        raise BadToken(WORDS[stands])
    asking = _principal(token)
    try:
        note_token_used(token, now)
    except OperationalError:
        log.warning("the use of a token could not be noted", exc_info=True)
    return asking


def _principal(token: ApiToken) -> Principal:
    of_owner = principal_of(token.owner, frozenset(token.scopes))
    by = Actor("token", token.name, token.owner_id)
    return replace(of_owner, actor=by, name=token.name, token_id=token.id, second_factor_due=False)
