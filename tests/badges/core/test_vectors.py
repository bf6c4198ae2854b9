"""The examples of the standards themselves verify."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from agency.badges.core import canonical
from agency.badges.core.files import read_badge
from agency.badges.core.judging import Asked, Judged, judge
from agency.badges.core.lights import CANNOT_SAY, NO, SIGNATURE, YES
from agency.badges.core.proofs import proofs_of
from agency.badges.core.sources import fetch_nothing

VECTORS = Path(__file__).parents[1] / "vectors"
NOW = datetime(2026, 11, 30, tzinfo=UTC)
W3C, BADGES = "https://vc.example/issuers/5678", "https://example.edu/issuers/565049"
METHODS = {
    W3C: "did:key:z6MkrJVnaZkeFzdQyMZu1cgjg7k1pZZ6pvBQ7XJPt4swbTQ2"
    "#z6MkrJVnaZkeFzdQyMZu1cgjg7k1pZZ6pvBQ7XJPt4swbTQ2",
    BADGES: f"{BADGES}#z6MkjZRZv3aez3r18pB1RBFJR1kwUVJ5jHt92JmQwXbd5hwi",
}
# Contexts that only examples have.
EXAMPLES = "https://www.w3.org/ns/credentials/examples/v2"
EARLIER = "https://purl.imsglobal.org/spec/ob/v3p0/context/ob_v3p0.jsonld"


@pytest.fixture(autouse=True)
def contexts_of_examples(monkeypatch: pytest.MonkeyPatch) -> None:
    known = canonical._context
    vocabulary = {"@context": {"@vocab": "https://www.w3.org/ns/credentials/examples#"}}
    more = {EXAMPLES: EXAMPLES, EARLIER: "openbadges-3.0"}
    monkeypatch.setattr(canonical, "CONTEXTS", canonical.CONTEXTS | more)
    monkeypatch.setattr(
        canonical, "_context", lambda name: vocabulary if name == EXAMPLES else known(name)
    )


def document_of(issuer: str) -> Any:
    """What the issuer of an example says of its key."""
    method = METHODS[issuer]
    key = {"id": method, "type": "Multikey", "publicKeyMultibase": method.rpartition("#")[2]}
    return {"id": issuer, "assertionMethod": [key]}


def judged(name: str, replacing: tuple[str, str] = ("", ""), fetch: Any = document_of) -> Judged:
    text = (VECTORS / f"{name}.json").read_text(encoding="utf-8").replace(*replacing)
    return judge(read_badge(text.encode()), Asked(NOW, fetch=fetch))


NAMES = ("eddsa-jcs-2022", "eddsa-rdfc-2022", "openbadges-3.0-rdfc")


@pytest.mark.parametrize("name", NAMES)
def test_an_example_of_the_standard_is_signed_by_its_issuer(name: str) -> None:
    assert judged(name).lights[SIGNATURE].answer == YES


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize(
    "replacing", [("00:00:00Z", "00:00:01Z"), ("Example", "Exemple"), ("did:example", "did:exempl")]
)
def test_changed_by_one_letter_it_is_not(name: str, replacing: tuple[str, str]) -> None:
    assert judged(name, replacing).lights[SIGNATURE].answer == NO


@pytest.mark.parametrize("name", NAMES[:2])
def test_without_its_issuers_document_nobody_knows_whose_key_it_was(name: str) -> None:
    light = judged(name, fetch=fetch_nothing).lights[SIGNATURE]
    assert light.answer == CANNOT_SAY
    assert "as it was signed, by a key that it brings itself" in light.why


def test_the_hash_is_that_of_the_guide() -> None:
    document = read_badge((VECTORS / "openbadges-3.0-rdfc.json").read_bytes()).badge
    assert isinstance(document, dict)
    assert proofs_of(document)[0].content().hex() == (
        "3cf3c265b6c8ebb29b4d5ea310b87d2f31c79b633eff8af561d2e8c97a85c8cb"
        "d994aebd5e53f4af4495dbe9e1155410bae683811107c26acf83671075c163b3"
    )
