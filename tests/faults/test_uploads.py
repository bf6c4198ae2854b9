"""Uploads over a server that dies at the worst moments, and over a disk that is full.

After each: every document has its file, no file is without one for longer than an hour, and a
request that comes again makes one document.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.parse import urlencode
from urllib.request import Request, urlopen

import pytest
from flask import Flask
from flask_security import hash_password
from sqlalchemy import func, select

from agency import create_app
from agency.accounts.actions.users import add_user
from agency.bench.load.client import CSRF, FORM, Failed, User
from agency.candidates.models import Candidate
from agency.credentials.models import Credential
from agency.documents.actions import StoreCheck, check_store
from agency.documents.models import Document, DocumentFile
from agency.extensions import db
from agency.joining.actions import agree
from agency.joining.consents import current_text
from agency.schema_version import upgrade_database
from tests.builders import make_candidate, make_credential
from tests.conftest import config_for
from tests.documents import hostile
from tests.documents.forms import form
from tests.faults.processes import ROOT
from tests.faults.uploading import AFTER_RENAME, BEFORE_ANSWER, BEFORE_RENAME, MOMENTS
from tests.faults.worker import AFTER_COMMIT, BEFORE_COMMIT
from tests.processes import PATIENCE, Running, environment, wait_until
from tests.signing_in import TESTER, token_for

ADDRESS = re.compile(r"http://\S+")
SABOTAGED = [sys.executable, "-m", "tests.faults.uploading", "serve"]
EMAIL, PASSWORD = "amara@example.org", "correct horse battery staple"
SENDING = "/portal/papers/send/a-tap"
PHOTO = hostile.picture("JPEG", (900, 900))
LOST: tuple[type[Exception], ...] = (URLError, ConnectionError, TimeoutError)


@dataclass
class Papers:
    """An agency at home with one credential, a program that uploads, and its server."""

    app: Flask
    home: Path
    credential: int
    token: str

    @contextmanager
    def served(self, *before: str, **settings: str) -> Iterator[str]:
        """The address of a server that is one of MOMENTS away from death, or of a sound one."""
        log = self.home / "serve.log"
        command = [*before, *SABOTAGED]
        said = {"AGENCY_HOME": str(self.home), "PORT": "0", "PYTHONPATH": str(ROOT), **settings}
        said.setdefault("FAULT_CRASH", "never")
        with (
            log.open("wb") as file,
            subprocess.Popen(
                command, env=environment(said), stdout=file, stderr=subprocess.STDOUT
            ) as process,
        ):
            running = Running(process, log)
            try:
                wait_until(lambda: ADDRESS.search(running.said()) is not None, running)
                found = ADDRESS.search(running.said())
                assert found is not None
                yield found[0]
            except Failed as error:
                error.add_note(running.said())
                raise
            finally:
                process.terminate()
                process.wait(PATIENCE)

    def upload(self, address: str, content: bytes = PHOTO, key: str = "photo") -> tuple[int, Any]:
        """Status and answer of an upload under an Idempotency-Key."""
        said = form([(content, "photo.jpg")])
        headers = {
            "Authorization": f"Bearer {self.token}",
            "Content-Type": said["content_type"],
            "Idempotency-Key": key,
        }
        path = f"{address}/api/v1/credentials/{self.credential}/documents"
        return answered(Request(path, data=said["data"], headers=headers))

    def download(self, address: str, document: int) -> bytes:
        headers = {"Authorization": f"Bearer {self.token}"}
        asked = Request(f"{address}/api/v1/documents/{document}/files/1", headers=headers)
        with urlopen(asked, timeout=PATIENCE) as answer:
            content: bytes = answer.read()
            return content

    def documents(self) -> int:
        with self.app.app_context():
            return db.session.scalar(select(func.count()).select_from(Document)) or 0

    def left_over(self) -> list[Path]:
        """All that lies in the store."""
        return sorted((self.home / "documents").glob("??/*"))

    def checked_in_two_hours(self) -> StoreCheck:
        """What `agency documents check` finds once what lies there is old."""
        for path in self.left_over():
            os.utime(path, (path.stat().st_mtime - 7_200,) * 2)
        with self.app.app_context():
            return check_store()


def answered(asked: Request) -> tuple[int, Any]:
    try:
        with urlopen(asked, timeout=PATIENCE) as answer:
            return answer.status, json.loads(answer.read())
    except HTTPError as error:
        with error:
            return error.code, json.loads(error.read())


@pytest.fixture
def papers(tmp_path: Path) -> Iterator[Papers]:
    home = tmp_path / "home"
    home.mkdir()
    app = create_app(config_for(f"sqlite:///{home / 'agency.sqlite3'}", home))
    with app.app_context():
        upgrade_database()
        held = make_credential(make_candidate(), evidence="claimed")
        db.session.commit()
        yield Papers(app, home, held.id, token_for(app))
        db.session.remove()
        db.engine.dispose()


@pytest.mark.parametrize("moment", MOMENTS)
def test_a_server_that_dies_during_an_upload_loses_and_doubles_nothing(
    papers: Papers, moment: str
) -> None:
    """F14."""
    marker = papers.home / "crashed"
    crash = {"FAULT_CRASH": moment, "FAULT_MARKER": str(marker)}
    with papers.served(**crash) as address, pytest.raises(LOST):
        papers.upload(address)
    assert marker.exists()
    written = moment not in (BEFORE_RENAME, AFTER_RENAME, BEFORE_COMMIT)
    assert papers.documents() == written
    with papers.served(**crash) as address:
        status, document = papers.upload(address)
        assert (status, document["version"]) == (201, 1)
        content = papers.download(address, document["id"])
    assert hashlib.sha256(content).hexdigest() == document["files"][0]["sha256"]
    assert papers.documents() == 1
    assert len(papers.left_over()) == (1 if written else 2)
    found = papers.checked_in_two_hours()
    assert (found.files, found.missing, len(found.removed)) == (1, [], 0 if written else 1)
    assert len(papers.left_over()) == 1


@pytest.mark.parametrize("moment", [BEFORE_COMMIT, AFTER_COMMIT, BEFORE_ANSWER])
def test_a_server_that_dies_while_she_sends_has_sent_it_once(papers: Papers, moment: str) -> None:
    """She taps again after a lost answer, and is led to the page of what was sent."""
    she = Sender(papers)
    marker = papers.home / "crashed"
    crash = {"FAULT_CRASH": moment, "FAULT_MARKER": str(marker)}
    with papers.served(**crash) as address:
        she.put_down(address)
        with pytest.raises(LOST):
            she.send(address)
    assert marker.exists()
    assert papers.documents() == (moment != BEFORE_COMMIT)
    with papers.served(**crash) as address:
        pages = {she.send(address) for _ in range(2)}
    assert len(pages) == 1
    assert "/portal/papers/sent/" in pages.pop()
    assert papers.documents() == 1
    found = papers.checked_in_two_hours()
    assert (found.files, found.missing, found.removed) == (1, [], [])


class Sender:
    """The candidate at her phone, who sends a photo for a credential that is on file."""

    def __init__(self, papers: Papers) -> None:
        account = {"email": EMAIL, "name": "Amara", "role": "candidate"}
        with papers.app.app_context():
            row = db.session.get_one(Credential, papers.credential)
            she = db.session.get_one(Candidate, row.candidate_id)
            made = add_user(account | {"candidate_ref": she.ref}, TESTER, hash_password(PASSWORD))
            agree(made.id, current_text().version, TESTER)
        self.of = str(papers.credential)

    def put_down(self, address: str) -> None:
        with closing(self._signed_in(address)) as user:
            fields = {"credential": self.of, "csrf_token": self._token(user)}
            said = form([(PHOTO, "photo.jpg")], **fields)
            answer = user.ask("POST", SENDING, said["data"].decode("latin-1"), said["content_type"])
            assert answer.status == 303, answer.text

    def send(self, address: str) -> str:
        """Where she is led."""
        with closing(self._signed_in(address)) as user:
            fields = {"credential": self.of, "csrf_token": self._token(user)}
            page = f"{address}{SENDING}/card"
            headers = user.headers(FORM) | {"Referer": page}
            asked = Request(page, urlencode(fields).encode(), headers)
            with urlopen(asked, timeout=PATIENCE) as answer:
                led: str = answer.url
                return led.removeprefix(address)

    def _signed_in(self, address: str) -> User:
        user = User(address)
        try:
            user.sign_in(EMAIL, PASSWORD)
        except Failed:
            user.close()
            raise
        return user

    def _token(self, user: User) -> str:
        found = CSRF.search(user.ask("GET", "/portal/papers/trainings/new?once=any").text)
        assert found is not None
        return found[1]


def test_a_full_disk_takes_nothing_and_is_used_again_when_there_is_room(papers: Papers) -> None:
    """F12."""
    disk = papers.home / "documents"
    disk.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=8m", "tmpfs", str(disk)]
    if subprocess.run(mount, check=False, capture_output=True).returncode:
        pytest.skip("this takes the right to mount a disk")
    try:
        with papers.served() as address:
            statuses = [
                papers.upload(address, hostile.scanned(3_000_000), str(n))[0] for n in range(5)
            ]
            taken = statuses.count(201)
            assert statuses == [201] * taken + [507] * (5 - taken)
            assert 0 < taken < 5
            assert (papers.documents(), len(papers.left_over())) == (taken, taken)
            filler = papers.left_over()[0]
            filler.unlink()
            status, _ = papers.upload(address, hostile.scanned(1_000_000), "again")
            assert status == 201
    finally:
        subprocess.run(["umount", disk], check=True)


def test_a_limit_on_files_is_told_and_leaves_nothing(papers: Papers) -> None:
    """F12 by `prlimit`: bodies this large are put down by the server before we see them."""
    with papers.served("prlimit", "--fsize=200000") as address:
        status, answer = papers.upload(address, hostile.picture("JPEG", (700, 700)))
        assert (status, answer["title"]) == (507, "There is no room for it")
    assert (papers.documents(), papers.left_over()) == (0, [])
    with papers.app.app_context():
        assert db.session.scalar(select(func.count()).select_from(DocumentFile)) == 0
