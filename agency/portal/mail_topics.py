"""What we mail her: every topic, and which of them she wants no more of."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from agency.access.principal import actor
from agency.fields import Choice, InputSchema
from agency.merging.queries import candidate_of
from agency.notices.actions.topics import choose_topic
from agency.notices.queries import left_topics, trouble_of
from agency.notices.readers import Reader
from agency.notices.schemas import described_topics
from agency.notices.topics import topics_of
from agency.portal.blueprint import portal
from agency.portal.herself import my_ref


class Wish(InputSchema):
    """Whether she wants mail about a topic."""

    wanted = Choice(("yes", "no"), required=True)


WISH = Wish()


@portal.get("/mail")
def mail_topics() -> str:
    """The topics that she gets mail about, and the address it goes to."""
    she = candidate_of(my_ref())
    left = left_topics(Reader.of(she.id, she.email))
    return render_template(
        "portal/mail_topics.html",
        topics=described_topics(topics_of("candidate"), left),
        email=she.email,
        trouble=trouble_of(she.email) if she.email else None,
    )


@portal.post("/mail/<topic>")
def choose_mail(topic: str) -> ResponseReturnValue:
    """Want mail about a topic, or no more of it."""
    wanted = WISH.accept(request.form.to_dict())["wanted"] == "yes"
    she = candidate_of(my_ref())
    subject = f"candidate:{she.ref}"
    chosen = choose_topic(Reader.of(she.id, she.email), topic, wanted, actor(), subject)
    told = "you get mail about it again" if wanted else "you get no more mail about it"
    flash(f"{chosen.title}: {told}.", "met")
    return redirect(url_for("portal.mail_topics"), 303)
