"""What a candidate may write of her own by the API: what she may write on her pages, no more.

Nothing she writes says more than that she claims it, and what a specialist has seen is not hers
to change.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import Any

from agency.api.bodies import Values
from agency.api.holders import is_candidate
from agency.api.sent import echoed
from agency.errors import Problem, Refused
from agency.portal.about_me import DETAILS, PREFERENCES
from agency.portal.paper_kinds import Paper

EMAIL = "email"
# Of the columns of candidates.csv those that she says of herself.
HER_COLUMNS = frozenset((*PREFERENCES, *DETAILS, "available_from", "unavailable")) - {EMAIL}
ON_A_PAGE = "no change here: the page of your details mails a link to the new address"
NOT_HERS = "no change by you: it is for the agency to say"


def require_her_columns(body: Values) -> None:
    """Refuse what a candidate may not say of herself; raises Refused. Of staff nothing."""
    if is_candidate():
        _refuse(
            {name: ON_A_PAGE if name == EMAIL else NOT_HERS for name in body}, body, HER_COLUMNS
        )


def claimed_by_her(body: Values, paper: Paper) -> Values:
    """The values of something new: where a candidate writes it, as what she claims it to be.

    Raises Refused where she says more of it.
    """
    if not is_candidate():
        return body
    given = paper.given
    more = {name: f"{given[name]}, or left out" for name in given if body[name] != given[name]}
    _refuse(more, body)
    return body | dict(given)


def require_her_change(body: Values, paper: Paper, also: Mapping[str, str]) -> None:
    """Refuse a candidate who says more of a paper of hers than that she claims it.

    ``also`` are values that she may give to columns that are otherwise not hers.
    """
    if is_candidate():
        more = [name for name in paper.given if name in body and body[name] != also.get(name)]
        _refuse(dict.fromkeys(more, NOT_HERS), body)


def hers_as_expected(paper: Paper, expects: Callable[[Any], None]) -> Callable[[Any], None]:
    """What an action expects of a row: where a candidate asks, that it is her word alone."""
    if not is_candidate():
        return expects

    def check(row: Any) -> None:
        paper.require_hers(row)
        expects(row)

    return check


def _refuse(why: Mapping[str, str], body: Values, but: Collection[str] = frozenset()) -> None:
    if problems := [
        Problem(name, echoed(str(body[name])), words)
        for name, words in why.items()
        if name not in but
    ]:
        raise Refused(problems)
