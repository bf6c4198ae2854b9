"""Badges sent and judged, for tests."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from flask import Flask
from sqlalchemy import select

from agency.badges.actions import trust_issuer, with_badges
from agency.badges.actions.judging import ACT, JUDGE, JUDGE_SOME
from agency.badges.jobs import HOURLY, NIGHTLY
from agency.badges.models import Badge
from agency.badges.queries import badges_of
from agency.credentials.models import Credential
from agency.documents.uploads import Upload
from agency.extensions import db
from agency.jobs.models import Job
from agency.jobs.running import run_job
from agency.verification.actions import attach_document
from tests.badges.issuing import EMAIL, Signer, as_file, credential, ed_signer, proved
from tests.builders import make_candidate, make_credential
from tests.signing_in import TESTER

NAME = "Certified Medical Assistant"


def judge_all(app: Flask) -> None:
    """Do all jobs about badges that wait, and those that they add; each must succeed."""
    of_badges = Job.kind.in_((JUDGE, JUDGE_SOME, ACT, NIGHTLY, HOURLY))
    due = select(Job.id).where(Job.state == "pending", of_badges).order_by(Job.id)
    while waiting := db.session.scalars(due).all():
        db.session.rollback()
        for job_id in waiting:
            done = run_job(app, job_id)
            assert done, db.session.get_one(Job, job_id).last_error
    db.session.rollback()
    db.session.expire_all()


def held(ref: str = "C-1", **values: Any) -> Credential:
    """A CMA (AAMA) that somebody of that address says she has; and another person's."""
    make_credential(make_candidate(f"{ref}-other", email="bo@example.org"), evidence="claimed")
    found = make_credential(make_candidate(ref, email=EMAIL), **{"evidence": "claimed", **values})
    db.session.commit()
    return found


def trusted(signer: Signer, code: str = "CMA-AAMA") -> None:
    said = {"issuer": signer.did, "achievement": NAME, "code": code, "key": ""}
    trust_issuer(said, TESTER)


def badge_file(signer: Signer | None = None, **said: Any) -> bytes:
    one = signer or ed_signer()
    return as_file(proved(credential(one.did, **said), one, "eddsa-jcs-2022"))


def sent(app: Flask, credential_id: int, content: bytes, name: str = "badge.json") -> Badge:
    """A badge that is attached to a credential and judged."""
    upload = Upload(name, BytesIO(content))
    attach_document(credential_id, [upload], TESTER, also=with_badges())
    judge_all(app)
    return badges_of(credential_id)[0]
