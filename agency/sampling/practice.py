"""Training in single tasks: hours in a topic, acts performed under supervision, papers on file."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import ROUND_CEILING, Decimal

from agency.sampling import rows
from agency.sampling.amounts import pair
from agency.sampling.chance import PERCENT, Dice
from agency.sampling.person import Person
from agency.sampling.proof import Proof
from agency.sampling.world import World


class Practice:
    """Makes the records of hours, acts and documents."""

    def __init__(self, world: World) -> None:
        self._day, self._proof = world.day, Proof(world)
        table = world.amounts.table("trainings")
        self._above = pair(table, "hours_above_percent")
        self._more_acts = pair(table, "performed_above")
        self._two_parts = table.whole("in_two_parts_percent")
        self._extra = table.whole("extra_topic_percent")
        self._extra_topics = table.words("extra_topics")
        self._extra_hours = pair(table, "extra_hours")
        self._first = world.names.table("places").words("first")
        self._colleges = world.names.table("providers").words("college")

    def records(self, person: Person, since: date) -> Iterator[rows.Training]:
        """What she has practised since ``since``, the end of her program."""
        for topic, minimums in person.needs.hours.items():
            yield from self._hours(topic, minimums, person, since)
        if person.needs.acts:
            yield from self._acts(person, since)
        for name, facility in person.needs.documents:
            record = self._record(person, "document", name, since, self._proof.of_asked(person))
            record.provider = facility or record.provider
            yield record
        if person.dice.happens(self._extra):
            yield self._something_else(person, since)

    def _hours(
        self, topic: str, minimums: dict[str, Decimal], person: Person, since: date
    ) -> Iterator[rows.Training]:
        """Hours that reach each minimum, in one record or two."""
        dice = person.dice
        parts = self._parts(dice)
        evidence = self._proof.of_asked(person)
        above = PERCENT + dice.between(*self._above)
        for _ in range(parts):
            record = self._record(person, "training", topic, since, evidence)
            for kind, least in minimums.items():
                share = least * above / PERCENT / parts
                setattr(record, kind, int(share.to_integral_value(ROUND_CEILING)))
            yield record

    def _acts(self, person: Person, since: date) -> Iterator[rows.Training]:
        """Acts performed often enough, in one record or two."""
        dice = person.dice
        parts = self._parts(dice)
        evidence = self._proof.of_asked(person)
        for _ in range(parts):
            record = self._record(person, "performances", None, since, evidence)
            record.performances = tuple(
                f"{act}:{-(-count // parts) + dice.between(*self._more_acts) // parts}"
                for act, count in person.needs.acts.items()
            )
            yield record

    def _something_else(self, person: Person, since: date) -> rows.Training:
        topic = person.dice.pick(self._extra_topics)
        evidence = self._proof.of_other(person)
        record = self._record(person, "training", topic, since, evidence)
        record.hours = person.dice.between(*self._extra_hours)
        return record

    def _parts(self, dice: Dice) -> int:
        return 2 if dice.happens(self._two_parts) else 1

    def _record(
        self, person: Person, kind: str, topic: str | None, since: date, evidence: str
    ) -> rows.Training:
        dice = person.dice
        return rows.Training(
            candidate_ref=person.ref,
            kind=kind,
            topic=topic,
            provider=f"{dice.pick(self._first)} {dice.pick(self._colleges)}",
            completed_on=dice.day(since, self._day),
            evidence=evidence,
        )
