"""The list behind the numbers of a run: each change, whom or what it is about, and why."""

from __future__ import annotations

from typing import Any

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from agency.dashboard.blueprint import dashboard
from agency.dashboard.change_words import CAUSE_WORDS, CHANGE_WORDS
from agency.fields import Choice, InputSchema, SafeText, Whole
from agency.matching.models import CAUSES, CHANGES
from agency.matching.overnight_queries import moves_of, page_of_changes
from agency.matching.queries import last_run
from agency.matching.run_queries import run_with_id
from agency.paging import cursor, position_of
from agency.settings import today

ROWS = 50
MOST_ID = 2_147_483_647


class ChangesInput(InputSchema):
    """Whose changes, and which of them."""

    run = Whole(1, MOST_ID, load_default=None)
    change = Choice(CHANGES, load_default=None)
    cause = Choice(CAUSES, load_default=None)
    after = SafeText(1000, load_default=None)


INPUT = ChangesInput()


@dashboard.get("/changes")
def changes() -> ResponseReturnValue:
    """What one run found otherwise, all or of one kind and one cause; the last one unless named."""
    values = INPUT.accept(request.args.to_dict())
    if values["run"] is None:
        last = last_run(today())
        shown = url_for("dashboard.changes", run=last.id) if last else url_for("dashboard.runs")
        return redirect(shown)
    run, moves = run_with_id(values["run"]), moves_of(values["run"])
    filters = {name: values[name] for name in ("run", "change", "cause") if values[name]}
    of = {"list": "changes", **filters}
    *after, before = position_of(values["after"], of) or [0]
    page = page_of_changes(run.id, values["change"], values["cause"], ROWS, after or None)
    following = cursor(page.next and [*page.next, before + len(page.items)], of)
    return render_template(
        "dashboard/changes.html",
        run=run,
        page=page,
        before=before,
        values=values,
        total=_total(moves, values),
        kinds=_kinds(moves, run.id),
        causes=_causes(moves, values),
        change_words=CHANGE_WORDS,
        cause_words=CAUSE_WORDS,
        next_url=url_for("dashboard.changes", **filters, after=following) if following else None,
    )


def _total(moves: Any, values: Any) -> int:
    return sum(
        one.changes
        for change, found in moves.items()
        if values["change"] in (None, change)
        for one in found.causes
        if values["cause"] in (None, one.cause)
    )


def _kinds(moves: Any, run_id: int) -> list[tuple[str | None, str, str, int]]:
    """The kinds of change that there are, as tabs."""
    told = [(change, found.changes) for change, found in moves.items()]
    every = (None, "All", url_for("dashboard.changes", run=run_id), sum(n for _, n in told))
    return [
        every,
        *(
            (
                change,
                CHANGE_WORDS[change].capitalize(),
                url_for("dashboard.changes", run=run_id, change=change),
                number,
            )
            for change, number in told
        ),
    ]


def _causes(moves: Any, values: Any) -> list[tuple[str, str, str, int]]:
    """The causes of the kind of change that is shown, each with its list and how many it has."""
    counts: dict[str, int] = {}
    for change, found in moves.items():
        if values["change"] in (None, change):
            for one in found.causes:
                counts[one.cause] = counts.get(one.cause, 0) + one.changes
    kept = {name: values[name] for name in ("run", "change") if values[name]}
    return [
        (cause, CAUSE_WORDS[cause], url_for("dashboard.changes", **kept, cause=cause), number)
        for cause, number in sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    ]
