"""Ways to put a file in and look at what comes out."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from types import ModuleType

import polars as pl
import pytest

from klaviatur.adapters.sources.catalogues.stream import Options, stream_of
from klaviatur.records import ColumnHint, Rejected, Table, TableFinding


@dataclass(frozen=True, slots=True)
class Read:
    """A table with all its chunks walked."""

    table: Table
    frame: pl.DataFrame
    rows: list[int]
    places: list[str]
    rejected: tuple[Rejected, ...]

    def rules(self) -> set[str]:
        return {finding.rule for finding in self.table.findings}

    def finding(self, rule: str) -> TableFinding:
        return next(finding for finding in self.table.findings if finding.rule == rule)

    def hint(self, column: str) -> ColumnHint:
        return dict(self.table.hints)[column]

    def row(self, number: int = 0) -> dict[str, str | None]:
        return {name: value for name, value in self.frame.row(number, named=True).items() if value is not None}


Reading = Callable[..., list[Read]]


@pytest.fixture
def reading() -> Reading:
    """Read bytes with a reader's module; the tables with their chunks walked."""

    def read(module: ModuleType, data: bytes, **options: object) -> list[Read]:
        stream = stream_of(data, name="file.xml")
        return [walked(table) for table in module.read(stream, origin="file.xml", options=Options(**options))]

    return read


def walked(table: Table) -> Read:
    """Walk a table; every chunk keeps what Chunk promises."""
    chunks = list(_checked(table))
    empty = pl.DataFrame(schema=dict.fromkeys(table.columns, pl.String))
    return Read(
        table,
        pl.concat([empty, *(chunk.frame for chunk in chunks)]),
        [row for chunk in chunks for row in chunk.rows.to_list()],
        [place for chunk in chunks if chunk.places is not None for place in chunk.places.to_list()],
        tuple(one for chunk in chunks for one in chunk.rejected),
    )


def _checked(table: Table) -> Iterator:
    for chunk in table.chunks:
        assert tuple(chunk.frame.columns) == table.columns
        assert set(chunk.frame.dtypes) <= {pl.String}
        assert len(chunk.rows) == chunk.frame.height
        yield chunk
