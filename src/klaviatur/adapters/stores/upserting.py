"""Inserts that know what to do with rows that are there already."""

from collections.abc import Sequence

from sqlalchemy import Connection, Table
from sqlalchemy.dialects import postgresql, sqlite

Upsert = postgresql.Insert | sqlite.Insert


def upsert(connection: Connection, table: Table, keys: Sequence[str], columns: Sequence[str]) -> Upsert:
    """Return an insert that gives rows which are there already new values in `columns`."""
    new = _insert(connection, table)
    return new.on_conflict_do_update(index_elements=keys, set_={name: new.excluded[name] for name in columns})


def add_missing(connection: Connection, table: Table) -> Upsert:
    """Return an insert that leaves rows which are there already as they are."""
    return _insert(connection, table).on_conflict_do_nothing()


def _insert(connection: Connection, table: Table) -> Upsert:
    return postgresql.insert(table) if connection.dialect.name == "postgresql" else sqlite.insert(table)
