"""Settings: whom the agency trusts with which type of credential, by digital badges."""

from __future__ import annotations

from collections.abc import Mapping

from flask import Response, flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from agency.access.principal import actor, asking
from agency.badges.actions import trust_issuer, trust_no_more
from agency.badges.queries import shipped_trust, trusted_issuers
from agency.badges.schemas import TrustedIssuerInput
from agency.dashboard.blueprint import dashboard
from agency.dashboard.form_values import with_errors
from agency.errors import AgencyError
from agency.rules.rulebook import load_rulebook
from agency.settings import settings

INPUT = TrustedIssuerInput()
LABELS = {
    "issuer": "Address or DID of the issuer",
    "achievement": "What it gives",
    "code": "Type of credential",
    "key": "Its public key",
}


@dashboard.get("/settings/badges")
def badge_trust() -> Response:
    """Whom the agency trusts, and a form for one more."""
    return _page({}, {})


@dashboard.post("/settings/badges")
def add_trusted_issuer() -> ResponseReturnValue:
    """Trust an issuer; badges of its that are on file are judged anew."""
    cells = {name: request.form.get(name, "") for name in INPUT.fields}
    try:
        row = trust_issuer(INPUT.accept(cells), actor())
    except AgencyError as error:
        wrong = with_errors(error, cells, "issuer", LABELS)
        return _page(cells, wrong.errors, wrong.status)
    flash(f"{row.issuer} is trusted for {row.code}.", "met")
    return redirect(url_for("dashboard.badge_trust"), 303)


@dashboard.post("/settings/badges/<int:id>/removal")
def remove_trusted_issuer(id: int) -> ResponseReturnValue:
    """Trust an issuer no more; raises NotFound."""
    trust_no_more(id, actor())
    flash("It is trusted no more. Badges of its are judged anew.", "met")
    return redirect(url_for("dashboard.badge_trust"), 303)


def _page(said: Mapping[str, str], errors: Mapping[str, str], status: int = 200) -> Response:
    page = render_template(
        "dashboard/settings_badges.html",
        trusted=trusted_issuers(),
        shipped=shipped_trust(),
        hosts=sorted(settings().badge_hosts),
        raises=settings().badges_raise,
        types=[(one.code, one.title) for one in load_rulebook().catalogue.types.values()],
        labels=LABELS,
        said=said,
        errors=errors,
        admin="admin" in asking().roles,
    )
    return make_response(page, status)
