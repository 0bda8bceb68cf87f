"""Many rows at once, as each database takes them fastest.

SQLite takes prepared statements over tuples; PostgreSQL takes COPY into a table of its own and moves them on set-based.
"""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, cast

import orjson
import polars as pl
from sqlalchemy import ARRAY, BigInteger, Connection, Select, String, Table, func, literal, select

if TYPE_CHECKING:
    from psycopg import Cursor

AT_ONCE = 10_000  # rows that are Python tuples at the same time
STAGE = "staged_rows"


def add_rows(connection: Connection, table: Table, rows: pl.DataFrame, **same: int) -> int:
    """Insert the rows of a frame that are not there yet and return how many came in.

    The frame's columns are named as the table's; `same` are columns whose number all rows share.
    """
    names = _names(table, rows.columns)
    into = ", ".join((names, *_names(table, same).split(", "))) if same else names
    shared = "".join(f", {int(number)}" for number in same.values())
    if connection.dialect.name == "postgresql":
        _stage(connection, table, rows)
        result = connection.exec_driver_sql(
            f"INSERT INTO {table.name} ({into}) SELECT {names}{shared} FROM {STAGE} ON CONFLICT DO NOTHING"  # noqa: S608
        )
        return result.rowcount
    marks = ", ".join("?" * rows.width)
    statement = f"INSERT INTO {table.name} ({into}) VALUES ({marks}{shared}) ON CONFLICT DO NOTHING"  # noqa: S608
    return sum(connection.exec_driver_sql(statement, part).rowcount for part in _parts(rows))


def change_rows(connection: Connection, table: Table, rows: pl.DataFrame) -> None:
    """Give the rows whose `id` is in the frame the values of its other columns."""
    columns = [name for name in rows.columns if name != "id"]
    if connection.dialect.name == "postgresql":
        _stage(connection, table, rows)
        values = ", ".join(f'"{name}" = {STAGE}."{name}"' for name in columns)
        connection.exec_driver_sql(
            f"UPDATE {table.name} SET {values} FROM {STAGE} WHERE {table.name}.id = {STAGE}.id"  # noqa: S608
        )
        return
    values = ", ".join(f'"{name}" = ?' for name in columns)
    statement = f"UPDATE {table.name} SET {values} WHERE id = ?"  # noqa: S608
    for part in _parts(rows.select(*columns, "id")):
        connection.exec_driver_sql(statement, part)


def listed(connection: Connection, values: pl.Series) -> Select[tuple[Any]]:
    """Return a query that gives `values`, numbers or strings; many are one parameter of a statement."""
    if connection.dialect.name == "postgresql":
        if values.dtype.is_integer():
            return select(func.unnest(literal(values.to_list(), ARRAY(BigInteger))))
        texts = pl.select(_without_nul(pl.lit(values))).to_series().to_list()
        return select(func.unnest(literal(texts, ARRAY(String))))
    return select(func.json_each(orjson.dumps(values.to_list()).decode()).table_valued("value").c.value)


def _without_nul(texts: pl.Expr) -> pl.Expr:
    """PostgreSQL knows no character 0; what a fact holds is JSON, which writes it as an escape."""
    return texts.str.replace_all("\0", "", literal=True)


def _parts(rows: pl.DataFrame) -> Iterable[list[tuple[Any, ...]]]:
    for part in rows.iter_slices(AT_ONCE):
        yield part.rows()


def _stage(connection: Connection, table: Table, rows: pl.DataFrame) -> None:
    """Copy rows into a temporary table that has the columns of `table` they fill."""
    names = _names(table, rows.columns)
    rows = rows.with_columns(_without_nul(pl.col(pl.String)))
    connection.exec_driver_sql(f"DROP TABLE IF EXISTS {STAGE}")
    connection.exec_driver_sql(
        f"CREATE TEMPORARY TABLE {STAGE} ON COMMIT DROP AS SELECT {names} FROM {table.name} LIMIT 0"  # noqa: S608
    )
    cursor = cast("Cursor[Any]", connection.connection.cursor())
    with cursor, cursor.copy(f"COPY {STAGE} ({names}) FROM STDIN") as copy:
        for row in rows.iter_rows():
            copy.write_row(row)


def _names(table: Table, names: Iterable[str]) -> str:
    names = list(names)
    assert {*names} <= {column.name for column in table.columns}  # noqa: S101 - names go into the statement
    return ", ".join(f'"{name}"' for name in names)
