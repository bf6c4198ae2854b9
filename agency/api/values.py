"""What credentials would be worth, who would come instead of whom, and what hangs on one person."""

from __future__ import annotations

from flask import Response

from agency.api.answers import Json, one
from agency.api.blueprint import reads
from agency.api.bodies import Values
from agency.api.holders import candidate_id, is_candidate
from agency.api.lists import PageQuery, whose
from agency.api.reading import Query
from agency.api.schemas.parts import ref as shape
from agency.api.words import CANDIDATES, MATCHES
from agency.fields import Choice, CredentialCode
from agency.matching.fallback_queries import page_of_fallbacks, page_of_lone
from agency.matching.queries import current_run
from agency.matching.value_models import PLACES
from agency.matching.value_queries import Valued, opened_to, valuation_of, worths
from agency.matching.value_schemas import (
    described_fallback,
    described_lone,
    described_opens,
    described_valuation,
    described_worth,
)
from agency.paging import cursor, position_of
from agency.rules.rulebook import load_rulebook
from agency.settings import today


class ValueQuery(Query):
    """Only of this type."""

    code = CredentialCode(load_default=None)


class FallbackQuery(PageQuery):
    """Only of places that people have, or that are proposed."""

    place = Choice(PLACES, load_default=None)


@reads("/credential-values", shape("CredentialValues"), about=MATCHES, query=ValueQuery)
def get_credential_values(query: Values) -> Response:
    """What each type of credential would be worth, obtained or renewed: the most first.

    The choice of who goes where is made again with it, everybody competing. A night's values are
    worked out after its match; until then they are those of the run before, and stale.
    """
    found, catalogue = _valuation(), load_rulebook().catalogue
    some = worths(query["code"])
    told = [described_worth(each, catalogue) for each in some]
    return one({"valuation": described_valuation(found), "items": told})


@reads("/candidates/<ref>/credential-values", shape("CandidateValues"), about=CANDIDATES)
def get_candidate_values(ref: str) -> Response:
    """What credentials would open to a candidate, and what they pay.

    What fills an opening with everybody competing is told to those who work here alone.
    """
    id, found, catalogue = candidate_id(ref), _valuation(), load_rulebook().catalogue
    own = is_candidate()
    told = [described_opens(each, catalogue, own=own) for each in opened_to(id, own=own)]
    as_of = found.run.as_of.isoformat()
    return one({"candidate": ref, "as_of": as_of, "stale": found.stale, "items": told})


@reads("/fallbacks", shape("Fallbacks"), about=MATCHES, query=FallbackQuery)
def list_fallbacks(query: Values) -> Response:
    """Who would come instead of whom, were somebody lost: who costs most first.

    What it costs is told of the person in all her places together, the same with each of them.
    """
    found = _valuation()
    place = whose(f"fallbacks {found.valuation.run_id}", query)
    after = position_of(query["after"], place)
    page = page_of_fallbacks(query["limit"], after, query["place"])
    return one(_paged(found, [described_fallback(each) for each in page.items], page.next, place))


@reads("/lone-openings", shape("LoneOpenings"), about=MATCHES, query=PageQuery)
def list_lone_openings(query: Values) -> Response:
    """What hangs on one person alone, the soonest first, with the cheapest change that helps."""
    found = _valuation()
    place = whose(f"lone {found.valuation.run_id}", query)
    page = page_of_lone(query["limit"], position_of(query["after"], place))
    return one(_paged(found, [described_lone(each) for each in page.items], page.next, place))


def _valuation() -> Valued:
    return valuation_of(current_run(today()))


def _paged(found: Valued, items: list[Json], following: list[object] | None, place: Json) -> Json:
    told = {"valuation": described_valuation(found), "items": items}
    return {**told, "next": cursor(following, place)}
