"""Reads a workbook: one Table for each sheet that holds one."""

from collections.abc import Iterator
from dataclasses import replace

from klaviatur.adapters.sources.catalogues.stream import Options, Stream
from klaviatur.adapters.sources.catalogues.workbook.container import check, sheet_facts
from klaviatur.adapters.sources.catalogues.workbook.isolated import opened
from klaviatur.adapters.sources.catalogues.workbook.sheet import (
    TEMPLATE_ROWS,
    is_template,
    no_such_sheet,
    passed_over,
    sheet_table,
    tables_of,
)
from klaviatur.records import Table, TableFinding


def read(stream: Stream, *, origin: str, options: Options) -> Iterator[Table]:
    """Yield a table for each visible sheet, or for the one asked for. Raises TableUnreadable or TableEmpty."""
    bare = Table(origin, check(stream, options), (), iter(()), digest=stream.digest)
    yield from tables_of(_sheets(stream, bare, options), origin)


def _sheets(stream: Stream, bare: Table, options: Options) -> Iterator[Table | TableFinding]:
    facts = sheet_facts(stream, options.sheet) if bare.format == "xlsx" else {}
    with opened(stream, options.sheet) as book:
        if options.sheet is not None and not book.read:
            raise no_such_sheet(bare.origin, options.sheet, book.sheets)
        shown = [position for position, visible in book.read.items() if visible]
        filled_in = (
            [position for position in shown if is_template(book.head(position, TEMPLATE_ROWS))]
            if len(shown) > 1
            else []
        )
        for position, visible in book.read.items():
            name = book.sheets[position]
            if visible and filled_in and position not in filled_in:
                yield passed_over(name, "erklärt nur die Vorlage daneben", "only explains the template beside it")
            elif visible or options.sheet is not None:
                yield sheet_table(replace(bare, sheet=name), book.load(position), facts.get(name), options)
            else:
                yield passed_over(name, "ist ausgeblendet", "is hidden")
