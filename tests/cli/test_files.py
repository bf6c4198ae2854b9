"""``agency init``, ``import`` and ``export``."""

import json
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from agency import create_app
from agency.cli import agency
from agency.exchange.kinds import KINDS
from agency.extensions import db
from agency.schema_version import downgrade_database
from config import Config
from tests.exchange.files import LEAST, csv_text, write_csv

# What the command line starts, in this interpreter and from this source.
AGENCY = [sys.executable, "-c", "from wsgi import main; main()"]


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder that does not exist yet, and an environment that names it alone."""
    folder = tmp_path / "home"
    monkeypatch.setenv("AGENCY_HOME", str(folder))
    for name in ("AGENCY_DATABASE_URL", "AGENCY_REDIS_URL", "AGENCY_ENV"):
        monkeypatch.delenv(name, raising=False)
    return folder


@pytest.fixture
def ready(app: object, database_url: str, home: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The environment of a database of each kind that is up to date and empty."""
    monkeypatch.setenv("AGENCY_DATABASE_URL", database_url)
    return home


def run(*words: str, said: bytes | None = None) -> Result:
    return CliRunner().invoke(agency, words, input=said)


def lines(result: Result) -> list[str]:
    return result.stdout.splitlines()


# init


def test_the_first_init_makes_folder_and_tables_and_the_second_nothing(home: Path) -> None:
    first = run("init")
    assert first.exit_code == 0
    [folder, tables] = lines(first)
    assert folder == f"made the folder {home}"
    assert tables.startswith(f"made the tables in sqlite:///{home}/agency.sqlite3 (migration ")
    assert (
        run("import", "candidates", "-", said=csv_text("candidates", [{}]).encode()).exit_code == 0
    )
    before = run("export", "candidates").stdout
    second = run("init")
    assert (second.exit_code, len(lines(second))) == (0, 1)
    assert " is up to date (migration " in second.stdout
    assert run("export", "candidates").stdout == before


def test_init_brings_old_tables_up_to_date(home: Path) -> None:
    run("init")
    with create_app(Config.from_environment()).app_context():
        downgrade_database("-1")
        db.engine.dispose()
    refused = run("export", "candidates")
    assert refused.exit_code == 2
    assert refused.stderr == "agency: the database is not up to date; run `agency init` first\n"
    brought = run("init")
    assert brought.exit_code == 0
    assert brought.stdout.startswith(f"brought sqlite:///{home}/agency.sqlite3 from migration ")


def test_init_does_not_tell_the_password(
    ready: Path, monkeypatch: pytest.MonkeyPatch, database_url: str
) -> None:
    if database_url.startswith("postgresql"):
        monkeypatch.setenv("AGENCY_DATABASE_URL", database_url.replace("@", ":secret-word@", 1))
    result = run("init")
    assert (result.exit_code, "secret-word" in result.output) == (0, False)


