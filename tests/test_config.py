"""Settings come from the environment once, and what cannot be used is named."""

from base64 import b64encode
from datetime import time
from pathlib import Path

import pytest

from config import BadSetting, Config

SECRET = "s" * 32
DOCUMENT_KEY, OLDER_KEY = (b64encode(letter * 32).decode() for letter in (b"d", b"o"))


def read(**environ: str) -> Config:
    return Config.from_environment(environ)


def test_without_any_variable_there_is_a_home_with_a_database_in_it_and_no_redis() -> None:
    config = read()
    assert config.home == Path("var").resolve()
    assert config.database_url == f"sqlite:///{config.home / 'agency.sqlite3'}"
    assert config.redis_url is None
    assert (config.timezone, config.nightly_at_utc) == ("America/New_York", (7, 0))
    assert (config.host, config.port) == ("127.0.0.1", 8000)
    assert (config.shortlist_size, config.near_miss_size) == (50, 20)


def test_an_empty_variable_is_as_good_as_none() -> None:
    names = ("AGENCY_HOME", "AGENCY_DATABASE_URL", "AGENCY_REDIS_URL", "AGENCY_TIMEZONE", "PORT")
    assert read(**dict.fromkeys(names, "")) == read()


@pytest.mark.parametrize("scheme", ["postgres", "postgresql", "postgresql+psycopg"])
def test_every_way_of_writing_postgresql_means_the_one_driver(scheme: str) -> None:
    config = read(AGENCY_DATABASE_URL=f"{scheme}://me@host:5433/agency")
    assert config.database_url == "postgresql+psycopg://me@host:5433/agency"


@pytest.mark.parametrize(
    ("name", "value", "shown", "expected"),
    [
        ("AGENCY_DATABASE_URL", "mysql://me:pw@host/x", "mysql:…", "sqlite:///file"),
        ("AGENCY_DATABASE_URL", "postgresql://me:pw@host:port/x", "postgresql+psycopg:…", "host"),
        ("AGENCY_DATABASE_URL", "agency.db", "agency.db", "sqlite:///file"),
        ("AGENCY_REDIS_URL", "http://:pw@host", "http:…", "redis://127.0.0.1:6379/0"),
        ("AGENCY_TIMEZONE", "New York", "New York", "IANA"),
        ("AGENCY_TIMEZONE", "../etc/passwd", "../etc/passwd", "IANA"),
        ("AGENCY_NIGHTLY_AT_UTC", "24:00", "24:00", "07:00"),
        ("AGENCY_NIGHTLY_AT_UTC", "7 am", "7 am", "07:00"),
        ("AGENCY_SHORTLIST_SIZE", "0", "0", "from 1 to 10000"),
        ("AGENCY_NEAR_MISS_SIZE", "-1", "-1", "from 1 to 10000"),
        ("AGENCY_SHORTEN_KEEPS_PERCENT", "0", "0", "from 1 to 100"),
        ("AGENCY_SHORTEN_KEEPS_PERCENT", "101", "101", "from 1 to 100"),
        ("AGENCY_TICK_SECONDS", "0.5", "0.5", "from 1 to 60"),
        ("AGENCY_STOP_SECONDS", "0", "0", "from 1 to 3600"),
        ("AGENCY_HEARTBEAT_SECONDS", "0", "0", "from 1 to 86400"),
        ("AGENCY_WAITING_SECONDS", "soon", "soon", "from 1 to 86400"),
        ("AGENCY_JOB_MEMORY_MB", "128", "128", "from 256 to 1048576"),
        ("AGENCY_PUBLIC_URL", "tenens.example.org", "tenens.example.org", "https://"),
        ("AGENCY_PUBLIC_URL", "ftp://example.org", "ftp://example.org", "https://"),
        ("AGENCY_PUBLIC_URL", "https://host:port", "https://host:port", "https://"),
        ("AGENCY_TRUSTED_PROXIES", "all", "all", "from 0 to 10"),
        ("AGENCY_STAFF_SECOND_FACTOR", "maybe", "maybe", "yes or no"),
        ("AGENCY_SESSION_HOURS", "0", "0", "from 1 to 720"),
        ("AGENCY_PASSWORD_MEMORY_KIB", "8", "8", "from 64 to 1048576"),
        ("AGENCY_SIGN_IN_TRIES_PER_ACCOUNT", "0", "0", "from 1 to 1000"),
        ("AGENCY_SMTP_URL", "mail://me:pw@host", "mail:…", "smtp://"),
        ("AGENCY_SMTP_URL", "smtp://", "smtp:…", "smtps://"),
        ("AGENCY_SMTP_URL", "smtp://me:pw@host?starttls=yes", "smtp:…", "starttls=required"),
        ("AGENCY_MAIL_FROM", "Tenens", "Tenens", "an e-mail address"),
        ("AGENCY_MAIL_FROM", "a@b\nBcc: c@d", "a@b\nBcc: c@d", "an e-mail address"),
        ("AGENCY_MAIL_REPORTS_TO", "bounces", "bounces", "an e-mail address"),
        ("AGENCY_MAIL_PER_MINUTE", "-1", "-1", "from 0 to 100000"),
        ("AGENCY_QUIET_HOURS", "9pm-8am", "9pm-8am", "21:00-08:00"),
        ("AGENCY_QUIET_HOURS", "24:00-08:00", "24:00-08:00", "21:00-08:00"),
        ("AGENCY_QUIET_HOURS", "08:00-08:00", "08:00-08:00", "not the same"),
        ("PORT", "65536", "65536", "from 0 to 65535"),
        ("PORT", "http", "http", "from 0 to 65535"),
    ],
)
def test_an_unusable_value_is_refused_with_its_name_and_what_was_expected(
    name: str, value: str, shown: str, expected: str
) -> None:
    with pytest.raises(BadSetting) as refused:
        read(**{name: value})
    assert str(refused.value).startswith(f"{name}={shown}: expected ")
    assert expected in str(refused.value)
    assert "pw" not in str(refused.value)


