"""The pages of the staff; a file per subject adds its own."""

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from agency.error_pages import told_error
from agency.errors import MergedAway
from agency.page_filters import sentence_text

dashboard = Blueprint("dashboard", __name__)


@dashboard.errorhandler(MergedAway)
def to_where_it_went(error: MergedAway) -> ResponseReturnValue:
    """The page of a file that is a part of another leads there; nothing is done in its name.

    Where a page names her as ``candidate_ref``, its ``ref`` is that of something else.
    """
    named = request.view_args or {}
    name = "candidate_ref" if "candidate_ref" in named else "ref"
    of_its_page = request.method == "GET" and named.get(name) == error.name
    if not of_its_page or request.endpoint is None:
        return told_error(error)
    flash(f"{sentence_text(str(error))}.", "ask")
    page = {**request.args.to_dict(), **named, name: error.into}
    answer = redirect(url_for(request.endpoint, **page), 301)
    # It can be undone, so nobody is to remember it.
    answer.headers["Cache-Control"] = "no-store"
    return answer
