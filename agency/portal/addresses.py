"""Another e-mail address: the page of the link that proves it, for her who is signed in."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from agency.access.address_links import AddressLink, opened_link
from agency.access.principal import actor
from agency.errors import Refused
from agency.joining.actions import LinkEnded
from agency.joining.addresses import move_to
from agency.portal.blueprint import portal
from agency.portal.herself import my_ref

GONE = 410


@portal.get("/details/address/<token>")
def address(token: str) -> ResponseReturnValue:
    """What the link would do; to look at it changes nothing."""
    link = _mine(token)
    if link is None or link.too_old:
        return _ended()
    return render_template("portal/address.html", link=link)


@portal.post("/details/address/<token>")
def prove_address(token: str) -> ResponseReturnValue:
    """The mail has reached her: the address is hers from now on."""
    link = _mine(token)
    if link is None or link.too_old:
        return _ended()
    try:
        move_to(link.ref, link.before, link.email, actor())
    except (LinkEnded, Refused):  # whose it has become meanwhile is not told
        return _ended()
    flash(f"Your address is {link.email} from now on.", "met")
    return redirect(url_for("portal.account"))


def _mine(token: str) -> AddressLink | None:
    """What the link says, if it is about her who asks."""
    link = opened_link(token)
    return link if link and link.ref == my_ref() else None


def _ended() -> ResponseReturnValue:
    """The same to a link that never was: whose it is, is told to nobody."""
    return render_template("portal/address_ended.html"), GONE
