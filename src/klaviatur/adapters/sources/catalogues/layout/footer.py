"""Rows below a table: sums, dates of export, remarks. They are no products."""

import polars as pl

from klaviatur.adapters.sources.catalogues.layout.shapes import is_value
from klaviatur.records import Bilingual, Rejected
from klaviatur.text.lexicon import read_table

_WORDS = read_table(__package__, "words.toml")
_FOOTERS = frozenset(_WORDS["footers"])
_STARTS = tuple(_WORDS["footer_starts"])
_MOST_ROWS = 12
_LEAST_WIDTH = 3


def cut_footer(frame: pl.DataFrame, rows: pl.Series) -> tuple[pl.DataFrame, pl.Series, tuple[Rejected, ...]]:
    """Return the last rows of a table without its footer, and the footer's rows as rejected."""
    if frame.width < _LEAST_WIDTH:
        return frame, rows, ()
    tail = frame.tail(_MOST_ROWS).rows()
    first = next((at for at in range(len(tail), 0, -1) if not _is_footer(tail[at - 1])), 0)
    count = len(tail) - first
    if count == frame.height or not count:
        return frame, rows, ()
    keep = frame.height - count
    rejected = tuple(_rejected(row, frame.columns, cells) for row, cells in zip(rows[keep:], tail[first:], strict=True))
    return frame.head(keep), rows.head(keep), rejected


def _is_footer(cells: tuple[str | None, ...]) -> bool:
    written = [cell.strip() for cell in cells if cell and cell.strip()]
    if not written:
        return False
    first = written[0].casefold()
    sums = first.rstrip(":. ") in _FOOTERS and all(is_value(cell) for cell in written[1:])
    return sums or (len(written) <= 2 and first.startswith(_STARTS))


def _rejected(row: int, columns: list[str], cells: tuple[str | None, ...]) -> Rejected:
    return Rejected(
        row,
        "row.footer",
        Bilingual(
            "Die Zeile steht unter der Tabelle (Summe oder Vermerk) und ist kein Produkt.",
            "The row stands below the table (a sum or a remark) and is no product.",
        ),
        tuple((column, cell) for column, cell in zip(columns, cells, strict=True) if cell),
    )
