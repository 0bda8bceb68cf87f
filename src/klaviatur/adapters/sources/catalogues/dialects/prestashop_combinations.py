"""PrestaShop's combinations: variants whose options stand in two cells ("Color:color:0, Size:select:1")."""

import re
from dataclasses import replace

import polars as pl

from klaviatur.adapters.sources.catalogues.dialects.frames import column_of, free_name, mapped, with_columns
from klaviatur.adapters.sources.catalogues.dialects.pairs import parted, with_pairs
from klaviatur.adapters.sources.catalogues.dialects.recognising import Dialect
from klaviatur.records import ColumnHint, Kind, Table

_NAMES = ("attribute (name:type:position)", "attribute(name:type:position)")
_VALUES = ("value (value:position)", "value(value:position)")
_POSITION = re.compile(r":\d+$")


def rewrite(table: Table, _: Dialect) -> Table:
    """Return the table with a key and a parent in every row, and its options as attributes."""
    names, values = column_of(table, *_NAMES) or "", column_of(table, *_VALUES) or ""
    table, options = _with_options(table, names, values)
    key, parent = free_name(table, "Product key"), free_name(table, "Parent key")
    numbers = [column_of(table, "product reference"), column_of(table, "product id")]
    above = pl.coalesce([pl.col(number) for number in numbers if number])
    own = [pl.col(column) for column in [column_of(table, "reference")] if column]
    work = [pl.coalesce([*own, above + "/" + pl.col(options)]).alias(key), above.alias(parent)]
    added = [
        (key, ColumnHint(attribute="sku", kind=Kind.IDENTIFIER)),
        (parent, ColumnHint(attribute="parent", kind=Kind.IDENTIFIER)),
    ]
    chunks = mapped(table.chunks, lambda frame: frame.with_columns(work))
    return with_pairs(with_columns(table, added, chunks), {options: parted("|", "=")})


def _with_options(table: Table, names: str, values: str) -> tuple[Table, str]:
    """Return the table with a column "Color=Red|Size=M", and its name."""
    name = free_name(table, "Options")
    said = [
        (column, ColumnHint(attribute="_".join(column.lower().split()), kind=Kind.TEXT)) for column in (names, values)
    ]
    table = replace(table, hints=tuple((dict(table.hints) | dict(said)).items()))

    def work(frame: pl.DataFrame) -> pl.DataFrame:
        told = [_options(*cells) for cells in frame.select(names, values).iter_rows()]
        return frame.with_columns(pl.Series(name, told, dtype=pl.String))

    return with_columns(table, [(name, ColumnHint(kind=Kind.TEXT))], mapped(table.chunks, work)), name


def _options(names: str | None, values: str | None) -> str | None:
    """Return "Color=Red|Size=M" for "Color:color:0, Size:select:1" and "Red:0, M:1"."""
    called = [part.strip().partition(":")[0] for part in (names or "").split(",")]
    said = [_POSITION.sub("", part.strip()) for part in (values or "").split(",")]
    pairs = [f"{name}={value}" for name, value in zip(called, said, strict=False) if name and value]
    return "|".join(pairs) or None
