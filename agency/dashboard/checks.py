"""What is well and what is not: one sentence each, and what to do, for the page and the doctor."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import partial
from typing import Any

from agency.audit.queries import verify
from agency.dashboard.job_words import named
from agency.dashboard.readiness import OK, database_state, redis_state
from agency.documents.queries import unknown_keys
from agency.documents.readings.queries import waiting_to_be_read
from agency.jobs.queries import LedgerSigns, job, jobs, ledger_signs
from agency.jobs.signs import held_jobs
from agency.matching.deltas import rules_recorded_since
from agency.matching.models import MatchRun
from agency.matching.queries import last_run
from agency.matching.run_queries import RunStanding, full_run_of, unfinished_runs, unworked
from agency.matching.snapshot_queries import stored_facts
from agency.matching.snapshot_stock import stock_of
from agency.notices.delivery import delivery
from agency.notices.queries import mails_by_state, waiting_too_long
from agency.page_filters import age_text, counted, size_text
from agency.reading.reader import can_ocr
from agency.rules.ranking import load_scale
from agency.rules.reading import RuleBookError
from agency.rules.rulebook import load_rulebook
from agency.rules.sentences import day_text
from agency.schema_version import missing_file, newest_revision
from agency.screening.ageing import old_words
from agency.screening.queries import described_lists
from agency.settings import settings, today
from agency.standards.queries import rulebook

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Check:
    """One answer: ``well`` is None where it cannot be told; ``facts`` are for programs."""

    well: bool | None
    says: str
    advice: str = ""
    facts: Mapping[str, Any] = field(default_factory=dict)


def checks() -> dict[str, Check]:
    """All checks by name, always the same names in the same order."""
    database = check_database()
    if not database.well:
        return checks_on(database, None, None) | dict.fromkeys(("snapshots", "trail"), UNASKED)
    found = checks_on(database, last_run(until=today()), ledger_signs())
    return found | {"snapshots": check_snapshots(), "trail": check_trail()}


def checks_on(database: Check, run: MatchRun | None, signs: LedgerSigns | None) -> dict[str, Check]:
    """The same with what is at hand: the last run, and how the ledger stands."""
    asks = _of_the_database(run, signs)
    asked = {name: ask() if database.well else UNASKED for name, ask in asks.items()}
    return {
        "database": database,
        **asked,
        "redis": check_redis(),
        "rulebook": check_rulebook(database, run),
        "ranking": check_ranking(),
        "documents": check_documents() if database.well else UNASKED,
        "mail": check_mail() if database.well else UNASKED,
        "exclusions": check_exclusions() if database.well else UNASKED,
    }


def all_well(found: Mapping[str, Check]) -> bool:
    return all(check.well for check in found.values())


def check_database() -> Check:
    """Whether it answers, and is at the newest migration."""
    if missing := missing_file():
        return Check(False, f"there is no database {missing}", "`agency init` makes it")
    state = database_state()
    if state != OK:
        return Check(False, f"the database {state}")
    revision = newest_revision()
    says = f"the database answers and is up to date (migration {revision})"
    return Check(True, says, facts={"revision": revision})


def check_heartbeat(signs: LedgerSigns | None = None) -> Check:
    """Whether work is being handed out; who does one long job after another may be late with it."""
    age = (signs or ledger_signs()).heartbeat_age
    facts = {"age_seconds": None if age is None else round(age.total_seconds(), 1)}
    if age is None:
        return Check(False, "work has never been handed out", _start_workers(), facts)
    if age <= timedelta(seconds=settings().heartbeat_seconds):
        return Check(True, f"work was handed out {age_text(age)} ago", facts=facts)
    says = f"no work has been handed out for {age_text(age)}"
    if held := held_jobs():
        return Check(True, f"{says}, while {named(held[0])}, is being done", facts=facts)
    return Check(False, says, _start_workers(), facts)


def _start_workers() -> str:
    who = "`agency worker`" if settings().redis_url else "`agency serve`"
    return f"{who} hands it out; it is not running"


def check_waiting(signs: LedgerSigns | None = None) -> Check:
    """How long the oldest job that is due has waited to be begun."""
    signs = signs or ledger_signs()
    job_id, age = signs.oldest_id, signs.waited
    if job_id is None or age is None:
        return Check(True, "no job is waiting", facts={"job": None, "age_seconds": None})
    facts = {"job": job_id, "age_seconds": round(age.total_seconds(), 1)}
    says = f"{named(job(job_id))}, has waited for {age_text(age)}"
    if age <= timedelta(seconds=settings().waiting_seconds):
        return Check(True, says, facts=facts)
    return Check(False, says, "more is asked than is done, or nobody does it", facts)


def check_dead(signs: LedgerSigns | None = None) -> Check:
    """Jobs that failed as often as they may."""
    counts = (signs or ledger_signs()).counts
    dead = counts["dead"]
    facts = {"count": dead, "jobs": counts}
    if not dead:
        return Check(True, "no job is dead", facts=facts)
    are = "is" if dead == 1 else "are"
    advice = "`agency jobs --state dead` tells why, `agency jobs retry ID` has one tried again"
    return Check(False, f"{counted(dead, 'job')} {are} dead", advice, facts)


def check_last_run(run: MatchRun | None, signs: LedgerSigns | None = None) -> Check:
    """Whether everybody was matched for today or yesterday."""
    if run is None:
        nothing = {"run": None, "as_of": None, "age_seconds": None}
        return Check(False, "nothing has been matched yet", "`agency match` does it now", nothing)
    full = full_run_of(run)
    age = (signs or ledger_signs()).now - (full.finished_at or full.started_at)
    facts = {
        "run": full.id,
        "as_of": full.as_of.isoformat(),
        "age_seconds": round(age.total_seconds(), 1),
    }
    says = f"run {full.id} as of {day_text(full.as_of)} was completed {age_text(age)} ago"
    if full.as_of >= today() - ONE_DAY:
        return Check(True, says, facts=facts)
    return Check(False, f"{says} and may no longer hold", "`agency match` does it now", facts)


def check_edits(run: MatchRun | None) -> Check:
    """Whether what is shown follows what is written."""
    missed = unworked(run) if run else None
    if missed is None:
        nothing = {"unworked": 0, "oldest_seconds": None}
        return Check(True, "every change is worked in", facts=nothing)
    oldest = round(missed.oldest.total_seconds(), 1)
    facts = {"unworked": missed.edits, "oldest_seconds": oldest}
    are = "is" if missed.edits == 1 else "are"
    says = f"{counted(missed.edits, 'change')} {are} not worked in yet"
    says += f", the oldest made {age_text(missed.oldest)} ago"
    if missed.oldest <= timedelta(seconds=settings().heartbeat_seconds):
        return Check(True, says, facts=facts)
    advice = "`agency jobs` tells who is at it; what a killed worker had waits for its lease"
    return Check(False, says, advice, facts)


def check_runs() -> Check:
    """Runs that were begun and will not be completed unless somebody does something."""
    found = unfinished_runs(today())
    bad = [standing for standing in found if not standing.well]
    facts = {
        "running": [one.run.id for one in found if one.run.state == "running"],
        "incomplete": [one.run.id for one in found if one.run.state == "incomplete"],
        "silent": [one.run.id for one in found if one.silent_for is not None],
    }
    if bad:
        told = "; ".join(map(trouble_of, bad))
        advice = "`agency runs` tells more; `agency match` goes on with a run of today's facts"
        return Check(False, told, advice, facts)
    if found:
        return Check(True, "; ".join(map(progress_of, found)), facts=facts)
    return Check(True, "no run is unfinished", facts=facts)


def progress_of(standing: RunStanding) -> str:
    """How far a run is that is being worked on."""
    run = standing.run
    return f"run {run.id} is under way, {run.shards_done} of {counted(run.shards, 'shard')} done"


def trouble_of(standing: RunStanding) -> str:
    """What is wrong with a run that is not well."""
    run, silent = standing.run, standing.silent_for
    if silent is not None:
        return f"nobody has worked on run {run.id} for {age_text(silent)}"
    if dead := len(standing.dead):
        return f"run {run.id} is incomplete: {counted(dead, 'job')} of it failed for good"
    return f"run {run.id} is incomplete: what failed is yet to be done again"


def check_redis() -> Check:
    url = settings().redis_url
    if url is None:
        says = "Redis is not asked for: the process that serves does the work"
        return Check(True, says, facts={"configured": False})
    state = redis_state(url)
    facts = {"configured": True}
    if state == OK:
        return Check(True, "Redis answers", facts=facts)
    return Check(False, f"Redis {state}", "no work is handed out until it does", facts)


def check_rulebook(database: Check, run: MatchRun | None) -> Check:
    """Whether the data files can be read, what is recorded besides, and whether ``run`` knows it.

    What is recorded is asked only of a database that is well.
    """
    try:
        book = rulebook() if database.well else load_rulebook()
    except RuleBookError as error:
        nothing = {"fingerprint": None, "recorded": None, "matched": None}
        return Check(False, f"the rulebook cannot be read: {error}", facts=nothing)
    says = f"the rulebook has {counted(len(book.states), 'state')}"
    number = len(book.amendments) if database.well else None
    if number:
        says += f" and {counted(number, 'recorded entry', 'recorded entries')} besides"
    matched = not rules_recorded_since(run, book) if run else None
    facts = {"fingerprint": book.fingerprint, "recorded": number, "matched": matched}
    if run is None or matched:
        return Check(True, says, facts=facts)
    says += f"; what was recorded since run {run.id} began is not in it yet"
    if _is_on_its_way():
        return Check(True, says, facts=facts)
    return Check(False, says, "`agency match` matches by it now", facts)


def _is_on_its_way() -> bool:
    """Whether a run is under way, or what begins one may yet be taken up."""
    waiting = jobs(state="pending", limit=1) or jobs(state="running", limit=1)
    return bool(waiting) or any(one.well for one in unfinished_runs(today()))


def check_ranking() -> Check:
    try:
        load_scale(settings().ranking_file)
    except RuleBookError as error:
        return Check(False, f"the weights cannot be read: {error}", "see AGENCY_RANKING_FILE")
    return Check(True, "the weights that order the eligible can be read")


def check_documents() -> Check:
    """Whether uploaded files can be opened: their master keys are at hand; and whether what photos
    say is read, which is nobody's fault where it is not.
    """
    if unknown := unknown_keys():
        advice = f"put the keys {', '.join(unknown)} back into AGENCY_DOCUMENT_KEY"
        return Check(False, "files were sealed under keys that are not at hand", advice)
    waiting, sees = waiting_to_be_read(), can_ocr()
    facts = {"ocr": sees, "waiting_to_be_read": waiting.files}
    says = "the keys of all uploaded files are at hand; what photos say is"
    says += f"{'' if sees else ' not'} read; {counted(waiting.files, 'file')} to read"
    advice = "" if sees else "install the extra `ocr` to have it read"
    return Check(True, says, advice, facts)


def check_snapshots() -> Check:
    """What the facts of runs take; whoever wants to do a run again needs them."""
    stored, files = stored_facts(), stock_of(settings().snapshots)
    days = settings().snapshot_days
    facts = {
        "count": stored.number,
        "bytes": stored.bytes,
        "oldest": stored.oldest.isoformat() if stored.oldest else None,
        "days": days,
        "files": files.number,
        "files_bytes": files.bytes,
    }
    says = f"{counted(stored.number, 'snapshot')} of facts, {size_text(stored.bytes)}"
    says += f" in the database and {size_text(files.bytes)} in files, kept for {days} days"
    return Check(True, says, facts=facts)


def check_mail() -> Check:
    """Whether mails are sent; that there is no mail server is said, and is nobody's fault."""
    counts = mails_by_state()
    waiting, configured = counts["waiting"], settings().smtp_url is not None
    old = waiting_too_long() if waiting else 0
    facts = {"configured": configured, "mails": counts, "waiting_too_long": old}
    wait = f"{counted(waiting, 'mail')} {'waits' if waiting == 1 else 'wait'}"
    if old:
        wait += f", {old} of them for more than {delivery().held_days} days"
    if not configured:
        advice = "set AGENCY_SMTP_URL and they leave by themselves; `agency mails` lists them,"
        advice += " `agency user link EMAIL` prints a link"
        return Check(True, f"no mail server is set; {wait}", advice if waiting else "", facts)
    if failed := counts["failed"]:
        says = f"{counted(failed, 'mail')} could not be sent"
        return Check(False, says, "`agency mails` tells why", facts)
    if old:
        advice = "what is as old as that leaves no more by itself; `agency mails send` sends it"
        return Check(False, f"a mail server is set; {wait}", advice, facts)
    return Check(True, f"a mail server is set; {wait}", facts=facts)


