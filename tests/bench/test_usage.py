"""What is used is counted: ours, and that of the PostgreSQL process behind a connection."""

from __future__ import annotations

from sqlalchemy import create_engine, text

from agency.bench.usage import Meter


def test_the_work_of_the_server_is_counted(migrated_postgresql_url: str) -> None:
    engine = create_engine(migrated_postgresql_url)
    with engine.connect() as connection:
        meter = Meter()
        connection.execute(text("SELECT sum(sqrt(n)) FROM generate_series(1, 3000000) n"))
        meter.lap("sum")
    engine.dispose()
    assert meter.cpu_seconds["sum"] > 0.1
    assert meter.server_mb > 1
    assert meter.rss_mb > 1


def test_the_work_of_a_server_that_has_ended_still_counts(migrated_postgresql_url: str) -> None:
    engine = create_engine(migrated_postgresql_url)
    meter = Meter()
    with engine.connect() as connection:
        connection.execute(text("SELECT sum(sqrt(n)) FROM generate_series(1, 3000000) n"))
        meter.lap("sum")
    engine.dispose()
    meter.lap("end")
    assert meter.cpu_seconds["end"] >= 0


def test_a_lap_counts_from_the_last_one() -> None:
    meter = Meter()
    sum(number * number for number in range(1_000_000))
    meter.lap("long")
    meter.lap("short")
    assert meter.cpu_seconds["long"] > meter.cpu_seconds["short"]
