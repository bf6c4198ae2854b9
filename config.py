"""Every setting, read from the environment once; a missing secret stops a production start."""

from __future__ import annotations

import base64
import binascii
import hashlib
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import time
from pathlib import Path
from urllib.parse import SplitResult, urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError


class BadSetting(ValueError):
    """A setting that cannot be used; names the variable, its value and what was expected."""

    def __init__(self, name: str, value: str | None, expected: str) -> None:
        super().__init__(f"{name}={value or ''}: expected {expected}")


@dataclass(frozen=True)
class Config:
    """The settings of one process."""

    home: Path
    database_url: str
    redis_url: str | None
    timezone: str
    secret_key: str
    ranking_file: Path
    allocation_file: Path
    one_each: bool
    value_takers: int
    value_people: int
    value_places: int
    value_fixes: int
    engine: str
    nightly_at_utc: tuple[int, int]
    shortlist_size: int
    near_miss_size: int
    snapshots: Path
    snapshot_days: int
    shorten_keeps_percent: int
    lease_seconds: int
    job_seconds: int
    job_memory_mb: int
    tick_seconds: int
    stop_seconds: int
    heartbeat_seconds: int
    waiting_seconds: int
    host: str
    port: int
    public_url: str
    trusted_proxies: int
    staff_second_factor: bool
    session_hours: int
    password_memory_kib: int
    password_rounds: int
    sign_in_minutes: int
    sign_in_tries_per_account: int
    sign_in_tries_per_address: int
    idempotency_hours: int
    review_hold_minutes: int
    undo_minutes: int
    documents: str
    document_keys: tuple[bytes, ...] = field(repr=False)
    document_mb: int
    document_files: int
    document_upload_mb: int
    document_megapixels: int
    document_memory_mb: int
    document_seconds: int
    reading_memory_mb: int
    reading_seconds: int
    documents_per_candidate: int
    documents_mb_per_candidate: int
    clearances_after_offer: bool
    badge_hosts: frozenset[str]
    badges_raise: bool
    single_specialist: bool
    smtp_url: str | None
    mail_from: str
    mail_reports_to: str
    mail_per_minute: int
    quiet_hours: tuple[time, time] | None
    postal_address: str
    desk_name: str
    desk_phone: str
    desk_email: str
    invitation_days: int
    confirmation_hours: int
    merge_undo_days: int
    register_mb: int
    screening_months: int

    @classmethod
    def from_environment(cls, environ: Mapping[str, str] = os.environ) -> Config:
        """Read ``AGENCY_*`` (and ``PORT``); raises BadSetting."""
        home = Path(environ.get("AGENCY_HOME") or "var").resolve()
        return cls(
            home=home,
            database_url=_database_url(environ, home),
            redis_url=_redis_url(environ),
            timezone=_timezone(environ),
            secret_key=_secret_key(environ),
            ranking_file=Path(environ.get("AGENCY_RANKING_FILE") or RANKING_FILE),
            allocation_file=Path(environ.get("AGENCY_ALLOCATION_FILE") or ALLOCATION_FILE),
            one_each=_yes(environ, "AGENCY_ONE_EACH", False),
            # What is worked out after a night, and so how long that takes: see docs/value.md.
            value_takers=_whole(environ, "AGENCY_VALUE_TAKERS", 5, 1, 100),
            value_people=_whole(environ, "AGENCY_VALUE_PEOPLE", 50, 0, 1_000_000),
            value_places=_whole(environ, "AGENCY_VALUE_PLACES", 2_000, 0, 1_000_000),
            value_fixes=_whole(environ, "AGENCY_VALUE_FIXES", 200, 0, 1_000_000),
            engine=_one_of(environ, "AGENCY_ENGINE", ("auto", "numpy", "compiled")),
            nightly_at_utc=_time_of_day(environ, "AGENCY_NIGHTLY_AT_UTC", "07:00"),
            shortlist_size=_whole(environ, "AGENCY_SHORTLIST_SIZE", 50, 1, 10_000),
            near_miss_size=_whole(environ, "AGENCY_NEAR_MISS_SIZE", 20, 1, 10_000),
            snapshots=Path(environ.get("AGENCY_SNAPSHOTS") or home / "snapshots").absolute(),
            snapshot_days=_whole(environ, "AGENCY_SNAPSHOT_DAYS", 90, 1, 36_500),
            shorten_keeps_percent=_whole(environ, "AGENCY_SHORTEN_KEEPS_PERCENT", 75, 1, 100),
            lease_seconds=_whole(environ, "AGENCY_LEASE_SECONDS", 120, 1, 3_600),
            job_seconds=_whole(environ, "AGENCY_JOB_SECONDS", 600, 1, 86_400),
            job_memory_mb=_whole(environ, "AGENCY_JOB_MEMORY_MB", 4_096, 256, 1_048_576),
            tick_seconds=_whole(environ, "AGENCY_TICK_SECONDS", 2, 1, 60),
            stop_seconds=_whole(environ, "AGENCY_STOP_SECONDS", 30, 1, 3_600),
            heartbeat_seconds=_whole(environ, "AGENCY_HEARTBEAT_SECONDS", 60, 1, 86_400),
            waiting_seconds=_whole(environ, "AGENCY_WAITING_SECONDS", 600, 1, 86_400),
            host=environ.get("AGENCY_HOST") or "127.0.0.1",
            port=_port(environ),
            public_url=_public_url(environ),
            trusted_proxies=_whole(environ, "AGENCY_TRUSTED_PROXIES", 0, 0, 10),
            staff_second_factor=_yes(
                environ, "AGENCY_STAFF_SECOND_FACTOR", _in_production(environ)
            ),
            session_hours=_whole(environ, "AGENCY_SESSION_HOURS", 12, 1, 720),
            password_memory_kib=_whole(
                environ, "AGENCY_PASSWORD_MEMORY_KIB", 47_104, 64, 1_048_576
            ),
            password_rounds=_whole(environ, "AGENCY_PASSWORD_ROUNDS", 1, 1, 100),
            sign_in_minutes=_whole(environ, "AGENCY_SIGN_IN_MINUTES", 15, 1, 1_440),
            sign_in_tries_per_account=_whole(
                environ, "AGENCY_SIGN_IN_TRIES_PER_ACCOUNT", 10, 1, 1_000
            ),
            sign_in_tries_per_address=_whole(
                environ, "AGENCY_SIGN_IN_TRIES_PER_ADDRESS", 50, 1, 100_000
            ),
            idempotency_hours=_whole(environ, "AGENCY_IDEMPOTENCY_HOURS", 24, 1, 720),
            review_hold_minutes=_whole(environ, "AGENCY_REVIEW_HOLD_MINUTES", 10, 1, 1_440),
            undo_minutes=_whole(environ, "AGENCY_UNDO_MINUTES", 5, 1, 60),
            documents=_documents(environ, home),
            document_keys=_document_keys(environ),
            # A page scanned in colour has 1 to 3 MB, a picture of a telephone 2 to 6.
            document_mb=_whole(environ, "AGENCY_DOCUMENT_MB", 10, 1, 100),
            # A vaccination record of many pages, sent as pictures, is still sent in one go.
            document_files=_whole(environ, "AGENCY_DOCUMENT_FILES", 20, 1, 100),
            # All files of one go: what is more is refused before it is taken.
            document_upload_mb=_whole(environ, "AGENCY_DOCUMENT_UPLOAD_MB", 50, 1, 1_000),
            # The largest that telephones send; decoded it takes 200 MB.
            document_megapixels=_whole(environ, "AGENCY_DOCUMENT_MEGAPIXELS", 50, 1, 200),
            # A picture of that size, turned upright, and what reads it.
            document_memory_mb=_whole(environ, "AGENCY_DOCUMENT_MEMORY_MB", 512, 128, 4_096),
            # An honest file takes a tenth of a second, and the largest picture two.
            document_seconds=_whole(environ, "AGENCY_DOCUMENT_SECONDS", 10, 1, 60),
            # What sees letters in a photo keeps its models in memory, about half of that.
            reading_memory_mb=_whole(environ, "AGENCY_READING_MEMORY_MB", 800, 128, 16_384),
            # A photo takes some seconds, and many more where others are at work.
            reading_seconds=_whole(environ, "AGENCY_READING_SECONDS", 120, 1, 600),
            # Who has ten credentials and renews each twice has thirty files.
            documents_per_candidate=_whole(
                environ, "AGENCY_DOCUMENTS_PER_CANDIDATE", 50, 1, 100_000
            ),
            # So that nobody fills the disk: 50,000 candidates have 2 MB each as a rule.
            documents_mb_per_candidate=_whole(
                environ, "AGENCY_DOCUMENTS_MB_PER_CANDIDATE", 200, 1, 1_000_000
            ),
            # Health is asked about only after a conditional offer: 42 U.S.C. 12112(d)(3).
            clearances_after_offer=_yes(environ, "AGENCY_CLEARANCES_AFTER_OFFER", False),
            # Of issuers of digital badges; none is asked unless it is named here.
            badge_hosts=_hosts(environ, "AGENCY_BADGE_HOSTS"),
            # A person raises the evidence by a badge, unless the agency leaves it to the program.
            badges_raise=_yes(environ, "AGENCY_BADGES_RAISE", False),
            # Where there is one alone, nobody else can look at what she entered.
            single_specialist=_yes(environ, "AGENCY_SINGLE_SPECIALIST", False),
            smtp_url=_smtp_url(environ),
            mail_from=_mail_from(environ),
            mail_reports_to=_mail_reports_to(environ),
            # What a provider lets one sender hand over; 0 is as fast as it goes.
            mail_per_minute=_whole(environ, "AGENCY_MAIL_PER_MINUTE", 0, 0, 100_000),
            quiet_hours=_quiet_hours(environ),
            # Told at the foot of mail that one may leave: 15 U.S.C. 7704(a)(5)(A)(iii).
            postal_address=environ.get("AGENCY_POSTAL_ADDRESS", "").strip(),
            # Whom candidates turn to; what is blank is not told.
            desk_name=environ.get("AGENCY_DESK_NAME", "").strip(),
            desk_phone=environ.get("AGENCY_DESK_PHONE", "").strip(),
            desk_email=environ.get("AGENCY_DESK_EMAIL", "").strip(),
            invitation_days=_whole(environ, "AGENCY_INVITATION_DAYS", 14, 1, 365),
            confirmation_hours=_whole(environ, "AGENCY_CONFIRMATION_HOURS", 48, 1, 720),
            merge_undo_days=_whole(environ, "AGENCY_MERGE_UNDO_DAYS", 30, 1, 365),
            # A state's whole register: Washington's of two and a half million rows has 300 MB.
            register_mb=_whole(environ, "AGENCY_REGISTER_MB", 1_000, 1, 100_000),
            # The agency's own: so long every screening has a row, whatever it says.
            screening_months=_whole(environ, "AGENCY_SCREENING_MONTHS", 12, 1, 1_200),
        )