def check_exclusions() -> Check:
    """Whether the lists that people are screened against are new; that there is none is said."""
    day = today()
    lists = described_lists(day)
    facts = {one["list"]: one["as_of"] for one in lists}
    if not lists:
        advice = "`agency screening load` takes up the file of a publisher"
        return Check(True, "no exclusion list was loaded: nobody is screened", advice, facts)
    if old := old_words(lists, day):
        advice = "`agency screening load` takes it up, as does the page of the lists"
        return Check(False, " ".join(old).removesuffix("."), advice, facts)
    upto = ", ".join(f"{one['list']} of {_day(one['as_of'])}" for one in lists)
    return Check(True, f"the exclusion lists are new: {upto}", facts=facts)


def _day(said: str) -> str:
    return day_text(date.fromisoformat(said))


def check_trail() -> Check:
    """Whether the trail is as it was noted: all of it is walked, so no page asks this."""
    found = verify()
    facts = {
        "entries": found.entries,
        "broken": found.broken.number if found.broken else None,
    }
    if found.broken is None:
        entries = counted(found.entries, "entry of the trail", "entries of the trail")
        return Check(True, f"{entries} as noted", facts=facts)
    says = f"entry {found.broken.number} of the trail {found.broken.why}"
    return Check(False, says, "somebody wrote into the database by other means", facts)


UNASKED = Check(None, "cannot be told without the database")


def _of_the_database(
    run: MatchRun | None, signs: LedgerSigns | None
) -> dict[str, Callable[[], Check]]:
    """By name; the last run is looked for once for all, and so is how the ledger stands."""
    return {
        "heartbeat": partial(check_heartbeat, signs),
        "waiting": partial(check_waiting, signs),
        "dead_jobs": partial(check_dead, signs),
        "last_run": partial(check_last_run, run, signs),
        "runs": check_runs,
        "edits": partial(check_edits, run),
    }