def test_production_does_not_start_without_a_secret() -> None:
    with pytest.raises(BadSetting, match=r"AGENCY_SECRET_KEY=: expected .* 32 characters"):
        read(AGENCY_ENV="production")


def test_production_refuses_a_short_secret_and_does_not_repeat_it() -> None:
    with pytest.raises(BadSetting, match="31 characters") as refused:
        read(AGENCY_ENV="production", AGENCY_SECRET_KEY=SECRET[1:])
    assert SECRET[1:] not in str(refused.value)


def test_production_starts_with_a_secret_of_its_own() -> None:
    config = production()
    assert config.secret_key == SECRET


@pytest.mark.parametrize("key", ["", "short", f"{DOCUMENT_KEY},", "!" * 44, DOCUMENT_KEY[:-4]])
def test_production_needs_whole_document_keys_and_does_not_repeat_them(key: str) -> None:
    with pytest.raises(BadSetting, match=r"AGENCY_DOCUMENT_KEY=.*32 random bytes") as refusal:
        production(AGENCY_DOCUMENT_KEY=key)
    assert not key or key not in str(refusal.value)


def test_document_keys_are_the_newest_first_and_not_shown() -> None:
    config = production(AGENCY_DOCUMENT_KEY=f"{DOCUMENT_KEY}, {OLDER_KEY}")
    assert config.document_keys == (b"d" * 32, b"o" * 32)
    assert "dddd" not in repr(config)
    assert len(read().document_keys) == 1  # development has one that is no secret


def test_facts_lie_at_home_or_where_it_is_said_for_as_long_as_it_is_said() -> None:
    at_home = read(AGENCY_HOME="/srv/tenens")
    assert (at_home.snapshots, at_home.snapshot_days) == (Path("/srv/tenens/snapshots"), 90)
    shared = read(AGENCY_SNAPSHOTS="/mnt/snapshots", AGENCY_SNAPSHOT_DAYS="30")
    assert (shared.snapshots, shared.snapshot_days) == (Path("/mnt/snapshots"), 30)
    with pytest.raises(BadSetting, match="AGENCY_SNAPSHOT_DAYS=0: expected"):
        read(AGENCY_SNAPSHOT_DAYS="0")