REDIS_EXPECTED = "the address of a Redis server, such as redis://127.0.0.1:6379/0"
SECRET_CHARACTERS = 32
STARTTLS = ("offered", "required", "no")
SMTP_EXPECTED = (
    "the address of a mail server, such as smtp://user:password@mail.example.org:587,"
    " smtps://… or smtp://…?starttls=required"
)
HOST = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]")
HOSTS_EXPECTED = "names of hosts with commas between them, such as badges.example.org"
QUIET_EXPECTED = "two times of day such as 21:00-08:00, which are not the same, or none"
DOCUMENT_KEY_BYTES = 32
DOCUMENTS_EXPECTED = (
    "a folder, or s3://bucket/prefix?endpoint=https://s3.example.org&region=us-east-1"
)
DOCUMENT_KEYS_EXPECTED = (
    "32 random bytes in base64, such as `openssl rand -base64 32` prints;"
    " several with commas between them, the newest first"
)
RANKING_FILE = Path(__file__).parent / "agency" / "matching" / "ranking.toml"
ALLOCATION_FILE = RANKING_FILE.parent / "allocation" / "allocation.toml"


def _database_url(environ: Mapping[str, str], home: Path) -> str:
    url = environ.get("AGENCY_DATABASE_URL") or f"sqlite:///{home / 'agency.sqlite3'}"
    for short in ("postgres://", "postgresql://"):
        if url.startswith(short):
            url = "postgresql+psycopg://" + url.removeprefix(short)
    if not url.startswith(("sqlite://", "postgresql+psycopg://")) or not _is_address(url):
        expected = "an address such as sqlite:///file or postgresql://user@host/name"
        raise BadSetting("AGENCY_DATABASE_URL", _scheme(url), expected)
    return _from_here(url)


