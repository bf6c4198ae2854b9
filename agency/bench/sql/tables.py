"""What the comparison adds to a database: coordinates, indexes, and the pairs it finds."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

from sqlalchemy import Column, Connection, Double, Integer, MetaData, Table, insert, select, text

from agency.candidates.models import Candidate
from agency.matching.sql import whole
from agency.places import point_of
from agency.rules.distance import FARTHEST_TENTHS, threshold

metadata = MetaData()

# Homes of those who travel: points of the unit sphere, and the squared chord that is too far.
homes = Table(
    "bench_homes",
    metadata,
    Column("candidate_id", Integer, primary_key=True, autoincrement=False),
    Column("x", Double, nullable=False),
    Column("y", Double, nullable=False),
    Column("z", Double, nullable=False),
    Column("too_far", Double, nullable=False),
)
pairs = Table(
    "bench_pairs",
    metadata,
    Column("assignment_id", Integer, nullable=False),
    Column("candidate_id", Integer, nullable=False),
)

INDEXES = (
    "CREATE INDEX bench_homes_z ON bench_homes (z)",
    "CREATE INDEX bench_homes_too_far ON bench_homes (too_far)",
    "CREATE INDEX bench_states ON candidates USING gin (willing_states)",
    "CREATE INDEX bench_credentials ON credentials (candidate_id, code, expires_on)"
    " INCLUDE (issued_on, evidence, bound_to) WHERE status = 'active'",
    "CREATE INDEX bench_trainings ON trainings (candidate_id, kind, topic)",
    "CREATE INDEX bench_busy ON placements (candidate_id, starts_on, ends_on)"
    " WHERE stage IN ('confirmed', 'working')",
)


def place_homes(connection: Connection) -> None:
    """Make the tables anew, with the homes of everybody who travels."""
    metadata.drop_all(connection)
    metadata.create_all(connection)
    if rows := list(_homes(connection)):
        connection.execute(insert(homes), rows)


def prepare(connection: Connection) -> None:
    """Make the tables and indexes anew; the connection must commit by itself."""
    place_homes(connection)
    for statement in INDEXES:
        name = statement.split()[2]
        connection.execute(text(f"DROP INDEX IF EXISTS {name}"))
        connection.execute(text(statement))
    # Sets the visibility map too, without which no scan is answered by an index alone.
    connection.execute(text("VACUUM ANALYZE"))


def too_far(tenths: int) -> float:
    """The squared chord from which a place is too far for somebody who goes so many tenths."""
    return threshold(tenths) if tenths < FARTHEST_TENTHS else math.inf


def _homes(connection: Connection) -> Iterator[dict[str, Any]]:
    """Of those who travel, and whose home is known."""
    miles = Candidate.max_travel_miles
    travelling = select(Candidate.id, Candidate.home_zip, whole(miles).label("tenths"))
    for row in connection.execute(travelling.where(miles.is_not(None))):
        if home := point_of(row.home_zip):
            place = {"x": home.x, "y": home.y, "z": home.z}
            yield {"candidate_id": row.id, **place, "too_far": too_far(row.tenths)}
