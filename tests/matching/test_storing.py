"""What is stored beside the matches comes back as it was."""

from __future__ import annotations

from flask_sqlalchemy import SQLAlchemy

from agency.matching.actions import match
from agency.matching.queries import newest_run
from agency.matching.storing import scale_from_json
from agency.rules.ranking import load_scale
from config import Config
from tests.samples.agencies import AS_OF


def test_the_weights_of_a_run_come_back_in_their_order(
    database: SQLAlchemy, config: Config
) -> None:
    match(AS_OF)
    database.session.expire_all()
    assert scale_from_json(newest_run().scale) == load_scale(config.ranking_file)
