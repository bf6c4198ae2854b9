"""Whether the servers behind us answer, in words that give nothing away about them."""

from __future__ import annotations

import logging

from redis import Redis, RedisError
from redis.backoff import NoBackoff
from redis.retry import Retry
from sqlalchemy.exc import SQLAlchemyError

from agency.documents.queries import unknown_keys
from agency.extensions import db
from agency.schema_version import database_revision, newest_revision

log = logging.getLogger(__name__)

OK = "ok"
PATIENCE = 0.5  # seconds; an answer takes milliseconds, and a page waits for it


def database_state() -> str:
    """``ok``, or what is wrong with the database."""
    try:
        revision = database_revision()
    except SQLAlchemyError as error:
        log.error("the database does not answer: %s", _reason(error))
        return "does not answer"
    return OK if revision == newest_revision() else "is not up to date: run `agency init`"


def keys_state() -> str:
    """``ok``, or that files were sealed under keys that are not at hand.

    Whoever serves without them could give out none of those files.
    """
    try:
        unknown = unknown_keys()
    except SQLAlchemyError as error:
        log.error("the database does not answer: %s", _reason(error))
        return "not known"
    finally:
        db.session.rollback()
    if unknown:
        log.error("AGENCY_DOCUMENT_KEY lacks the keys %s", ", ".join(unknown))
    return "are not those that files were sealed under" if unknown else OK


def redis_state(url: str) -> str:
    """``ok``, or what is wrong with Redis; asked once, so that a silent one costs little time."""
    client = Redis.from_url(
        url,
        socket_timeout=PATIENCE,
        socket_connect_timeout=PATIENCE,
        retry=Retry(NoBackoff(), 0),
    )
    try:
        client.ping()
    except RedisError as error:
        log.error("Redis does not answer: %s", _reason(error))
        return "does not answer"
    finally:
        client.close()
    return OK


def _reason(error: Exception) -> str:
    """What a server or the way to it says, in one line."""
    return " ".join(str(getattr(error, "orig", None) or error).split())