def _from_here(url: str) -> str:
    """A file of SQLite whose path is relative lies where the command was given."""
    start, slashes, path = url.partition("sqlite:///")
    if not slashes or not path or path.startswith((":memory:", "file:")):
        return url
    return f"{start}{slashes}{Path(path).absolute()}"


def _is_address(url: str) -> bool:
    try:
        make_url(url)
    except (ArgumentError, ValueError):
        return False
    return True


def _redis_url(environ: Mapping[str, str]) -> str | None:
    url = environ.get("AGENCY_REDIS_URL") or None
    if url and not url.startswith(("redis://", "rediss://")):
        raise BadSetting("AGENCY_REDIS_URL", _scheme(url), REDIS_EXPECTED)
    return url


def _scheme(url: str) -> str:
    """What of an address may be shown: what follows may hold a password."""
    scheme, colon, _ = url.partition(":")
    return f"{scheme}:…" if colon else scheme


def _timezone(environ: Mapping[str, str]) -> str:
    name = environ.get("AGENCY_TIMEZONE") or "America/New_York"
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise BadSetting("AGENCY_TIMEZONE", name, "an IANA time zone") from error
    return name


def _in_production(environ: Mapping[str, str]) -> bool:
    kind = environ.get("AGENCY_ENV") or "development"
    if kind not in ("development", "production"):
        raise BadSetting("AGENCY_ENV", kind, "development or production")
    return kind == "production"


