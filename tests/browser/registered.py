"""Files of a register that were held against people of the served agency."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from agency.audit.actors import Actor
from agency.extensions import db
from agency.settings import today
from agency.verification.registers.actions import load_file
from tests.builders import make_candidate, make_credential
from tests.verification.registers.files import register

BY = Actor("command", "agency registers load")
# Who is in the register, by the number of her certification; they are not matched.
WREN, TAMSIN = "CM60990001", "CM60990002"
PEOPLE = {WREN: ("R-0001", "Wren", "Okonjo"), TAMSIN: ("R-0002", "Tamsin", "Ashdown")}


def hold_registers(folder: Path) -> None:
    """Two files of a week: in the second one is suspended and one renewed; a row cannot be read."""
    for number, (ref, first, last) in PEOPLE.items():
        person = make_candidate(ref, first_name=first, last_name=last, status="inactive")
        make_credential(person, "WA-MA-C", number=number)
    db.session.commit()
    suspended = row(WREN, Status="SUSPENDED", ActionTaken="Yes")
    renewed = row(TAMSIN, ExpirationDate="20301231")
    bad = {"CredentialNumber": "CM60990003", "ExpirationDate": "soon", "Status": "SUPERSEDED"}
    unknown = {"CredentialNumber": "CM60990004", "Status": "SUPERSEDED"}
    before = [row(number) for number in PEOPLE]
    for days, rows in ((8, before), (1, [suspended, renewed, bad, unknown])):
        path = register(folder / f"washington-{days}.csv", *rows)
        load_file("washington", path, BY, today() - timedelta(days))


def row(number: str, **said: str) -> dict[str, str]:
    """Her row, and how it is unlike what is on file."""
    _, first, last = PEOPLE[number]
    return {"CredentialNumber": number, "FirstName": first, "LastName": last, **said}
