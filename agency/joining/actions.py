"""Inviting, registering, confirming, agreeing; each public function is one transaction."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, select, update

from agency import clock
from agency.accounts.actions.own import actor_of
from agency.accounts.actions.users import made_user
from agency.accounts.models import User
from agency.accounts.schemas import described_user
from agency.accounts.secrets import hash_of, new_link_secret
from agency.audit.actions import Deed, note, note_all, writing
from agency.audit.actors import Actor
from agency.bulk_lookup import among
from agency.candidates.actions import locked_candidate, take_up, taken_up
from agency.candidates.addresses import hold_address
from agency.candidates.described import SCHEMA
from agency.candidates.models import Candidate
from agency.candidates.refs import next_ref
from agency.candidates.standing import WRITTEN_TO
from agency.edits.actions import record
from agency.errors import AgencyError, NotFound, Taken, Unready
from agency.extensions import db
from agency.joining.consents import require_current
from agency.joining.models import Consent, Invitation, Registration
from agency.joining.queries import (
    Standing,
    account_of,
    account_with,
    by_secret,
    is_known,
    standing_of_invitation,
    standing_of_registration,
    unclaimed_file,
)
from agency.notices.actions import Draft, post
from agency.settings import settings
from agency.upserting import upsert

# How long what was never confirmed is kept, so that its link can still tell what became of it.
KEPT_DAYS = 30
BY_HERSELF = "registered herself"
TRIES = 5

InvitationLetter = Callable[[Invitation, Candidate, str], Draft]
RegistrationLetter = Callable[[Registration, str], Draft]


class LinkEnded(AgencyError):
    """A link that opens nothing any more; ``standing`` says why."""

    def __init__(self, standing: Standing) -> None:
        super().__init__("this link opens nothing any more")
        self.standing = standing


def invite_candidate(ref: str, by: Actor, letter: InvitationLetter) -> Invitation:
    """Mail a candidate a link by which she claims her file; one sent before works no longer.

    ``letter`` makes the mail of the invitation, her row and the secret. Raises NotFound, Unready
    where she has no address or is not to be written to, and Taken where she has an account.
    """
    with writing():
        candidate = locked_candidate(ref)
        _require_invitable(candidate)
        return _send(candidate, by, letter)


def send_again(secret: str, letter: InvitationLetter) -> Invitation:
    """A new link to the address of an old one that is too old or was replaced.

    Raises NotFound, LinkEnded where the old link was used, and what `invite_candidate` does.
    """
    with writing():
        old = db.session.scalars(by_secret(Invitation, secret)).one_or_none()
        if old is None:
            raise NotFound("invitation", "")
        candidate = locked_candidate(old.candidate_ref)
        standing = standing_of_invitation(old, clock.now())
        if standing in ("used", "account"):
            raise LinkEnded(standing)
        _require_invitable(candidate)
        return _send(candidate, Actor("user", candidate.email.lower()), letter)


def _require_invitable(candidate: Candidate) -> None:
    if not candidate.email:
        raise Unready(f"no e-mail address of {candidate.ref} is on file")
    if candidate.status not in WRITTEN_TO:
        marked = candidate.status.replace("_", " ")
        raise Unready(f"{candidate.ref} is marked {marked} and is not written to")
    if known := account_of(candidate.ref):
        raise Taken(f"user for candidate {candidate.ref}:", known.email)
    if known := account_with(candidate.email):
        raise Taken("user", known.email)


def _send(candidate: Candidate, by: Actor, letter: InvitationLetter) -> Invitation:
    now, secret = clock.now(), new_link_secret()
    _replace(Invitation, Invitation.candidate_ref == candidate.ref, now)
    link = Invitation(
        candidate_ref=candidate.ref,
        email=candidate.email.lower(),
        secret_hash=hash_of(secret),
        made_at=now,
        expires_at=now + timedelta(days=settings().invitation_days),
    )
    db.session.add(link)
    said = {"email": link.email, "expires_at": link.expires_at.isoformat()}
    note(by, "invited", f"candidate:{candidate.ref}", after=said)
    post(letter(link, candidate, secret))
    return link


def close_invitations(candidate_ref: str) -> list[int]:
    """Let no link to a file open it any more; the ids of those that did.

    Part of the caller's transaction, as is `reopen_invitations`.
    """
    hers = Invitation.candidate_ref == candidate_ref, Invitation.ended_at.is_(None)
    ids = list(db.session.scalars(select(Invitation.id).where(*hers).order_by(Invitation.id)))
    _replace(Invitation, hers[0], clock.now())
    return ids


def reopen_invitations(ids: Sequence[int]) -> None:
    """Let links that `close_invitations` has ended open what they did, if they are not too old."""
    ended = among(Invitation.id, ids), Invitation.ended_as == "replaced"
    again = update(Invitation).where(*ended).values(ended_at=None, ended_as=None)
    db.session.execute(again, execution_options={"synchronize_session": False})


def claim(secret: str, password: str, version: str) -> User:
    """Make the account of who was invited, with the hash of her password and her agreement.

    ``version`` is that of the text she has read. Raises NotFound, LinkEnded, and Refused where the
    text is another by now.
    """
    require_current(version)
    try:
        return _claim(secret, password, version)
    except Taken as error:  # she was quicker on another page
        raise LinkEnded("account") from error


def _claim(secret: str, password: str, version: str) -> User:
    with writing():
        link = db.session.scalars(by_secret(Invitation, secret).with_for_update()).one_or_none()
        if link is None:
            raise NotFound("invitation", "")
        now = clock.now()
        if (standing := standing_of_invitation(link, now)) != "open":
            raise LinkEnded(standing)
        candidate = locked_candidate(link.candidate_ref)
        user = _account(link.email, candidate, password, version)
        _end(link, "used", now)
        _close_other_doors(user, candidate, now)
        note_all(actor_of(user), _deeds(user, candidate, version))
    return user


def register(
    values: Mapping[str, Any],
    password: str,
    version: str,
    letter: RegistrationLetter,
    known: Callable[[str], Draft],
) -> None:
    """Keep what somebody says who wants an account, and mail her a link to confirm it.

    ``values`` are those of its schema, ``password`` is a hash, ``version`` that of the text she has
    read. An address that is known already gets the mail that ``known`` makes of it instead; who
    asks is told the same. Raises Refused where the text is another by now.
    """
    require_current(version)
    now, secret, email = clock.now(), new_link_secret(), values["email"]
    with writing():
        long_ago = now - timedelta(days=KEPT_DAYS)
        db.session.execute(delete(Registration).where(Registration.expires_at < long_ago))
        if is_known(email):
            note(Actor("user", email), "registered again", "account")
            post(known(email))
            return
        _replace(Registration, Registration.email == email, now)
        asked = Registration(
            **values,
            password=password,
            consent_version=version,
            secret_hash=hash_of(secret),
            made_at=now,
            expires_at=now + timedelta(hours=settings().confirmation_hours),
        )
        db.session.add(asked)
        db.session.flush()
        note(Actor("user", email), "registered", f"registration:{asked.id}")
        post(letter(asked, secret))


def confirm(secret: str, proven: str) -> User:
    """Make the account of who has opened the link sent to her address, and her file if need be.

    ``proven`` is the hash of the password that she has shown to know: by the link alone whoever
    typed another's address would have an account there. A file of that address that nobody has
    claimed becomes hers. Raises NotFound and LinkEnded.
    """
    for last in range(TRIES):
        try:
            return _confirm(secret, proven)
        except Taken:
            # Somebody was quicker with the reference that was to be hers.
            if last == TRIES - 1:
                raise
    raise AssertionError


def _confirm(secret: str, proven: str) -> User:
    with writing():
        asked = db.session.scalars(by_secret(Registration, secret).with_for_update()).one_or_none()
        if asked is None:
            raise NotFound("registration", "")
        now = clock.now()
        if (standing := standing_of_registration(asked, now)) != "open":
            raise LinkEnded(standing)
        if asked.password != proven:
            raise LinkEnded("replaced")
        hold_address(asked.email)
        if is_known(asked.email):
            raise LinkEnded("account")
        claimed = unclaimed_file(asked.email)
        candidate = claimed or take_up(_first_said(asked))
        version = asked.consent_version
        user = _account(asked.email, candidate, asked.password, version, asked.name)
        _end(asked, "used", now)
        _close_other_doors(user, candidate, now)
        fresh = [] if claimed else [taken_up(candidate, reason=BY_HERSELF)]
        note_all(actor_of(user), [*fresh, *_deeds(user, candidate, version)])
        if not claimed:
            record("candidate", [candidate.id])
    return user


def _first_said(asked: Registration) -> dict[str, Any]:
    """All columns of candidates.csv, as far as she has said them."""
    names = ("first_name", "last_name", "email", "phone", "home_zip")
    said = {name: getattr(asked, name) for name in names}
    return SCHEMA.accept({"ref": next_ref(), **said})


def _account(email: str, candidate: Candidate, password: str, version: str, name: str = "") -> User:
    called = name or f"{candidate.first_name} {candidate.last_name}".strip()
    values = {"email": email, "name": called[:120], "role": "candidate"}
    user = made_user({**values, "candidate_ref": candidate.ref}, password)
    _agree(user.id, version)
    return user


def _deeds(user: User, candidate: Candidate, version: str) -> list[Deed]:
    return [
        Deed("add user", f"user:{user.id}", after=described_user(user)),
        Deed("claimed", f"candidate:{candidate.ref}", after={"account": user.email}),
        Deed("agreed", f"user:{user.id}", after={"consent": version}),
    ]


def agree(user_id: int, version: str, by: Actor) -> None:
    """Somebody agrees to the text as it is now; raises Refused where she has read another."""
    require_current(version)
    with writing():
        _agree(user_id, version)
        note(by, "agreed", f"user:{user_id}", after={"consent": version})


def _agree(user_id: int, version: str) -> None:
    said = upsert(Consent).values(user_id=user_id, version=version, accepted_at=clock.now())
    db.session.execute(said.on_conflict_do_nothing())


def _close_other_doors(user: User, candidate: Candidate, now: datetime) -> None:
    """She is in: the other links to her file and of her address open nothing any more."""
    _replace(Invitation, Invitation.candidate_ref == candidate.ref, now)
    _replace(Registration, Registration.email == user.email, now)


def _replace(model: type[Invitation | Registration], whose: Any, now: datetime) -> None:
    ended = update(model).where(whose, model.ended_at.is_(None))
    db.session.execute(ended.values(ended_at=now, ended_as="replaced", **FORGOTTEN[model]))


def _end(link: Invitation | Registration, how: str, now: datetime) -> None:
    for name, value in {"ended_at": now, "ended_as": how, **FORGOTTEN[type(link)]}.items():
        setattr(link, name, value)
    db.session.flush()


# What a link that has ended says no longer.
FORGOTTEN: Mapping[type[Invitation | Registration], Mapping[str, str]] = {
    Invitation: {},
    Registration: {"password": "", "phone": ""},
}
