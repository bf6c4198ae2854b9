"""Whole badges, as issuers make them, and the answers to their five questions."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import pytest

from agency.badges.core.files import read_badge
from agency.badges.core.judging import Asked, Judged, judge
from agency.badges.core.keys import key_of
from agency.badges.core.lights import (
    CANNOT_SAY,
    IN_DATE,
    NO,
    NOT_REVOKED,
    RECIPIENT,
    SIGNATURE,
    TRUSTED,
    YES,
)
from agency.badges.core.recipients import Person
from agency.badges.core.sources import Gone
from agency.badges.core.trust import Trusted
from tests.badges.issuing import (
    CLASS,
    EMAIL,
    ISSUER,
    Signer,
    answering,
    as_file,
    assertion,
    controller,
    credential,
    ec_signer,
    ed_signer,
    profile,
    proved,
    rsa_signer,
    status_entry,
    status_list,
)

NOW = datetime(2026, 11, 30, 12, tzinfo=UTC)
NAME = "Certified Medical Assistant"
JCS, RDFC = "eddsa-jcs-2022", "eddsa-rdfc-2022"
ALL = (SIGNATURE, NOT_REVOKED, IN_DATE, TRUSTED, RECIPIENT)


def judged(
    file: bytes,
    *,
    at: Mapping[str, Any] | None = None,
    fetch: Any = None,
    keys: tuple[Signer, ...] = (),
    issuer: str = ISSUER,
    now: datetime = NOW,
    email: str = EMAIL,
) -> Judged:
    """Judged for CMA-AAMA, as of an agency that trusts the issuer with it."""
    held = tuple(key_of(one.pem) for one in keys)
    trusted = [
        Trusted("https://other.example", NAME, "CMA-AAMA", (key_of(ed_signer(99).pem),)),
        Trusted(issuer, NAME, "CMA-AAMA", held),
    ]
    ask = fetch or answering(at or {})
    return judge(read_badge(file), Asked(now, trusted, "CMA-AAMA", Person([email]), ask))


def answers(found: Judged) -> list[str]:
    return [found.lights[name].answer for name in ALL]


@pytest.mark.parametrize("suite", [JCS, RDFC])
def test_a_credential_with_a_proof_by_its_issuers_own_key_has_five_times_yes(suite: str) -> None:
    signer = ed_signer()
    found = judged(as_file(proved(credential(signer.did), signer, suite)), issuer=signer.did)
    assert answers(found) == [YES] * 5
    assert found.keys == (key_of(signer.pem).fingerprint,)


@pytest.mark.parametrize(
    "signer", [rsa_signer(), ed_signer(), ec_signer()], ids=lambda s: s.algorithm
)
def test_a_token_signed_with_a_key_on_the_trust_list_has_five_times_yes(signer: Signer) -> None:
    token = signer.token(credential(), typ="vc+jwt", kid=f"{ISSUER}#1")
    assert answers(judged(token.encode(), keys=(signer,))) == [YES] * 5


def test_a_token_of_the_data_model_1_1_says_what_its_claims_say() -> None:
    signer = ed_signer()
    said = credential()
    payload = {
        "iss": ISSUER,
        "jti": "urn:uuid:1",
        "nbf": 1_767_225_600,
        "exp": 1_924_992_000,
        "vc": {key: said[key] for key in ("@context", "type", "credentialSubject")},
    }
    found = judged(signer.token(payload).encode(), keys=(signer,))
    assert answers(found) == [YES] * 5
    assert found.claim.id == "urn:uuid:1"
    assert found.claim.ends == datetime(2031, 1, 1, tzinfo=UTC)


def test_a_token_whose_claims_name_another_issuer_is_not_signed_by_its_issuer() -> None:
    signer = ed_signer()
    token = signer.token(credential() | {"iss": "https://else.example"})
    assert judged(token.encode(), keys=(signer,)).lights[SIGNATURE].answer == NO


def test_a_signed_assertion_whose_issuers_profile_lists_the_key_has_five_times_yes() -> None:
    signer = rsa_signer()
    found = judged(signer.token(assertion()).encode(), at={ISSUER: profile(signer)})
    assert answers(found) == [YES] * 5


def test_the_key_of_an_assertion_may_lie_at_an_address_of_its_own_and_name_its_owner() -> None:
    signer = rsa_signer()
    whole = profile(signer)
    key = whole["publicKey"]
    at = {ISSUER: whole | {"publicKey": [key["id"]]}, key["id"]: key}
    token = signer.token(assertion()).encode()
    assert judged(token, at=at).lights[SIGNATURE].answer == YES
    of_another = at | {key["id"]: key | {"owner": "https://else.example"}}
    assert judged(token, at=of_another).lights[SIGNATURE].answer == NO


def test_a_key_that_the_badge_brings_itself_is_nobodys_we_know() -> None:
    forger = rsa_signer(1)
    file = as_file(forger.token(assertion()), profile(forger))
    light = judged(file).lights[SIGNATURE]
    assert light.answer == CANNOT_SAY
    assert "by a key that it brings itself" in light.why


def test_a_key_in_the_header_of_a_token_is_nobodys_we_know() -> None:
    forger = ed_signer(66)
    token = forger.token(credential(), jwk=forger.jwk).encode()
    assert judged(token).lights[SIGNATURE].answer == CANNOT_SAY
    method = f"{ISSUER}#1"
    theirs = controller(ISSUER, ed_signer(), method)
    assert judged(token, at={ISSUER: theirs}).lights[SIGNATURE].answer == NO


@pytest.mark.parametrize("suite", [JCS, RDFC])
def test_a_key_that_the_issuers_document_does_not_list_signs_nothing(suite: str) -> None:
    ours, forger, method = ed_signer(), ed_signer(66), f"{ISSUER}#1"
    at = {ISSUER: controller(ISSUER, ours, method)}
    good = as_file(proved(credential(), ours, suite, method))
    assert judged(good, at=at).lights[SIGNATURE].answer == YES
    for named in (method, f"{forger.did}#{forger.multikey}"):
        forged = as_file(proved(credential(), forger, suite, named))
        assert judged(forged, at=at).lights[SIGNATURE].answer == NO


def test_a_key_of_the_issuer_that_is_not_for_assertions_signs_no_badge() -> None:
    signer, method = ed_signer(), f"{ISSUER}#1"
    document = controller(ISSUER, signer, method) | {"assertionMethod": []}
    file = as_file(proved(credential(), signer, JCS, method))
    assert judged(file, at={ISSUER: document}).lights[SIGNATURE].answer == NO


def test_where_the_trust_list_holds_a_key_no_other_is_believed() -> None:
    old, method = ed_signer(66), f"{ISSUER}#1"
    file = as_file(proved(credential(), old, JCS, method))
    at = {ISSUER: controller(ISSUER, old, method)}
    assert judged(file, at=at).lights[SIGNATURE].answer == YES
    assert judged(file, at=at, keys=(ed_signer(),)).lights[SIGNATURE].answer == NO


def test_a_did_of_the_web_is_asked_at_its_address() -> None:
    signer, did = ed_signer(), "did:web:badges.example.org:issuers:7"
    method = f"{did}#1"
    at = {"https://badges.example.org/issuers/7/did.json": controller(did, signer, method)}
    file = as_file(proved(credential(did), signer, JCS, method))
    assert answers(judged(file, at=at, issuer=did)) == [YES] * 5
    assert judged(file, issuer=did).lights[SIGNATURE].answer == CANNOT_SAY


def test_a_document_that_is_another_issuers_tells_nothing() -> None:
    signer, method = ed_signer(), f"{ISSUER}#1"
    file = as_file(proved(credential(), signer, JCS, method))
    at = {ISSUER: controller("https://else.example", signer, method)}
    assert judged(file, at=at).lights[SIGNATURE].answer == CANNOT_SAY


def test_without_any_signature_it_is_not_signed() -> None:
    assert judged(as_file(credential())).lights[SIGNATURE].answer == NO


def test_a_proof_of_another_kind_cannot_be_judged() -> None:
    document = credential() | {"proof": {"type": "Ed25519Signature2020", "proofValue": "z1"}}
    assert judged(as_file(document)).lights[SIGNATURE].answer == CANNOT_SAY


def test_of_two_proofs_one_that_fails_is_enough() -> None:
    signer = ed_signer()
    good = proved(credential(signer.did), signer, JCS)
    bad = dict(good["proof"], created="2026-03-03T00:00:00Z")
    both = good | {"proof": [good["proof"], bad]}
    assert judged(as_file(both), issuer=signer.did).lights[SIGNATURE].answer == NO


def test_a_proof_that_was_made_for_something_else_or_is_over_proves_nothing() -> None:
    signer = ed_signer()
    for said in ({"proofPurpose": "authentication"}, {"expires": "2026-11-01T00:00:00Z"}):
        file = as_file(proved(credential(signer.did), signer, JCS, **said))
        assert judged(file, issuer=signer.did).lights[SIGNATURE].answer == NO


def test_a_word_that_no_context_knows_is_not_signed() -> None:
    """Linked data drops it without a word: whoever adds it must not be believed."""
    signer = ed_signer()
    good = proved(credential(signer.did), signer, RDFC)
    light = judged(as_file(good | {"grade": "summa"}), issuer=signer.did).lights[SIGNATURE]
    assert (light.answer, "'grade'" in light.why) == (NO, True)


def test_a_context_that_we_do_not_keep_is_not_fetched() -> None:
    signer = ed_signer()
    document = credential(signer.did)
    good = proved(document, signer, RDFC)
    for more in ("https://else.example/context", {"grade": "https://else.example/grade"}):
        changed = good | {"@context": [*document["@context"], more]}
        assert judged(as_file(changed), issuer=signer.did).lights[SIGNATURE].answer == CANNOT_SAY


def test_a_hosted_assertion_is_genuine_if_its_address_says_the_same() -> None:
    own = f"{ISSUER}/assertions/1"
    said = assertion(id=own, verification={"type": "HostedBadge"})
    at = {own: said, ISSUER: profile(rsa_signer())}
    assert answers(judged(as_file(said), at=at)) == [YES] * 5
    changed = said | {"expires": "2040-01-01T00:00:00Z"}
    assert judged(as_file(changed), at=at).lights[SIGNATURE].answer == NO
    assert judged(as_file(said)).lights[SIGNATURE].answer == CANNOT_SAY


def test_a_hosted_assertion_at_another_host_than_its_issuers_is_not_genuine() -> None:
    own = "https://forger.example/1"
    said = assertion(id=own, verification={"type": "HostedBadge"})
    assert judged(as_file(said), at={own: said}).lights[SIGNATURE].answer == NO


def test_a_hosted_assertion_that_is_gone_or_says_so_was_revoked() -> None:
    own = f"{ISSUER}/assertions/1"
    said = assertion(id=own, verification={"type": "HostedBadge"})

    def gone(address: str) -> Any:
        raise Gone(f"{address} answers 410")

    found = judged(as_file(said), fetch=gone)
    assert (found.lights[SIGNATURE].answer, found.lights[NOT_REVOKED].answer) == (NO, NO)
    revoked = {"id": own, "revoked": True, "revocationReason": "Given in error."}
    light = judged(as_file(said), at={own: revoked}).lights[NOT_REVOKED]
    assert light.answer == NO
    assert light.why == "Its address says that it was revoked: Given in error."


@pytest.mark.parametrize(("said", "answer"), [(assertion()["id"], NO), ("urn:uuid:other", YES)])
def test_an_assertion_on_its_issuers_list_was_revoked(said: str, answer: str) -> None:
    signer, where = rsa_signer(), f"{ISSUER}/revoked"
    listed = {
        "type": "RevocationList",
        "issuer": ISSUER,
        "revokedAssertions": ["urn:x", {"id": said}],
    }
    at = {ISSUER: profile(signer, revocationList=where), where: listed}
    found = judged(signer.token(assertion()).encode(), at=at)
    assert found.lights[NOT_REVOKED].answer == answer
    assert found.status_at == (where,)


def test_a_list_that_came_with_the_badge_speaks_only_against_it() -> None:
    signer, where = rsa_signer(), f"{ISSUER}/revoked"
    own = assertion()["id"]
    for ids, answer in ((["urn:x"], CANNOT_SAY), (["urn:x", own], NO)):
        listed = {"id": where, "issuer": ISSUER, "revokedAssertions": ids}
        at = {ISSUER: profile(signer, revocationList=where)}
        found = judged(as_file(signer.token(assertion()), listed), at=at)
        assert found.lights[NOT_REVOKED].answer == answer


def test_a_profile_that_came_with_the_badge_and_names_no_list_tells_nothing() -> None:
    signer = rsa_signer()
    found = judged(as_file(signer.token(assertion()), profile(signer)), keys=(signer,))
    assert found.lights[SIGNATURE].answer == YES
    assert found.lights[NOT_REVOKED].answer == CANNOT_SAY


@pytest.mark.parametrize(("index", "answer"), [(94_567, NO), (94_566, YES)])
@pytest.mark.parametrize("along", [True, False])
def test_a_bit_of_a_signed_list_says_whether_it_was_revoked(
    index: int, answer: str, along: bool
) -> None:
    signer = ed_signer()
    entry = status_entry(index)
    badge = proved(credential(signer.did, credentialStatus=entry), signer, JCS)
    at = entry["statusListCredential"]
    bits = proved(status_list(signer.did, [94_567, 1]), signer, JCS)
    file = as_file(badge, bits) if along else as_file(badge)
    found = judged(file, at={} if along else {at: bits}, issuer=signer.did)
    assert found.lights[NOT_REVOKED].answer == answer
    assert found.status_at == (at,)


def test_a_list_may_come_as_a_token_and_say_that_it_is_suspended() -> None:
    signer = ed_signer()
    entry = status_entry(7, statusPurpose="suspension")
    bits = status_list(signer.did, [7])
    bits["credentialSubject"]["statusPurpose"] = ["revocation", "suspension"]
    badge = proved(credential(signer.did, credentialStatus=[entry]), signer, JCS)
    at = {entry["statusListCredential"]: signer.token(bits)}
    light = judged(as_file(badge), at=at, issuer=signer.did).lights[NOT_REVOKED]
    assert (light.answer, "suspended" in light.why) == (NO, True)


def test_a_list_that_nobody_or_somebody_else_signed_tells_nothing() -> None:
    signer, other = ed_signer(), ed_signer(66)
    badge = proved(credential(signer.did, credentialStatus=status_entry(7)), signer, JCS)
    at = status_entry(7)["statusListCredential"]
    for bits in (
        status_list(signer.did, []),
        proved(status_list(other.did, []), other, JCS),
        proved(status_list(signer.did, []), other, JCS),
        {"id": at, "type": "Something"},
        "no list at all",
    ):
        found = judged(as_file(badge), at={at: bits}, issuer=signer.did)
        assert found.lights[NOT_REVOKED].answer == CANNOT_SAY
        assert found.lights[SIGNATURE].answer == YES


def test_an_old_list_that_came_along_tells_nothing() -> None:
    signer = ed_signer()
    badge = proved(credential(signer.did, credentialStatus=status_entry(7)), signer, JCS)
    for said in ({"validUntil": "2026-11-01T00:00:00Z"}, {"validUntil": None}):
        document = status_list(signer.did, [], **said)
        document = {name: value for name, value in document.items() if value is not None}
        found = judged(as_file(badge, proved(document, signer, JCS)), issuer=signer.did)
        assert found.lights[NOT_REVOKED].answer == CANNOT_SAY


def test_a_status_of_an_unknown_kind_cannot_be_judged() -> None:
    signer = ed_signer()
    status = {"id": f"{ISSUER}/s", "type": "SomethingElse2027"}
    file = as_file(proved(credential(signer.did, credentialStatus=status), signer, JCS))
    assert judged(file, issuer=signer.did).lights[NOT_REVOKED].answer == CANNOT_SAY


@pytest.mark.parametrize(
    ("now", "answer"),
    [
        (datetime(2026, 1, 31, 23, 59, 59, tzinfo=UTC), NO),
        (datetime(2026, 2, 1, tzinfo=UTC), YES),
        (datetime(2031, 2, 27, 23, 59, 59, tzinfo=UTC), YES),
        (datetime(2031, 2, 28, tzinfo=UTC), NO),
    ],
)
def test_it_is_in_date_from_its_first_moment_to_the_one_before_its_end(
    now: datetime, answer: str
) -> None:
    signer = ed_signer()
    file = as_file(proved(credential(signer.did), signer, JCS))
    found = judged(file, issuer=signer.did, now=now)
    assert found.lights[IN_DATE].answer == answer
    assert found.lights[SIGNATURE].answer == YES


def test_a_genuine_badge_of_somebody_else_is_not_hers() -> None:
    signer = ed_signer()
    file = as_file(proved(credential(signer.did), signer, JCS))
    found = judged(file, issuer=signer.did, email="bo@example.org")
    assert answers(found) == [YES, YES, YES, YES, NO]
    assert not found.all_yes


def test_what_an_achievement_is_called_by_what_came_along_does_not_count() -> None:
    """A signed badge for something small, with a class that somebody wrote for it."""
    signer = rsa_signer()
    small = signer.token(assertion(badge=f"{ISSUER}/classes/attendance"))
    forged = assertion()["badge"] | {"id": f"{ISSUER}/classes/attendance"}
    found = judged(as_file(small, forged), keys=(signer,))
    assert found.lights[TRUSTED].answer == CANNOT_SAY
    assert found.lights[SIGNATURE].answer == YES
    at = {forged["id"]: forged | {"name": "Attendance"}}
    assert judged(as_file(small, forged), at=at).lights[TRUSTED].answer == NO


def test_each_light_stands_by_itself() -> None:
    signer = ed_signer()
    file = as_file(credential(signer.did))
    found = judged(file, issuer="https://nobody.example", email="bo@example.org")
    assert answers(found) == [NO, YES, YES, NO, NO]


def test_class_is_the_achievement() -> None:
    signer = ed_signer()
    assert judged(as_file(credential(signer.did))).claim.achievement == CLASS
