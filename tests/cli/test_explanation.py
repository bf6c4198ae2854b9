"""An explanation as lines of text."""

from __future__ import annotations

from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from agency.cli.explanation import explanation_lines
from agency.cli.timeline import ASCII, UNICODE
from agency.matching.checking import check
from agency.matching.explaining import explain
from agency.placements.queries import Pair
from agency.rules.facts import AssignmentFacts, CandidateFacts
from agency.rules.ranking import load_scale
from agency.rules.rulebook import RuleBook, load_rulebook
from config import RANKING_FILE
from tests.examples import examples
from tests.matching.pair_cases import a_case, an_eligible_case
from tests.strategies import HORIZON_FIRST, assignments, candidates
from tests.strategies_of_law import rulebooks

BOOK, SCALE = load_rulebook(), load_scale(RANKING_FILE)
PICTURE = """\
                          Jan 2027  Feb     Mar      Apr
                       ───┬──│──────┬───────┬────────┬──│─────┬
  the assignment             │──────── 89 days ─────────│
✗ all together         ██████│██████████████············│······ 50 of 89 days

Needs something
✗ client:BLS           ██████│██████████████············│······ 39 days short
    Asked by the client: BLS Provider (AHA) or BLS (Red Cross): not met from 2
    Mar 2027 to 9 Apr 2027 (39 days): your BLS (Red Cross) is valid through 1
    Mar 2027.
    A later start alone does not clear it.
    On file: BLS-ARC:B1:2025-03-01

Covered on every day
✓ certification        ██████│██████████████████████████│██████ to 31 May 2028
    Certification: CMA (AAMA), RMA (AMT), CCMA (NHA), NCMA (NCCT): met through
    31 May 2028.
    On file: RMA-AMT:778:2024-06-01
✓ skills               ██████│██████████████████████████│██████ met
✓ available            ██████│██████████████████████████│██████ met
✓ location             ██████│██████████████████████████│██████ met
✓ pay                  ██████│██████████████████████████│██████ met
✓ shift                ██████│██████████████████████████│██████ met
✓ role                 ██████│██████████████████████████│██████ met
✓ standing             ██████│██████████████████████████│██████ met

    █ met   ░ may be met   · not met   │ first and last day of the assignment
"""


def text(case: dict[str, Any], width: int = 80) -> str:
    checked = check(case, BOOK, SCALE)
    lines = explanation_lines(checked.explanation, width, UNICODE, checked.unknown_keys)
    return "\n".join(line.plain for line in lines)


def flowing(case: dict[str, Any]) -> str:
    """The text as one line, however it was wrapped."""
    return " ".join(text(case).split())


def test_the_picture_shows_every_requirement_day_by_day_and_why() -> None:
    assert PICTURE in text(a_case("expires-inside-with-its-renewal-on-course"))


def test_the_first_line_is_the_verdict_as_a_sentence() -> None:
    assert text(an_eligible_case()).startswith("Eligible: covered on all 89 days.\n")
    renewable = text(a_case("expires-inside-with-its-renewal-on-course"))
    assert renewable.startswith(
        "Ineligible, a near miss: only this is not met, and its renewal is on course:"
    )
    two_gaps = a_case("expired-before-the-first-day")
    two_gaps["candidate"]["home_zip"] = two_gaps["candidate"]["willing_states"] = None
    assert text(two_gaps).startswith("Ineligible: 1 not met, 1 not known.\n")


def test_the_head_says_who_where_when_and_by_what() -> None:
    head = flowing(an_eligible_case())
    assert "Noor Halvorsen (C-0412) for A-0301, Larkspur Pediatrics, OH" in head
    assert "11 Jan 2027 to 9 Apr 2027, 89 days. Judged as of 24 Nov 2026 by rulebook" in head
    assert f"by rulebook {BOOK.fingerprint[:12]}." in head
    assert "Covered until 31 May 2028, 418 days beyond the end." in head


def test_a_later_start_that_would_be_covered_is_named() -> None:
    case = an_eligible_case()
    case["candidate"]["available_from"] = "2027-02-01"
    told = flowing(case)
    assert "Clears on 1 Feb 2027: from that day 89 days in a row are covered." in told
    assert "21 days short" in told


