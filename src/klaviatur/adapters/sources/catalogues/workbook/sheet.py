"""A sheet, wherever its cells came from, as a Table."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

import polars as pl

from klaviatur.adapters.sources.catalogues.chunks import Part, chunked
from klaviatur.adapters.sources.catalogues.findings import note, warning
from klaviatur.adapters.sources.catalogues.layout.header import Header, find_header
from klaviatur.adapters.sources.catalogues.layout.shapes import decimal_style, filled
from klaviatur.adapters.sources.catalogues.layout.templates import template_of
from klaviatur.adapters.sources.catalogues.skipping import with_skipped
from klaviatur.adapters.sources.catalogues.stream import Options
from klaviatur.adapters.sources.catalogues.workbook.merging import SheetFacts, fill_down
from klaviatur.errors import TableEmpty, TableUnreadable
from klaviatur.records import Table, TableFinding

TEMPLATE_ROWS = 40  # tell whether a sheet is a template
_SAMPLE_ROWS = 400
_MOST_LINES = 4  # of a header


def tables_of(sheets: Iterable[Table | TableFinding], origin: str) -> Iterator[Table]:
    """Yield the sheets that hold a table, with what was passed over between them. Raises TableEmpty."""
    tables = with_skipped(sheets)
    first = next(tables, None)
    if first is None:
        raise TableEmpty(
            f"{origin!r} holds no sheet with a header and rows. "
            "Put the names of the columns in the first row of a sheet."
        )
    yield first
    yield from tables


def sheet_table(bare: Table, frame: pl.DataFrame, facts: SheetFacts | None, options: Options) -> Table | TableFinding:
    """Return the table of a sheet, or that it holds none; without `facts` nobody knows which cells are merged."""
    rows = [[cell or "" for cell in row] for row in _sample(frame, facts).rows()]
    if not any(map(filled, rows)):
        return passed_over(bare.sheet or "1", "ist leer", "is empty")
    header = find_header(rows, spans=_spans(facts) if facts else None)
    if header is None or header.body + _empty_rows(frame, header.body) >= frame.height:
        return passed_over(
            bare.sheet or "1", "hat keine Überschriften oder keine Zeilen", "has no column names or no rows"
        )
    return _table(bare, frame, header, facts or SheetFacts(), options)


def is_template(frame: pl.DataFrame) -> bool:
    """Return whether a sheet begins as a marketplace's own, filled in: what stands on the others explains it."""
    return template_of([[cell or "" for cell in row] for row in frame.rows()]) is not None


def no_such_sheet(origin: str, wanted: str, names: Iterable[str]) -> TableUnreadable:
    """Return the error for a sheet that is not there, with those that are."""
    listed = ", ".join(repr(name) for name in list(names)[:20])
    return TableUnreadable(f"{origin!r} has no sheet {wanted!r}. Name one of these: {listed}.")


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


def _sample(frame: pl.DataFrame, facts: SheetFacts | None) -> pl.DataFrame:
    """Return the first rows; a name that reaches over the lines of a header stands in each of them."""
    facts = facts or SheetFacts()
    low = [merge for merge in facts.merges if merge.bottom - merge.top < _MOST_LINES]
    return fill_down(frame.head(_SAMPLE_ROWS), low, facts.left, 0)[0]


def _empty_rows(frame: pl.DataFrame, body: int) -> int:
    """Return how many rows from `body` on hold nothing."""
    return int(frame.slice(body).select(pl.all_horizontal(pl.all().is_null()).sum()).item())


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


def passed_over(sheet: str, de: str, en: str) -> TableFinding:
    """Return that a sheet was passed over, and why."""
    return note(
        "sheet.skipped",
        f"Das Blatt {sheet!r} {de} und wurde übergangen.",
        f"The sheet {sheet!r} {en}; it was passed over.",
        words=sheet,
    )
