"""Small tables for tests of values."""

import polars as pl

from klaviatur.catalogue.packing import Field, packed_facts
from klaviatur.collect.products.preparing import Prepared, prepare
from klaviatur.records import Chunk, ColumnMap, ColumnMapping, Kind

Cells = list[str | None]


def chunk_of(first_row: int = 2, **columns: Cells) -> Chunk:
    frame = pl.DataFrame(columns, schema=dict.fromkeys(columns, pl.String))
    return Chunk(frame, pl.Series("row", range(first_row, first_row + len(frame)), dtype=pl.Int64))


def column(name: str, kind: Kind = Kind.TEXT, attribute: str = "", **more: str | bool) -> ColumnMap:
    return ColumnMap(name, attribute or name, kind, **more)  # type: ignore[arg-type]


def mapping_of(*columns: ColumnMap, **more: str | bool) -> ColumnMapping:
    return ColumnMapping("test", (column("sku", Kind.IDENTIFIER), *columns), **more)  # type: ignore[arg-type]


def prepared(
    cells: Cells, kind: Kind, *, attribute: str = "a", mapping: ColumnMapping | None = None, **more: str | bool
) -> Prepared:
    """One column of cells beside article numbers 1, 2, 3 ..."""
    chunk = chunk_of(sku=[str(n + 1) for n in range(len(cells))], c=cells)
    return prepare(chunk, mapping or mapping_of(column("c", kind, attribute, **more)))


def facts(outcome: Prepared, attribute: str = "a") -> list[list[object] | None]:
    """The packed fact of an attribute in every row, None where there is none."""
    rows = [packed_facts(text) for text in outcome.frame["facts"]]
    return [next((f for f in row if f[Field.ATTRIBUTE] == attribute), None) for row in rows]


def fact(
    cell: str, kind: Kind, *, attribute: str = "a", mapping: ColumnMapping | None = None, **more: str | bool
) -> list[object]:
    found = facts(prepared([cell], kind, attribute=attribute, mapping=mapping, **more), attribute)[0]
    assert found is not None
    return found


def value(cell: str, kind: Kind, **more: str | bool) -> object:
    return fact(cell, kind, **more)[Field.VALUE]


def rules(outcome: Prepared) -> list[str]:
    return [finding.rule for finding in outcome.findings]
