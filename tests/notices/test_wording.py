"""What mails say: as text, and the same as HTML that a mail program shows without fetching."""

from __future__ import annotations

import re
from datetime import date

import pytest
from flask_sqlalchemy import SQLAlchemy
from jinja2 import UndefinedError

from agency.notices.actions import Draft, post
from agency.notices.leaving import leaving_link, opened_link
from agency.notices.message import message_of
from agency.notices.wording import FOLDER, framed_html, worded
from tests.notices.outbox import RUTH

SAYS = """Dear Ruth,

two things <soon>:
- one & two
- https://example.org/a?b=1&c=2

That is all.
"""


def parts_of(draft: Draft) -> tuple[str, str]:
    """Text and HTML of a mail as it goes out."""
    text, html = message_of(post(draft)).iter_parts()
    return text.get_content().replace("\r\n", "\n"), html.get_content()


def test_html_says_what_the_text_says(database: SQLAlchemy) -> None:
    text, html = parts_of(Draft(RUTH, "Two things", SAYS))
    assert text.startswith(SAYS)
    assert "two things &lt;soon&gt;:</p>" in html
    assert "<li>one &amp; two</li>" in html
    link = "https://example.org/a?b=1&amp;c=2"
    assert f'<a href="{link}" rel="noopener">{link}</a>' in html
    assert html.index("Dear Ruth") < html.index("one &amp; two") < html.index("That is all")


def test_html_of_its_own_is_put_into_the_frame_as_it_is(database: SQLAlchemy) -> None:
    text, html = parts_of(Draft(RUTH, "s", "In words.", html="<p>In <b>bold</b>.</p>"))
    assert text.startswith("In words.")
    assert "<p>In <b>bold</b>.</p>" in html
    assert "In words." not in html


def test_html_needs_nothing_from_elsewhere(database: SQLAlchemy) -> None:
    _, html = parts_of(Draft(RUTH, "s", "t", topic="renewal"))
    assert '<html lang="en">' in html
    assert not re.search(r"<(img|link|script|iframe|form)\b|url\(|@import", html)


def test_mail_that_one_may_leave_says_how(database: SQLAlchemy) -> None:
    mail = post(Draft(RUTH, "s", "t", topic="renewal"))
    message = message_of(mail)
    link = message["List-Unsubscribe"].strip("<>")
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert link.startswith("http://127.0.0.1:8000/mail/topics/")
    text, html = (part.get_content() for part in message.iter_parts())
    assert link in text
    assert f'href="{link}"' in html
    opened = opened_link(link.rpartition("/")[2])
    assert opened is not None
    assert (opened[0].address, opened[1].name) == (RUTH, "renewal")


def test_the_link_that_leaves_stands_in_its_header_as_it_is(database: SQLAlchemy) -> None:
    mail = post(Draft("a" * 60 + "@example.org", "Café " * 30, "t", topic="renewal"))
    written = message_of(mail).as_bytes().decode("ascii")
    link = re.escape(leaving_link(mail))
    assert re.search(rf"^List-Unsubscribe: <{link}>\r$", written, re.MULTILINE)
    assert max(map(len, written.splitlines())) <= 998


def test_mail_about_the_account_cannot_be_left(database: SQLAlchemy) -> None:
    message = message_of(post(Draft(RUTH, "s", "t")))
    assert message["List-Unsubscribe"] is None
    assert "mail/topics" not in message.as_string()


def test_a_link_that_somebody_made_up_opens_nothing(database: SQLAlchemy) -> None:
    assert opened_link("WyJyZW5ld2FsIiwxLG51bGxd.made-up") is None
    assert opened_link("") is None


def test_a_template_that_is_not_given_all_fails_and_says_what_is_missing(
    database: SQLAlchemy,
) -> None:
    with pytest.raises(UndefinedError, match="'name' is undefined"):
        worded("invitation")


FRAMES = ("frame", "greeting")
GIVEN = {
    "name": "Ruth <b>",
    "user": {"name": "Ruth"},
    "by": {"kind": "user", "name": "Ann"},
    "link": "https://example.org/secret",
    "reset_token": "secret",
    "days": 1,
    "hours": 48,
    "asked": True,
    "shut": "a@example.org",
    "kept": "b…@example.org",
    "title": "CMA (AAMA)",
    "remark": "Is it an O?",
    "page": "https://example.org/page",
    "new": False,
    "advice": "Send it again.",
    "by_issuer": True,
    "unlocked": [f"Site {number}" for number in range(12)],
    "opening": "Two credentials end inside placements",
    "listed": ["Ruth: CMA (AAMA) ends on 5 Jan", "Ann: BLS (AHA) ends on 9 Jan"],
    "more": 3,
    "address": "https://example.org",
    "papers": [
        {
            "title": "CMA (AAMA)",
            "ends": date(2027, 1, 5),
            "says": "File soon.",
            "missing": "3 units",
            "ended": False,
        },
        {
            "title": "BLS (AHA)",
            "ends": date(2027, 2, 9),
            "says": "File later.",
            "missing": "",
            "ended": False,
        },
    ],
}


@pytest.mark.parametrize(
    "name", sorted(one.stem for one in FOLDER.glob("*.txt") if one.stem not in FRAMES)
)
def test_every_mail_is_text_and_html_of_the_same_words(database: SQLAlchemy, name: str) -> None:
    text, html = worded(name, **GIVEN)
    assert text == text.lstrip()
    assert text.endswith("\n")
    assert "\n\n\n" not in text
    framed = framed_html(text, html, subject="s", topic=None, leave=None)
    assert "Ruth <b>" not in framed
    words = " ".join([re.sub(r"<[^>]+>", " ", framed), *re.findall(r'href="([^"]+)"', framed)])
    for one in re.findall(r"\w{4,}", text):
        assert one in words


def test_a_long_list_is_cut_short(database: SQLAlchemy) -> None:
    text, _ = worded("papers_checked", **GIVEN)
    assert "12 more assignments:\n- Site 0\n" in text
    assert text.endswith("- Site 9\n- and 2 more\n")
