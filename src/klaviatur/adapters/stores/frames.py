"""Results of queries as polars frames, read in stretches so that few rows are Python objects at the same time."""

from collections.abc import Iterator, Mapping

import polars as pl
from sqlalchemy import Connection, Executable

ROWS = 20_000

Kinds = Mapping[str, type[pl.DataType]]


def read_frame(connection: Connection, query: Executable, kinds: Kinds) -> pl.DataFrame:
    """Return all rows of a query; its columns get the names and types of `kinds`, in that order."""
    return pl.concat([pl.DataFrame(schema=dict(kinds)), *read_frames(connection, query, kinds)])


def read_frames(connection: Connection, query: Executable, kinds: Kinds, rows: int = ROWS) -> Iterator[pl.DataFrame]:
    """Yield the rows of a query, `rows` at a time."""
    result = connection.execute(query, execution_options={"yield_per": rows})
    for part in result.partitions():
        columns = zip(*part, strict=True)
        yield pl.DataFrame([pl.Series(n, c, dtype=k) for (n, k), c in zip(kinds.items(), columns, strict=True)])
