"""One candidate for one assignment, day by day: the answer, the picture that proves it, and why."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from typing import Any

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue

from agency.dashboard.blueprint import dashboard
from agency.dashboard.explanation_remedies import closes, closing
from agency.dashboard.explanation_trial import Trial, trial_of
from agency.dashboard.explanation_words import answer_of, moved_in_words
from agency.dashboard.pins import PAIR
from agency.dashboard.writers import may
from agency.matching.explaining import Explanation, explain
from agency.pictures.coverage import CoveragePicture, Row, coverage_picture
from agency.pictures.coverage_table import Line, coverage_lines
from agency.pictures.evidence_words import Proof, proofs
from agency.pictures.subject import Subject
from agency.placements.queries import Pair, facts_of_pair
from agency.rules.ranking import load_scale, points_text
from agency.rules.requisition import Ended
from agency.rules.rulebook import NoRules, RuleBook
from agency.rules.spans import Window
from agency.screening.holding import Mark, mark_of
from agency.settings import settings, today
from agency.standards.queries import rulebook

ALL_ROWS = "all"
TABLE = "table"


@dashboard.get("/assignments/<ref>/candidates/<candidate_ref>")
def explanation(ref: str, candidate_ref: str) -> ResponseReturnValue:
    """The explanation of a pair, judged now; ``from`` and ``to`` try other dates, saving nothing.

    ``row`` is the requirement told beside the picture, ``view=table`` the same as a table,
    ``rows=all`` the picture with nothing folded away.
    """
    pair, book = facts_of_pair(candidate_ref, ref), rulebook()
    trial = trial_of(request.args, pair.assignment, today())
    mark = mark_of(pair.candidate.ref)
    try:
        judged = _explained(replace(pair, assignment=trial.of(pair.assignment)), book)
    except (Ended, NoRules) as error:
        over = isinstance(error, Ended)
        page = "dashboard/explanation_without.html"
        return render_template(page, pair=pair, error=error, over=over, on_list=mark)
    shown = Page(pair, judged, trial, mark)
    may_pin = may("POST", PAIR)
    page = render_template("dashboard/explanation.html", may_pin=may_pin, **shown.values())
    return page, shown.status


def _explained(pair: Pair, book: RuleBook) -> Explanation:
    scale = load_scale(settings().ranking_file)
    return explain(pair, book, scale, today(), settings().shorten_keeps_percent)


@dataclass(frozen=True, slots=True)
class Page:
    """What the page shows of a pair that could be judged."""

    pair: Pair
    explanation: Explanation
    trial: Trial
    mark: Mark | None

    @property
    def status(self) -> int:
        return 422 if self.trial.problems else 200

    def values(self) -> dict[str, Any]:
        told = self.explanation
        picture = self._picture()
        row = _chosen(picture, request.args.get("row"))
        moved = moved_in_words(self.trial.planned, self.trial.dates)
        verdicts = Counter(one.verdict for one in told.assessment.findings if one.decides)
        return {
            "answer": answer_of(told, moved),
            "explanation": told,
            "pair": self.pair,
            "on_list": self.mark,
            "titles": held_in_words(told),
            "picture": picture,
            "lines": self._lines(),
            "row": row,
            "proofs": self._proofs(row),
            "counts": {name: verdicts[name] for name in ("met", "unmet", "unknown")},
            "closing": closing(told),
            "advice": [one for one in told.assessment.findings if not one.decides],
            "score": None if told.score is None else points_text(told.score),
            "trial": self.trial,
            "as_table": request.args.get("view") == TABLE,
            "link": link,
            "row_link": lambda id: link(row=id),
        }

    def _picture(self) -> CoveragePicture:
        told = self.explanation
        planned = Window.between(*self.trial.planned) if self.trial.moved else None
        return coverage_picture(
            self._subject(),
            closes=closes(told),
            planned=planned,
            unfolded=request.args.get("rows") == ALL_ROWS,
        )

    def _subject(self) -> Subject:
        told = self.explanation
        return Subject(told.assessment, told.candidate, told.assignment, told.book, told.day)

    def _lines(self) -> tuple[Line, ...]:
        return coverage_lines(self._subject())

    def _proofs(self, row: Row | None) -> tuple[Proof, ...]:
        told = self.explanation
        return proofs(row.finding, told.candidate, told.book) if row else ()


def _chosen(picture: CoveragePicture, id: str | None) -> Row | None:
    """The row asked for, or else the first one, which is the surest lack."""
    rows = picture.rows
    return next((row for row in rows if row.id == id), rows[0] if rows else None)


def held_in_words(explanation: Explanation) -> str:
    """What national certifications she holds on the day of the judgement, by title."""
    catalogue, day = explanation.book.catalogue, explanation.day
    titles = {
        catalogue[one.code].title: None
        for one in explanation.candidate.credentials
        if one.status == "active"
        and catalogue[one.code].category == "medical_assistant"
        and (one.expires_on is None or one.expires_on >= day)
    }
    return ", ".join(titles)


def link(**changes: str | None) -> str:
    """The address of this page with some of its values changed; None leaves one out."""
    kept = {name: request.args.get(name) for name in ("from", "to", "view", "rows", "row")}
    values: dict[str, Any] = {name: value for name, value in (kept | changes).items() if value}
    return url_for("dashboard.explanation", **(request.view_args or {}), **values)
