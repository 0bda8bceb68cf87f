"""Results of queries as polars frames, read in stretches so that few rows are Python objects at the same time."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import polars as pl
from sqlalchemy import ColumnElement, Connection, Executable, String, cast, func, select

from klaviatur.adapters.stores.schema import records

ROWS = 20_000
_id = records.c.id

Kinds = Mapping[str, type[pl.DataType]]


def read_frame(connection: Connection, query: Executable, kinds: Kinds) -> pl.DataFrame:
    """Return all rows of a query; its columns get the names and types of `kinds`, in that order."""
    return pl.concat([pl.DataFrame(schema=dict(kinds)), *read_frames(connection, query, kinds)])


def read_frames(connection: Connection, query: Executable, kinds: Kinds) -> Iterator[pl.DataFrame]:
    """Yield the rows of a query in stretches."""
    result = connection.execute(query, execution_options={"yield_per": ROWS})
    for part in result.partitions():
        yield _frame(kinds, zip(*part, strict=True))


def read_columns(
    connection: Connection, kinds: Kinds, columns: Sequence[ColumnElement[Any]], condition: ColumnElement[bool]
) -> pl.DataFrame:
    """Return columns of the records that meet a condition.

    The database hands each column over as one JSON list for many records: twice as fast as rows where all are asked.
    """
    listing = func.json_agg if connection.dialect.name == "postgresql" else func.json_group_array
    lists = select(*(cast(listing(column), String) for column in columns)).where(condition)
    first, last = connection.execute(select(func.min(_id), func.max(_id)).where(condition)).one()
    starts = range(first, last + 1, ROWS) if first else ()
    parts = (connection.execute(lists.where(_id.between(start, start + ROWS - 1))).one() for start in starts)
    frames = (_frame_of_lists(kinds, part) for part in parts if part[0])
    return pl.concat([pl.DataFrame(schema=dict(kinds)), *frames])


def _frame_of_lists(kinds: Kinds, lists: Iterable[str]) -> pl.DataFrame:
    named = zip(kinds.items(), lists, strict=True)
    read = {name: pl.Series([text]).str.json_decode(pl.List(kind)).explode() for (name, kind), text in named}
    return pl.DataFrame(read)


def _frame(kinds: Kinds, columns: Iterable[Sequence[Any]]) -> pl.DataFrame:
    named = zip(kinds.items(), columns, strict=True)
    return pl.DataFrame([pl.Series(name, values, dtype=kind) for (name, kind), values in named])
