"""Cells that hold several names with their values ("Farbe:Rot|Größe:M"): a column for each name."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from itertools import chain

import polars as pl

from klaviatur.adapters.sources.catalogues.dialects.frames import (
    column_of,
    free_name,
    mapped,
    peeked,
    with_columns,
)
from klaviatur.adapters.sources.catalogues.dialects.options import option_of
from klaviatur.adapters.sources.catalogues.dialects.recognising import key
from klaviatur.catalogue.vocabulary import vocabulary
from klaviatur.records import ColumnHint, Kind, Table

Reader = Callable[[str], Iterable[tuple[str, str]]]  # gives the names and values of one cell
_MOST = 500  # columns; what is beyond stays in its cell
_LONGEST_NAME = 80  # characters; longer is no name


def with_pairs(table: Table, cells: Mapping[str, Reader]) -> Table:
    """Return the table with a column for each name the first rows have; the cells themselves stay, as plain text.

    A name that has a column of its own already fills that one. Two values of one name are joined by a comma.
    """
    if not cells:
        return table
    first, chunks = peeked(table)
    names = dict.fromkeys(chain.from_iterable(_names(first[column], read) for column, read in cells.items()))
    there = {name: column_of(table, name, f"c:{name}") for name in list(names)[:_MOST]}
    own = {name: column or free_name(table, name) for name, column in there.items()}
    kept = {column: ColumnHint(attribute=own_attribute(column), kind=Kind.TEXT) for column in cells}
    added = [
        (column, ColumnHint(attribute=_attribute(name), label=name)) for name, column in own.items() if not there[name]
    ]
    table = replace(table, hints=tuple((dict(table.hints) | kept).items()))
    return with_columns(table, added, mapped(chunks, lambda frame: frame.with_columns(_values(frame, cells, own))))


def parted(between: str, sign: str) -> Reader:
    """Return what reads cells such as "Farbe:Rot|Größe:M" (between "|", sign ":")."""

    def read(cell: str) -> Iterable[tuple[str, str]]:
        for pair in cell.split(between):
            name, found, value = (part.strip() for part in pair.partition(sign))
            if found and name and value:
                yield name, value

    return read


def own_attribute(column: str) -> str:
    """Return the attribute of a column that is only kept: its own name."""
    return "_".join(re.findall(r"\w+", key(column)))


def are_pairs(column: pl.Series, sign: str) -> bool:
    """Return whether the filled cells of a column hold names and values at all."""
    filled = column.drop_nulls()
    return filled.len() > 0 and bool(filled.str.contains(sign, literal=True).mean() == 1.0)


def _names(cells: pl.Series, read: Reader) -> Iterable[str]:
    for cell in cells.drop_nulls().unique(maintain_order=True):
        yield from (name for name, _ in read(cell) if len(name) <= _LONGEST_NAME)


def _attribute(name: str) -> str | None:
    return option_of(name) or (name if name in vocabulary() else None)


def _values(frame: pl.DataFrame, cells: Mapping[str, Reader], own: Mapping[str, str]) -> list[pl.Series]:
    nothing: list[str | None] = [None] * frame.height
    filled = {column: frame[column].to_list() if column in frame.columns else [*nothing] for column in own.values()}
    for column, read in cells.items():
        _fill(filled, frame[column], read, own)
    return [pl.Series(column, values, dtype=pl.String) for column, values in filled.items()]


def _fill(filled: dict[str, list[str | None]], cells: pl.Series, read: Reader, own: Mapping[str, str]) -> None:
    """Put what the cells of one column say into the columns of their names."""
    for at, cell in enumerate(cells):
        for name, value in read(cell) if cell else ():
            there = filled.get(own.get(name, ""))
            if there is not None:
                there[at] = value if there[at] in {None, value} else f"{there[at]}, {value}"
