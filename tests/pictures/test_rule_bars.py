"""Rules as dated bars."""

from __future__ import annotations

from datetime import date

from agency.pictures.rule_bars import RuleRow, rule_bars
from agency.rules.rulebook import Entry, Rule, load_rulebook
from tests.rules.entries import entry, lifted
from tests.rules.pairs import HOLDS_TDAP

DAY = date(2026, 11, 24)


def row(*versions: Entry) -> RuleRow:
    (drawn,) = rule_bars([Rule("wa-x", versions)], DAY).rows
    return drawn


def test_the_axis_is_four_whole_years_with_a_tick_each() -> None:
    picture = rule_bars([], DAY)
    assert [tick.words for tick in picture.ticks] == ["2025", "2026", "2027", "2028"]
    assert picture.today == picture.axis.at(DAY.toordinal())


def test_a_rule_in_force_is_solid_over_the_whole_axis() -> None:
    (bar,) = row(entry(HOLDS_TDAP)).bars
    assert (bar.kind, bar.drawn.start, bar.drawn.end, bar.words) == ("law", 0, 1, "in force")
    assert row(entry(HOLDS_TDAP)).since is None


def test_a_text_to_come_is_scheduled_from_its_day() -> None:
    drawn = row(entry(HOLDS_TDAP), entry(HOLDS_TDAP, says="New.", in_force=date(2027, 2, 1)))
    assert [bar.kind for bar in drawn.bars] == ["law", "scheduled"]
    assert drawn.bars[0].drawn.end == drawn.bars[1].drawn.start
    assert drawn.bars[1].words == "from 1 Feb 2027"
    assert drawn.entry.says == "The law."


def test_a_text_that_was_replaced_is_past() -> None:
    drawn = row(entry(HOLDS_TDAP), entry(HOLDS_TDAP, in_force=date(2026, 2, 1)))
    assert [bar.kind for bar in drawn.bars] == ["past", "law"]
    assert drawn.bars[0].words == "until 31 Jan 2026"


def test_a_rule_in_doubt_is_drawn_as_such() -> None:
    assert [bar.kind for bar in row(entry(HOLDS_TDAP, confidence="low")).bars] == ["doubted"]


def test_nothing_is_drawn_while_a_rule_is_lifted() -> None:
    drawn = row(entry(HOLDS_TDAP), lifted(date(2027, 1, 1)))
    assert [(bar.kind, bar.words) for bar in drawn.bars] == [("law", "until 31 Dec 2026")]


def test_a_row_is_named_by_the_title_of_its_rule_and_else_by_its_sentence() -> None:
    titled = entry(HOLDS_TDAP, id="wa-iv-start")
    recorded = entry(HOLDS_TDAP, id="wa-recorded", says="Hold a card; or two.")
    rows = rule_bars([Rule(one.id, (one,)) for one in (titled, recorded)], DAY).rows
    assert [row.name for row in rows] == ["IV start by MA-C or interim", "Card"]
    assert rows[1].entry.says == "Hold a card; or two."


def test_every_real_rule_has_a_row_and_a_bar_today() -> None:
    for state in load_rulebook().states.values():
        picture = rule_bars(state.rules, DAY)
        assert len(picture.rows) == len(state.rules)
        for drawn in picture.rows:
            here = [b for b in drawn.bars if b.drawn.start <= picture.today < b.drawn.end]
            assert len(here) == (drawn.rule.in_force_on(DAY) is not None)
