"""Reads a workbook: one Table for each sheet that holds one."""

from collections.abc import Iterator, Mapping
from dataclasses import replace

import polars as pl

from klaviatur.adapters.sources.catalogues.chunks import Part, chunked
from klaviatur.adapters.sources.catalogues.findings import note, warning
from klaviatur.adapters.sources.catalogues.layout.header import Header, find_header
from klaviatur.adapters.sources.catalogues.layout.shapes import decimal_style, filled
from klaviatur.adapters.sources.catalogues.skipping import with_skipped
from klaviatur.adapters.sources.catalogues.stream import Options, Stream
from klaviatur.adapters.sources.catalogues.workbook.cells import Book, fill_down
from klaviatur.adapters.sources.catalogues.workbook.container import SheetFacts, check, sheet_facts
from klaviatur.errors import TableEmpty, TableUnreadable
from klaviatur.records import Table, TableFinding

_SAMPLE_ROWS = 400


def read(stream: Stream, *, origin: str, options: Options) -> Iterator[Table]:
    """Yield a table for each visible sheet, or for the one asked for. Raises TableUnreadable or TableEmpty."""
    form = check(stream, options)
    book = Book(stream)
    chosen = _chosen(book, options.sheet, origin)
    bare = Table(origin, form, (), iter(()), digest=stream.digest)
    tables = with_skipped(_sheet(book, position, bare, stream, options) for position in chosen)
    first = next(tables, None)
    if first is None:
        raise TableEmpty(
            f"{origin!r} holds no sheet with a header and rows. "
            "Put the names of the columns in the first row of a sheet."
        )
    yield first
    yield from tables


def _chosen(book: Book, sheet: str | None, origin: str) -> list[int]:
    if sheet is None:
        return list(range(len(book.sheets)))
    names = [name.strip().casefold() for name in book.sheets]
    if sheet.strip().casefold() in names:
        return [names.index(sheet.strip().casefold())]
    listed = ", ".join(repr(name) for name in book.sheets[:20])
    raise TableUnreadable(f"{origin!r} has no sheet {sheet!r}. Name one of these: {listed}.")


def _sheet(book: Book, position: int, bare: Table, stream: Stream, options: Options) -> Table | TableFinding:
    name = book.sheets[position]
    facts = sheet_facts(stream, name) if bare.format == "xlsx" else SheetFacts()
    frame, visible = book.load(position)
    if not visible and options.sheet is None:
        return _passed_over(name, "ist ausgeblendet", "is hidden")
    rows = [[cell or "" for cell in row] for row in frame.head(_SAMPLE_ROWS).rows()]
    if not any(map(filled, rows)):
        return _passed_over(name, "ist leer", "is empty")
    header = find_header(rows, spans=_spans(facts) if bare.format == "xlsx" else None)
    if header is None or header.body >= frame.height:
        return _passed_over(name, "hat keine Überschriften oder keine Zeilen", "has no column names or no rows")
    return _table(replace(bare, sheet=name), frame, header, facts, options)


def _table(bare: Table, frame: pl.DataFrame, header: Header, facts: SheetFacts, options: Options) -> Table:
    frame, merged = fill_down(frame, facts.merges, facts.left, header.body)
    part, empty = _body(frame, header)
    decimal = decimal_style(cell for column in part.frame.head(_SAMPLE_ROWS) for cell in column if cell)
    return replace(
        bare,
        columns=header.names,
        chunks=chunked([part], options.chunk_rows),
        details=(("sheet", bare.sheet or ""), ("header_row", str(header.body)), ("decimal", decimal or "not seen")),
        hints=header.hints,
        findings=(*header.findings, *_repairs(facts, merged, empty)),
    )


def _spans(facts: SheetFacts) -> Mapping[tuple[int, int], int]:
    return {(m.top, m.left - facts.left): m.right - facts.left for m in facts.merges}


def _body(frame: pl.DataFrame, header: Header) -> tuple[Part, int]:
    """Return the rows below the header that hold something, and how many between them hold nothing."""
    width = len(header.names)
    body = frame.select(frame.columns[:width]).slice(header.body)
    missing = [pl.lit(None, pl.String).alias(f"missing {at}") for at in range(width - body.width)]
    body = body.with_columns(missing)
    body.columns = list(header.names)
    rows = pl.int_range(header.body + 1, header.body + 1 + body.height, dtype=pl.Int64, eager=True).alias("row")
    holds = body.select(pl.any_horizontal(pl.all().is_not_null())).to_series()
    kept = rows.filter(holds)
    between = int(kept[-1]) - header.body - kept.len() if kept.len() else 0
    return Part(body.filter(holds), kept), between


def _repairs(facts: SheetFacts, merged: int, empty: int) -> Iterator[TableFinding]:
    if merged:
        yield note(
            "cell.merged",
            "Über mehrere Zeilen verbundene Zellen; ihr Wert gilt jetzt in jeder dieser Zeilen.",
            "Cells merged over several rows; their value now counts in each of these rows.",
            count=merged,
        )
    if empty:
        yield note(
            "row.empty",
            "Zeilen ohne Inhalt; sie wurden übergangen.",
            "Rows that hold nothing; they were passed over.",
            count=empty,
        )
    if facts.errors:
        yield warning(
            "cell.error",
            "Zellen mit einem Rechenfehler (#NV, #DIV/0!); sie gelten als leer.",
            "Cells with a calculation error (#N/A, #DIV/0!); they count as empty.",
            count=facts.errors,
        )
    if facts.without_result:
        yield warning(
            "cell.formula",
            "Formeln ohne gespeichertes Ergebnis gelten als leer. Speichern Sie die Datei neu in Excel oder Calc.",
            "Formulas without a saved result count as empty. Save the file anew in Excel or Calc.",
            count=facts.without_result,
        )


def _passed_over(sheet: str, de: str, en: str) -> TableFinding:
    return note(
        "sheet.skipped",
        f"Das Blatt {sheet!r} {de} und wurde übergangen.",
        f"The sheet {sheet!r} {en}; it was passed over.",
        words=sheet,
    )
