"""What the walk through a file mended, as findings; a record that broke, as rejected."""

from collections.abc import Iterable

from klaviatur.adapters.sources.catalogues.markup.cells import cells_of
from klaviatur.adapters.sources.catalogues.markup.events import Event, Walk
from klaviatur.adapters.sources.catalogues.markup.nodes import Node
from klaviatur.adapters.sources.catalogues.markup.report import Report
from klaviatur.records import Rejected

_MOST_RAW = 1_000  # cells of a rejected record


def report_repairs(walk: Walk, report: Report) -> None:
    """Note what was mended on the way through a file."""
    prologue = walk.prologue
    if prologue.wrong_encoding:
        report.add("xml.encoding_declared", words=prologue.declared)
    for rule, number in walk.mending.repairs.items() if walk.mending else ():
        report.add(rule, words=prologue.declared or "UTF-8", number=number, count=number)


def report_break(event: Event, report: Report, *, records: int, place: str) -> None:
    """Note where a file breaks."""
    rule = "xml.cut_off" if event.last else "xml.broken"
    report.add(rule, reason=event.reason, records=records, place=place)


def broken_record(event: Event, report: Report, *, row: int, place: str) -> Rejected:
    """Return the record a break struck, with all that could be read of it."""
    cells = cells_of(Node(event.element)) if event.element is not None else ()
    message = report.message("xml.record_broken", reason=event.reason)
    return Rejected(row, "xml.record_broken", message, raw_of((cell.name, cell.value) for cell in cells), place)


def raw_of(pairs: Iterable[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    """Return cells as a rejected record keeps them."""
    return tuple(pair for _, pair in zip(range(_MOST_RAW), pairs, strict=False))
