"""Persons of the pathway tests: a table of a case file → a record."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from agency.rules.facts import CandidateFacts, Credential, Evidence, Training
from agency.rules.pathways.record import Record, Worked
from agency.rules.spans import Spans

FILE = Path(__file__).with_name("cases.toml")
HOURS = ("hours", "classroom_hours", "clinical_hours", "externship_hours")


def cases() -> list[dict[str, Any]]:
    """Every case of the file, on the file's day unless it says another."""
    said = tomllib.loads(FILE.read_text(encoding="utf-8"))
    return [{"day": said["day"], **case} for case in said["case"]]


def record(written: Mapping[str, Any]) -> Record:
    """The record that a case describes; what it leaves out is not on file."""
    years = written.get("years_experience")
    return Record(
        facts=CandidateFacts(
            ref="C-0001",
            adult=written.get("adult"),
            credentials=tuple(map(credential, written.get("credentials", ()))),
            trainings=tuple(map(training, written.get("trainings", ()))),
        ),
        years_experience=None if years is None else Decimal(years),
        worked=tuple(worked(*one) for one in written.get("worked", ())),
    )


def worked(first: str, last: str, hours_per_week: str | None = None) -> Worked:
    """A placement; who does not say how many hours a week leaves them blank."""
    days = Spans.between(date.fromisoformat(first), date.fromisoformat(last))
    return Worked(days, None if hours_per_week is None else Decimal(hours_per_week))


def credential(written: Mapping[str, Any]) -> Credential:
    code, issued_on = written["code"], written.get("issued_on")
    return Credential(
        code=code,
        ref=f"{code}:1:{issued_on or ''}",
        issued_on=issued_on,
        expires_on=written.get("expires_on"),
        evidence=Evidence[written.get("evidence", "reviewed")],
    )


def training(written: Mapping[str, Any]) -> Training:
    plain: dict[str, Any] = {
        key: written[key] for key in ("topic", "provider", "accreditor") if key in written
    }
    hours: dict[str, Any] = {key: Decimal(str(written[key])) for key in HOURS if key in written}
    done = (one.partition(":") for one in written.get("performances", ()))
    return Training(
        kind=written["kind"],
        **plain,
        **hours,
        in_person=written.get("in_person", False),
        performances=tuple((act, int(count)) for act, _, count in done),
        completed_on=written.get("completed_on"),
        evidence=Evidence[written.get("evidence", "reviewed")],
    )
