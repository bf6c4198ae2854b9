"""facilities.csv."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import Row, Select, select

from agency.assignments.models import DoNotReturn, Facility
from agency.assignments.schemas import FacilityInput
from agency.bulk_lookup import among
from agency.exchange.bulk import delete_rows, insert_rows
from agency.exchange.kinds.kind import FileMemory, Key, Kind, Stored, Values, own
from agency.exchange.queries import by_bytes, candidate_ids, do_not_return_of
from agency.extensions import db


class Facilities(Kind):
    """Sites of clients, by name."""

    name = "facilities"
    columns = ("name", "zip", "state", "setting", "do_not_return")
    schema = FacilityInput()
    model = Facility
    compared = columns[1:]
    edits = (("facility", "id"),)
    children = "do_not_return"

    def look_up(self, batch: Sequence[Values]) -> None:
        return None

    def resolve(self, values: Values, found: None) -> Values:
        # A set in all but name: sorted, so that a mere change of order is no change.
        return {**values, "do_not_return": tuple(sorted(values["do_not_return"]))}

    def key(self, record: Mapping[str, Any]) -> Key:
        return (record["name"],)

    def stored(self, records: Sequence[Values]) -> dict[Key, Stored]:
        names = [record["name"] for record in records]
        rows = db.session.execute(self._select().where(among(Facility.name, names))).all()
        return {
            (values["name"],): Stored(values["id"], dict(values))
            for values in self.export_rows(list(rows))
        }

    def _select(self) -> Select[Any]:
        return select(Facility.id, *own(Facility, self.columns[:4]))

    def export_statement(self) -> Select[Any]:
        return self._select().order_by(by_bytes(Facility.name))

    def export_rows(self, page: list[Row[Any]]) -> Iterable[Mapping[str, Any]]:
        unwanted = do_not_return_of([row.id for row in page])
        return ({**row._asdict(), "do_not_return": unwanted.get(row.id, ())} for row in page)

    def notes(self, records: Sequence[Values], memory: FileMemory) -> list[str]:
        known = candidate_ids({ref for record in records for ref in record["do_not_return"]})
        return [
            f"{record['name']}: do_not_return names {ref}, who is not imported yet;"
            " it takes effect when she is"
            for record in records
            for ref in record["do_not_return"]
            if ref not in known
        ]

    def replace_children(self, records: Mapping[int, Values]) -> None:
        delete_rows(DoNotReturn, "facility_id", records)
        rows = [
            {"facility_id": id, "candidate_ref": ref}
            for id, record in records.items()
            for ref in record["do_not_return"]
        ]
        insert_rows(DoNotReturn, rows)
