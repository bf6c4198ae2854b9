"""What the comparison adds to a database: coordinates, indexes, and the pairs it finds."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Column, Connection, Double, Integer, MetaData, Table, insert, select, text

from agency.candidates.models import Candidate
from agency.matching.leaves import thresholds
from agency.places import point_of

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


def prepare(connection: Connection) -> None:
    """Make the tables and indexes anew; the connection must commit by itself."""
    metadata.drop_all(connection)
    metadata.create_all(connection)
    if rows := list(_homes(connection)):
        connection.execute(insert(homes), rows)
    for statement in INDEXES:
        name = statement.split()[2]
        connection.execute(text(f"DROP INDEX IF EXISTS {name}"))
        connection.execute(text(statement))
    # Sets the visibility map too, without which no scan is answered by an index alone.
    connection.execute(text("VACUUM ANALYZE"))


def _homes(connection: Connection) -> Iterator[dict[str, Any]]:
    travels = Candidate.max_travel_miles.is_not(None)
    limits = thresholds()
    for row in connection.execute(
        select(Candidate.id, Candidate.home_zip, Candidate.max_travel_miles).where(travels)
    ):
        home = point_of(row.home_zip)
        if home is None:
            continue
        tenths = int(row.max_travel_miles * 10)
        too_far = float(limits[tenths]) if tenths < len(limits) else float("inf")
        yield {
            "candidate_id": row.id,
            "x": home.x,
            "y": home.y,
            "z": home.z,
            "too_far": too_far,
        }
