"""One form of bytes for what a proof signs: RFC 8785 (JCS) and RDF Dataset Canonicalization 1.0."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from typing import Any

import rfc8785
from pyld import jsonld
from pyld.canon import URDNA2015

from agency.badges.core.values import Json, as_list, plain_numbers, shortened

# Nothing is fetched: these documents stand beside the code, and all others are refused.
CONTEXTS = {
    "https://www.w3.org/2018/credentials/v1": "credentials-v1",
    "https://www.w3.org/ns/credentials/v2": "credentials-v2",
    "https://w3id.org/security/data-integrity/v1": "data-integrity-v1",
    "https://w3id.org/security/data-integrity/v2": "data-integrity-v2",
    "https://w3id.org/security/multikey/v1": "multikey-v1",
    "https://w3id.org/vc/status-list/2021/v1": "status-list-2021-v1",
    "https://purl.imsglobal.org/spec/ob/v3p0/context.json": "openbadges-3.0",
    "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.1.json": "openbadges-3.0.1",
    "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.2.json": "openbadges-3.0.2",
    "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json": "openbadges-3.0.3",
    "https://purl.imsglobal.org/spec/ob/v3p0/extensions.json": "openbadges-3.0-extensions",
}
# What stands in no context is dropped on the way to RDF, and so is not signed.
ABSOLUTE = re.compile(r"(?:[A-Za-z][A-Za-z0-9+.-]*:|_:)\S*")
# The library does not write these as RDFC-1.0 wants them; no badge has them in earnest.
RARE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
# A badge has some dozen blank nodes; what makes this work hard is made for it.
MOST_QUADS, MOST_DEEPER, MOST_ALIKE = 5_000, 200, 5


class NotCanonical(Exception):
    """It cannot be brought into the one form, and the words say why.

    ``unsigned`` is whether that is because some of it would not be covered by a signature.
    """

    def __init__(self, why: str, *, unsigned: bool = False) -> None:
        super().__init__(why)
        self.unsigned = unsigned


def jcs(value: Any) -> bytes:
    """The bytes of RFC 8785; raises NotCanonical."""
    try:
        return rfc8785.dumps(plain_numbers(value))
    except (rfc8785.CanonicalizationError, UnicodeError) as error:
        raise NotCanonical(f"It has values that RFC 8785 knows no form for: {error}.") from error


def rdfc(document: Json) -> bytes:
    """The canonical N-Quads of a JSON-LD document whose contexts are all known.

    Raises NotCanonical where a context is not, or something in the document is not covered.
    """
    _require_known_contexts(document)
    options = {"documentLoader": _known_document, "processingMode": "json-ld-1.1"}
    processor = jsonld.JsonLdProcessor(on_property_dropped=_refuse_dropped)
    try:
        expanded = processor.expand(plain_numbers(document), dict(options))
        _require_absolute(expanded)
        dataset = processor.to_rdf(expanded, dict(options))
        _require_moderate(dataset)
        quads: str = _Bounded().main(dataset, {"format": "application/n-quads"})
    except jsonld.JsonLdError as error:
        raise NotCanonical(f"It is no JSON-LD that can be read: {_cause(error)}.") from error
    except (TypeError, AttributeError, KeyError, ValueError, RecursionError) as error:
        raise NotCanonical("It is no JSON-LD that can be read.") from error
    return quads.encode()


class _Bounded(URDNA2015):  # type: ignore[misc]
    """The algorithm of the library, which gives up where a graph is made to keep it busy."""

    def __init__(self) -> None:
        super().__init__()
        self.deeper = 0

    def hash_n_degree_quads(self, id_: str, issuer: Any) -> Any:
        self.deeper += 1
        if self.deeper > MOST_DEEPER:
            raise NotCanonical("Its blank nodes are too entangled to be put in order.")
        return super().hash_n_degree_quads(id_, issuer)

    def create_hash_to_related(self, id_: str, issuer: Any) -> Any:
        found = super().create_hash_to_related(id_, issuer)
        if any(len(alike) > MOST_ALIKE for alike in found.values()):
            raise NotCanonical("It has too many blank nodes that are alike.")
        return found


def _require_known_contexts(document: Json) -> None:
    first, *inner = _contexts_in(document)
    if not first:
        raise NotCanonical("It names no context, so nothing of it would be signed.", unsigned=True)
    for one in [*first, *(one for context in inner for one in context)]:
        if not isinstance(one, str) or one not in CONTEXTS:
            named = shortened(one) if isinstance(one, str) else "one written into it"
            raise NotCanonical(f"Its context is not among those we keep: {named}.")


def _contexts_in(value: Any, *, top: bool = True) -> Iterator[list[Any]]:
    """The contexts of each object that has one, and of the outermost in any case, first."""
    if isinstance(value, dict):
        if top or "@context" in value:
            yield as_list(value.get("@context"))
        for inner in value.values():
            yield from _contexts_in(inner, top=False)
    elif isinstance(value, list):
        for inner in value:
            yield from _contexts_in(inner, top=False)


def _refuse_dropped(term: Any) -> None:
    name = shortened(str(term))
    raise NotCanonical(f"Its part {name!r} is covered by no context, so not signed.", unsigned=True)


def _require_absolute(value: Any) -> None:
    """What is named by half an address is dropped without a word, and so would not be signed."""
    if isinstance(value, list):
        for inner in value:
            _require_absolute(inner)
    elif isinstance(value, dict):
        types = [] if "@value" in value else as_list(value.get("@type"))
        for name in [*as_list(value.get("@id")), *types]:
            if not ABSOLUTE.fullmatch(name):
                raise NotCanonical(f"It names {shortened(name)!r} by no address.", unsigned=True)
        for key, inner in value.items():
            if key not in ("@id", "@type", "@value"):
                _require_absolute(inner)


def _require_moderate(dataset: dict[str, Any]) -> None:
    quads = [quad for graph in dataset.values() for quad in graph]
    if len(quads) > MOST_QUADS:
        raise NotCanonical(f"It says more than {MOST_QUADS:,} things.")
    for quad in quads:
        if any(RARE.search(part["value"]) for part in quad.values()):
            raise NotCanonical("It has control characters in its texts.")


def _known_document(url: str, _options: Any) -> dict[str, Any]:
    if url not in CONTEXTS:
        raise NotCanonical(f"Its context is not among those we keep: {shortened(url)}.")
    return {"contextUrl": None, "documentUrl": url, "document": _context(CONTEXTS[url])}


@cache
def _context(name: str) -> Json:
    text = files("agency.badges").joinpath("contexts", f"{name}.json").read_text("utf-8")
    read: Json = json.loads(text)
    return read


def _cause(error: BaseException) -> str:
    while error.__cause__ is not None:
        error = error.__cause__
    return shortened(str(error).split("\n")[0].rstrip("."))
