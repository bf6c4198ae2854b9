"""A state's rules as lines of text."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from agency.cli.rule_texts import page_lines
from agency.rules.entry_words import NOT_LEGAL_ADVICE
from agency.rules.rulebook import RuleBook, load_rulebook
from agency.standards.rule_page import Page
from tests.rules.law import laid_over


def page(state: str, day: date, width: int = 80, book: RuleBook | None = None) -> list[str]:
    book = book or load_rulebook()
    shown = Page(book.states[state], day, book)
    return [line.plain for line in page_lines(shown, width)]


def block(lines: list[str], id: str) -> list[str]:
    """The lines of one entry, without its name."""
    rest = lines[lines.index(id) + 1 :]
    return rest[: rest.index("")]


@pytest.fixture(scope="module")
def fiction(tmp_path_factory: pytest.TempPathFactory) -> RuleBook:
    return laid_over("fictional", tmp_path_factory.mktemp("law"))


def test_the_head_says_whose_rules_they_are_and_of_which_day() -> None:
    assert page("NJ", date(2027, 1, 4))[:4] == [
        "New Jersey (NJ): rules in force on 4 Jan 2027",
        "NJ Board of Medical Examiners",
        "Any MA may assist, but injections and blood draws may be delegated only to a",
        "'certified medical assistant'.",
    ]


def test_an_entry_says_everything_that_is_known_of_it() -> None:
    assert block(page("CT", date(2027, 1, 4)), "ct-clinical-medical-assistant") == [
        "  Be a clinical medical assistant: nationally certified and a graduate of an",
        "  accredited program, or trained as a medical assistant in the armed forces.",
        "  Applies to  giving vaccines",
        "  Needs       one of these:",
        "              - all of these:",
        "                - hold CMA (AAMA), RMA (AMT), CCMA (NHA), NCMA (NCCT) or CMAC",
        "                  (AMCA)",
        "                - one of these:",
        "                  - have completed a program accredited by CAAHEP, ABHES or a",
        "                    body that the US Department of Education recognises",
        "                  - have completed a program accredited by a body that the US",
        "                    Department of Education recognises, of at least 720 hours,",
        "                    with at least 160 hours of externship",
        "              - have completed medical-assistant training of the armed forces",
        "  Effect      required",
        "  Law         Conn. Gen. Stat. 19a-6s(a)",
        "  In force    since before our records",
        "  Confidence  high: the law itself, or its office's page, was read",
        "  Checked     24 Nov 2026, source of 2024",
        "  Source      https://casetext.com/statute/general-statutes-of-connecticut/title",
        "              -19a-public-health-and-well-being/chapter-368a-department-of-publi",
        "              c-health/section-19a-6s-clinical-medical-assistants-may-administer",
        "              -vaccines",
        "  Note        An older copy of the statute lists four bodies, without AMCA.",
    ]


def test_entries_stand_in_groups_by_what_they_are_about() -> None:
    lines = page("AZ", date(2027, 1, 4))
    heads = [line for line in lines if line.startswith(("About", "Advice", "Open"))]
    assert [head.split(":")[0] for head in heads] == [
        "About the work",
        "About the person",
        "Advice",
        "Open questions",
    ]
    order = [heads[0], "az-iv-medication-others", heads[1], "az-training-aprn", heads[2]]
    places = [lines.index(line) for line in (*order, "az-vaccine", "us-order-entry", heads[3])]
    assert places == sorted(places)


def test_a_group_without_entries_is_not_shown() -> None:
    lines = page("TX", date(2027, 1, 4))
    heads = ("About", "Open questions", "No longer", "Not yet")
    assert not any(line.startswith(heads) for line in lines)


def test_open_questions_stand_at_the_end_and_a_warning_after_them() -> None:
    assert page("NY", date(2027, 1, 4))[-5:] == [
        "",
        "Open questions",
        "- Fate of S5340-C/A5460-C after Feb 2026.",
        "",
        NOT_LEGAL_ADVICE,
    ]


def test_a_rule_before_its_first_day_is_announced_and_not_shown() -> None:
    before, on = page("SC", date(2026, 7, 15)), page("SC", date(2026, 7, 16))
    announced = before[before.index("Not yet in force") + 1]
    assert announced.startswith("  sc-medication: from 16 Jul 2026: Be a certified medical")
    assert "sc-medication" not in before
    assert "  In force    since 16 Jul 2026" in block(on, "sc-medication")
    assert "Not yet in force" not in on


def test_a_rule_that_will_change_says_when_and_to_what(fiction: RuleBook) -> None:
    before = block(page("TX", date(2027, 1, 31), book=fiction), "tx-hours-doubled")
    assert "  Needs       have at least 10 hours of training in venipuncture" in before
    at = before.index("  Changes     from 1 Feb 2027: Have 20 hours of training in venipuncture.")
    assert before[at - 1] == "  In force    since before our records"
    after = block(page("TX", date(2027, 2, 1), book=fiction), "tx-hours-doubled")
    assert "  Needs       have at least 20 hours of training in venipuncture" in after
    assert "  In force    since 1 Feb 2027" in after
    assert not any("Changes" in line for line in after)


def test_a_rule_that_is_lifted_is_announced_and_then_marked(fiction: RuleBook) -> None:
    before = page("TX", date(2027, 1, 31), book=fiction)
    assert "  Changes     from 1 Feb 2027: lifted" in block(before, "tx-ekg-certificate")
    assert "No longer in force" not in before
    after = page("TX", date(2027, 2, 1), book=fiction)
    assert "tx-ekg-certificate" not in after
    assert after[after.index("No longer in force") + 1] == (
        "  tx-ekg-certificate: lifted since 1 Feb 2027"
    )


def test_what_only_advises_says_so_and_needs_nothing() -> None:
    lines = block(page("MA", date(2027, 1, 4)), "ma-vaccine-employment")
    assert "  Effect      advice only" in lines
    assert not any(line.startswith("  Needs") for line in lines)


@pytest.mark.parametrize("width", [60, 80, 100])
@pytest.mark.parametrize("state", load_rulebook().states)
def test_no_line_is_wider_than_the_terminal_or_ends_in_blanks(state: str, width: int) -> None:
    for line in page(state, date(2027, 1, 4), width):
        assert len(line) <= width
        assert line == line.rstrip()


def test_the_same_rules_and_day_give_the_same_lines(tmp_path: Path) -> None:
    twice = laid_over("fictional", tmp_path / "a"), laid_over("fictional", tmp_path / "b")
    first, second = (page("CA", date(2027, 1, 4), book=book) for book in twice)
    assert first == second
