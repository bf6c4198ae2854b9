"""What is otherwise in the facts of one person, or of one assignment, than before."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, fields
from datetime import date

from agency.matching.pool import Pool
from agency.matching.rows import BLANK, AwayRow, CandidateRow, CredentialRow, PoolRows
from agency.matching.unpicking import rows_of
from agency.rules.catalogue import Catalogue
from agency.rules.facts import AssignmentFacts, Evidence
from agency.rules.sentences import day_text
from agency.rules.spans import Spans

# What each fact of a person or an assignment is called in a sentence.
PERSON_WORDS = {
    "active": "status",
    "adult": "attestation of age",
    "home": "home",
    "max_travel": "distance she travels",
    "available_from": "first free day",
    "min_pay": "least pay",
    "states": "states she works in",
    "skills": "skills",
    "specialties": "specialties",
    "shifts": "shifts",
    "roles": "roles",
}
ASSIGNMENT_WORDS = {
    "pay_cents": "pay",
    "starts_on": "first day",
    "ends_on": "last day",
    "min_evidence": "evidence asked",
    "accepted_certifications": "accepted certifications",
    "client_requirements": "client requirements",
    "required_skills": "required skills",
    "preferred_skills": "preferred skills",
    "do_not_return": "do-not-return list",
}
# What orders those who are eligible and admits nobody.
ONLY_RANKED_BY = ("preferred_skills", "specialty")


@dataclass(frozen=True)
class Paper:
    """One credential that came, went or changed: the cause by its name, and a sentence."""

    code: str
    cause: str
    says: str


class PersonDiff:
    """One person's facts in two pools."""

    def __init__(self, ref: str, old: Pool, new: Pool, catalogue: Catalogue) -> None:
        self._catalogue = catalogue
        self._old, self._new = rows_of(old, [ref]), rows_of(new, [ref])
        before, now = self._old.candidates[0], self._new.candidates[0]
        self.fields = {
            name
            for name in CandidateRow._fields
            if name not in ("id", "ref") and getattr(before, name) != getattr(now, name)
        }
        self.before, self.now = before, now

    def words(self, names: Sequence[str]) -> str:
        """Those of these facts that changed, in words."""
        return _listed([PERSON_WORDS[name] for name in names if name in self.fields])

    @property
    def away(self) -> tuple[Spans, Spans]:
        """The days on which she is newly away, and on which she no longer is."""
        before, now = _spans(self._old.away), _spans(self._new.away)
        return now - before, before - now

    @property
    def papers(self) -> list[Paper]:
        """The credentials that are not as they were."""
        before, now = _counted(self._old), _counted(self._new)
        gone, come = list((before - now).elements()), list((now - before).elements())
        return list(_papers(gone, come, self._catalogue))

    @property
    def trained(self) -> bool:
        return _set(self._old.trainings) != _set(self._new.trainings)

    @property
    def credited(self) -> bool:
        return _set(self._old.credits) != _set(self._new.credits)


def assignment_fields(old: AssignmentFacts, new: AssignmentFacts) -> list[str]:
    """The names of those facts of an assignment that changed and can decide about somebody."""
    names = (one.name for one in fields(old) if one.name not in ONLY_RANKED_BY)
    return [name for name in names if getattr(old, name) != getattr(new, name)]


def assignment_words(names: Sequence[str]) -> str:
    """The same in words."""
    return _listed([ASSIGNMENT_WORDS.get(name, name.replace("_", " ")) for name in names])


def _listed(words: Sequence[str]) -> str:
    return " and ".join(filter(None, [", ".join(words[:-1]), *words[-1:]]))


def _spans(rows: Iterable[AwayRow]) -> Spans:
    return Spans.of((row.first, row.last) for row in rows)


def _counted(rows: PoolRows) -> Counter[CredentialRow]:
    return Counter(row._replace(candidate_id=0) for row in rows.credentials)


def _set(rows: Iterable[object]) -> Counter[str]:
    return Counter(repr(row) for row in rows)


def _papers(
    gone: list[CredentialRow], come: list[CredentialRow], catalogue: Catalogue
) -> Iterator[Paper]:
    """Each with the one it takes the place of: the same code, issued on the same day."""
    for row in come:
        title = catalogue[row.code].title
        before = next((one for one in gone if one[1:3] == row[1:3]), None)
        if before is None:
            yield Paper(row.code, "credential_added", f"{title} is new, {_until(row)}")
            continue
        gone.remove(before)
        cause, says = _changed(before, row)
        yield Paper(row.code, cause, f"{title} {says}")
    for row in gone:
        title = catalogue[row.code].title
        yield Paper(row.code, "credential_removed", f"{title} does not count any more")


def _changed(before: CredentialRow, now: CredentialRow) -> tuple[str, str]:
    if now.evidence != before.evidence:
        cause = "document_verified" if now.evidence > before.evidence else "credential_changed"
        level, was = (Evidence(one.evidence).name.replace("_", " ") for one in (now, before))
        return cause, f"is {level} now, was {was}"
    if now.expires != before.expires:
        return "credential_changed", f"is {_until(now)} now, was {_until(before)}"
    return "credential_changed", "is bound to another facility now"


def _until(row: CredentialRow) -> str:
    if row.expires == BLANK:
        return "without a known end"
    return f"valid through {day_text(date.fromordinal(row.expires))}"
