"""Badges taken up, judged by a job, judged again, believed and doubted."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from io import BytesIO
from typing import Any

import pytest
from flask import Flask
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import delete, func, select, update

from agency import clock
from agency.access.letters import ADDRESS_LETTERS
from agency.accounts.actions.users import add_user
from agency.audit.actions import anything
from agency.audit.actors import Actor
from agency.audit.models import AuditEntry
from agency.badges.actions import (
    judge_again,
    judged_now,
    raise_by_badge,
    trust_no_more,
    with_badges,
)
from agency.badges.actions.judging import ACT, JUDGE, JUDGE_SOME, judged_together
from agency.badges.core.judging import JUDGED_SO_SINCE
from agency.badges.core.lights import CANNOT_SAY, NO, YES
from agency.badges.core.sources import NotAtHand
from agency.badges.fetching import Asking
from agency.badges.jobs import HOURLY, NIGHTLY
from agency.badges.models import Badge, TrustedIssuer
from agency.badges.queries import badges_of, person_of, trust_list
from agency.candidates.actions import change_candidate
from agency.credentials.models import Credential
from agency.documents.actions import check_store, opened
from agency.documents.models import Document, DocumentFile
from agency.documents.uploads import Upload
from agency.edits.models import Edit
from agency.errors import NotAllowed, NotFound, Refused, Stale, Taken
from agency.extensions import db
from agency.jobs.kinds import kind_named, wanted
from agency.jobs.models import Job
from agency.joining.addresses import change_details
from agency.merging.actions import merge, undo_merge
from agency.notices.models import Mail
from agency.settings import today
from agency.verification.actions import attach_document, check_source, withdraw_document
from agency.verification.models import Verification
from agency.verification.queries import log_of
from tests.badges.issuing import (
    EMAIL,
    as_file,
    baked_png,
    baked_svg,
    credential,
    ed_signer,
    proved,
    status_entry,
    status_list,
)
from tests.badges.keeping import badge_file, held, judge_all, sent, trusted
from tests.documents import hostile
from tests.signing_in import TESTER

SIGNER = ed_signer()
SPECIALIST = Actor("user", "spec@example.org")


def last_entry(credential_id: int) -> Verification:
    newest = select(Verification).where(Verification.credential_id == credential_id)
    return db.session.scalars(newest.order_by(Verification.id.desc()).limit(1)).one()


def with_status(place: int) -> bytes:
    """A badge with the list in which its status stands."""
    bits = proved(status_list(SIGNER.did, []), SIGNER, "eddsa-jcs-2022")
    said = credential(SIGNER.did, credentialStatus=status_entry(place))
    return as_file(proved(said, SIGNER, "eddsa-jcs-2022"), bits)


def judged_before(id: int, **answers: Any) -> None:
    """A badge as it was judged on another day."""
    db.session.execute(update(Badge).where(Badge.id == id).values(**answers))
    db.session.commit()


def judged_tonight(kind: str = NIGHTLY) -> list[int]:
    """The ids of the badges that the night has judged, or what another kind of job has."""
    kind_named(kind).work({})()
    db.session.commit()
    due = select(Job.args).where(Job.kind == JUDGE_SOME, Job.state == "pending")
    return [id for args in db.session.scalars(due) for id in args["badges"]]


def changes(action: str) -> list[Any]:
    told = select(AuditEntry.before, AuditEntry.after).where(AuditEntry.action == action)
    return [tuple(one) for one in db.session.execute(told)]


def edits_of_candidates() -> list[int]:
    return list(db.session.scalars(select(Edit.id).where(Edit.subject == "candidate")))


@pytest.fixture(autouse=True)
def in_a_database(database: SQLAlchemy) -> SQLAlchemy:
    return database


def evidence(id: int) -> Any:
    return db.session.scalar(select(Credential.evidence).where(Credential.id == id))


def test_a_badge_is_judged_by_a_job_for_what_it_is_to_prove(app: Flask) -> None:
    trusted(SIGNER)
    id = held().id
    badge = sent(app, id, badge_file())
    assert badge.answers == dict.fromkeys(badge.answers, YES)
    assert badge.code == "CMA-AAMA"
    assert badge.says["achievement_name"] == "Certified Medical Assistant"
    assert [len(key) for key in badge.keys] == [64]
    assert badge.judged_at is not None
    assert evidence(id) == "documented"


@pytest.mark.parametrize("form", ["json", "token", "png", "svg"])
def test_whatever_it_came_in_the_signed_text_is_kept_and_nothing_else(
    app: Flask, form: str
) -> None:
    text = badge_file()
    token = SIGNER.token(credential(SIGNER.did))
    content = {
        "json": b"\xef\xbb\xbf\n" + text,
        "token": token.encode() + b"\n",
        "png": baked_png(text.decode(), "openbadgecredential"),
        "svg": baked_svg(token, version=3),
    }[form]
    badge = sent(app, held().id, content, f"badge.{form}")
    kept = opened(badge.file.document_id, 1)
    assert kept.content == (text if form in ("json", "png") else token.encode())
    assert kept.media_type == ("application/json" if form in ("json", "png") else "application/jwt")
    assert badge.signature == YES


def test_a_photo_beside_it_is_a_photo(app: Flask) -> None:
    uploads = [
        Upload("a.png", BytesIO(hostile.picture("PNG"))),
        Upload("b.json", BytesIO(badge_file())),
    ]
    document = attach_document(held().id, uploads, TESTER, also=with_badges())
    types = select(DocumentFile.media_type).where(DocumentFile.document_id == document.id)
    assert list(db.session.scalars(types)) == ["image/png", "application/json"]
    assert db.session.scalar(select(func.count()).select_from(Badge)) == 1


def test_what_is_no_badge_is_not_taken(app: Flask) -> None:
    id = held().id
    for content in (b'{"a": 1}', b"[]", b"{", b"eyJhbGciOiJub25lIn0", baked_svg(""), b"<svg/>"):
        with pytest.raises(Refused):
            attach_document(id, [Upload("b", BytesIO(content))], TESTER, also=with_badges())
    assert badges_of(id) == []
    assert check_store().files == 0


def test_a_badge_that_cannot_be_read_says_why_and_stays(app: Flask) -> None:
    badge = sent(app, held().id, as_file(credential(validUntil="soon")))
    assert "validUntil is 'soon'" in badge.fault
    assert set(badge.answers.values()) == {None}


def test_a_former_address_of_hers_is_hers(app: Flask) -> None:
    trusted(SIGNER)
    found = held()
    change_candidate("C-1", {"email": "new@example.org"}, TESTER)
    assert sent(app, found.id, badge_file()).recipient == YES


def test_an_address_that_she_asked_for_and_never_proved_is_not_hers(app: Flask) -> None:
    found = held()
    other = db.session.scalars(select(Credential).where(Credential.id != found.id)).one()
    change_details("C-1-other", {"email": EMAIL}, TESTER, ADDRESS_LETTERS)
    assert sent(app, other.id, badge_file()).recipient == NO


def test_the_address_of_a_file_is_not_hers_once_a_merge_is_undone(app: Flask) -> None:
    found = held()
    other = db.session.scalars(select(Credential).where(Credential.id != found.id)).one()
    made = merge("C-1-other", "C-1", {"email": "other"}, TESTER, anything)
    assert EMAIL in person_of("C-1-other").emails
    undo_merge(made.id, TESTER)
    assert sent(app, other.id, badge_file()).recipient == NO
    assert "bo@example.org" not in person_of("C-1").emails


def test_another_persons_badge_is_not_hers(app: Flask) -> None:
    found = held()
    of_other = db.session.scalars(select(Credential).where(Credential.id != found.id)).one()
    assert sent(app, of_other.id, badge_file()).recipient == NO


def test_a_specialist_believes_it_in_one_step_where_all_are_yes(app: Flask) -> None:
    trusted(SIGNER)
    id = held().id
    badge = sent(app, id, badge_file())
    raise_by_badge(badge.id, SPECIALIST)
    entry = last_entry(id)
    assert (entry.source, entry.result, evidence(id)) == ("register", "found", "primary_source")
    assert entry.remark == "signed badge of Example Board"
    assert entry.confirmation == "urn:uuid:91537dba-56cb-11ec-bf63-0242ac130002"


def test_it_is_not_believed_where_one_is_not_yes(app: Flask) -> None:
    id = held().id
    badge = sent(app, id, badge_file())
    assert list(badge.answers.values()) == [YES, YES, YES, NO, YES]
    with pytest.raises(Refused, match="five answers are all yes"):
        raise_by_badge(badge.id, SPECIALIST)
    assert evidence(id) == "documented"


def test_it_is_not_believed_for_another_type_than_it_was_judged_for(app: Flask) -> None:
    trusted(SIGNER)
    found = held()
    badge = sent(app, found.id, badge_file())
    found.code = "RMA-AMT"
    db.session.commit()
    with pytest.raises(Refused, match="judged for RMA-AMT"):
        raise_by_badge(badge.id, SPECIALIST)


@pytest.mark.parametrize("filed", [None, date(2031, 3, 1)])
def test_it_is_not_believed_of_what_is_to_last_longer_than_it_says(
    app: Flask, filed: date | None
) -> None:
    trusted(SIGNER)
    badge = sent(app, held(expires_on=filed).id, badge_file())
    assert badge.all_yes
    with pytest.raises(Refused, match="a day up to 2031-02-28"):
        raise_by_badge(badge.id, SPECIALIST)


def test_whoever_sent_it_does_not_believe_it(app: Flask) -> None:
    trusted(SIGNER)
    id = held().id
    user = add_user({"email": "me@example.org", "name": "Me", "role": "compliance"}, TESTER)
    me = Actor("user", user.email, user.id)
    attach_document(id, [Upload("b", BytesIO(badge_file()))], me, also=with_badges())
    judge_all(app)
    with pytest.raises(NotAllowed):
        raise_by_badge(badges_of(id)[0].id, me)


def test_by_itself_nothing_is_raised_unless_the_agency_has_set_so(app: Flask) -> None:
    trusted(SIGNER)
    id = held().id
    badge = sent(app, id, badge_file())
    assert evidence(id) == "documented"
    app.config["SETTINGS"] = replace(app.config["SETTINGS"], badges_raise=True)
    judge_again(badge.id, TESTER)
    judge_all(app)
    assert evidence(id) == "primary_source"
    entries = db.session.scalar(select(func.count()).select_from(Verification))
    judge_again(badge.id, TESTER)
    judge_all(app)
    assert db.session.scalar(select(func.count()).select_from(Verification)) == entries


def test_what_was_known_by_a_badge_that_holds_no_more_is_up_for_review_again(app: Flask) -> None:
    trusted(SIGNER)
    id = held().id
    add_user({"email": "spec@example.org", "name": "S", "role": "compliance"}, TESTER)
    add_user({"email": "boss@example.org", "name": "B", "role": "admin"}, TESTER)
    badge = sent(app, id, badge_file())
    raise_by_badge(badge.id, SPECIALIST)
    edits = len(edits_of_candidates())
    trust_no_more(db.session.scalars(select(TrustedIssuer.id)).one(), TESTER)
    judge_all(app)
    assert badges_of(id)[0].trusted_issuer == NO
    entry = last_entry(id)
    assert (entry.result, entry.by) == ("differs", JUDGE)
    assert "Issuer trusted for this type: no" in entry.remark
    assert (evidence(id), len(edits_of_candidates())) == ("documented", edits + 1)
    assert changes("badge judged otherwise") == [({"trusted_issuer": YES}, {"trusted_issuer": NO})]
    moved = {"evidence": "primary_source"}, {"evidence": "documented"}
    assert changes("source contradicts") == [moved]
    mails = db.session.scalars(select(Mail).where(Mail.subject.contains("badge"))).all()
    assert [one.to for one in mails] == ["spec@example.org"]
    assert f"/review/{id}" in str(mails[0].text)
    kind_named(ACT).work({"badge": badge.id})()
    assert last_entry(id).id == entry.id


def test_a_badge_that_holds_no_more_says_nothing_of_what_is_known_by_another_source(
    app: Flask,
) -> None:
    trusted(SIGNER)
    id = held().id
    badge = sent(app, id, badge_file())
    raise_by_badge(badge.id, SPECIALIST)
    check_source(id, "found", SPECIALIST, today(), remark="asked by phone")
    entry = last_entry(id)
    trust_no_more(db.session.scalars(select(TrustedIssuer.id)).one(), TESTER)
    judge_all(app)
    assert badges_of(id)[0].trusted_issuer == NO
    assert (last_entry(id).id, evidence(id)) == (entry.id, "primary_source")


def test_a_copy_that_was_tampered_with_takes_nothing_from_the_badge_itself(app: Flask) -> None:
    trusted(SIGNER)
    id = held().id
    content = badge_file()
    raise_by_badge(sent(app, id, content).id, SPECIALIST)
    entry = last_entry(id)
    tampered = content.replace(b"Certified", b"certified")
    assert sent(app, id, tampered).signature == NO
    assert evidence(id) == "primary_source"
    assert not [one for one in log_of(id) if one.id > entry.id and one.result == "differs"]


def test_what_has_a_status_is_asked_again_each_night_and_nothing_else(app: Flask) -> None:
    id = held().id
    one = sent(app, id, with_status(5))
    sent(app, id, badge_file())
    assert (one.not_revoked, one.asks_again) == (YES, True)
    now = clock.now()
    keys = {one.unique_key for one in wanted(now) if one.kind == NIGHTLY}
    assert keys == {f"{NIGHTLY}:{now:%Y-%m-%d}"}
    later = {one.unique_key for one in wanted(now + timedelta(days=1)) if one.kind == NIGHTLY}
    assert later.isdisjoint(keys)
    assert judged_tonight() == [one.id]


def test_what_began_or_ended_since_it_was_judged_is_judged_at_night(app: Flask) -> None:
    id = held().id
    ended = sent(app, id, badge_file(validUntil="2026-01-01T00:00:00Z"))
    begun = sent(app, id, badge_file())
    sent(app, id, badge_file())
    sent(app, id, badge_file(validUntil="2026-01-02T00:00:00Z"))
    sent(app, id, badge_file(validFrom="2999-01-01T00:00:00Z", validUntil=None))
    judged_before(ended.id, in_date=YES)
    judged_before(begun.id, in_date=NO)
    assert judged_tonight() == [ended.id, begun.id]
    judge_all(app)
    found = {one.id: one.in_date for one in badges_of(id)}
    assert (found[ended.id], found[begun.id]) == (NO, YES)


def test_what_was_judged_by_other_rules_is_judged_at_night(app: Flask) -> None:
    id = held().id
    older = sent(app, id, badge_file())
    sent(app, id, badge_file())
    judged_before(older.id, judged_at=JUDGED_SO_SINCE - timedelta(days=1), recipient=NO)
    assert judged_tonight() == [older.id]
    judge_all(app)
    assert {one.recipient for one in badges_of(id)} == {YES}
    assert judged_tonight() == []


def test_an_address_that_became_hers_has_her_badges_judged_within_the_hour(app: Flask) -> None:
    hers = held().id
    other = db.session.scalars(select(Credential).where(Credential.id != hers)).one()
    badge = sent(app, other.id, badge_file())
    of_first = sent(app, hers, badge_file())
    assert (badge.recipient, judged_tonight(HOURLY)) == (NO, [])
    change_candidate("C-1-other", {"phone": "+1 212 555 0147"}, TESTER)
    assert judged_tonight(HOURLY) == []
    change_candidate("C-1", {"email": ""}, TESTER)
    assert judged_tonight(HOURLY) == [of_first.id]
    judge_all(app)
    change_candidate("C-1-other", {"email": EMAIL}, TESTER)
    assert judged_tonight(HOURLY) == [badge.id]
    judge_all(app)
    assert badges_of(other.id)[0].recipient == YES
    assert judged_tonight(HOURLY) == []


def test_badges_that_are_judged_together_ask_each_address_once(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    id = held().id
    said = credential(SIGNER.did, credentialStatus=status_entry(5))
    ids = [
        sent(app, id, as_file(proved({**said, "id": f"urn:x:{n}"}, SIGNER, "eddsa-jcs-2022"))).id
        for n in range(3)
    ]
    asked = []

    def answer(_self: Asking, address: str) -> Any:
        asked.append(address)
        raise NotAtHand(f"{address} does not answer")

    monkeypatch.setattr(Asking, "__call__", answer)
    judged_together(ids)()
    db.session.commit()
    assert len(asked) == 1


def test_a_badge_that_has_ended_since_it_was_judged_is_not_believed(app: Flask) -> None:
    trusted(SIGNER)
    found = held(expires_on=date(2026, 1, 1))
    badge = sent(app, found.id, badge_file(validUntil="2026-01-01T00:00:00Z"))
    judged_before(badge.id, in_date=YES)
    with pytest.raises(Refused, match="a badge that has not ended"):
        raise_by_badge(badge.id, SPECIALIST)


def test_a_badge_that_ends_with_what_it_proved_takes_nothing_back(app: Flask) -> None:
    trusted(SIGNER)
    id = held(expires_on=date(2026, 1, 1)).id
    badge = sent(app, id, badge_file(validUntil="2026-01-01T00:00:00Z"))
    judged_before(badge.id, in_date=YES, says={**badge.says, "ends": "2030-01-01T00:00:00+00:00"})
    raise_by_badge(badge.id, SPECIALIST)
    judge_again(badge.id, TESTER)
    judge_all(app)
    assert (badges_of(id)[0].in_date, evidence(id)) == (NO, "primary_source")


def test_of_two_judgements_the_later_stands_whichever_is_written_last(app: Flask) -> None:
    id = held().id
    badge = sent(app, id, badge_file())
    early = judged_now(badge.id)
    trusted(SIGNER)
    judge_all(app)
    early()
    db.session.commit()
    assert badges_of(id)[0].trusted_issuer == YES


def test_a_badge_of_a_host_that_is_not_allowed_is_not_fetched(app: Flask) -> None:
    badge = sent(app, held().id, badge_file(credentialStatus=status_entry(5)))
    assert badge.not_revoked == CANNOT_SAY
    assert "not among the hosts that may be asked" in badge.why["not_revoked"]


def test_a_badge_that_was_taken_back_is_not_shown(app: Flask) -> None:
    id = held().id
    badge = sent(app, id, badge_file())
    withdraw_document(badge.file.document_id, TESTER)
    assert badges_of(id) == []


@pytest.mark.parametrize("state", ["withdrawn", "rejected"])
@pytest.mark.parametrize("by_itself", [False, True])
def test_a_badge_of_a_document_that_counts_no_more_raises_nothing(
    app: Flask, state: str, by_itself: bool
) -> None:
    trusted(SIGNER)
    id = held().id
    badge = sent(app, id, badge_file())
    if state == "withdrawn":
        withdraw_document(badge.file.document_id, TESTER)
    else:
        db.session.execute(update(Document).values(state=state))
        db.session.commit()
    app.config["SETTINGS"] = replace(app.config["SETTINGS"], badges_raise=by_itself)
    judge_again(badge.id, TESTER)
    judge_all(app)
    assert db.session.get_one(Badge, badge.id).all_yes
    with pytest.raises(Refused, match="neither withdrawn nor rejected"):
        raise_by_badge(badge.id, SPECIALIST)
    assert evidence(id) != "primary_source"


def test_a_badge_that_was_taken_back_is_not_asked_again(app: Flask) -> None:
    id = held().id
    gone, stays = (sent(app, id, with_status(five)) for five in (5, 6))
    withdraw_document(gone.file.document_id, TESTER)
    assert judged_tonight() == [stays.id]


def test_a_badge_that_is_gone_is_nothing_to_judge(app: Flask) -> None:
    badge = sent(app, held().id, badge_file())
    id = badge.id
    judge_again(id, TESTER)
    db.session.execute(delete(Document))
    db.session.commit()
    judge_all(app)
    with pytest.raises(NotFound):
        judge_again(id, TESTER)


def test_an_issuer_is_trusted_once_for_the_same(app: Flask) -> None:
    trusted(SIGNER)
    with pytest.raises(Taken):
        trusted(SIGNER)
    trusted(SIGNER, "RMA-AMT")
    assert [(one.issuer, one.code) for one in trust_list()] == [
        (SIGNER.did, "CMA-AAMA"),
        (SIGNER.did, "RMA-AMT"),
    ]


def test_badges_are_judged_anew_when_their_issuer_becomes_trusted(app: Flask) -> None:
    id = held().id
    assert sent(app, id, badge_file()).trusted_issuer == NO
    trusted(ed_signer(66))
    trusted(SIGNER)
    judge_all(app)
    assert badges_of(id)[0].trusted_issuer == YES


def test_what_has_changed_since_it_was_opened_is_not_raised(app: Flask) -> None:
    trusted(SIGNER)
    badge = sent(app, held().id, badge_file())

    def expects(_row: Any) -> None:
        raise Stale("changed")

    with pytest.raises(Stale):
        raise_by_badge(badge.id, SPECIALIST, expects=expects)
