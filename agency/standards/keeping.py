"""Keeping by which rulebook something was begun, so that it can be finished by it."""

from __future__ import annotations

from agency import clock
from agency.extensions import db
from agency.rules.rulebook import RuleBook
from agency.standards.models import KeptRuleBook
from agency.standards.queries import recorded
from agency.upserting import upsert


def keep_rulebook(book: RuleBook) -> None:
    """Note of which recorded entries ``book`` was made, in the caller's transaction.

    Of the data files alone nothing need be kept. Of entries that say the same, those recorded
    last: equal books have one fingerprint, and who asks for it, and why, is as of what is begun
    last. They may have been withdrawn since the book was read.
    """
    if not book.amendments:
        return
    made_of = book.amendments.items()
    ids = {row.key: row.id for row in recorded() if (row.key, row.canonical) in made_of}
    row = {
        "fingerprint": book.fingerprint,
        "entry_ids": sorted(ids.values()),
        "kept_at": clock.now(),
    }
    statement = upsert(KeptRuleBook).values(row)
    of_now = {"entry_ids": statement.excluded.entry_ids, "kept_at": statement.excluded.kept_at}
    db.session.execute(statement.on_conflict_do_update(index_elements=["fingerprint"], set_=of_now))
