"""My data: all that is kept about her to take along, and the request that it be deleted."""

from __future__ import annotations

from collections.abc import Iterator

from flask import Response, flash, redirect, render_template, stream_with_context, url_for
from flask.typing import ResponseReturnValue

from agency import clock
from agency.access.principal import actor
from agency.page_filters import moment_text
from agency.portal.archive import File, zipped
from agency.portal.blueprint import portal
from agency.portal.herself import my_ref
from agency.portal.mine import Mine, mine
from agency.portal.personal_data import files_of
from agency.upkeep import actions
from agency.upkeep.queries import last_request_of

README = """All that {agency} keeps about you, as of {moment}.

Each file but your documents is JSON, made to be read by people and by programs:

candidate.json          who you are, how you are reached, what work you want
credentials.json        your certifications, cards, licenses and checks
trainings.json          your school, programs, trainings and documents
ce_credits.json         your continuing education
renewals.json           when you were reminded of what, what you said you filed, your calendar
verifications.json      how each credential came to be known: by whose word or which source
documents.json          what was sent of your papers, what a machine read of it, and who has seen
                        it; the files: documents/
badges.json             what digital badges among them say, and the answers to five questions
not_sent.json           what you began to send, with what a machine read of it: not-sent/
placements.json         where you were put forward and where you worked
matches.json            where you stand in the last match, with the parts of each score
match_changes.json      what each match found changed about you
pins.json               where we put you forward whatever a match finds, and where we do not
account.json            your account; its secrets are not in it
screening.json          how you stand with lists of who is excluded, and when that was checked
mails.json              what was mailed to you and when; its text is kept until it is sent
mail_topics.json        what we mail you about, and what you want no more of
coming_in.json          invitations to your file, and registrations of your address
consents.json           what you agreed to, in its words, and when
deletion_requests.json  what you asked for
history.json            who changed what in your file, and what you did yourself

A document that could not be read has in its place a file that says so. Of files that were compared
or joined with yours it is told that it was done; what is in them may be somebody else's.
A match also keeps a copy of the facts it judged by, which are those of these files. Not in here
are passwords and codes, which we cannot read, and what a clinic has said to us in confidence.
"""


@portal.get("/data")
def data() -> str:
    """What she can do with what is kept about her."""
    return render_template("portal/data.html", last=last_request_of(my_ref()))


@portal.get("/data/export")
def export_data() -> Response:
    """An archive of it all, sent while it is made."""
    return archive_of_mine()


def archive_of_mine() -> Response:
    """The answer with all of the candidate who asks."""
    me, now = mine(), clock.now()
    answer = Response(stream_with_context(zipped(_files(me), now)), mimetype="application/zip")
    name = f"tenens-{me.ref}-{me.day}.zip"
    answer.headers.set("Content-Disposition", "attachment", filename=name)
    answer.headers["Cache-Control"] = "no-store"
    return answer


@portal.post("/data/deletion")
def ask_for_deletion() -> ResponseReturnValue:
    """Ask that all of it be deleted."""
    actions.ask_for_deletion(my_ref(), actor())
    flash("You have asked to be deleted. You can take it back until it is done.", "met")
    return redirect(url_for("portal.data"))


@portal.post("/data/deletion/withdrawal")
def withdraw_deletion() -> ResponseReturnValue:
    """Stay after all."""
    actions.withdraw_deletion(my_ref(), actor())
    flash("Nothing is deleted. Good that you stay.", "met")
    return redirect(url_for("portal.data"))


def _files(me: Mine) -> Iterator[File]:
    said = README.format(agency="this agency", moment=moment_text(clock.now()))
    yield "README.txt", [said.encode()]
    yield from files_of(me)