def _secret_key(environ: Mapping[str, str]) -> str:
    key = environ.get("AGENCY_SECRET_KEY") or ""
    if _in_production(environ) and len(key) < SECRET_CHARACTERS:
        shown = f"({len(key)} characters)" if key else None
        expected = f"in production a secret of at least {SECRET_CHARACTERS} characters"
        raise BadSetting("AGENCY_SECRET_KEY", shown, expected)
    return key or "not-secret-for-development-only"


def _documents(environ: Mapping[str, str], home: Path) -> str:
    """Where uploaded files are kept; who we are in a bucket is not said here."""
    place = environ.get("AGENCY_DOCUMENTS") or str(home / "documents")
    if "://" not in place:
        return str(Path(place).absolute())
    parts = _parts_of(place)
    bucket, said = parts.netloc, [pair.partition("=")[0] for pair in parts.query.split("&")]
    known = {*said} <= {"", "endpoint", "region"}
    if parts.scheme == "s3" and re.fullmatch(r"[a-z0-9][a-z0-9.-]{2,62}", bucket) and known:
        return place
    raise BadSetting("AGENCY_DOCUMENTS", _scheme(place), DOCUMENTS_EXPECTED)


def _document_keys(environ: Mapping[str, str]) -> tuple[bytes, ...]:
    """The master keys of uploaded files, the newest first; what is wrong with one is not shown."""
    written = environ.get("AGENCY_DOCUMENT_KEY") or ""
    if not written and not _in_production(environ):
        return (hashlib.sha256(b"not-secret-for-development-only").digest(),)
    keys = [_bytes_of(one.strip()) for one in written.split(",")]
    if all(len(key) == DOCUMENT_KEY_BYTES for key in keys):
        return tuple(keys)
    shown = f"({len(keys)} of them)" if written else None
    raise BadSetting("AGENCY_DOCUMENT_KEY", shown, DOCUMENT_KEYS_EXPECTED)


def _bytes_of(written: str) -> bytes:
    """What base64 says; nothing where it is none."""
    try:
        return base64.b64decode(written, validate=True)
    except (binascii.Error, ValueError):
        return b""


def _port(environ: Mapping[str, str]) -> int:
    return _whole(environ, "PORT", 8000, 0, 65_535)