def test_documents_lie_at_home_or_where_it_is_said() -> None:
    bucket = "s3://tenens-files/papers?endpoint=http://127.0.0.1:9000&region=us-east-1"
    assert read(AGENCY_HOME="/srv/tenens").documents == "/srv/tenens/documents"
    assert read(AGENCY_DOCUMENTS="/files").documents == "/files"
    assert read(AGENCY_DOCUMENTS=bucket).documents == bucket
    for place in ("ftp://host/x", "s3://", "s3://x", "s3://bucket?key=secret"):
        with pytest.raises(BadSetting, match=r"AGENCY_DOCUMENTS=.*a folder") as refusal:
            read(AGENCY_DOCUMENTS=place)
        assert "secret" not in str(refusal.value)


def production(**environ: str) -> Config:
    """The settings of a production, as few as there can be."""
    there = "https://tenens.example.org/"
    least = {
        "AGENCY_ENV": "production",
        "AGENCY_SECRET_KEY": SECRET,
        "AGENCY_DOCUMENT_KEY": DOCUMENT_KEY,
        "AGENCY_PUBLIC_URL": there,
    }
    return read(**{**least, **environ})


@pytest.mark.parametrize("address", ["", "http://tenens.example.org"])
def test_production_says_at_which_encrypted_address_it_is_reached(address: str) -> None:
    with pytest.raises(BadSetting, match=r"AGENCY_PUBLIC_URL=.*https://"):
        production(AGENCY_PUBLIC_URL=address)
    assert production().public_url == "https://tenens.example.org"


def test_in_production_staff_need_a_second_factor_unless_that_is_said() -> None:
    assert read().staff_second_factor is False
    assert production().staff_second_factor is True
    assert production(AGENCY_STAFF_SECOND_FACTOR="no").staff_second_factor is False


def test_mail_is_from_the_address_of_the_pages_unless_that_is_said() -> None:
    assert read().mail_from == "no-reply@localhost"
    assert production().mail_from == "no-reply@tenens.example.org"
    assert production(AGENCY_MAIL_FROM="desk@example.org").mail_from == "desk@example.org"


def test_at_home_the_pages_are_on_the_port_they_are_served_on() -> None:
    assert read(PORT="8106").public_url == "http://127.0.0.1:8106"
    assert read(PORT="0").public_url == "http://127.0.0.1:0"


def test_a_relative_sqlite_file_lies_where_the_command_was_given() -> None:
    config = Config.from_environment({"AGENCY_DATABASE_URL": "sqlite:///mine.db"})
    assert config.database_url == f"sqlite:///{Path.cwd() / 'mine.db'}"


def test_a_misspelt_kind_of_environment_does_not_pass_for_development() -> None:
    with pytest.raises(BadSetting, match="AGENCY_ENV=prod: expected development or production"):
        Config.from_environment({"AGENCY_ENV": "prod"})


def test_hosts_of_issuers_are_names_with_commas_between_them() -> None:
    assert Config.from_environment({}).badge_hosts == frozenset()
    said = {"AGENCY_BADGE_HOSTS": " Badges.example.org, api.example.com ,"}
    assert Config.from_environment(said).badge_hosts == {"badges.example.org", "api.example.com"}


@pytest.mark.parametrize("host", ["https://a.example", "10.0.0.1", "localhost", "a b.example", "*"])
def test_what_is_no_name_of_a_host_is_refused(host: str) -> None:
    with pytest.raises(BadSetting, match="AGENCY_BADGE_HOSTS"):
        Config.from_environment({"AGENCY_BADGE_HOSTS": f"a.example,{host}"})


def test_quiet_hours_are_those_of_the_night_unless_somebody_says_otherwise() -> None:
    assert read().quiet_hours == (time(21), time(8))
    assert read(AGENCY_QUIET_HOURS="22:30-07:15").quiet_hours == (time(22, 30), time(7, 15))
    assert read(AGENCY_QUIET_HOURS="none").quiet_hours is None


def test_mail_that_does_not_arrive_is_reported_to_whom_it_is_from_unless_said_otherwise() -> None:
    assert read(AGENCY_MAIL_FROM="desk@example.org").mail_reports_to == "desk@example.org"
    assert read(AGENCY_MAIL_REPORTS_TO="b@example.org").mail_reports_to == "b@example.org"
