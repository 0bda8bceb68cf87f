"""The store of products: opens a database, takes imports in and answers what is known."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Self

import orjson
from sqlalchemy import Connection, Engine, insert, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.sql.schema import Table as SqlTable

from klaviatur.adapters.stores.assembling import assemble
from klaviatur.adapters.stores.changes import changes_since
from klaviatur.adapters.stores.database import open_database, reading, writing
from klaviatur.adapters.stores.documents import as_json, as_text, statement_of, statement_values
from klaviatur.adapters.stores.importing import OpenImport
from klaviatur.adapters.stores.migrating import make_ready
from klaviatur.adapters.stores.schema import imports, records, same_products, sources, statements
from klaviatur.adapters.stores.words import answers
from klaviatur.records import Change, ColumnMapping, Product, Statement, Table


def open_store(place: str | Path, *, now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> "StoredProducts":
    """Open a database for products: a file of SQLite, which is made where there is none, or postgresql://...

    Raises WorkspaceError where the database cannot be used, SchemaOutdated where `klaviatur migrate` has to run first.
    """
    engine = open_database(place)
    make_ready(engine, place)
    return StoredProducts(engine, now)


class StoredProducts:
    """Products with every version of their facts; see `ports.ProductStore`."""

    def __init__(self, engine: Engine, now: Callable[[], datetime]) -> None:
        self._engine = engine
        self._now = now

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the database."""
        self._engine.dispose()

    # --- products in ----------------------------------------------------------------------------------------------
    @contextmanager
    def importing(
        self,
        source: str,
        table: Table,
        mapping: ColumnMapping,
        at: datetime,
        *,
        details: Mapping[str, str] | None = None,
    ) -> Iterator[OpenImport]:
        """Open an import of `source`; commits at the end, leaves nothing behind when the block raises.

        `details` (an ETag, a digest) is kept with the source, see `source_details`.
        """
        with writing(self._engine) as connection:
            number = _source(connection, source, mapping.priority, {"digest": table.digest} | dict(details or {}))
            values = {"place": table.origin, "format": table.format, "sheet": table.sheet, "at": as_text(at)}
            begun = insert(imports).values(source=number, mapping=as_json(mapping), **values).returning(imports.c.id)
            yield OpenImport(connection, connection.execute(begun).scalar_one(), number, source)

    def source_details(self, source: str) -> Mapping[str, str]:
        """Return what was kept with a source's last import, empty for a source nobody knows."""
        with reading(self._engine) as connection:
            found = connection.execute(select(sources.c.details).where(sources.c.name == source)).scalar()
        return dict(orjson.loads(found)) if found else {}

    # --- products out ---------------------------------------------------------------------------------------------
    def product(self, key: str, *, at: int | None = None) -> Product:
        """Return the product all sources together describe, now or right after import `at`. Raises UnknownProduct."""
        with reading(self._engine) as connection:
            return assemble(connection, key, at)

    def keys(self, *, search: str = "", family: str = "", after: str = "", limit: int | None = None) -> Sequence[str]:
        """Return keys in order, those whose key, GTIN, title or brand answers the search."""
        key = records.c.key
        query = select(key).distinct().where(key.not_in(select(same_products.c.key))).order_by(key).limit(limit)
        with reading(self._engine) as connection:
            if search:
                query = query.where(answers(connection, search))
            if family:
                query = query.where(records.c.family == family)
            if after:
                query = query.where(key > after)
            return connection.execute(query).scalars().all()

    def changes(self, since: datetime | int) -> Sequence[Change]:
        """Return what changed since a time or an import's id, oldest first.

        A product that is new, or that its source no longer brings, is one change whose attribute is "".
        """
        with reading(self._engine) as connection:
            return changes_since(connection, since)

    # --- what is stated about them --------------------------------------------------------------------------------
    def state(self, statements_: Sequence[Statement]) -> None:
        """Keep which sentences state which facts; a sentence kept before is replaced."""
        if not statements_:
            return
        with writing(self._engine) as connection:
            rows = {row["mark"]: row for row in map(statement_values, statements_)}
            replaced = upsert(connection, statements, ("mark",), ("value", "released", "stale"))
            connection.execute(replaced, list(rows.values()))

    def statements(self, *, stale: bool | None = None, product: str = "") -> Sequence[Statement]:
        """Return kept statements, the stale ones alone with stale=True."""
        query = select(statements).order_by(statements.c.product, statements.c.channel, statements.c.mark)
        if stale is not None:
            query = query.where(statements.c.stale.is_(stale))
        if product:
            query = query.where(statements.c.product == product)
        with reading(self._engine) as connection:
            return [statement_of(row) for row in connection.execute(query)]


def upsert(
    connection: Connection, table: SqlTable, keys: Sequence[str], columns: Sequence[str]
) -> postgresql.Insert | sqlite.Insert:
    """Return an insert that gives rows which are there already new values in `columns`."""
    new = postgresql.insert(table) if connection.dialect.name == "postgresql" else sqlite.insert(table)
    return new.on_conflict_do_update(index_elements=keys, set_={name: new.excluded[name] for name in columns})


def _source(connection: Connection, name: str, priority: int, details: Mapping[str, str]) -> int:
    """Return the number of a source, which nobody else imports until this transaction ends."""
    row: dict[str, Any] = {"name": name, "priority": priority, "details": as_json(details)}
    kept = upsert(connection, sources, ("name",), ("priority", "details")).returning(sources.c.id)
    return int(connection.execute(kept.values(**row)).scalar_one())
