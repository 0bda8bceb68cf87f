"""Reads a workbook: one Table for each sheet that holds one."""

from collections.abc import Iterator
from dataclasses import replace

from klaviatur.adapters.sources.catalogues.stream import Options, Stream
from klaviatur.adapters.sources.catalogues.workbook.container import check, sheet_facts
from klaviatur.adapters.sources.catalogues.workbook.isolated import opened
from klaviatur.adapters.sources.catalogues.workbook.sheet import no_such_sheet, passed_over, sheet_table, tables_of
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
        for position, visible in book.read.items():
            name = book.sheets[position]
            if visible or options.sheet is not None:
                yield sheet_table(replace(bare, sheet=name), book.load(position), facts.get(name), options)
            else:
                yield passed_over(name, "ist ausgeblendet", "is hidden")
