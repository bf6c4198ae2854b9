"""An explanation as lines of text: the answer first, then the picture that proves it, then why."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import reduce
from itertools import groupby

from rich.text import Text

from agency.cli.printing import wrapped
from agency.cli.remedy_texts import remedy_lines
from agency.cli.timeline import Axis, Glyphs
from agency.matching.explaining import Explanation
from agency.rules.eligibility import (
    ELIGIBLE,
    MET,
    UNKNOWN,
    UNMET,
    Assessment,
    Finding,
    verdict_of,
)
from agency.rules.ranking import points_text
from agency.rules.rulebook import Entry
from agency.rules.sentences import day_text, days_text
from agency.rules.spans import LAST_DAY, Coverage, Spans

STYLES = {MET: "green", UNKNOWN: "yellow", UNMET: "red"}
WORDS = {MET: "met", UNKNOWN: "not known", UNMET: "not met"}
INDENT = "    "
LABEL_WIDTHS = (20, 26)
WIDE = 92
WORD_WIDTH = 16
MOST_KEYS = 20


def explanation_lines(
    explanation: Explanation, width: int, glyphs: Glyphs, unknown_keys: Sequence[str] = ()
) -> Iterator[Text]:
    """The whole explanation, in lines of at most ``width`` characters (at least 60).

    Only a word that is longer by itself, such as an address, may stand out: it is not broken up.
    ``unknown_keys`` of a question that was read from JSON are told at the end.
    """
    sheet = _Sheet(explanation.assessment, width, glyphs)
    yield from _head(explanation, sheet)
    yield from remedy_lines(explanation, width)
    yield Text()
    yield from _picture(explanation.assessment, sheet)
    yield from _score(explanation, sheet)
    yield from _questions(explanation.assessment, sheet)
    yield from _notes(explanation.assessment, sheet)
    yield from _unknown(unknown_keys, sheet)


class _Sheet:
    """How wide everything is, and the axis that all bars share."""

    def __init__(self, assessment: Assessment, width: int, glyphs: Glyphs) -> None:
        self.width, self.glyphs = width, glyphs
        self.label_width = LABEL_WIDTHS[width >= WIDE]
        bar_width = width - 2 - self.label_width - 1 - 1 - WORD_WIDTH
        self.axis = Axis.around(assessment.window, bar_width, glyphs)

    def lane(self, mark: str, label: str, drawing: str, word: str, style: str = "") -> Text:
        """One line of the picture; the style colours mark and word, each cell has its own."""
        line = Text()
        line.append(f"{mark:1} ", style)
        line.append(f"{self._cut(label):{self.label_width}} ")
        line.append_text(self._coloured(drawing))
        line.append(f" {word}", style)
        line.rstrip()
        return line

    def _cut(self, label: str) -> str:
        if len(label) <= self.label_width:
            return label
        return label[: self.label_width - 1] + self.glyphs.cut

    def _coloured(self, drawing: str) -> Text:
        styles = {fill: STYLES[verdict] for verdict, fill in self.glyphs.fills.items()}
        line = Text()
        for character, run in groupby(drawing):
            line.append("".join(run), styles.get(character, ""))
        return line

    def paragraph(self, words: str, style: str = "") -> Iterator[Text]:
        """Words wrapped under the label they belong to."""
        for line in self.wrapped(words, INDENT):
            yield Text(line, style)

    def wrapped(self, words: str, lead: str = "") -> list[str]:
        return wrapped(words, self.width, lead)


# The answer


def _head(explanation: Explanation, sheet: _Sheet) -> Iterator[Text]:
    assessment = explanation.assessment
    yield from (Text(line, "bold") for line in sheet.wrapped(_answer(assessment)))
    first, last = map(day_text, assessment.window)
    sentences = (
        f"{_who(explanation)} for {_where(explanation)}",
        f"{first} to {last}, {days_text(assessment.window.days)}."
        f" Judged as of {day_text(explanation.day)} by rulebook {assessment.rulebook[:12]}.",
        *_horizon(assessment),
        *explanation.remarks,
    )
    for words in sentences:
        yield from map(Text, sheet.wrapped(words))


def _answer(assessment: Assessment) -> str:
    """The verdict as a sentence."""
    verdict = assessment.verdict.capitalize()
    if assessment.work.blocked:
        by_law = any(one.law and not one.law.is_standard for one in assessment.work.blocking)
        who = "the law" if by_law else "a standard"
        return f"{verdict}: {who} blocks the work itself. {_blocks(assessment)}"
    if assessment.verdict == ELIGIBLE:
        return f"{verdict}: covered on {_all_days(assessment.window.days)}."
    if not assessment.near_miss:
        return f"{verdict}: {_counted(assessment)}."
    (gap,) = assessment.not_met
    renewable = ", and its renewal is on course" if assessment.renewable else ""
    title = gap.title.rstrip(".")
    return f"{verdict}, a near miss: only this is {WORDS[gap.verdict]}{renewable}: {title}."


def _blocks(assessment: Assessment) -> str:
    """What the law says against the work, with where it says so."""
    return " ".join(
        f"{finding.law.says.rstrip('.')} ({_citation(finding.law)})."
        for finding in assessment.work.blocking
        if finding.law
    )


def _all_days(days: int) -> str:
    return "the one day" if days == 1 else f"all {days} days"


def _counted(assessment: Assessment) -> str:
    """How many findings are not met and not known: ``1 not met, 2 not known``."""
    verdicts = [finding.verdict for finding in assessment.not_met]
    return ", ".join(
        f"{verdicts.count(verdict)} {WORDS[verdict]}"
        for verdict in (UNMET, UNKNOWN)
        if verdict in verdicts
    )


def _who(explanation: Explanation) -> str:
    ref, name = explanation.candidate.ref, explanation.candidate_name
    return f"{name} ({ref})" if name and ref else name or ref or "A candidate"


def _where(explanation: Explanation) -> str:
    work = explanation.assignment
    parts = (work.ref, work.facility, work.state)
    return ", ".join(part for part in parts if part)


def _horizon(assessment: Assessment) -> Iterator[str]:
    """How long the cover lasts, or from when it would."""
    if assessment.verdict == ELIGIBLE:
        if assessment.holds_until and assessment.holds_until != LAST_DAY:
            left = days_text(assessment.days_left)
            yield f"Covered until {day_text(assessment.holds_until)}, {left} beyond the end."
    elif not assessment.work.blocked:
        yield _clears(assessment.clears_on, assessment.verdict, assessment.window.days)


def _clears(day: int | None, verdict: str, days: int) -> str:
    if day is None:
        unknown = "Clears as soon as what is not known is settled."
        return unknown if verdict == UNKNOWN else "A later start alone does not clear it."
    return f"Clears on {day_text(day)}: from that day {days_text(days)} in a row are covered."


# The picture


def _picture(assessment: Assessment, sheet: _Sheet) -> Iterator[Text]:
    names, ruler = sheet.axis.ticks()
    yield sheet.lane("", "", names, "")
    yield sheet.lane("", "", ruler, "")
    yield sheet.lane("", "the assignment", sheet.axis.frame(), "")
    yield _all_together(assessment, sheet)
    decisive = [finding for finding in assessment.findings if finding.decides]
    for title, verdicts in (
        ("Needs something", (UNMET, UNKNOWN)),
        ("Covered on every day", (MET,)),
    ):
        found = [f for verdict in verdicts for f in decisive if f.verdict == verdict]
        if found:
            yield from _heading(title)
        for finding in found:
            yield from _finding(finding, sheet)
    yield Text()
    yield from sheet.paragraph(_legend(sheet.glyphs), "dim")


def _all_together(assessment: Assessment, sheet: _Sheet) -> Text:
    answers = (finding.coverage for finding in assessment.findings if finding.decides)
    together = reduce(Coverage.__and__, answers, Coverage.certain(assessment.work.allowed))
    verdict = verdict_of(together, assessment.window)
    mark, style = sheet.glyphs.marks[verdict], STYLES[verdict]
    covered = Spans.of([assessment.window]) & together.met
    word = f"{covered.days} of {days_text(assessment.window.days)}"
    return sheet.lane(mark, "all together", sheet.axis.bar(together), word, style)


def _finding(finding: Finding, sheet: _Sheet) -> Iterator[Text]:
    """A bar, and beneath it the sentence and what it rests on, where there is more to say."""
    mark, style = sheet.glyphs.marks[finding.verdict], STYLES[finding.verdict]
    bar = sheet.axis.bar(finding.coverage)
    yield sheet.lane(mark, finding.requirement.id, bar, _word(finding), style)
    met = finding.verdict == MET
    if met and not finding.law and not finding.evidence:
        return
    yield from sheet.paragraph(finding.says, "dim" if met else "")
    if not met:
        yield from sheet.paragraph(_clears(finding.clears_on, finding.verdict, finding.window.days))
    yield from (line for words in _changes(finding) for line in sheet.paragraph(words))
    yield from _cited(finding.law, sheet)
    if finding.evidence:
        yield from sheet.paragraph(f"On file: {', '.join(finding.evidence)}", "dim")


def _changes(finding: Finding) -> Iterator[str]:
    """Changes of the law while the work lasts."""
    first, last = finding.window
    for version in finding.requirement.versions:
        if first < version.first <= last:
            yield f"The law changes on {day_text(version.first)}: {version.entry.says}"
    ends = max((version.last for version in finding.requirement.versions), default=last)
    if ends < last:
        yield f"The law asks this until {day_text(ends)}."


def _word(finding: Finding) -> str:
    """What the bar shows, in a word or two."""
    if finding.verdict == MET:
        until = finding.holds_until
        return "met" if until in (None, LAST_DAY) else f"to {day_text(until)}"
    missing = finding.missing.days
    if missing == finding.window.days:
        return WORDS[finding.verdict]
    return f"{days_text(missing)} {'short' if finding.verdict == UNMET else 'unknown'}"


def _cited(law: Entry | None, sheet: _Sheet) -> Iterator[Text]:
    """Where the law is written and how far we trust it; an address is never broken up."""
    if law:
        told = f"{_citation(law)} (confidence {law.confidence}) {law.source}"
        yield from sheet.paragraph(law.citation if law.is_standard else told, "dim")


def _citation(law: Entry) -> str:
    """Where law is written; a standard is told by who asks for it."""
    return law.citation if law.is_standard else f"§ {law.citation}"


def _legend(glyphs: Glyphs) -> str:
    means = {MET: "met", UNKNOWN: "may be met", UNMET: "not met"}
    fills = [f"{glyphs.fills[verdict]} {word}" for verdict, word in means.items()]
    return f"{'   '.join(fills)}   {glyphs.edge} first and last day of the assignment"


# The rest


def _score(explanation: Explanation, sheet: _Sheet) -> Iterator[Text]:
    if explanation.score is None:
        return
    yield from _heading(f"Score {points_text(explanation.score)} of 100")
    for part in explanation.parts:
        name = part.name.replace("_", " ")
        points = points_text(part.value * part.weight)
        lead = f"{INDENT}{name:17}{points:>7} of {part.weight:<3}  "
        yield from map(Text, sheet.wrapped(part.reason, lead))


def _questions(assessment: Assessment, sheet: _Sheet) -> Iterator[Text]:
    if assessment.work.to_confirm:
        yield from _heading("To confirm with the client")
    for requirement in assessment.work.to_confirm:
        yield from sheet.paragraph(f"{requirement.question} ({requirement.title.rstrip('.')})")
        yield from _cited(requirement.law_on(assessment.window.first), sheet)


def _notes(assessment: Assessment, sheet: _Sheet) -> Iterator[Text]:
    notes = [finding for finding in assessment.findings if not finding.decides]
    if notes:
        yield from _heading("Good to know, decides nothing")
    for finding in notes:
        yield from sheet.paragraph(finding.title)
        yield from _cited(finding.law, sheet)


def _unknown(keys: Sequence[str], sheet: _Sheet) -> Iterator[Text]:
    if keys:
        yield from _heading("Keys that mean nothing here and were passed over")
        more = f" and {len(keys) - MOST_KEYS} more" if len(keys) > MOST_KEYS else ""
        yield from sheet.paragraph(", ".join(keys[:MOST_KEYS]) + more)


def _heading(words: str) -> Iterator[Text]:
    yield Text()
    yield Text(words, "bold")