def test_a_database_that_cannot_be_opened_is_one_sentence(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AGENCY_DATABASE_URL", f"sqlite:///{home}/none/agency.sqlite3")
    result = run("init")
    assert result.exit_code == 2
    assert result.stderr == "agency: the database refused: unable to open database file\n"


def test_several_inits_at_once_make_the_tables_once(home: Path) -> None:
    def init(_: int) -> subprocess.CompletedProcess[str]:
        return subprocess.run([*AGENCY, "init"], check=False, capture_output=True, text=True)

    with ThreadPoolExecutor(3) as threads:
        done = list(threads.map(init, range(3)))
    assert [(one.returncode, one.stderr) for one in done] == [(0, "")] * 3
    assert run("export", "candidates").exit_code == 0


# import


def test_an_import_that_takes_every_row_has_status_0(ready: Path, tmp_path: Path) -> None:
    file = write_csv(tmp_path / "f.csv", "candidates", {}, {"ref": "C-2"})
    result = run("import", "candidates", str(file))
    assert (result.exit_code, result.stderr) == (0, "")
    assert lines(result) == [
        f"{file}: 2 rows of candidates imported",
        "  2 new, 0 changed, 0 as before, 0 refused",
    ]


def test_an_import_that_refuses_a_row_has_status_1_and_says_which(
    ready: Path, tmp_path: Path
) -> None:
    file = write_csv(tmp_path / "f.csv", "candidates", {}, {"ref": "C-2", "home_zip": "1234"})
    rejects = tmp_path / "rejects.csv"
    result = run("import", "candidates", str(file), "--rejects", str(rejects))
    assert result.exit_code == 1
    assert "  1 new, 0 changed, 0 as before, 1 refused" in lines(result)
    assert any(line.startswith("  line 3: home_zip: '1234': expected a") for line in lines(result))
    corrected = tmp_path / "corrected.csv"
    corrected.write_text(rejects.read_text().replace("1234", "01234"))
    assert run("import", "candidates", str(corrected)).exit_code == 0
    assert "C-2,,,,,01234," in run("export", "candidates").stdout


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (None, "No such file or directory"),
        (b"", "line 1: expected a first line with the columns ref, "),
        (b"ref;first_name\n", "line 1: expected commas between the columns; this file has semic"),
        ("ref,first_name\n".encode("utf-16"), "line 1: expected a CSV file in UTF-8; this looks"),
    ],
)
def test_a_file_that_cannot_be_read_has_status_2_and_one_sentence(
    ready: Path, tmp_path: Path, content: bytes | None, reason: str
) -> None:
    file = tmp_path / "f.csv"
    if content is not None:
        file.write_bytes(content)
    result = run("import", "candidates", str(file), "--rejects", str(tmp_path / "rejects.csv"))
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.startswith(f"agency: {file}: {reason}")
    assert result.stderr.count("\n") == 1
    assert not (tmp_path / "rejects.csv").exists()


def test_a_dry_run_changes_nothing(ready: Path, tmp_path: Path) -> None:
    file = write_csv(tmp_path / "f.csv", "candidates", {}, {"ref": "", "last_name": "Lee"})
    before = run("export", "candidates").stdout
    result = run("import", "candidates", str(file), "--dry-run")
    assert result.exit_code == 1
    assert lines(result)[0] == f"{file}: 1 rows of candidates would be imported"
    assert run("export", "candidates").stdout == before


def test_an_import_answers_in_json(ready: Path, tmp_path: Path) -> None:
    file = write_csv(
        tmp_path / "f.csv", "candidates", {"role": "admin"}, {"ref": "C-2", "adult": "?"}
    )
    result = run("import", "candidates", str(file), "--json")
    told = json.loads(result.stdout)
    assert result.exit_code == 1
    assert (told["inserted"], told["refused"], told["accepted"]) == (1, 1, 1)
    assert told["unknown_columns"] == ["role"]
    assert told["refused_rows"] == [
        {"line": 3, "column": "adult", "value": "?", "expected": "yes, no or blank"}
    ]


def test_standard_input_is_imported_and_resumes_by_what_it_says(ready: Path) -> None:
    content = csv_text("candidates", [{}, {"ref": "C-2"}]).encode()
    result = run("import", "candidates", "-", said=content)
    assert lines(result)[0] == "-: 2 rows of candidates imported"
    assert lines(run("import", "candidates", "-", said=content))[1].startswith("  0 new, 0 changed")
    unreadable = run("import", "candidates", "-", said=b"")
    assert unreadable.exit_code == 2
    assert unreadable.stderr.startswith("agency: -: line 1: expected ")


@pytest.mark.parametrize("kind", ["ce_credits", "ce-credits"])
def test_a_kind_may_be_written_both_ways(ready: Path, tmp_path: Path, kind: str) -> None:
    run("import", "candidates", str(write_csv(tmp_path / "p.csv", "candidates", {})))
    file = write_csv(tmp_path / "f.csv", "ce_credits", {})
    assert run("import", kind, str(file)).exit_code == 0
    assert run("export", kind).stdout.count("\n") == 2


@pytest.mark.parametrize("command", [["import", "people", "f.csv"], ["export", "people"]])
def test_an_unknown_kind_is_refused_with_those_there_are(home: Path, command: list[str]) -> None:
    result = run(*command)
    assert result.exit_code == 2
    assert all(f"'{kind}'" in result.stderr for kind in KINDS)


def test_without_tables_there_is_nothing_to_import_into(home: Path, tmp_path: Path) -> None:
    file = write_csv(tmp_path / "f.csv", "candidates", {})
    for command in (["import", "candidates", str(file)], ["export", "candidates"]):
        result = run(*command)
        assert result.exit_code == 2
        database = f"{home}/agency.sqlite3"
        assert result.stderr == (
            f"agency: there is no database {database}; run `agency init` first\n"
        )


