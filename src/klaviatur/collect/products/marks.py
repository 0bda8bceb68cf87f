"""The decimal mark of each column of prices, as its own cells say: a comma, a point, both, or nothing that tells.

A file is put together out of several: one column then says "12,50" here and "12.50" there, and nobody knows whether its
"1,999" is two euros or two thousand. What a person wrote into the mapping comes before all that.
"""

from collections.abc import Collection
from dataclasses import dataclass, field, replace

import polars as pl

from klaviatur.records import ColumnMap, ColumnMapping, Kind, Table

_RULED = ("bmecat", "datanorm", "gdsn")
MIXED = "mixed"
_LONGEST = 40  # characters of a cell that is a price; more are a text with figures in it
_ALONE = r"(?:^|[^\d.,])(?:{})[.,]*(?:[^\d.,]|$)"
_TOLD = {
    ",": _ALONE.format(r"\d+,\d{1,2}|\d{1,3}(?:\.\d{3})+,\d+|0,\d+|\d+,\d{4,}"),
    ".": _ALONE.format(r"\d+\.\d{1,2}|\d{1,3}(?:,\d{3})+\.\d+|0\.\d+|\d+\.\d{4,}"),
}


@dataclass(frozen=True, slots=True)
class Marks:
    """What the cells of columns of prices have said by now."""

    told: dict[str, set[str]] = field(default_factory=dict)  # by column

    @classmethod
    def asked_by(cls, mapping: ColumnMapping, table: Table) -> "Marks":
        """Return what has to be asked: the columns of prices for which nobody said it."""
        prices = (each for each in mapping.columns if each.kind is Kind.MONEY and not each.decimal)
        return cls({each.column: set() for each in prices if each.column in table.columns})

    def see(self, frame: pl.DataFrame) -> bool:
        """Look at some rows as raw strings; return whether further rows can tell nothing new."""
        for column, told in self.told.items():
            if column in frame.columns:
                told |= _told(frame[column], _TOLD.keys() - told)
        return all(len(told) == len(_TOLD) for told in self.told.values())

    def put_into(self, mapping: ColumnMapping, table: Table) -> ColumnMapping:
        """Return a mapping whose columns of prices know their mark; where no cell tells, a format's own rules do."""
        stated = None if mapping.decimal else _stated(table)
        return replace(mapping, columns=tuple(self._marked(each, stated) for each in mapping.columns))

    def _marked(self, column: ColumnMap, stated: str | None) -> ColumnMap:
        told = self.told.get(column.column)
        return column if told is None else replace(column, mark=_as_mark(told) or stated)


def with_marks(mapping: ColumnMapping, table: Table, sample: pl.DataFrame) -> ColumnMapping:
    """Return a mapping whose columns of prices know the mark of the cells of some rows."""
    marks = Marks.asked_by(mapping, table)
    marks.see(sample)
    return marks.put_into(mapping, table)


def _as_mark(told: Collection[str]) -> str | None:
    return MIXED if len(told) > 1 else next(iter(told), None)


def _told(cells: pl.Series, asked: Collection[str]) -> set[str]:
    """Return which of some marks prices have by themselves."""
    short = cells.filter(cells.str.len_chars() <= _LONGEST) if asked else cells
    return {mark for mark in asked if short.str.contains(_TOLD[mark]).any()}


def _stated(table: Table) -> str | None:
    """Return the mark that a format has by its own rules."""
    return dict(table.details).get("decimal") if table.format.startswith(_RULED) else None
