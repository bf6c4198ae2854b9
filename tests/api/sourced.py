"""So much of what is said of candidates elsewhere: badges, and what registers and lists say."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from sqlalchemy import func, select

from agency import clock
from agency.badges.core.lights import QUESTIONS, YES
from agency.badges.models import Badge
from agency.candidates.models import Candidate
from agency.credentials.models import Credential
from agency.documents.kinds import JSON
from agency.documents.models import Document
from agency.extensions import db
from agency.screening.actions import decide, load_list, screen
from agency.screening.models import NOT_SAME, SAME, Finding
from agency.verification.register_models import RegisterAlarm, RegisterAnswer
from agency.verification.registers.actions import load_file
from tests.builders import make_candidate, make_credential, make_document, make_document_file
from tests.screening.lists import LEIE_COLUMNS, ROSA, leie
from tests.signing_in import TESTER
from tests.verification.registers.files import register, text_of

ALL_YES = dict.fromkeys(QUESTIONS, YES)
WASHINGTON = "WA-MA-C"


def sourced(size: int, folder: Path) -> dict[str, int]:
    """People of whom each source says so much; row ids by name."""
    her = make_candidate(f"R-{size}")
    ids = {"badge": _badges(her, size)}
    numbers = [f"CM{size:04}{number:04}" for number in range(size + 1)]
    for number in numbers:
        make_credential(her, WASHINGTON, number=number)
    _alike(size)
    db.session.commit()
    ids |= _register(numbers, folder / f"{size}.csv")
    return ids | {"alike": _found(size, folder)}


def handed_in(size: int) -> bytes:
    """A file of a register with so many rows."""
    return text_of(*({"CredentialNumber": f"CM9{size:03}{n:04}"} for n in range(size))).encode()


def list_handed_in(size: int) -> bytes:
    """A file of the OIG with so many rows."""
    blanks = "," * (len(LEIE_COLUMNS) - 2)
    rows = (f"NEW{size:03}{n:04},ANN{blanks}" for n in range(size))
    return "\n".join([",".join(LEIE_COLUMNS), *rows, ""]).encode()


def _badges(her: Candidate, size: int) -> int:
    """The id of the last badge, whose answers are all yes; it proves a credential, as others do."""
    credential = make_credential(her, evidence="documented")
    for version in range(1, size + 1):
        _badge(make_document(credential, version=version, state="withdrawn"), size)
    return _badge(make_document(credential, version=size + 1), size)


def _badge(document: Document, size: int) -> int:
    """The id of the last of so many badges of one document."""
    for place in range(1, size + 1):
        file = make_document_file(document, place=place, media_type=JSON)
        badge = Badge(file_id=file.id, taken_up_at=clock.now(), judged_at=clock.now())
        badge.code, badge.why = "CMA-AAMA", dict.fromkeys(QUESTIONS, "It is so.")
        for name, answer in ALL_YES.items():
            setattr(badge, name, answer)
        db.session.add(badge)
    db.session.flush()
    return badge.id


def _register(numbers: list[str], file: Path) -> dict[str, int]:
    """Of so many credentials a register says another day, and raises an alarm; ids of one each.

    The file is an extract: whoever is in another is not missed in it.
    """
    said = {"ExpirationDate": "20301231", "ActionTaken": "Yes"}
    rows = [{"CredentialNumber": number, **said} for number in numbers]
    load_file("washington", register(file, *rows), TESTER, date(2026, 11, 2), whole=False)
    finding, alarm = func.max(RegisterAnswer.id), func.min(RegisterAlarm.id)
    of_these = Credential.number.in_(numbers)
    held = Credential.id == RegisterAnswer.credential_id, of_these
    alarmed = Credential.id == RegisterAlarm.credential_id, of_these
    return {
        "finding": db.session.scalars(select(finding).where(*held)).one(),
        "alarm": db.session.scalars(select(alarm).where(*alarmed)).one(),
    }


def _alike(size: int) -> None:
    for number in range(size):
        make_candidate(f"S-{size}-{number}", first_name="Rosa", last_name="Quillfeather")


def _found(size: int, folder: Path) -> int:
    """The id of a finding, among so many, on which so much was decided before."""
    listed = [{**ROSA, "ADDRESS": f"{number} Elm Street"} for number in range(size)]
    file = leie(folder, *listed)
    assert load_list("leie", file, TESTER, however_many=True).load
    screen("by hand", TESTER)
    last = db.session.scalars(select(func.max(Finding.id))).one()
    for number in range(size):
        decide(last, (SAME, NOT_SAME)[number % 2], "Looked at.", TESTER)
    return last