def test_what_is_not_known_is_marked_apart_from_what_is_not_met() -> None:
    case = an_eligible_case()
    case["candidate"]["credentials"][0]["evidence"] = "claimed"
    told = text(case)
    assert "? certification        ░░░░░░│░░░" in told
    assert "not known" in told
    assert "✗" not in told


def test_some_days_not_known_are_counted() -> None:
    case = an_eligible_case()
    card = case["candidate"]["credentials"][0]
    claimed = {**card, "number": "779", "issued_on": "2027-02-01", "evidence": "claimed"}
    card["expires_on"] = "2027-01-31"
    case["candidate"]["credentials"].append(claimed)
    assert "68 days unknown" in text(case)


def test_blocked_work_is_said_first_with_its_citation_and_is_not_scored() -> None:
    case = an_eligible_case()
    case["assignment"].update(state="NY", tasks=["injection_intramuscular"])
    told = flowing(case)
    assert told.startswith("Ineligible: the law blocks the work itself. A medical assistant may")
    assert "(§ N.Y. Educ. Law" in told.partition("Noor Halvorsen")[0]
    assert "Score" not in told


def test_questions_to_the_client_stand_with_the_law_that_asks_them() -> None:
    case = an_eligible_case()
    case["assignment"].update(state="CA", delegator=None)
    asked = flowing(case).partition("To confirm with the client")[2]
    assert "Who supervises here" in asked
    assert "§" in asked


def test_notes_stand_at_the_end_and_draw_no_bar() -> None:
    case = an_eligible_case()
    case["assignment"]["state"] = "TX"
    case["candidate"]["willing_states"] = ["TX"]
    picture, _, notes = flowing(case).partition("Good to know, decides nothing")
    assert "A physician may delegate" in notes
    assert "tx-" not in picture


def test_a_change_of_the_law_during_the_work_is_told() -> None:
    case = an_eligible_case()
    case["on"] = "2026-07-01"
    case["assignment"].update(
        state="SC", tasks=["injection_intramuscular"], starts_on="2026-07-06", ends_on="2026-08-31"
    )
    case["candidate"]["willing_states"] = ["SC"]
    assert "The law changes on 16 Jul 2026:" in flowing(case)


def test_remarks_and_keys_that_mean_nothing_are_told() -> None:
    case = an_eligible_case()
    case["assignment"]["status"] = "filled"
    told = flowing(case)
    assert "The assignment is filled; only open assignments are matched." in told
    assert told.endswith("Keys that mean nothing here and were passed over why, expect")


def test_of_a_great_many_unknown_keys_only_some_are_listed() -> None:
    case = an_eligible_case() | {f"key{number}": 1 for number in range(50)}
    assert flowing(case).endswith("key16, key17 and 32 more")


def test_the_parts_of_the_score_stand_with_their_reasons() -> None:
    told = text(an_eligible_case())
    assert "    distance          35.000 of 35   0 miles away" in told
    assert "    coverage left     15.000 of 15   180 or more days of cover beyond the end" in told


@given(rulebooks(), candidates(), assignments(), st.integers(60, 100))
@settings(deadline=None, max_examples=examples(60), suppress_health_check=[HealthCheck.too_slow])
def test_no_line_but_an_address_is_wider_than_asked(
    book: RuleBook, candidate: CandidateFacts, assignment: AssignmentFacts, width: int
) -> None:
    pair = Pair(candidate, assignment, "Noor Halvorsen", "filled", "working")
    explanation = explain(pair, book, SCALE, HORIZON_FIRST)
    for line in explanation_lines(explanation, width, UNICODE, ("why",)):
        assert len(line.plain) <= width or line.plain.strip().startswith("https://")


def test_in_ascii_no_mark_and_no_bar_is_anything_else() -> None:
    checked = check(a_case("expires-inside-with-its-renewal-on-course"), BOOK, SCALE)
    lines = [line.plain for line in explanation_lines(checked.explanation, 80, ASCII)]
    assert "x client:BLS           ######|##############............|...... 39 days short" in lines
    assert all(line.isascii() for line in lines if not line.strip().startswith("§"))
