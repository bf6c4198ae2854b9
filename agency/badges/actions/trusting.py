"""Whom the agency trusts with which type of credential; what was judged by it is judged anew."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import delete, select

from agency import clock
from agency.audit.actions import flush_new, note, writing
from agency.audit.actors import Actor
from agency.badges.actions.judging import have_judged_together
from agency.badges.core.keys import key_of
from agency.badges.models import Badge, TrustedIssuer
from agency.errors import NotFound, Taken, Unreadable
from agency.extensions import db
from agency.fields.schema import refused


def trust_issuer(values: Mapping[str, str], by: Actor) -> TrustedIssuer:
    """Trust an issuer with an achievement as a type of credential; raises Refused and Taken."""
    if values["key"]:
        try:
            key_of(values["key"])
        except Unreadable as error:
            raise refused("key", values["key"][:80], f"a public key; {error}") from error
    row = TrustedIssuer(**values, added_by=by.name, added_at=clock.now())
    with writing():
        db.session.add(row)
        named = f"{values['issuer']} for {values['code']}"
        flush_new(Taken("trusted issuer", named))
        note(by, "issuer trusted", f"trusted_issuer:{row.id}", after=dict(values))
        _judge_all_of(values["issuer"])
    return row


def trust_no_more(id: int, by: Actor) -> None:
    """Take an issuer from the trust list; raises NotFound."""
    with writing():
        row = db.session.get(TrustedIssuer, id)
        if row is None:
            raise NotFound("trusted issuer", str(id))
        said = {name: getattr(row, name) for name in ("issuer", "achievement", "code", "key")}
        db.session.execute(delete(TrustedIssuer).where(TrustedIssuer.id == id))
        note(by, "issuer trusted no more", f"trusted_issuer:{id}", before=said)
        _judge_all_of(said["issuer"])


def _judge_all_of(issuer: str) -> None:
    """What was judged by whom we trusted is judged anew."""
    of_it = Badge.says["issuer"].as_string() == issuer
    have_judged_together(db.session.scalars(select(Badge.id).where(of_it).order_by(Badge.id)).all())
