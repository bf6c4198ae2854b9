"""trainings.csv and ce_credits.csv: rows without a key, told apart by all they say."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, ClassVar

from sqlalchemy import Select, func, select

from agency.bulk_lookup import among
from agency.candidates.models import Candidate
from agency.candidates.standing import ITS_OWN
from agency.credentials.content import (
    CE_CREDIT_COLUMNS,
    TRAINING_COLUMNS,
    ce_credit_content,
    training_content,
)
from agency.credentials.models import CECredit, Training
from agency.credentials.schemas import CECreditInput, TrainingInput
from agency.exchange.kinds.held import HeldByCandidate
from agency.exchange.kinds.kind import FileMemory, Key, Stored, Values, own
from agency.exchange.queries import by_bytes
from agency.extensions import db

KEY = ("candidate_id", "content", "occurrence")


class AllColumnsAreTheKey(HeldByCandidate):
    """The nth equal row of a file is the nth occurrence: importing it again adds nothing."""

    compared = ()
    counts_rows = True
    model: ClassVar[type[Training] | type[CECredit]]
    content: ClassVar[Callable[[Mapping[str, Any]], str]]

    def number(self, values: Values, memory: FileMemory) -> None:
        values["content"] = type(self).content(values)
        row = hash((values["candidate_ref"], values["content"]))
        memory.occurrences[row] += 1
        values["occurrence"] = memory.occurrences[row]

    def key(self, record: Mapping[str, Any]) -> Key:
        return tuple(record[name] for name in KEY)

    def stored(self, records: Sequence[Values]) -> dict[Key, Stored]:
        model = self.model
        rows = db.session.execute(
            select(model.id, model.candidate_id, model.content, model.occurrence).where(
                among(model.candidate_id, {record["candidate_id"] for record in records}),
                among(model.content, {record["content"] for record in records}),
            )
        )
        return {self.key(row._asdict()): Stored(row.id, {}) for row in rows}

    def _ordered(self, *order: Any) -> Select[Any]:
        model = self.model
        return (
            select(Candidate.ref.label("candidate_ref"), *own(model, self.columns[1:]))
            .join(Candidate, Candidate.id == model.candidate_id)
            .where(ITS_OWN)
            .order_by(by_bytes(Candidate.ref), *order, model.content, model.occurrence)
        )


class Trainings(AllColumnsAreTheKey):
    """Programmes, trainings, performances, education, documents and exams."""

    name = "trainings"
    columns = ("candidate_ref", *TRAINING_COLUMNS)
    schema = TrainingInput()
    model = Training
    content = training_content

    def export_statement(self) -> Select[Any]:
        return self._ordered(
            by_bytes(Training.kind),
            by_bytes(func.coalesce(Training.topic, "")),
            Training.completed_on.nulls_first(),
        )


class CECredits(AllColumnsAreTheKey):
    """Continuing-education units."""

    name = "ce_credits"
    columns = ("candidate_ref", *CE_CREDIT_COLUMNS)
    schema = CECreditInput()
    model = CECredit
    content = ce_credit_content

    def export_statement(self) -> Select[Any]:
        return self._ordered(
            by_bytes(CECredit.code), by_bytes(CECredit.category), CECredit.earned_on.nulls_first()
        )
