"""What a badge says, of whichever standard it is: who gave what to whom, from when until when."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from agency.badges.core.moments import moment_of, moment_of_seconds
from agency.badges.core.recipients import (
    Identity,
    identities_of_subject,
    identity_of_recipient,
    name_of_subject,
)
from agency.badges.core.sources import Sources
from agency.badges.core.tokens import Token
from agency.badges.core.values import (
    Json,
    as_object,
    as_objects,
    as_text,
    id_of,
    types_of,
)
from agency.errors import Unreadable

OB2, OB3, VC = "Open Badges 2.0", "Open Badges 3.0", "Verifiable Credential"
# https://github.com/openbadges/openbadges-specification, extensions/recipientProfile
RECIPIENT_PROFILE = "extensions:recipientProfile"
BADGE_TYPES = ("OpenBadgeCredential", "AchievementCredential")


@dataclass(frozen=True)
class Claim:
    """A badge as it presents itself. Blank is what it does not say.

    ``holder`` is whose it is by name, ``number`` that of the license or certificate it stands for.
    ``document`` is what it is made of, ``token`` the one it came as, if it did; ``profile`` is what
    is told of its issuer, wherever. ``brought`` is whether what its achievement is called only came
    along with it, ``profile_brought`` the same of its issuer: neither signed nor told by the own
    address of it.
    """

    standard: str
    document: Json
    token: Token | None
    id: str
    issuer: str
    issuer_name: str
    achievement: str
    achievement_name: str
    starts: datetime | None
    ends: datetime | None
    identities: tuple[Identity, ...]
    holder: str = ""
    number: str = ""
    statuses: tuple[Json, ...] = ()
    profile: Json = field(default_factory=dict)
    brought: bool = False
    profile_brought: bool = False

    @property
    def hosted(self) -> bool:
        """Whether it is no more than what its address answers, and carries no signature."""
        return self.standard == OB2 and self.token is None


def claim_of(document: Json, token: Token | None, sources: Sources) -> Claim:
    """What a badge says; raises Unreadable for what is none."""
    if token is not None and isinstance(document.get("vc"), dict):
        document = _credential_in_claims(document)
    kinds = types_of(document)
    if "VerifiableCredential" in kinds:
        return _of_credential(document, token)
    if "Assertion" in kinds or {"recipient", "badge"} <= document.keys():
        return _of_assertion(document, token, sources)
    raise Unreadable(
        "it is no badge: neither an Assertion (Open Badges 2.0) nor a VerifiableCredential (3.0)"
    )


def _of_assertion(said: Json, token: Token | None, sources: Sources) -> Claim:
    """https://www.imsglobal.org/sites/default/files/Badges/OBv2p0Final/index.html"""
    badge, brought = sources.resolved(said.get("badge"))
    profile, profile_brought = sources.resolved(badge.get("issuer"))
    recipient = identity_of_recipient(as_object(said.get("recipient")))
    return Claim(
        standard=OB2,
        document=said,
        token=token,
        id=id_of(said),
        issuer=id_of(badge.get("issuer")),
        issuer_name=as_text(profile.get("name")),
        achievement=id_of(said.get("badge")),
        achievement_name=as_text(badge.get("name")),
        starts=moment_of(said.get("issuedOn"), "issuedOn"),
        ends=moment_of(said.get("expires"), "expires"),
        identities=(recipient,) if recipient else (),
        holder=as_text(as_object(said.get(RECIPIENT_PROFILE)).get("name")),
        profile=profile,
        brought=brought,
        profile_brought=brought or profile_brought,
    )


def _of_credential(said: Json, token: Token | None) -> Claim:
    """https://www.imsglobal.org/spec/ob/v3p0 over https://www.w3.org/TR/vc-data-model-2.0/"""
    subject = _subject_of(said)
    achievement = as_object(subject.get("achievement"))
    profile = as_object(said.get("issuer"))
    registered: Mapping[str, Any] = token.payload if token else {}
    starts = said.get("validFrom", said.get("issuanceDate"))
    ends = said.get("validUntil", said.get("expirationDate"))
    return Claim(
        standard=OB3 if any(one in types_of(said) for one in BADGE_TYPES) else VC,
        document=said,
        token=token,
        id=id_of(said),
        issuer=id_of(said.get("issuer")),
        issuer_name=as_text(profile.get("name")),
        achievement=id_of(subject.get("achievement")),
        achievement_name=as_text(achievement.get("name")),
        starts=_latest(moment_of(starts, "validFrom"), registered.get("nbf"), "nbf"),
        ends=_earliest(moment_of(ends, "validUntil"), registered.get("exp"), "exp"),
        identities=identities_of_subject(subject),
        holder=name_of_subject(subject),
        number=as_text(subject.get("licenseNumber")),
        statuses=tuple(as_objects(said.get("credentialStatus"))),
        profile=profile,
    )


def _subject_of(said: Json) -> Json:
    subjects = as_objects(said.get("credentialSubject"))
    if len(subjects) > 1:
        raise Unreadable(f"the badge is about {len(subjects)} and not about one")
    return subjects[0] if subjects else {}


def _latest(moment: datetime | None, seconds: Any, name: str) -> datetime | None:
    return max(filter(None, (moment, moment_of_seconds(seconds, name))), default=None)


def _earliest(moment: datetime | None, seconds: Any, name: str) -> datetime | None:
    return min(filter(None, (moment, moment_of_seconds(seconds, name))), default=None)


def _credential_in_claims(payload: Json) -> Json:
    """The credential of a token of the data model 1.1, with what the claims say in its place.

    https://www.w3.org/TR/vc-data-model-1.1/#jwt-decoding
    """
    credential = dict(as_object(payload["vc"]))
    if issuer := as_text(payload.get("iss")):
        credential.setdefault("issuer", issuer)
    if id := as_text(payload.get("jti")):
        credential.setdefault("id", id)
    if about := as_text(payload.get("sub")):
        subject = as_object(credential.get("credentialSubject"))
        credential["credentialSubject"] = {"id": about, **subject}
    return credential
