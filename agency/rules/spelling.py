"""Words that people write freely are compared in one spelling; what is on file stays as written."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from agency.rules.rulebook import load_rulebook

# A space, an underscore, a hyphen: between the parts of a word they mean the same.
JOINTS = re.compile("[\\s_\u2010\u2011-]+")
REMEMBERED = 4096


@lru_cache(REMEMBERED)
def folded(word: str) -> str:
    """The spelling in which a word is compared: ``Front desk``, ``front-desk`` and ``FRONT_DESK``
    are ``front_desk``. What is nothing but joints stays as it is."""
    return JOINTS.sub("_", word.lower()).strip("_") or word


def all_folded(words: Iterable[str]) -> frozenset[str]:
    """Several words, each once."""
    return frozenset(map(folded, words))


@lru_cache(REMEMBERED)
def topic_meant(topic: str) -> str:
    """What a training was about: the rulebook's word, where it has one that is spelled so."""
    words = load_rulebook().vocabulary
    known = {*words.topics, *words.documents, *words.proofs}
    return folded(topic) if folded(topic) in known else topic
