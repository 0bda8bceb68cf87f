"""How these tests read tables."""

import io
from collections.abc import Callable
from dataclasses import dataclass

import pytest

from klaviatur.adapters.sources.catalogues import read_tables_from
from klaviatur.records import Rejected, Table, TableFinding


@dataclass(frozen=True)
class Read:
    """A table that was walked through to its end."""

    table: Table
    cells: list[tuple[str | None, ...]]
    rows: list[int]
    rejected: list[Rejected]
    findings: list[TableFinding]

    @property
    def rules(self) -> set[str]:
        return {finding.rule for finding in self.findings} | {one.rule for one in self.rejected}

    @property
    def details(self) -> dict[str, str]:
        return dict(self.table.details)

    def column(self, name: str) -> list[str | None]:
        at = self.table.columns.index(name)
        return [row[at] for row in self.cells]


def walked(table: Table) -> Read:
    chunks = list(table.chunks)
    for chunk in chunks:
        assert tuple(chunk.frame.columns) == table.columns
        assert chunk.frame.height == chunk.rows.len()
        assert {str(kind) for kind in chunk.frame.dtypes} <= {"String"}
        assert str(chunk.rows.dtype) == "Int64"
    return Read(
        table,
        [row for chunk in chunks for row in chunk.frame.rows()],
        [row for chunk in chunks for row in chunk.rows],
        [one for chunk in chunks for one in chunk.rejected],
        [*table.findings, *(one for chunk in chunks for one in chunk.findings)],
    )


def tables(data: bytes | str, name: str = "products", **options: object) -> list[Read]:
    raw = data.encode() if isinstance(data, str) else data
    return [walked(table) for table in read_tables_from(io.BytesIO(raw), name=name, **options)]  # type: ignore[arg-type]


def one_table(data: bytes | str, name: str = "products", **options: object) -> Read:
    (found,) = tables(data, name, **options)
    return found


@pytest.fixture(scope="session")
def read() -> Callable[..., Read]:
    return one_table


@pytest.fixture(scope="session")
def read_all() -> Callable[..., list[Read]]:
    return tables
