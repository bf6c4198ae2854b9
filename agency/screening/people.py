"""Candidates as they are screened: a name, a place, and the states that are theirs."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from sqlalchemy import ColumnElement, select, true

from agency.bulk_lookup import among
from agency.candidates.models import Candidate
from agency.candidates.standing import ITS_OWN
from agency.credentials.models import Credential
from agency.extensions import db
from agency.finding.folding import folded
from agency.places import town_of
from agency.rules.rulebook import load_rulebook
from agency.screening.entries import digest_of
from agency.screening.names import Name, name_of


@dataclass(frozen=True, slots=True)
class Person:
    """A candidate as she is compared: ``city`` and ``state`` are those of her ZIP code.

    ``states`` are others: where she is willing to work, and where she holds a state credential.
    """

    id: int
    ref: str
    first_name: str
    last_name: str
    home_zip: str | None
    name: Name
    city: str
    state: str
    states: frozenset[str]

    @property
    def full_name(self) -> str:
        return f"{self.first_name} {self.last_name}".strip()

    @property
    def print(self) -> str:
        """Equal where her name and her ZIP code are: what a decision about her rests on.

        Where she would like to work is no part of it: that changes often and tells nobody apart.
        """
        return print_of(self.first_name, self.last_name, self.home_zip)


def person_of(
    id: int, ref: str, first: str, last: str, home_zip: str | None, states: frozenset[str]
) -> Person:
    """A candidate by her columns."""
    city, _, state = (town_of(home_zip) or "").rpartition(" ")
    return Person(id, ref, first, last, home_zip, name_of(first, "", last), city, state, states)


def print_of(first_name: str, last_name: str, home_zip: str | None) -> str:
    """What `Person.print` is of these."""
    return digest_of(folded(first_name), folded(last_name), home_zip or "")


def people(ids: Collection[int] | None = None) -> Iterator[Person]:
    """All candidates whose file is one of its own, or those of some row ids; two queries.

    Also those who are archived or do not want to be written to: they may be at work somewhere.
    """
    of_them = true() if ids is None else among(Candidate.id, ids)
    names = Candidate.id, Candidate.ref, Candidate.first_name, Candidate.last_name
    whole = select(*names, Candidate.home_zip, Candidate.willing_states)
    rows = db.session.execute(whole.where(ITS_OWN, of_them).order_by(Candidate.id)).all()
    credentialed = _credentialed(ids)
    for id, ref, first, last, home_zip, willing in rows:
        states = frozenset(willing) | credentialed.get(id, frozenset())
        yield person_of(id, ref, first, last, home_zip, states)


def _credentialed(ids: Collection[int] | None) -> dict[int, frozenset[str]]:
    """The states of which somebody holds a credential, by her row id."""
    types = load_rulebook().catalogue.types.values()
    states = {one.code: one.state for one in types if one.state}
    of_them: ColumnElement[bool] = true() if ids is None else among(Credential.candidate_id, ids)
    held = select(Credential.candidate_id, Credential.code).where(
        of_them, Credential.code.in_(states), Credential.status == "active"
    )
    found: dict[int, set[str]] = defaultdict(set)
    for id, code in db.session.execute(held):
        found[id].add(states[code])
    return {id: frozenset(own) for id, own in found.items()}