# export


def test_an_export_can_be_written_to_a_file_whole(ready: Path, tmp_path: Path) -> None:
    run(
        "import",
        "candidates",
        "-",
        said=csv_text("candidates", [{"last_name": "Nguy\u1ec5n"}]).encode(),
    )
    out = tmp_path / "out.csv"
    out.write_text("old")
    result = run("export", "candidates", "--out", str(out))
    assert (result.exit_code, result.stdout) == (0, "")
    assert result.stderr == f"1 candidates written to {out}\n"
    assert out.read_bytes() == run("export", "candidates").stdout_bytes
    assert [path.name for path in tmp_path.glob("*out*")] == ["out.csv"]


@pytest.mark.parametrize("out", ["", "none/out.csv"])
def test_a_place_that_cannot_be_written_is_one_sentence(
    ready: Path, tmp_path: Path, out: str
) -> None:
    result = run("export", "candidates", "--out", str(tmp_path / out))
    assert result.exit_code == 2
    assert result.stderr.startswith(f"agency: {tmp_path / out}: ")
    assert result.stderr.count("\n") == 1


def test_an_export_may_be_json_on_the_screen_and_in_a_file(ready: Path, tmp_path: Path) -> None:
    run("import", "facilities", "-", said=csv_text("facilities", [{"zip": "01234"}]).encode())
    told = run("export", "facilities", "--json").stdout
    [site] = json.loads(told)
    assert (site["name"], site["zip"], site["do_not_return"]) == ("Alder Clinic", "01234", [])
    run("export", "facilities", "--json", "--out", str(tmp_path / "out.json"))
    assert (tmp_path / "out.json").read_text() == told


# as processes


def test_every_byte_comes_back_through_real_processes(home: Path) -> None:
    run("init")
    environment = {**os.environ, "LC_ALL": "C", "PYTHONIOENCODING": "ascii"}
    names = ["O'Brien", "Nguy\u1ec5n", "=1+1", "'=1", "\u0645\u062d", 'say "hi", now', "Null"]
    people = [{"ref": f"C-{number}", "last_name": name} for number, name in enumerate(names)]
    content = csv_text("candidates", people).encode()

    def process(*words: str, said: bytes = b"") -> subprocess.CompletedProcess[bytes]:
        command = [*AGENCY, *words]
        return subprocess.run(
            command, input=said, env=environment, capture_output=True, check=False
        )

    first = process("import", "candidates", "-", said=content)
    assert (first.returncode, first.stderr) == (0, b"")
    exported = process("export", "candidates")
    assert (exported.returncode, exported.stderr) == (0, b"")
    assert [line.split(b",")[0] for line in exported.stdout.splitlines()[1:]] == [
        person["ref"].encode() for person in people
    ]
    again = process("import", "candidates", "-", said=exported.stdout)
    assert b"  0 new, 0 changed, 7 as before, 0 refused" in again.stdout


def test_an_export_into_a_closed_pipe_ends_in_silence(home: Path) -> None:
    run("init")
    rows = [LEAST["candidates"] | {"ref": f"C-{number}"} for number in range(3_000)]
    run("import", "candidates", "-", said=csv_text("candidates", rows).encode())
    command = [*AGENCY, "export", "candidates"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout
        assert process.stderr
        assert process.stdout.readline().startswith(b"ref,")
        process.stdout.close()
        assert process.stderr.read() == b""
    assert process.returncode == 0


def test_a_bar_is_shown_to_a_person_and_to_nobody_else(home: Path, tmp_path: Path) -> None:
    run("init")
    file = write_csv(tmp_path / "f.csv", "candidates", {})
    command = [*AGENCY, "import", "candidates", str(file)]
    piped = subprocess.run(command, capture_output=True, check=True)
    assert piped.stderr == b""
    leader, follower = os.openpty()
    environment = {**os.environ, "TERM": "xterm", "COLUMNS": "100"}
    subprocess.run(command, stdout=subprocess.PIPE, stderr=follower, env=environment, check=True)
    os.close(follower)
    assert b"Importing candidates" in os.read(leader, 100_000)
    os.close(leader)
