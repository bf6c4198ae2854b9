"""The mixer of columns is the mixer of single words."""

from __future__ import annotations

import numpy as np

from agency.matching.mixing import splitmix64
from agency.rules import ranking

WORDS = (0, 1, 2**63, 2**64 - 1, 0x9E3779B97F4A7C15)


def test_a_column_is_mixed_word_by_word() -> None:
    mixed = splitmix64(np.array(WORDS, np.uint64))
    assert mixed.tolist() == [ranking.splitmix64(word) for word in WORDS]
