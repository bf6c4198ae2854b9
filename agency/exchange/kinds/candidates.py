"""candidates.csv."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import Row, Select, select

from agency.bulk_lookup import among
from agency.candidates.addresses import hold_all_addresses, holders_of
from agency.candidates.keys import email_key, keys_of
from agency.candidates.models import Absence, Candidate
from agency.candidates.schemas import CandidateInput
from agency.candidates.standing import ITS_OWN
from agency.exchange.bulk import delete_rows, insert_rows
from agency.exchange.kinds.kind import FileMemory, Key, Kind, Stored, Values, own
from agency.exchange.queries import absences_of, by_bytes, merged_among
from agency.extensions import db
from agency.fields.schema import refused


class Candidates(Kind):
    """People, by reference; their absences are kept in a table of their own."""

    name = "candidates"
    columns = (
        "ref",
        "first_name",
        "last_name",
        "email",
        "phone",
        "home_zip",
        "willing_states",
        "max_travel_miles",
        "available_from",
        "unavailable",
        "min_pay_rate",
        "skills",
        "years_experience",
        "status",
        "adult",
        "specialties",
        "shifts",
        "roles",
        "career_goal",
    )
    optional = frozenset({"specialties", "shifts", "roles", "career_goal"})
    schema = CandidateInput()
    model = Candidate
    compared = columns[1:]
    edits = (("candidate", "id"),)
    children = "unavailable"

    def look_up(self, batch: Sequence[Values]) -> Any:
        hold_all_addresses()
        return merged_among({values["ref"] for values in batch})

    def resolve(self, values: Values, found: Any) -> Values:
        if into := found.get(values["ref"]):
            wanted = f"a reference that is in use; this one was merged into {into}"
            raise refused("ref", values["ref"], wanted)
        return values

    def key(self, record: Mapping[str, Any]) -> Key:
        return (record["ref"],)

    def derived(self, record: Values) -> Values:
        return dict(keys_of(record))

    def notes_of_lines(self, rows: Sequence[tuple[int, Values]], memory: FileMemory) -> list[str]:
        """Addresses that somebody else has too: by an earlier line, or by no line of the file."""
        holders = holders_of([record["email"] for _, record in rows])
        batch = {record["ref"] for _, record in rows}
        doubles = (
            (line, one["email"], _another(one, holders, batch, memory)) for line, one in rows
        )
        return [
            f"line {line}, email: {email!r}: {ref} has this address too; both files are kept"
            for line, email, ref in doubles
            if ref
        ]

    def stored(self, records: Sequence[Values]) -> dict[Key, Stored]:
        refs = [record["ref"] for record in records]
        rows = db.session.execute(self._select().where(among(Candidate.ref, refs))).all()
        return {
            (values["ref"],): Stored(values["id"], dict(values))
            for values in self.export_rows(list(rows))
        }

    def _select(self) -> Select[Any]:
        return select(Candidate.id, *own(Candidate, set(self.columns) - {"unavailable"}))

    def export_statement(self) -> Select[Any]:
        return self._select().where(ITS_OWN).order_by(by_bytes(Candidate.ref))

    def export_rows(self, page: list[Row[Any]]) -> Iterable[Mapping[str, Any]]:
        away = absences_of([row.id for row in page])
        return ({**row._asdict(), "unavailable": away.get(row.id, ())} for row in page)

    def replace_children(self, records: Mapping[int, Values]) -> None:
        delete_rows(Absence, "candidate_id", records)
        rows = [
            {"candidate_id": id, "first_day": first, "last_day": last}
            for id, record in records.items()
            for first, last in record["unavailable"]
        ]
        insert_rows(Absence, rows)


def _another(
    record: Values, holders: Mapping[str, list[str]], batch: set[str], memory: FileMemory
) -> str | None:
    """Who has her address too: by an earlier line, or somebody of whom the file says nothing."""
    if not (key := email_key(record["email"])):
        return None
    first: str = memory.addresses.setdefault(hash(key), record["ref"])
    if first != record["ref"]:
        return first
    others = (ref for ref in holders.get(key, ()) if ref not in batch)
    return next((ref for ref in others if hash((ref,)) not in memory.lines), None)
