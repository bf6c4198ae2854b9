"""What trainings and credits have in common: rows told apart by all they say."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from sqlalchemy import Select

from agency.audit.actions import flush_new, note, writing
from agency.audit.actors import Actor
from agency.candidates.locking import candidate_named, holder_of
from agency.credentials.described import held_values
from agency.credentials.models import CECredit, Training
from agency.credentials.occurrences import close_gap, next_occurrence
from agency.edits.actions import record
from agency.errors import NotFound, Taken
from agency.extensions import db
from agency.fields import InputSchema
from agency.fields.described import Change, change_of, described, filled

Row = TypeVar("Row", Training, CECredit)
Values = Mapping[str, Any]


@dataclass(frozen=True)
class Records(Generic[Row]):
    """The rows of one kind: their table and schema, what tells them apart, and their name."""

    model: type[Row]
    schema: InputSchema
    content: Callable[[Values], str]
    whole: Callable[[], Select[Row]]
    noun: str

    def create(
        self,
        values: Values,
        by: Actor,
        may: Callable[[Values], None],
        also: Callable[[Row], object],
    ) -> Row:
        """Add one; ``may`` refuses what is not the caller's to say."""
        own = {name: value for name, value in values.items() if name != "candidate_ref"}
        with writing():
            holder = candidate_named(values["candidate_ref"])
            may(values)
            content = self.content(values)
            number = next_occurrence(self.model, holder.id, content)
            row = self.model(**own, candidate=holder, content=content, occurrence=number)
            db.session.add(row)
            flush_new(self._taken(values))
            also(row)
            said = filled(described(self.schema, held_values(self.schema, row)))
            note(by, "created", self._subject(row), after=said)
            record("candidate", [holder.id])
        return row

    def change(
        self,
        id: int,
        values: Values,
        by: Actor,
        may: Callable[[Values, Change], None],
        expects: Callable[[Row], object],
        also: Callable[[Row], object],
    ) -> Row:
        """Change one; ``may`` refuses what is not the caller's to change."""
        with writing():
            row = self._locked(id)
            expects(row)
            old = held_values(self.schema, row)
            change = change_of(self.schema, old, values, fixed=("candidate_ref",))
            if change:
                may(old, change)
                self._set(row, {**old, **change.values}, change.values)
            also(row)
            if change:
                note(by, "changed", self._subject(row), change.before, change.after)
                record("candidate", [row.candidate_id])
        return row

    def remove(
        self,
        id: int,
        by: Actor,
        may: Callable[[Row], object],
        expects: Callable[[Row], object],
        also: Callable[[Row], object],
    ) -> None:
        """Take one out, if ``may`` lets it; ``also`` sees it as it was."""
        with writing():
            row = self._locked(id)
            expects(row)
            may(row)
            said = filled(described(self.schema, held_values(self.schema, row)))
            holder, gap = row.candidate_id, (row.content, row.occurrence)
            db.session.delete(row)
            db.session.flush()
            close_gap(self.model, holder, *gap)
            also(row)
            note(by, "removed", f"{self.noun}:{id}", before=said)
            record("candidate", [holder])

    def _locked(self, id: int) -> Row:
        if holder_of(self.model, id) is None:
            raise NotFound(self.noun, str(id))
        statement = self.whole().where(self.model.id == id).with_for_update(of=self.model)
        return db.session.scalars(statement.execution_options(populate_existing=True)).one()

    def _set(self, row: Row, new: Values, changed: Values) -> None:
        before = row.content, row.occurrence
        for name, value in changed.items():
            setattr(row, name, value)
        row.content = self.content(new)
        with db.session.no_autoflush:
            row.occurrence = next_occurrence(self.model, row.candidate_id, row.content)
        flush_new(self._taken(new))
        close_gap(self.model, row.candidate_id, *before)

    def _subject(self, row: Row) -> str:
        return f"{self.noun}:{row.id}"

    def _taken(self, values: Values) -> Taken:
        return Taken(self.noun, f"of {values['candidate_ref']} that says the same")
