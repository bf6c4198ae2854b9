"""The forms about her papers: shown, filled, saved, and told what was wrong.

What a specialist has seen or checked is not hers to change, and nothing she writes says more than
that she claims it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Response, flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from agency.access.principal import actor
from agency.badges.core.lights import QUESTIONS
from agency.badges.queries import shown_with_badges
from agency.credentials.evidence import MAY_BE_PROVED, is_accepted
from agency.credentials.models import TRAINING_KINDS
from agency.dashboard.form_values import (
    VERSION,
    Form,
    said_of,
    version_of,
    when_stale,
    with_errors,
)
from agency.dashboard.held_forms import CATEGORY_WORDS
from agency.errors import AgencyError, NotFound, Stale
from agency.page_filters import words_of
from agency.portal.herself import my_ref
from agency.portal.mine import mine
from agency.portal.once import SAYS_ELSE, SentAlready, given_out, key_of_form, made_once, new_key
from agency.portal.paper_kinds import ACCREDITOR_WORDS, CREDENTIAL, KIND_WORDS, LABELS, Paper
from agency.portal.papers import held_as
from agency.rules.catalogue import CE_CATEGORIES
from agency.rules.plan_sentences import condition_text
from agency.rules.rulebook import load_rulebook
from agency.verification.models import REJECTED
from agency.verification.proofs import WAITING
from agency.verification.queries import questions_about
from agency.verification.telling import told_until


def blank_form(kind: Paper) -> ResponseReturnValue:
    """An empty form with its key; the address may say of what."""
    my_ref()
    if elsewhere := given_out():
        return elsewhere
    first = {"code": request.args.get("code", ""), "kind": request.args.get("kind", "")}
    return _page(kind, Form(first))


def add_paper(kind: Paper) -> ResponseReturnValue:
    """Take up what she claims, once."""
    cells = kind.cells(my_ref())
    try:
        values = kind.held.schema.accept(cells)
        return made_once(
            lambda also: kind.held.create(values, actor(), also=also),
            lambda _: url_for("portal.papers"),
            f"We have noted your {kind.held.noun}. Your jobs are looked through again.",
        )
    except SentAlready as error:
        flash(SAYS_ELSE, "soon")
        said = with_errors(error, cells, kind.held.key, LABELS).said
        return _page(kind, Form(said, status=409), once=new_key())
    except AgencyError as error:
        return _page(kind, with_errors(error, cells, kind.held.key, LABELS))


def filled_form(kind: Paper, id: int) -> ResponseReturnValue:
    """One paper of hers, with its form where it is only her word; raises NotFound."""
    row = kind.held.row(my_ref(), id)
    said = kind.held.describe(row)
    return _page(kind, Form(said_of(said), version_of(said)), row)


def save_paper(kind: Paper, id: int) -> ResponseReturnValue:
    """Change what she claimed, if nobody else did meanwhile; raises NotFound."""
    ref = my_ref()
    row = kind.held.row(ref, id)
    cells, version = kind.cells(ref), request.form.get(VERSION, "")
    try:
        values = kind.held.schema.accept(cells)
        kind.held.change(id, values, actor(), expects=kind.expects(version))
    except Stale:
        row = kind.held.row(ref, id)
        return _page(kind, when_stale(cells, kind.held.describe(row)), row)
    except NotFound:
        raise
    except AgencyError as error:
        return _page(kind, with_errors(error, cells, kind.held.key, LABELS, version), row)
    return saved(f"Saved. Your {kind.held.noun} is as you say it.")


def remove_paper(kind: Paper, id: int) -> ResponseReturnValue:
    """Take out what she claimed; the trail keeps it. Raises NotFound, Refused and Stale."""
    kind.held.row(my_ref(), id)
    assert kind.held.remove is not None
    kind.held.remove(id, actor(), expects=kind.expects(request.form.get(VERSION, "")))
    return saved(f"Your {kind.held.noun} is taken back.")


def saved(words: str) -> ResponseReturnValue:
    """Back to all papers, with a word about what was done."""
    flash(words, "met")
    return redirect(url_for("portal.papers"))


def _page(kind: Paper, form: Form, row: Any = None, once: str = "") -> Response:
    shown = {
        "once": once or key_of_form(),
        "form": form,
        "said": form.said,
        "errors": form.errors,
        "labels": LABELS,
        "id": row.id if row else None,
        "hers": row is None or kind.hers(row),
        "kind": kind,
        **_choices(),
    }
    if row is not None and kind is CREDENTIAL:
        shown |= _credential(row.id)
        shown["documents"], shown["badges"] = shown_with_badges(row.id)
        shown["light_questions"] = QUESTIONS
        shown["questions"] = questions_about(row.id, told_until())
        shown["fixed_because"] = _fixed_because(row, shown)
        shown["may_prove"] = row.status in MAY_BE_PROVED
    return make_response(render_template(kind.template, **shown), form.status)


def _fixed_because(row: Any, shown: Mapping[str, Any]) -> str:
    """Why what she typed cannot be changed here, and what she can do about it; blank where it can
    or nothing more is to be said."""
    if shown["undecided"]:
        return ""
    if row.status not in MAY_BE_PROVED:
        return "It no longer counts, so it stays as it is."
    if any(one.document.state == WAITING for one in shown["documents"]):
        return "It waits for a specialist. Take back what you sent to change what you typed."
    if row.status == REJECTED:
        return "To change what you typed, add it anew."
    who = "A specialist has checked it" if is_accepted(row.evidence) else "The agency wrote it down"
    return f"{who}, so you cannot change it here. If something is wrong, tell your recruiter."


def _choices() -> dict[str, Any]:
    catalogue, words = load_rulebook().catalogue, load_rulebook().vocabulary
    return {
        "kinds": list(catalogue.types.values()),
        "category_words": CATEGORY_WORDS,
        "with_units": [
            (one.code, one.title)
            for one in catalogue.types.values()
            if one.renewal and one.renewal.units is not None
        ],
        "training_kinds": [(one, KIND_WORDS[one]) for one in TRAINING_KINDS],
        "kind_words": KIND_WORDS,
        "accreditor_words": ACCREDITOR_WORDS,
        "accreditors": [(one, ACCREDITOR_WORDS[one]) for one in words.accreditors],
        "ce_categories": [(one, words_of(one)) for one in CE_CATEGORIES],
    }


def _credential(id: int) -> dict[str, Any]:
    """How it stands, how it is renewed, and why it was not accepted, if it was not."""
    me = mine()
    pairs = zip(me.dossier.credentials, me.standings, strict=True)
    row, one = next(pair for pair in pairs if pair[0]["id"] == id)
    ledger = next((part for part in me.ledgers if part.standing.credential == one.credential), None)
    return {
        "held": held_as(row, one, me),
        "conditions": [condition_text(answer) for answer in one.conditions],
        "ledger_of_it": ledger,
        "rejection": me.rejections.get(id) if id not in me.undecided else None,
        "undecided": id in me.undecided,
    }
