"""How much a change asks of the database, however much there is to look at."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any, Protocol

from flask import Flask
from sqlalchemy import func, insert, select
from werkzeug.test import TestResponse

from agency import clock
from agency.access.policy import policy
from agency.credentials.models import Credential
from agency.extensions import db
from agency.jobs.models import Job
from agency.merging.models import Merge
from agency.notices.actions import Draft, post
from agency.upkeep.models import DeletionRequest
from tests.api.programs import PREFIX, Program
from tests.api.sourced import handed_in, list_handed_in, sourced
from tests.badges.keeping import badge_file
from tests.builders import (
    make_assignment,
    make_candidate,
    make_ce_credit,
    make_credential,
    make_document,
    make_document_file,
    make_facility,
    make_pin,
    make_placement,
    make_training,
)
from tests.counting import counted
from tests.documents.forms import Part, form
from tests.documents.hostile import pdf
from tests.notices.reported import TO, of_postfix
from tests.signing_in import signed_in

MOST_STATEMENTS = 12
ROW = "<int(min=1, max=2147483647):id>"
# An upload looks before it reads files and again when it writes, and has rows of two kinds; that
# each is to be read is noted and made a job, and so it is of badges. What is withdrawn may have
# proved a credential: two rows are read and two are changed. Who says that something was reviewed
# is asked about her part in it, and what was read of the document is held against what she says;
# what is taken back may have superseded another. A badge is looked at by whether it may be seen,
# and then by what it proves. Where the word of a register is taken, both sides are held against
# each other once more, and alarms end with it. All of that is logged besides. A pin tells what
# would become of it, beside all others, however many they are. Who is given an address holds it,
# and mail that is held for her may follow her there. A merge looks at all that both have, table by
# table, and what was asked of one file is asked of all that became it.
MORE = {
    f"POST /credentials/{ROW}/review": 14,
    f"POST /credentials/{ROW}/review/undo": 14,
    "DELETE /candidates/<ref>/deletion-request": 13,
    "POST /candidates/<ref>/deletion-request/settlement": 14,
    "POST /merges": 40,
    f"POST /merges/{ROW}/undo": 40,
    f"POST /credentials/{ROW}/documents": 21,
    f"POST /credentials/{ROW}/badges": 24,
    f"POST /badges/{ROW}/source-check": 17,
    f"POST /register-findings/{ROW}/settlement": 18,
    f"POST /register-findings/{ROW}/settlement/undo": 18,
    "POST /pins": 15,
    f"POST /credentials/{ROW}/check-documents": 14,
    f"DELETE /documents/{ROW}": 15,
    f"PATCH /credentials/{ROW}": 13,
    "PATCH /candidates/<ref>": 14,
}
LAST_MERGE = "LAST"
AWAY = ["2028-01-01/2028-01-05", "2028-02-01/2028-02-05"]
LONG = {"issued_on": "2026-06-01", "expires_on": "2029-06-01", "evidence": "documented"}


@dataclass(frozen=True, slots=True)
class Change:
    """A request that changes something, by somebody with a role, to be sent under a key."""

    role: str
    method: str
    rule: str
    path: str
    body: Any = None
    files: tuple[Part, ...] = ()
    beside: dict[str, str] = field(default_factory=dict)
    message: bytes | None = None

    @property
    def name(self) -> str:
        return f"{self.method} {self.rule}"


class Sender(Protocol):
    """A program, or a browser that sends as programs do."""

    def get(self, path: str, **options: Any) -> TestResponse: ...

    def send(self, method: str, path: str, **options: Any) -> TestResponse: ...


class Herself:
    """A candidate in her browser: none has a token."""

    def __init__(self, app: Flask, ref: str) -> None:
        self.client = signed_in(app, "candidate", ref)

    def get(self, path: str, **options: Any) -> TestResponse:
        return self.send("GET", path, **options)

    def send(self, method: str, path: str, **options: Any) -> TestResponse:
        return self.client.open(PREFIX + path, method=method, **options)


def _agency(size: int) -> dict[str, int]:
    """Somebody with ``size`` of everything that a change may have to look at; row ids by name."""
    days = [(date(2027 + n, 5, 1), date(2027 + n, 5, 2)) for n in range(size)]
    her = make_candidate(f"C-{size}", unavailable=days)
    site = make_facility(f"Site {size}", do_not_return=[f"X-{size}-{n}" for n in range(size)])
    for number in range(size):
        for code in ("CMA-AAMA", "BLS-AHA", "CPT-NHA", "RMA-AMT"):
            make_credential(her, code, expires_on=date(2028, 1, 1))
        make_assignment(f"B-{size}-{number}", site, state="TX")
        first = date(2029 + number, 1, 1)
        work = make_assignment(starts_on=first, ends_on=first + timedelta(days=30))
        make_placement(her, work)
    alike = [make_training(her, occurrence=n + 1) for n in range(size + 2)]
    equal = [make_ce_credit(her, units=Decimal(2), occurrence=n + 1) for n in range(size + 2)]
    ids = {
        "seen": make_document(
            make_credential(her, "BLS-AHA", evidence="documented", **_days())
        ).credential_id,
        "other": make_credential(her, "CPT-NHA", evidence="documented", **_days()).id,
        "training": alike[0].id,
        "old_training": alike[1].id,
        "credit": equal[0].id,
        "old_credit": equal[1].id,
        "facility": site.id,
        "claimed": make_credential(her, "CET-NHA", evidence="claimed", **_days()).id,
        "unproved": make_credential(her, "CCMA-NHA", evidence="claimed", **_days()).id,
        "document": _documents(make_credential(her, "PBT-ASCP", evidence="documented"), size),
    }
    make_assignment(
        f"A-{size}", site, state="TX", starts_on=date(2027, 1, 4), ends_on=date(2027, 2, 1)
    )
    later = make_assignment(starts_on=date(2027, 3, 1), ends_on=date(2027, 4, 1))
    ids["asked"] = _asked_to_be_deleted(make_candidate(f"D-{size}").id)
    make_candidate(f"H-{size}", unavailable=days)
    _twins(size)
    ids["placement"] = make_placement(her, later, "offered").id
    ids["job"] = _dead_job(size)
    ids["mail"] = _mails(size)
    for number in range(size):
        ids["pin"] = make_pin(her, make_assignment(f"P-{size}-{number}")).id
    db.session.commit()
    return ids


def _documents(credential: Credential, size: int) -> int:
    """The id of the last of so many; of the others nothing proves anything any more."""
    for version in range(1, size + 1):
        make_document(credential, version=version, state="withdrawn")
    last = make_document(credential, version=size + 1)
    make_document_file(last)
    return last.id


def _asked_to_be_deleted(candidate_id: int) -> int:
    db.session.add(DeletionRequest(candidate_id=candidate_id, state="open", asked_at=clock.now()))
    return candidate_id


def _twins(size: int) -> None:
    """Two with one name and telephone number, and papers each; and two more to be told apart."""
    for name in ("M", "T"):
        for number in (1, 2):
            twin = make_candidate(f"{name}{number}-{size}", phone=f"206 555 01{size:02}")
            for _ in range(size):
                make_credential(twin)


def _days() -> dict[str, date]:
    return {"issued_on": date(2026, 6, 1), "expires_on": date(2029, 6, 1)}


def _mails(size: int) -> int:
    """The id of a mail that has left, to whom others are to go as well."""
    for _ in range(size):
        post(Draft(TO, "A subject", "A text"))
    sent = post(Draft(TO, "A subject", "A text"))
    sent.message_id, sent.state = f"<{size}@example.org>", "sent"
    return sent.id


def _dead_job(size: int) -> int:
    now = clock.now()
    values = {"kind": "match_night", "args": {}, "state": "dead", "attempts": 3, "fence": 3}
    added = insert(Job).values(**values, due_at=now, added_at=now, unique_key=f"dead:{size}")
    return db.session.scalars(added.returning(Job.id)).one()


def changes(size: int, ids: dict[str, int]) -> list[Change]:
    """One of every kind that the policy knows, each with all there may be to do."""
    her = f"/candidates/C-{size}"
    own = f"/candidates/H-{size}"
    held = "/candidates/<ref>"
    person = {"ref": f"N-{size}", "unavailable": AWAY, "email": f"n{size}@example.org"}
    found = {"home_zip": "75202", "email": f"c{size}@example.org"}
    work = {"ref": f"W-{size}", "facility": f"Site {size}", "state": "TX"}
    days = {"starts_on": "2027-01-04", "ends_on": "2027-03-31"}
    moved = {"starts_on": "2027-02-02", "ends_on": "2027-05-01"}
    again = {"kind": "education", "topic": "high_school", "completed_on": "2016-06-01"}
    credit = {"code": "CMA-AAMA", "units": "2", "category": "general", "earned_on": "2026-03-01"}
    pair = {"candidate_ref": f"C-{size}", "assignment_ref": f"A-{size}", "stage": "confirmed"}
    wish = {"candidate_ref": f"C-{size}", "assignment_ref": f"B-{size}-0", "kind": "pin"}
    site = {"name": f"New {size}", "state": None, "do_not_return": ["C-8", "C-9"]}
    same = {"decision": "same", "reason": "The same day of birth."}
    twins = {"kept_ref": f"M1-{size}", "merged_ref": f"M2-{size}"}
    booked = {"stage": "working", "ends_on": "2027-04-03"}
    sheets = (pdf(), "1.pdf"), (pdf(), "2.pdf")
    badges = (badge_file(), "1.json"), (badge_file(), "2.json")

    def of(kind: str, row: str, doing: str = "") -> tuple[str, str]:
        return f"/{kind}/{ROW}{doing}", f"/{kind}/{ids[row]}{doing}"

    return [
        Change("recruiter", "POST", "/candidates", "/candidates", person),
        Change("recruiter", "PATCH", held, her, {"unavailable": AWAY, **found}),
        Change("recruiter", "POST", f"{held}/invitation", f"{her}/invitation"),
        Change(
            "compliance",
            "POST",
            f"{held}/credentials",
            f"{her}/credentials",
            {"code": "CMA-AAMA", **LONG},
        ),
        Change("compliance", "PATCH", *of("credentials", "other"), {"evidence": "reviewed"}),
        Change(
            "compliance",
            "POST",
            f"/credentials/{ROW}/review",
            f"/credentials/{ids['seen']}/review",
            {"decision": "verify", "remark": "seen"},
        ),
        Change(
            "compliance",
            "POST",
            f"/credentials/{ROW}/review/undo",
            f"/credentials/{ids['seen']}/review/undo",
        ),
        Change(
            "compliance", "POST", f"/credentials/{ROW}/hold", f"/credentials/{ids['seen']}/hold"
        ),
        Change(
            "compliance", "DELETE", f"/credentials/{ROW}/hold", f"/credentials/{ids['seen']}/hold"
        ),
        Change("candidate", "POST", f"{held}/deletion-request", f"{own}/deletion-request"),
        Change("candidate", "DELETE", f"{held}/deletion-request", f"{own}/deletion-request"),
        Change(
            "admin",
            "POST",
            f"{held}/deletion-request/settlement",
            f"/candidates/D-{size}/deletion-request/settlement",
            {"remark": "done"},
        ),
        Change(
            "recruiter",
            "POST",
            f"{held}/duplicates/<other_ref>/refusal",
            f"/candidates/T1-{size}/duplicates/T2-{size}/refusal",
        ),
        Change("recruiter", "POST", "/merges", "/merges", twins),
        Change("recruiter", "POST", f"/merges/{ROW}/undo", f"/merges/{LAST_MERGE}/undo"),
        Change(
            "compliance",
            "POST",
            f"/credentials/{ROW}/source-check",
            f"/credentials/{ids['seen']}/source-check",
            {"answer": "found", "checked_on": "2026-11-01"},
        ),
        Change(
            "recruiter",
            "POST",
            f"/credentials/{ROW}/documents",
            f"/credentials/{ids['claimed']}/documents",
            files=sheets,
        ),
        Change(
            "compliance",
            "POST",
            f"/credentials/{ROW}/check-documents",
            f"/credentials/{ids['claimed']}/check-documents",
            files=sheets,
        ),
        Change("recruiter", "DELETE", *of("documents", "document")),
        Change(
            "recruiter",
            "POST",
            f"/credentials/{ROW}/badges",
            f"/credentials/{ids['unproved']}/badges",
            files=badges,
        ),
        Change("compliance", "POST", *of("badges", "badge", "/judgement")),
        Change("compliance", "POST", *of("badges", "badge", "/source-check")),
        Change(
            "compliance",
            "POST",
            "/register-loads",
            "/register-loads",
            files=((handed_in(size), "wa.csv"),),
            beside={"source": "washington", "day": "2026-11-02"},
        ),
        Change(
            "compliance",
            "POST",
            *of("register-findings", "finding", "/settlement"),
            {"settled_as": "accepted"},
        ),
        Change("compliance", "POST", *of("register-findings", "finding", "/settlement/undo")),
        Change(
            "compliance",
            "POST",
            "/exclusion-list-files",
            "/exclusion-list-files",
            files=((list_handed_in(size), "UPDATED.csv"),),
            beside={"source": "leie"},
        ),
        Change(
            "compliance",
            "POST",
            *of("register-alarms", "alarm", "/closing"),
            {"remark": "A fine, paid."},
        ),
        Change("compliance", "POST", *of("screening-findings", "alike", "/decision"), same),
        Change("compliance", "POST", *of("screening-findings", "alike", "/decision/undo")),
        Change("recruiter", "POST", f"{held}/trainings", f"{her}/trainings", again),
        Change("compliance", "PATCH", *of("trainings", "training"), {"completed_on": "2016-06-02"}),
        Change("compliance", "DELETE", *of("trainings", "old_training")),
        Change("recruiter", "POST", f"{held}/ce-credits", f"{her}/ce-credits", credit),
        Change("compliance", "PATCH", *of("ce-credits", "credit"), {"units": "3"}),
        Change("compliance", "DELETE", *of("ce-credits", "old_credit")),
        Change(
            "recruiter",
            "POST",
            "/facilities",
            "/facilities",
            {"name": f"Third {size}", "state": "TX", "do_not_return": ["C-8", "C-9"]},
        ),
        Change("recruiter", "POST", "/assignments", "/assignments", work | days),
        Change(
            "recruiter",
            "PATCH",
            "/assignments/<ref>",
            f"/assignments/B-{size}-0",
            {"facility": None, "openings": 3},
        ),
        Change("recruiter", "POST", "/placements", "/placements", pair),
        Change("recruiter", "PATCH", *of("placements", "placement"), moved | booked),
        Change("recruiter", "POST", "/pins", "/pins", wish),
        Change("recruiter", "DELETE", *of("pins", "pin")),
        Change(
            "recruiter",
            "PATCH",
            *of("facilities", "facility"),
            {**site, "state": "TX", "setting": "hospital"},
        ),
        Change("admin", "POST", "/match-runs", "/match-runs", {}),
        Change("admin", "POST", f"/jobs/{ROW}/retry", f"/jobs/{ids['job']}/retry"),
        Change(
            "candidate",
            "PATCH",
            f"{held}/mail-topics",
            f"{own}/mail-topics",
            {"renewal": False},
        ),
        Change(
            "admin",
            "POST",
            "/mails/reports",
            "/mails/reports",
            message=of_postfix(f"<{size}@example.org>"),
        ),
        Change("admin", "POST", f"/mails/{ROW}/address", f"/mails/{ids['mail']}/address"),
    ]


def test_no_change_asks_more_of_the_database_where_there_is_more(
    app: Flask, tmp_path: Path
) -> None:
    programs: dict[str, Sender] = {
        role: Program(app, role) for role in ("admin", "recruiter", "compliance")
    }
    few, many = ({c.name: n for c, n in _counts(app, programs, size, tmp_path)} for size in (2, 12))
    beyond = {
        name: number for name, number in many.items() if number > MORE.get(name, MOST_STATEMENTS)
    }
    assert beyond == {}
    assert {name: (few[name], n) for name, n in many.items() if n > few[name]} == {}


def _counts(
    app: Flask, programs: dict[str, Sender], size: int, folder: Path
) -> list[tuple[Change, int]]:
    with app.app_context():
        ids = _agency(size) | sourced(size, folder)
    for program in programs.values():
        program.get("/rulebook")  # now and then it is noted that the token was used
    programs = {**programs, "candidate": Herself(app, f"H-{size}")}
    return [(one, _counted(app, programs[one.role], one, size)) for one in changes(size, ids)]


def _counted(app: Flask, program: Sender, change: Change, size: int) -> int:
    body = {} if change.body is None else {"json": change.body}
    if change.message:
        body = {"data": change.message, "content_type": "message/rfc822"}
    if change.files:
        body = form(change.files, **change.beside)
    headers = {"Idempotency-Key": f"{size}-{change.name}".replace(" ", "-")}
    with app.app_context():
        last = db.session.scalar(select(func.max(Merge.id)))
    path = change.path.replace(LAST_MERGE, str(last))
    with app.app_context(), counted(db) as statements:
        answer = program.send(change.method, path, headers=headers, **body)
    assert answer.status_code < 300, (change.name, answer.text)
    return len(statements)


def test_no_change_of_the_policy_is_left_out() -> None:
    said = {
        f"{method} {rule.removeprefix(PREFIX)}"
        for method, rule in policy()
        if method != "GET" and rule.startswith(PREFIX)
    }
    ids: dict[str, int] = defaultdict(int)
    # A judgement of what is sent asks nothing of the database.
    assert {one.name for one in changes(1, ids)} == said - {"POST /eligibility"}
