"""The pages of the rulebook: every state, and one with its dated rules."""

from __future__ import annotations

import re
from datetime import date
from html import unescape

import pytest
from flask import Flask

from agency.extensions import db
from agency.rules.rulebook import load_rulebook
from agency.settings import today
from tests.builders import make_facility
from tests.counting import counted
from tests.signing_in import signed_in
from tests.standards.entries import BLS, FACILITIES, TEXAS, lifted, no_longer_understood, saved

MOST_QUERIES = 12
LATER = date(2999, 1, 1)


def text_of(app: Flask, path: str, role: str = "recruiter") -> str:
    answer = signed_in(app, role).get(path)
    assert answer.status_code == 200, answer.text[:500]
    return answer.text


def rows_of(text: str) -> list[str]:
    """The rows of the list of states, in words."""
    rows = re.findall(r"<tr>(.*?)</tr>", text.split("<tbody>")[1], re.DOTALL)
    return [" ".join(re.sub("<[^>]+>", " ", row).split()) for row in rows]


def test_every_state_stands_with_its_kind_of_law_the_strictest_first(app: Flask) -> None:
    rows = rows_of(text_of(app, "/rulebook"))
    assert len(rows) == len(load_rulebook().states) + 1
    assert rows[1].startswith("ND North Dakota § State credential required 4")
    kinds = ["State credential", "Certification", "Certain tasks are barred", "Delegation"]
    firsts = [next(i for i, row in enumerate(rows) if kind in row) for kind in kinds]
    assert firsts == sorted(firsts)
    assert rows[-1].startswith("DC District of Columbia Nothing found")


def test_what_decides_is_counted_by_how_well_it_is_known(app: Flask) -> None:
    found = re.search(
        r"(\d+) rules decide: (\d+) known well, (\d+) from secondary sources, (\d+) in doubt",
        text_of(app, "/rulebook"),
    )
    assert found
    total, *parts = map(int, found.groups())
    assert total == sum(parts) > 50


def test_a_state_tells_its_law_with_citation_source_and_logic(app: Flask) -> None:
    text = text_of(app, "/rulebook/WA")
    assert "<h1>Washington</h1>" in text
    assert '<blockquote class="law-quote"><p>Hold an active Washington' in text
    assert "§ RCW 18.360.040; chapter 246-827 WAC" in text
    assert "hold WA MA-Registered, tied to this facility" in text
    assert "checked 24 Nov 2026" in text
    assert 'href="https://casetext.com/' in text
    assert "Minimum age." in text


def test_a_rule_is_chosen_by_its_name_and_marked_in_the_picture(app: Flask) -> None:
    text = text_of(app, "/rulebook/WA?rule=wa-iv-start")
    assert "for starting an intravenous line" in text
    assert "<p>Hold MA-Certified or MA-Certified interim to establish" in text
    assert text.count('<tr class="chosen">') == 1
    assert 'aria-current="true">IV start by MA-C or interim</a>' in text


def test_a_state_is_found_by_its_code_in_small_letters_too(app: Flask) -> None:
    assert "<h1>Washington</h1>" in text_of(app, "/rulebook/wa")


def test_the_federal_rules_have_a_page(app: Flask) -> None:
    assert "<h1>Federal</h1>" in text_of(app, "/rulebook/US")


@pytest.mark.parametrize(
    ("path", "status", "says"),
    [
        ("/rulebook/ZZ", 404, "ZZ"),
        ("/rulebook/WA?rule=tx-delegation", 404, "tx-delegation"),
        ("/rulebook/WA?on=1/2/2027", 422, "1/2/2027"),
        ("/rulebook?on=2027-02-30", 422, "2027-02-30"),
    ],
)
def test_what_is_not_there_is_told_by_its_name(
    app: Flask, path: str, status: int, says: str
) -> None:
    answer = signed_in(app).get(path, headers={"Accept": "text/html"})
    assert answer.status_code == status
    assert says in answer.text


def test_another_day_changes_the_whole_page(app: Flask) -> None:
    with app.app_context():
        saved(TEXAS | {"in_force": LATER})
    now, then = text_of(app, "/rulebook/TX"), text_of(app, "/rulebook/TX?on=2999-01-01")
    assert "What is to change" in now
    assert "From <time" in now
    assert "1 Jan 2999" in now
    assert "What is to change" not in then
    assert "As of 1 Jan 2999" in then
    # The day stays, wherever one goes from there.
    assert "/rulebook/WA?on=2999-01-01" in then