def _public_url(environ: Mapping[str, str]) -> str:
    """Where people reach the pages: links in mails lead there, whatever a request calls us."""
    given, produces = environ.get("AGENCY_PUBLIC_URL") or "", _in_production(environ)
    if not given and not produces:
        return f"http://127.0.0.1:{_port(environ)}"
    url, parts = given.rstrip("/"), _parts_of(given)
    schemes = ("https",) if produces else ("https", "http")
    if parts.scheme in schemes and parts.hostname and url.isascii():
        return url
    expected = "the address of the pages, such as https://tenens.example.org"
    raise BadSetting("AGENCY_PUBLIC_URL", given, expected)


def _smtp_url(environ: Mapping[str, str]) -> str | None:
    url = environ.get("AGENCY_SMTP_URL") or None
    if url is None:
        return None
    parts = _parts_of(url)
    known = parts.query in ("", *(f"starttls={word}" for word in STARTTLS))
    if parts.scheme in ("smtp", "smtps") and parts.hostname and known:
        return url
    raise BadSetting("AGENCY_SMTP_URL", _scheme(url), SMTP_EXPECTED)


def _mail_from(environ: Mapping[str, str]) -> str:
    host = _parts_of(_public_url(environ)).hostname or ""
    here = "localhost" if host.replace(".", "").isdecimal() else host
    return _address(environ, "AGENCY_MAIL_FROM", f"no-reply@{here}")


def _mail_reports_to(environ: Mapping[str, str]) -> str:
    """Where servers report mail that does not arrive: the sender as they see it."""
    return _address(environ, "AGENCY_MAIL_REPORTS_TO", _mail_from(environ))


def _address(environ: Mapping[str, str], name: str, default: str) -> str:
    address = environ.get(name) or default
    if re.fullmatch(r"[^@\s<>]+@[^@\s<>]+", address):
        return address
    raise BadSetting(name, address, "an e-mail address")


def _quiet_hours(environ: Mapping[str, str]) -> tuple[time, time] | None:
    """When no mail leaves that can wait, from the first time of day until before the second."""
    written = environ.get("AGENCY_QUIET_HOURS") or "21:00-08:00"
    if written == "none":
        return None
    found = re.fullmatch(r"([01]\d|2[0-3]):([0-5]\d)-([01]\d|2[0-3]):([0-5]\d)", written, re.ASCII)
    if found is not None:
        hour, minute, last_hour, last_minute = map(int, found.groups())
        first, last = time(hour, minute), time(last_hour, last_minute)
        if first != last:
            return first, last
    raise BadSetting("AGENCY_QUIET_HOURS", written, QUIET_EXPECTED)


def _parts_of(url: str) -> SplitResult:
    """The parts of an address; all blank where it is none."""
    try:
        parts = urlsplit(url)
        _ = parts.port  # asked for because it is read only then, and may be no number
    except ValueError:
        return urlsplit("")
    return parts


def _hosts(environ: Mapping[str, str], name: str) -> frozenset[str]:
    """Names of hosts with commas between them."""
    hosts = [one.strip().lower() for one in (environ.get(name) or "").split(",")]
    for host in filter(None, hosts):
        if not HOST.fullmatch(host):
            raise BadSetting(name, host, HOSTS_EXPECTED)
    return frozenset(hosts) - {""}


def _yes(environ: Mapping[str, str], name: str, default: bool) -> bool:
    written = environ.get(name) or ("yes" if default else "no")
    if written not in ("yes", "no"):
        raise BadSetting(name, written, "yes or no")
    return written == "yes"


def _one_of(environ: Mapping[str, str], name: str, words: tuple[str, ...]) -> str:
    """One of ``words``; the first where nothing is said."""
    written = environ.get(name) or words[0]
    if written not in words:
        raise BadSetting(name, written, f"one of {', '.join(words)}")
    return written


def _time_of_day(environ: Mapping[str, str], name: str, default: str) -> tuple[int, int]:
    written = environ.get(name) or default
    hour, colon, minute = written.partition(":")
    if colon and hour.isdecimal() and minute.isdecimal() and int(hour) < 24 and int(minute) < 60:
        return int(hour), int(minute)
    raise BadSetting(name, written, "a time of day such as 07:00")


def _whole(environ: Mapping[str, str], name: str, default: int, least: int, most: int) -> int:
    written = environ.get(name) or str(default)
    if written.isdecimal() and least <= int(written) <= most:
        return int(written)
    raise BadSetting(name, written, f"a whole number from {least} to {most}")
