"""Coming in: by an invitation or by herself, once, and only by the address that is hers."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import func, select, update

from agency import clock
from agency.accounts.actions.users import add_user
from agency.accounts.models import User
from agency.accounts.queries import user_of
from agency.audit.models import AuditEntry
from agency.candidates.actions import change_candidate
from agency.candidates.models import Candidate
from agency.errors import NotFound, Refused, Taken, Unready
from agency.joining import actions
from agency.joining.consents import current_text
from agency.joining.models import Consent, Invitation, Registration
from agency.joining.queries import consent_due, last_consent
from agency.notices.models import Mail
from tests.builders import make_candidate
from tests.joining.letters import ANA, NOW, PASSWORD, Letters
from tests.signing_in import TESTER
from tests.trail import all_rows, work_left


@pytest.fixture
def letters(database: SQLAlchemy) -> Letters:
    """C-1 has an address and no account; C-2 is somebody whom nothing of this concerns."""
    make_candidate("C-1", email="Ana@Example.org", first_name="Ana", last_name="Duarte")
    make_candidate("C-2", email="other@example.org")
    database.session.commit()
    return Letters()


def account_of(database: SQLAlchemy, ref: str) -> User | None:
    return database.session.scalar(select(User).where(User.candidate_ref == ref))


def standing_of(done: Callable[[], Any]) -> str:
    with pytest.raises(actions.LinkEnded) as ended:
        done()
    return ended.value.standing


def age(database: SQLAlchemy, model: type[Invitation] | type[Registration]) -> None:
    """Let every link of a kind be a moment too old."""
    database.session.execute(update(model).values(expires_at=clock.now() - timedelta(seconds=1)))
    database.session.commit()


def test_who_is_invited_claims_her_file(database: SQLAlchemy, letters: Letters) -> None:
    user = actions.claim(letters.invite(), PASSWORD, NOW)
    assert (user.email, user.role, user.candidate_ref) == ("ana@example.org", "candidate", "C-1")
    assert (user.name, user.password, user.active) == ("Ana Duarte", PASSWORD, True)
    agreed = last_consent(user.id)
    assert agreed is not None
    assert agreed.version == current_text().version
    assert not consent_due(user.id)
    assert account_of(database, "C-2") is None


def test_all_of_it_stands_in_the_trail(database: SQLAlchemy, letters: Letters) -> None:
    user = actions.claim(letters.invite(), PASSWORD, NOW)
    rows = database.session.execute(
        select(AuditEntry.actor_name, AuditEntry.action, AuditEntry.subject).order_by(AuditEntry.id)
    )
    assert [tuple(row) for row in rows] == [
        ("tests", "invited", "candidate:C-1"),
        ("ana@example.org", "add user", f"user:{user.id}"),
        ("ana@example.org", "claimed", "candidate:C-1"),
        ("ana@example.org", "agreed", f"user:{user.id}"),
    ]


def test_a_secret_is_known_by_its_hash_alone(database: SQLAlchemy, letters: Letters) -> None:
    secret = letters.invite()
    letters.register(email="new@example.org")
    told = {name: rows for name, rows in all_rows().items() if name != "mails"}
    assert secret not in repr(told)
    assert letters.secrets[-1] not in repr(told)


def test_a_link_works_once(letters: Letters) -> None:
    secret = letters.invite()
    actions.claim(secret, PASSWORD, NOW)
    assert standing_of(lambda: actions.claim(secret, PASSWORD, NOW)) == "used"


def test_a_newer_invitation_replaces_the_older(letters: Letters) -> None:
    old, new = letters.invite(), letters.invite()
    assert standing_of(lambda: actions.claim(old, PASSWORD, NOW)) == "replaced"
    assert actions.claim(new, PASSWORD, NOW).candidate_ref == "C-1"


def test_a_link_that_is_too_old_makes_nothing(database: SQLAlchemy, letters: Letters) -> None:
    secret = letters.invite()
    age(database, Invitation)
    before = all_rows()
    assert standing_of(lambda: actions.claim(secret, PASSWORD, NOW)) == "expired"
    assert all_rows() == before


def test_an_invitation_lives_as_long_as_the_setting_says(
    database: SQLAlchemy, letters: Letters
) -> None:
    letters.invite()
    link = database.session.scalars(select(Invitation)).one()
    assert link.expires_at - link.made_at == timedelta(days=14)


def test_a_link_to_an_address_that_is_hers_no_more_opens_nothing(letters: Letters) -> None:
    secret = letters.invite()
    change_candidate("C-1", {"email": "right@example.org"}, TESTER)
    assert standing_of(lambda: actions.claim(secret, PASSWORD, NOW)) == "replaced"


@pytest.mark.parametrize("standing", ["expired", "replaced"])
def test_whoever_holds_an_old_link_can_have_another_sent(
    database: SQLAlchemy, letters: Letters, standing: str
) -> None:
    old = letters.invite()
    if standing == "expired":
        age(database, Invitation)
    else:
        letters.invite()
    actions.send_again(old, letters.of_invitation)
    mails = list(database.session.scalars(select(Mail.to)))
    assert set(mails) == {"ana@example.org"}
    assert actions.claim(letters.secrets[-1], PASSWORD, NOW).candidate_ref == "C-1"


def test_a_used_link_has_no_other_sent(database: SQLAlchemy, letters: Letters) -> None:
    secret = letters.invite()
    actions.claim(secret, PASSWORD, NOW)
    before = all_rows()
    assert standing_of(lambda: actions.send_again(secret, letters.of_invitation)) == "used"
    assert all_rows() == before


@pytest.mark.parametrize("status", ["do_not_contact", "archived"])
def test_who_is_not_to_be_written_to_is_not_invited(
    database: SQLAlchemy, letters: Letters, status: str
) -> None:
    make_candidate("C-3", email="three@example.org", status=status)
    make_candidate("C-4", email="")
    database.session.commit()
    for ref, why in (("C-3", "is marked"), ("C-4", "no e-mail address")):
        with pytest.raises(Unready, match=why):
            letters.invite(ref)
    assert database.session.scalar(select(func.count(Mail.id))) == 0


def test_who_has_an_account_is_told_and_not_invited(letters: Letters) -> None:
    actions.claim(letters.invite(), PASSWORD, NOW)
    with pytest.raises(Taken, match="C-1"):
        letters.invite()


def test_an_address_with_another_account_is_told_and_not_invited(letters: Letters) -> None:
    add_user({"email": "ana@example.org", "role": "recruiter"}, TESTER)
    with pytest.raises(Taken, match="ana@example"):
        letters.invite()


def test_nobody_is_invited_whom_there_is_not(letters: Letters) -> None:
    with pytest.raises(NotFound):
        letters.invite("C-9")
    with pytest.raises(NotFound):
        actions.claim("no such secret", PASSWORD, NOW)


def test_who_came_in_by_herself_does_not_need_her_invitation(letters: Letters) -> None:
    invited = letters.invite()
    user = actions.confirm(letters.register(), PASSWORD)
    assert user.candidate_ref == "C-1"
    assert standing_of(lambda: actions.claim(invited, PASSWORD, NOW)) == "account"


# By herself


def test_who_registers_has_no_account_until_she_confirms(
    database: SQLAlchemy, letters: Letters
) -> None:
    secret = letters.register(email="new@example.org")
    assert list(database.session.scalars(select(User))) == []
    user = actions.confirm(secret, PASSWORD)
    assert user_of("new@example.org").id == user.id
    assert (user.name, user.role, user.password) == ("Ana Duarte", "candidate", PASSWORD)


def test_a_new_person_becomes_a_candidate_with_a_reference_of_the_agencys(
    database: SQLAlchemy, letters: Letters
) -> None:
    user = actions.confirm(letters.register(email="new@example.org"), PASSWORD)
    row = database.session.scalars(
        select(Candidate).where(Candidate.ref == user.candidate_ref)
    ).one()
    assert row.ref not in ("C-1", "C-2")
    assert (row.first_name, row.last_name, row.email) == ("Ana", "Duarte", "new@example.org")
    assert (row.phone, row.home_zip, row.status) == ("206 555 0142", "98101", "active")
    entry = database.session.scalars(
        select(AuditEntry).where(AuditEntry.subject == f"candidate:{row.ref}")
    ).first()
    assert entry is not None
    assert (entry.action, entry.reason) == ("created", "registered herself")
    assert work_left()[0] == [("candidate", row.id)]


def test_an_unclaimed_file_of_the_address_becomes_hers(
    database: SQLAlchemy, letters: Letters
) -> None:
    """However the address is written; what the agency knows of her is not overwritten."""
    user = actions.confirm(letters.register(home_zip="10001"), PASSWORD)
    assert user.candidate_ref == "C-1"
    row = database.session.scalars(select(Candidate).where(Candidate.ref == "C-1")).one()
    assert row.home_zip == "75201"
    assert database.session.scalar(select(func.count(Candidate.id))) == 2


def test_a_registration_alone_claims_nothing(database: SQLAlchemy, letters: Letters) -> None:
    letters.register()
    assert account_of(database, "C-1") is None


@pytest.mark.parametrize("known", ["account", "claimed file"])
def test_a_known_address_gets_a_mail_that_says_so_and_nothing_else(
    database: SQLAlchemy, letters: Letters, known: str
) -> None:
    said = {"email": "ana@example.org", "role": "candidate"}
    if known == "claimed file":
        said |= {"email": "elsewhere@example.org", "candidate_ref": "C-1"}
    add_user(said, TESTER)
    letters.register(email="ANA@example.org".lower())
    assert (letters.known, letters.secrets) == (["ana@example.org"], [])
    assert database.session.scalar(select(func.count(Registration.id))) == 0
    assert list(database.session.scalars(select(Mail.to))) == ["ana@example.org"]


def test_to_register_again_replaces_the_older_link(letters: Letters) -> None:
    old, new = letters.register(), letters.register()
    assert standing_of(lambda: actions.confirm(old, PASSWORD)) == "replaced"
    actions.confirm(new, PASSWORD)
    assert standing_of(lambda: actions.confirm(new, PASSWORD)) == "used"


def test_without_the_password_a_link_is_worth_nothing(
    database: SQLAlchemy, letters: Letters
) -> None:
    secret = letters.register()
    before = all_rows()
    standing_of(lambda: actions.confirm(secret, "another hash"))
    assert all_rows() == before


def test_a_registration_that_is_too_old_is_forgotten_in_the_end(
    database: SQLAlchemy, letters: Letters
) -> None:
    secret = letters.register()
    age(database, Registration)
    assert standing_of(lambda: actions.confirm(secret, PASSWORD)) == "expired"
    month = timedelta(days=31)
    database.session.execute(update(Registration).values(expires_at=clock.now() - month))
    database.session.commit()
    letters.register(email="new@example.org")
    assert list(database.session.scalars(select(Registration.email))) == ["new@example.org"]


def test_what_has_served_is_not_kept(database: SQLAlchemy, letters: Letters) -> None:
    actions.confirm(letters.register(), PASSWORD)
    asked = database.session.scalars(select(Registration)).one()
    assert (asked.password, asked.phone, asked.ended_as) == ("", "", "used")


def test_the_version_she_has_read_is_the_one_that_is_kept(
    database: SQLAlchemy, letters: Letters
) -> None:
    secret = letters.register()
    database.session.execute(update(Registration).values(consent_version="0"))
    database.session.commit()
    user = actions.confirm(secret, PASSWORD)
    assert list(database.session.scalars(select(Consent.version))) == ["0"]
    assert consent_due(user.id)
    actions.agree(user.id, current_text().version, TESTER)
    assert not consent_due(user.id)


def test_only_the_text_as_it_is_now_is_agreed_to(database: SQLAlchemy, letters: Letters) -> None:
    user = add_user({"email": "ana@example.org", "role": "candidate"}, TESTER)
    with pytest.raises(Refused):
        actions.agree(user.id, "0", TESTER)
    assert consent_due(user.id)
    for _ in range(2):
        actions.agree(user.id, current_text().version, TESTER)
    assert database.session.scalar(select(func.count(Consent.id))) == 1


def test_nobody_agrees_to_a_text_that_she_has_not_read(database: SQLAlchemy) -> None:
    make_candidate("C-1", email="ana@example.org")
    database.session.commit()
    letters = Letters()
    secret = letters.invite()
    before = all_rows()
    for version in ("", "0"):
        with pytest.raises(Refused, match="the text as it is now"):
            actions.claim(secret, PASSWORD, version)
        with pytest.raises(Refused, match="the text as it is now"):
            actions.register(ANA, PASSWORD, version, letters.of_registration, letters.of_known)
    assert all_rows() == before