def test_a_rule_that_was_lifted_is_said_to_be_so(app: Flask) -> None:
    text = text_of(app, "/rulebook/SD?rule=sd-registration")
    assert "was lifted" in text
    assert "1 Jul 2021" in text
    before = text_of(app, "/rulebook/SD?rule=sd-registration&on=2020-01-01")
    assert "was lifted" not in before


def test_a_state_whose_law_is_to_end_says_so_in_the_list(app: Flask) -> None:
    with app.app_context():
        saved(TEXAS)
        day = today().replace(year=today().year + 1, day=1)
        saved(lifted(TEXAS, day))
    texas = next(row for row in rows_of(text_of(app, "/rulebook")) if row.startswith("TX"))
    assert f"Ends 1 {day:%b}" in texas


def test_standards_stand_beside_the_law_and_are_not_set_as_law(app: Flask) -> None:
    with app.app_context():
        make_facility(name=FACILITIES[0], state="WA")
        make_facility(name=FACILITIES[1], state="TX")
        db.session.commit()
        at = {"id": "facility-life-support"}
        saved(BLS, BLS | at | {"facility": FACILITIES[0]}, BLS | at | {"facility": FACILITIES[1]})
    text = text_of(app, "/rulebook/WA?rule=agency-life-support")
    assert '<p class="says">Hold life support</p>' in text
    assert "saved by A. Lee" in text
    text = text_of(app, "/rulebook/WA?rule=facility-life-support")
    assert f"<dt>Facility</dt><dd>{FACILITIES[0]}</dd>" in text
    assert FACILITIES[1] not in text


def test_each_of_two_facilities_with_one_name_for_a_rule_can_be_opened(app: Flask) -> None:
    at = {"id": "facility-life-support"}
    with app.app_context():
        for name in FACILITIES:
            make_facility(name=name, state="WA")
        db.session.commit()
        saved(*(BLS | at | {"facility": name} for name in FACILITIES))
    links = re.findall(
        r'href="(/rulebook/WA\?rule=facility-[^"]*)#rule"', text_of(app, "/rulebook/WA")
    )
    assert len(set(links)) == 2
    for link, name in zip(links, FACILITIES, strict=True):
        text = text_of(app, unescape(link))
        assert f"<dt>Facility</dt><dd>{name}</dd>" in text
        assert text.count('<tr class="chosen">') == 1
    answer = signed_in(app).get("/rulebook/WA?rule=facility-life-support&facility=Nowhere")
    assert answer.status_code == 404


@pytest.mark.parametrize(
    ("state", "asks"),
    [
        ("WA", "MA-Certified, MA-Certified interim or…"),
        ("WA", "the setting is not hospital"),
        ("CA", "at least 10 hours of training in…"),
        ("SC", "barred"),
        ("TX", "about limited X-rays"),
    ],
)
def test_a_bar_tells_in_a_few_words_what_its_rule_asks(app: Flask, state: str, asks: str) -> None:
    assert f'y="38">{asks}</text>' in text_of(app, f"/rulebook/{state}")


def test_a_recorded_entry_that_cannot_be_read_is_told_and_the_rest_is_shown(app: Flask) -> None:
    with app.app_context():
        no_longer_understood(*saved(BLS))
    for path in ("/rulebook", "/rulebook/WA"):
        text = text_of(app, path)
        assert "A recorded entry cannot be read any more" in text
        assert "Washington" in text


@pytest.mark.parametrize(
    ("role", "may_try"), [("recruiter", False), ("compliance", True), ("admin", True)]
)
def test_only_who_may_try_a_change_is_offered_it(app: Flask, role: str, may_try: bool) -> None:
    for path in ("/rulebook", "/rulebook/WA"):
        assert ("Try a change" in text_of(app, path, role)) is may_try


@pytest.mark.parametrize("path", ["/rulebook", "/rulebook/TX", "/rulebook/standards"])
def test_a_page_asks_few_questions_however_much_is_recorded(app: Flask, path: str) -> None:
    client = signed_in(app)
    client.get(path)
    with app.app_context(), counted(db) as few:
        client.get(path)
    with app.app_context():
        for at in range(12):
            make_facility(name=f"Clinic {at}", state="TX")
            db.session.commit()
            saved(BLS | {"id": f"agency-{at}"}, TEXAS | {"id": f"tx-{at}"})
    with app.app_context(), counted(db) as many:
        assert client.get(path).status_code == 200
    assert len(few) == len(many) <= MOST_QUERIES
