"""A mail server for those who ask for one."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask

from tests.notices.post_office import PostOffice, mailing_through, opened


@pytest.fixture
def post_office(app: Flask) -> Iterator[PostOffice]:
    """A mail server that the application sends through."""
    with opened() as office, mailing_through(app, office.url):
        yield office
