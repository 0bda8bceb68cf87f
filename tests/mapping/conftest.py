"""Tables for tests of the mapping."""

from collections.abc import Callable, Mapping, Sequence

import polars as pl
import pytest

from klaviatur.collect.products.mapping import propose
from klaviatur.records import ColumnHint, ColumnMap, ColumnMapping, Table

Cells = Mapping[str, Sequence[str | None]]
Propose = Callable[..., ColumnMapping]


def table_of(cells: Cells, **details: object) -> tuple[Table, pl.DataFrame]:
    """Return a table with these cells and the frame of all of them."""
    longest = max(map(len, cells.values()), default=0)
    frame = pl.DataFrame(
        {name: [*each, *[None] * (longest - len(each))] for name, each in cells.items()},
        schema=dict.fromkeys(cells, pl.String),
    )
    return Table("shop/products.csv", "csv", tuple(cells), iter(()), **details), frame  # type: ignore[arg-type]


@pytest.fixture
def mapped() -> Callable[..., dict[str, ColumnMap]]:
    """The proposed map of each column of a table with these cells."""

    def run(cells: Cells, *, hints: Mapping[str, ColumnHint] | None = None, **details: object) -> dict[str, ColumnMap]:
        mapping = propose(*table_of(cells, hints=tuple((hints or {}).items()), **details))
        return {each.column: each for each in mapping.columns}

    return run


@pytest.fixture
def mapping_of() -> Propose:
    """The proposed mapping of a table with these cells."""
    return lambda cells, **details: propose(*table_of(cells, **details))
