"""The one door: before any view runs, it is known who asks and whether the policy lets them."""

from __future__ import annotations

from flask import Flask, g, redirect, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import Unauthorized

from agency.access.bearer import principal_of_token
from agency.access.owners import named_candidate
from agency.access.policy import ROLES, Cell, policy
from agency.access.principal import Principal
from agency.access.sessions import principal_of_session
from agency.access.sign_in import csrf
from agency.accounts.roles import STAFF
from agency.error_pages import for_a_program
from agency.errors import NotAllowed, NotFound, Problem, Refused

NUL = "\0"
CHANGES = ("POST", "PUT", "PATCH", "DELETE")
# Where somebody who must set up a second factor may go all the same: there, and out.
BEFORE_SECOND_FACTOR = ("security.", "dashboard.sign_out_everywhere")
# Where a candidate may go who has yet to agree to what is kept of her, besides.
BEFORE_CONSENT = ("joining.consent", "joining.agree_to_it", "api.get_consents")
WHO = {
    "admin": "an administrator",
    "recruiter": "a recruiter",
    "compliance": "a credentialing specialist",
    "candidate": "a candidate",
}


def guard_every_route(app: Flask) -> None:
    """Refuse every request of ``app`` that the policy does not allow; to be called first."""
    policy()
    app.before_request(_guard)


def _guard() -> ResponseReturnValue | None:
    """None if the request may go on; else what to answer, or what to raise."""
    _refuse_what_no_text_has()
    if request.url_rule is None:  # there is no such address, which is told to anybody
        g.principal = None if for_a_program() else principal_of_session()
        return None
    cell = _cell()
    if cell.public:
        return None
    g.principal = asking = _asking()
    if asking is None:
        return _who_are_you()
    _admit(cell, asking)
    if asking.of_session:
        if request.method in CHANGES:
            csrf.protect()
        if asking.second_factor_due and not _on_the_way():
            return _set_up_first()
        if asking.consent_due and not _on_the_way() and request.endpoint not in BEFORE_CONSENT:
            return _agree_first()
    return None


def _refuse_what_no_text_has() -> None:
    """No database takes a NUL, and nobody means it; raises NotFound and Refused."""
    for name, value in (request.view_args or {}).items():
        if isinstance(value, str) and NUL in value:
            raise NotFound(name.removesuffix("_ref"), ascii(value))
    sent = [request.args] if for_a_program() else [request.args, request.form]
    for name, value in (pair for one in sent for pair in one.items(multi=True)):
        if NUL in name or NUL in value:
            raise Refused([Problem(ascii(name)[1:-1], ascii(value), "a text without NUL")])


def _set_up_first() -> ResponseReturnValue:
    """A person is led to where she sets up her second factor; a program is told."""
    if for_a_program():
        raise NotAllowed("Set up a second factor first: sign in on a page.")
    return redirect(url_for("security.two_factor_setup"))


def _agree_first() -> ResponseReturnValue:
    """A candidate is led to the text she has yet to agree to; a program is told."""
    if for_a_program():
        raise NotAllowed("Agree to what is kept of you first: sign in on a page.")
    return redirect(url_for("joining.consent"))


def _cell() -> Cell:
    """What the policy says of this request; what it does not mention nobody may do."""
    rule = str(request.url_rule)
    if request.method == "OPTIONS":
        cells = [cell for (_, one), cell in policy().items() if one == rule]
        return Cell(
            roles=frozenset().union(*(cell.roles | cell.own for cell in cells)),
            scope=next((cell.scope for cell in cells if cell.scope), None),
            public=any(cell.public for cell in cells),
        )
    method = "GET" if request.method == "HEAD" else request.method
    return policy().get((method, rule), Cell())


def _asking() -> Principal | None:
    """A token, where one is shown, is all that counts; raises BadToken."""
    if "Authorization" in request.headers:
        return principal_of_token(request.headers["Authorization"])
    return principal_of_session()


def _admit(cell: Cell, asking: Principal) -> None:
    """Raises NotAllowed, or for what is somebody else's the same as for what is not there."""
    named, *hidden = named_candidate(asking.candidate_ref)
    if cell.allows(asking, named):
        return
    if named is not None and cell.may_be_hers(asking):
        raise NotFound(*hidden)
    raise NotAllowed(_who_can(cell, asking))


def _who_can(cell: Cell, asking: Principal) -> str:
    if not cell.scoped(asking):
        need = f"the scope {cell.scope}" if cell.scope else "somebody who has signed in"
        return f"This takes {need}; this token has not got it."
    if asking.of_session and asking.roles.isdisjoint(STAFF) and not for_a_program():
        return "This page is for the agency's staff."
    can = [WHO[role] for role in ROLES if role in cell.roles]
    return f"Only {' or '.join(can)} can do this." if can else "Nobody can do this."


def _who_are_you() -> ResponseReturnValue:
    if for_a_program():
        raise Unauthorized("Sign in, or send a token: Authorization: Bearer …")
    back = request.full_path.rstrip("?") if request.method == "GET" else None
    return redirect(url_for("security.login", next=back))


def _on_the_way() -> bool:
    return (request.endpoint or "").startswith(BEFORE_SECOND_FACTOR)
