"""What registers say, as lines of text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from rich.text import Text

from agency.cli.printing import wrapped
from agency.page_filters import counted
from agency.rules.sentences import day_text
from agency.verification.register_models import RegisterAlarm, RegisterAnswer, RegisterLoad
from agency.verification.registers.report import Counts, LoadReport, counts_of
from agency.verification.registers.sentences import alarm_text, differences_text

DETAIL = " " * 6
STYLES = {"refused": "red", "waiting": "yellow", "reading": "yellow"}


def load_lines(report: LoadReport) -> Iterator[Text]:
    """What a load has done or would do, and what of the file could not be read."""
    day = day_text(date.fromisoformat(report.day))
    done = "would be held" if report.dry_run else "held"
    held = counted(report.counts.held, "credential")
    yield Text(f"{report.file} of {day}: {held} {done} against it", "bold")
    for words in count_words(report.counts):
        yield Text(f"  {words}")
    for row in report.told["bad_rows"]:
        column = f"{row['column']}: " if row["column"] else ""
        yield Text(f"  line {row['line']}: {column}{row['value']!r}: expected {row['expected']}")
    if untold := report.counts.bad_rows - len(report.told["bad_rows"]):
        yield Text(f"  and {untold:,} more rows")
    for one in report.told["unknown_words"]:
        rows = counted(one["rows"], "row")
        yield Text(f"  {one['column']}: {one['word']!r} in {rows}: a word we do not know")


def count_words(counts: Counts) -> Iterator[str]:
    """What came of a load, in as many lines as there is to tell."""
    yield f"{counts.agrees:,} agree, {counts.differs:,} differ, {counts.absent:,} are not in it"
    yield f"{counts.confirmed:,} newly known at source by it, {counted(counts.alarms, 'alarm')}"
    if counts.without_number:
        yield f"{counts.without_number:,} have no number on file and cannot be looked for"
    if counts.left_out:
        yield f"{counts.left_out:,} are left out: whoever loads has a part in them"
    if counts.not_read:
        yield f"{counts.not_read:,} are not held: a row of their number could not be read"
    if counts.bad_rows:
        yield f"{counted(counts.bad_rows, 'row')} could not be read"


def loads_lines(loads: Sequence[RegisterLoad], width: int) -> Iterator[Text]:
    """Each file with what came of it."""
    if not loads:
        yield Text("No file of a register was loaded yet.")
    for one in loads:
        head = f"{one.id:>4}  {one.source}, {day_text(one.day)}, {one.file_name}: {one.state}"
        yield Text(head, STYLES.get(one.state, ""))
        told = one.problem or "; ".join(count_words(counts_of(one.counts)))
        yield from map(Text, wrapped(told, width, DETAIL))


def findings_lines(findings: Sequence[RegisterAnswer], width: int) -> Iterator[Text]:
    """Each finding with what the register says otherwise."""
    if not findings:
        yield Text("No register says otherwise of anything that is not settled.")
    for one in findings:
        row = one.credential
        head = f"{row.candidate.ref}, {row.code} {row.number}"
        yield Text(f"{head}: {one.source}, {day_text(one.checked_on)}")
        said = differences_text(one.differences, one.said, row.expires_on)
        yield from map(Text, wrapped(said, width, DETAIL))


def alarms_lines(alarms: Sequence[RegisterAlarm], width: int) -> Iterator[Text]:
    """Each alarm with what it is about."""
    if not alarms:
        yield Text("No alarm is open.")
    for one in alarms:
        row = one.credential
        head = f"{row.candidate.ref}, {row.code} {row.number}: {one.load.source}"
        yield Text(f"{head}, {day_text(one.load.day)}", "red")
        yield from map(Text, wrapped(alarm_text(one.reasons, one.before, one.after), width, DETAIL))
