"""Very many columns of which each row fills few: their cells as one long column, for a call costs more than its cells.

A catalogue of a supplier has thousands of features, a product has twenty of them.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import polars as pl

from klaviatur.collect.products.fact_text import FactColumn, packed
from klaviatur.records import ColumnMap, Kind

MANY = 200  # columns of a table; with fewer, each is read by itself
_PLAIN = frozenset({Kind.TEXT, Kind.NUMBER, Kind.BOOLEAN, Kind.IDENTIFIER})
_CELLS = "cells"


@dataclass(frozen=True, slots=True)
class Stack:
    """Columns that are read alike."""

    columns: tuple[ColumnMap, ...]
    cells: pl.DataFrame  # `at` (the row, from 0), `column` (its place in the table), `cells` (as written)

    @property
    def map(self) -> ColumnMap:
        """The map by which all are read."""
        return replace(self.columns[0], column=_CELLS)


def stacked(raw: pl.DataFrame, spoken: Sequence[ColumnMap], columns: Sequence[ColumnMap]) -> Iterator[Stack]:
    """Yield stacks of the columns, among those that state facts, that no other column of the table has to do with."""
    if len(spoken) < MANY:
        return
    given = Counter(column.attribute for column in columns)
    asked = {name for column in columns for name in (column.unit_of, column.currency_of)}
    alike: dict[tuple[str | None, ...], list[ColumnMap]] = {}
    for column in spoken:
        if (
            not column.known
            and column.kind in _PLAIN
            and given[column.attribute] == 1
            and column.attribute not in asked
        ):
            how = (column.kind, column.locale, column.channel, column.unit, column.currency, column.separator)
            alike.setdefault(how, []).append(column)
    place = {column.column: at for at, column in enumerate(columns)}
    for several in alike.values():
        frame = raw.select(column.column for column in several).with_row_index("at")
        cells = frame.unpivot(index="at", variable_name="name", value_name=_CELLS).drop_nulls(_CELLS)
        at = pl.col("name").replace_strict(place, return_dtype=pl.UInt32)
        yield Stack(tuple(several), cells.select("at", at.alias("column"), _CELLS))


def packed_stacks(facts: Sequence[tuple[Stack, FactColumn]], columns: Sequence[ColumnMap], height: int) -> pl.Series:
    """Return the packed facts of each row, null where there are none; `facts`: what each stack says."""
    said = [
        stack.cells.select("at", "column").with_columns(fact=_packed(stack, fact, columns)) for stack, fact in facts
    ]
    rows = pl.concat(said).drop_nulls("fact").sort("at", "column").group_by("at", maintain_order=True)
    joined = rows.agg(pl.col("fact").str.join(","))
    every = pl.DataFrame({"at": pl.int_range(height, dtype=pl.UInt32, eager=True)})
    return every.join(joined, on="at", how="left", maintain_order="left")["fact"]


def _packed(stack: Stack, fact: FactColumn, columns: Sequence[ColumnMap]) -> pl.Series:
    names = pl.DataFrame(
        {
            "attribute": [column.attribute for column in columns],
            "name": [column.column for column in columns],
            "label": [column.label or column.column for column in columns],
        }
    )[stack.cells["column"]]
    return packed(replace(fact, attributes=names["attribute"], columns=names["name"], labels=names["label"]))
