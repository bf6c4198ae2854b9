"""Two files of one person."""

import pytest
from flask_sqlalchemy import SQLAlchemy

from tests.merging.two_files import make_two


@pytest.fixture
def two(database: SQLAlchemy) -> SQLAlchemy:
    """C-1 and C-2 are one person with some of everything; C-3 is another, with the same papers."""
    make_two()
    return database
