"""What stands beneath the bar of a row: the evidence in a few words, where its days begin."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from agency.pictures.axis import Axis, Stretch
from agency.pictures.bars import Mark
from agency.pictures.evidence_words import Proof, proofs, without_proof
from agency.pictures.subject import Subject
from agency.rules.eligibility import Finding

# The share of the axis that a note needs to be worth its place, and that a character takes.
LEAST_ROOM, PER_CHARACTER = 0.12, 0.0097


def notes_of(finding: Finding, subject: Subject, axis: Axis, warning: str) -> tuple[Mark, ...]:
    """The notes of a row, from the first day of work on.

    Credentials that follow each other have a note each, from where it takes over; where there is
    no room for that, one note tells all. A note stands left of the window where the window is too
    narrow for it. ``warning`` is what stands before the first.
    """
    held = proofs(finding, subject.candidate, subject.book, lambda day: on_axis(day, axis))
    if not held:
        words = without_proof(finding, subject.candidate, subject.assignment)
        return (_placed(words, finding, axis, warning),) if words or warning else ()
    relay = [] if warning else list(_relay(held, finding, subject, axis))
    if relay:
        return tuple(relay)
    words = "; ".join(_told(one) for one in held)
    return (_placed(words, finding, axis, warning),)


def on_axis(day: date, axis: Axis) -> str:
    """A day that is drawn needs no year: the axis has it."""
    drawn = day.toordinal() in axis
    return f"{day.day} {day:%b}" if drawn else f"{day.day} {day:%b %Y}"


def _told(proof: Proof) -> str:
    return f"{proof.words}, {proof.rung}"


def _placed(words: str, finding: Finding, axis: Axis, warning: str) -> Mark:
    """From the first day that is asked, or from the beginning where there is too little room."""
    versions = finding.requirement.versions
    window = finding.window
    asked_from = max(versions[0].first, window.first) if versions else window.first
    start = axis.at(asked_from if asked_from <= window.last else window.first)
    end = axis.at(window.last + 1) if finding.missing else 1.0
    needed = PER_CHARACTER * (len(words) + len(warning))
    if end - start < min(needed, LEAST_ROOM * 3) and axis.at(window.first) > end - start:
        start = 0.0
    return Mark(Stretch(start, max(end - start, 0.0), False, False), words)


def _relay(
    held: tuple[Proof, ...], finding: Finding, subject: Subject, axis: Axis
) -> Iterator[Mark]:
    """A note for each of the credentials that relay each other inside the window."""
    first, last = finding.window
    pieces: list[tuple[int, Proof]] = []
    for proof in held:
        one = proof.credential
        if one is None or one.issued_on is None:
            return
        begins, ends = one.issued_on.toordinal(), one.expires_on
        if begins > last or (ends and ends.toordinal() < first):
            continue
        if pieces and pieces[-1][1].credential:
            before = pieces[-1][1].credential.expires_on
            if before is None or before.toordinal() + 1 != begins:
                return
        pieces.append((max(begins, first), proof))
    if len(pieces) < 2:
        return
    starts = [axis.at(day) for day, _ in pieces]
    rooms = [end - start for start, end in zip(starts, [*starts[1:], 1.0], strict=True)]
    if min(rooms) < LEAST_ROOM:
        return
    for start, room, (_, proof) in zip(starts, rooms, pieces, strict=True):
        yield Mark(Stretch(start, room, False, False), _fitted(proof, room, subject))


def _fitted(proof: Proof, room: float, subject: Subject) -> str:
    """As much of what is told as there is room for; at least the title."""
    title = subject.book.catalogue[proof.credential.code].title if proof.credential else ""
    choices = (_told(proof), proof.words)
    return next((words for words in choices if len(words) * PER_CHARACTER < room), title)
