"""A report as a table for people."""

from __future__ import annotations

from collections.abc import Iterator

from agency.bench.report import Report, Row

HEADS = ("", "median s", "min", "max", "cpu s", "MB", "pairs/s", "from", "gap")
PERCENT = 100
SHORT = 0.05


def lines(report: Report) -> Iterator[str]:
    """The table, the ratios, and what to know about them."""
    size = report.size
    yield f"Size {size.name}: {size.candidates:,} candidates, {size.assignments:,} assignments"
    yield ""
    yield from aligned([HEADS, *map(_cells, report.rows)])
    yield ""
    yield from aligned([(name, _ratio(ratio)) for name, ratio in report.ratios.items()])
    yield ""
    yield "Whatever is compared found the same pairs as the engine."
    yield '"from": the share that was really run; the seconds are extrapolated from it.'
    yield '"gap": by how much a choice may be worse than the best, as a share of the bound.'


def _cells(row: Row) -> tuple[str, ...]:
    seconds = row.as_json()["seconds"]
    cpu = row.as_json()["cpu_seconds"]
    return (
        row.name,
        *(_told(seconds[which]) for which in ("median", "min", "max")),
        _told(cpu["median"]) if cpu else "",
        f"{row.rss_mb:,.0f}" if row.rss_mb is not None else "",
        f"{row.pairs / row.typical:,.0f}" if row.pairs else "",
        f"{row.share * PERCENT:.3g} %" if row.share else "",
        f"{row.gap * PERCENT:.4f} %" if row.gap is not None else "",
    )


def _ratio(ratio: float) -> str:
    return f"{ratio:.2f}" if ratio >= SHORT else f"{ratio:.6f}"


def _told(seconds: float) -> str:
    """In hundredths; what takes less than a few of them in ten-thousandths."""
    return f"{seconds:,.2f}" if seconds >= SHORT else f"{seconds:.4f}"


def aligned(rows: list[tuple[str, ...]]) -> Iterator[str]:
    """The first column to the left, the others to the right."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for first, *others in rows:
        cells = [cell.rjust(width) for cell, width in zip(others, widths[1:], strict=True)]
        yield "  ".join([first.ljust(widths[0]), *cells]).rstrip()
