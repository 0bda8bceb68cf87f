"""The store of products: opens a database, takes imports in and answers what is known."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path

import orjson
import polars as pl
from sqlalchemy import Connection, select

from klaviatur.adapters.stores.assembling import assemble, assemble_all
from klaviatur.adapters.stores.changes import changes_of, changes_since
from klaviatur.adapters.stores.database import copied, reading, writing
from klaviatur.adapters.stores.decisions import (
    choose,
    decide,
    join_products,
    keep_proposals,
    part_product,
    read_proposals,
    read_twins,
)
from klaviatur.adapters.stores.desk.staling import Pen, note
from klaviatur.adapters.stores.documents import statement_of, statement_values
from klaviatur.adapters.stores.importing import Beginning, OpenImport, begin_import
from klaviatur.adapters.stores.journalled import journalled, settle
from klaviatur.adapters.stores.listing import read_keys
from klaviatur.adapters.stores.opening import Stored, ready_database
from klaviatur.adapters.stores.packing import packed_products
from klaviatur.adapters.stores.reports import read_imports, read_rejected
from klaviatur.adapters.stores.schema import sources, statements
from klaviatur.adapters.stores.stating import mark_foreign, mark_overruled, mark_withdrawn
from klaviatur.adapters.stores.upserting import upsert
from klaviatur.catalogue.packing import fact_id
from klaviatur.errors import WorkspaceError
from klaviatur.ports import Importing
from klaviatur.records import (
    Actor,
    Change,
    ColumnMapping,
    Entry,
    Imported,
    Product,
    Proposal,
    Rejected,
    Statement,
    Table,
    Via,
)


def open_store(
    place: str | Path, *, now: Callable[[], datetime] = lambda: datetime.now(UTC), audit_key: bytes | None = None
) -> "StoredProducts":
    """Open a database for products: a file of SQLite, which is made where there is none, or postgresql://...

    `audit_key` is the one of the desk on the same database: what becomes stale is written into its audit.
    Raises WorkspaceError where the database cannot be used, SchemaOutdated where `klaviatur migrate` has to run first.
    """
    store = StoredProducts(ready_database(place), now, audit_key or b"")
    with suppress(WorkspaceError):  # what cannot be settled now (a full disk) keeps nobody from reading
        store.settle()
    return store


class StoredProducts(Stored):
    """Products with every version of their facts; see `ports.ProductStore`."""

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
        by: str = "",
        via: Via = "library",
    ) -> Iterator[Importing]:
        """Open an import of `source`; kept once it is finished; nothing is when the block raises before.

        `details` (an ETag, a digest) is kept with the source, see `source_details`. With an `audit_key` the audit gets
        its line, in the name of `by`.
        """
        kept = {"digest": table.digest} | dict(details or {})
        beginning = Beginning(source, table, mapping, at, kept, by, via)
        if self._engine.dialect.name == "sqlite":
            with journalled(self._engine, beginning, self._pen) as importing:
                yield importing
            return
        with writing(self._engine) as connection:
            opened = OpenImport(connection, begin_import(connection, beginning), self._pen(by, via))
            yield opened
            if not opened.finished and (transaction := connection.get_transaction()):
                transaction.rollback()

    def settle(self) -> None:
        """Bring to its end what a process left behind that died while it brought products in."""
        if self._engine.dialect.name == "sqlite":
            settle(self._engine, self._pen)

    @contextmanager
    def trial(self) -> Iterator["StoredProducts"]:
        """Give a store in which everything can be tried; nothing of it comes back."""
        with copied(self._engine) as engine:
            yield StoredProducts(engine, self._now, self._key)

    def source_details(self, source: str) -> Mapping[str, str]:
        """Return what was kept with a source's last import, empty for a source nobody knows."""
        with reading(self._engine) as connection:
            found = connection.execute(select(sources.c.details).where(sources.c.name == source)).scalar()
        return dict(orjson.loads(found)) if found else {}

    def imports(self, *, limit: int | None = None) -> Sequence[Imported]:
        """Return the reports of imports, the newest first; their rejected rows are in `rejected_rows`."""
        with reading(self._engine) as connection:
            return read_imports(connection, limit)

    def rejected_rows(self, number: int, *, limit: int | None = None) -> Sequence[Rejected]:
        """Return the rows that import `number` could not take, with all they held, in the order of the file."""
        with reading(self._engine) as connection:
            return read_rejected(connection, number, limit)

    # --- products out ---------------------------------------------------------------------------------------------
    def product(self, key: str, *, at: datetime | int | None = None) -> Product:
        """Return the product all sources together describe, as it is, or as it was at a time or after an import.

        Raises UnknownProduct.
        """
        with reading(self._engine) as connection:
            return assemble(connection, key, at)

    def keys(self, *, search: str = "", family: str = "", after: str = "", limit: int | None = None) -> Sequence[str]:
        """Return keys in order, those whose key, GTIN, title or brand answers the search."""
        with reading(self._engine) as connection:
            return read_keys(connection, search=search, family=family, after=after, limit=limit)

    def products(self, keys: Sequence[str]) -> Sequence[Product]:
        """Return the products of these keys that there are, in their order, with a few queries for all of them."""
        with reading(self._engine) as connection:
            found = {product.key: product for product in assemble_all(connection, keys)}
        return [found[key] for key in keys if key in found]

    def packed(self, *, family: str = "", keys: Sequence[str] | None = None) -> Iterator[pl.DataFrame]:
        """Yield what every source says, for work on many products: key, source, family, parent, facts (packed).

        One row a product and source, and one for what people accepted; sources by priority, then newest import.
        """
        with reading(self._engine) as connection:
            yield from packed_products(connection, family, keys)

    def changes(self, since: datetime | int) -> Sequence[Change]:
        """Return what changed since a time or an import's id, oldest first.

        A product that is new, or that its source no longer brings, is one change whose attribute is "".
        """
        with reading(self._engine) as connection:
            return changes_since(connection, since)

    def history(self, key: str) -> Sequence[Change]:
        """Return all changes of one product, oldest first; `product(key, at=...)` shows it as it was."""
        with reading(self._engine) as connection:
            return changes_of(connection, key)

    # --- what people decide ---------------------------------------------------------------------------------------
    def propose(self, proposals: Sequence[Proposal]) -> None:
        """Keep proposals; one that is there already stays as a person decided."""
        with writing(self._engine) as connection:
            keep_proposals(connection, proposals)

    def proposals(self, *, state: str = "open", product: str = "", what: str = "") -> Sequence[Proposal]:
        """Return proposals, those of a product together and the surest first; state "" gives all."""
        with reading(self._engine) as connection:
            return read_proposals(connection, state=state, product=product, what=what)

    def decide(self, proposal: str, *, state: str, by: str, via: Via = "library") -> Proposal:
        """Note that somebody accepted or refused a proposal (or opens it again); an accepted one is a fact."""
        with writing(self._engine) as connection:
            decided, pen = decide(connection, proposal, state=state, by=by, at=self._now()), self._pen(by, via)
            said = (("proposal", decided.id), ("what", decided.what), (decided.attribute or "value", decided.value))
            note(connection, _decision(decided.product, f"proposal {state}", *said), pen)
            _hold_against(connection, decided, pen)
            return decided

    def choose(self, key: str, attribute: str, source: str, *, by: str, via: Via = "library") -> None:
        """Note that somebody holds one source right for an attribute of a product, whatever the priorities say."""
        with writing(self._engine) as connection:
            pen = self._pen(by, via)
            choose(connection, key, attribute, source, by=by, at=pen.at)
            note(connection, _decision(key, "source chosen", ("attribute", attribute), ("source", source)), pen)
            mark_overruled(connection, [key], pen)

    def join(self, key: str, main: str, *, by: str, via: Via = "library") -> None:
        """Note that two keys are one product; both go on under `main`. Raises UnknownProduct."""
        with writing(self._engine) as connection:
            pen = self._pen(by, via)
            join_products(connection, key, main, by=by, at=pen.at)
            note(connection, _decision(key, "joined", ("main", main)), pen)
            _hold_both_against(connection, key, main, pen)

    def part(self, key: str, *, by: str = "", via: Via = "library") -> None:
        """Take back that this key is the same product as another one."""
        with writing(self._engine) as connection:
            main = part_product(connection, key)
            if main is not None:
                pen = self._pen(by, via)
                note(connection, _decision(key, "parted", ("main", main)), pen)
                _hold_both_against(connection, key, main, pen)

    def twins(self) -> Sequence[tuple[str, ...]]:
        """Return groups of keys that share a GTIN and are not joined: probably one product under several keys."""
        with reading(self._engine) as connection:
            return read_twins(connection)

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

    def _pen(self, by: str, via: Via) -> Pen:
        return Pen(self._now(), self._key, Actor(by or "unknown", frozenset(), via))


def _decision(product: str, why: str, *details: tuple[str, str]) -> Entry:
    """Return what the audit says of a decision about a product."""
    return Entry("product.decided", f"product:{product}", why, details)


def _hold_against(connection: Connection, decided: Proposal, pen: Pen) -> None:
    """Mark what is no longer right once a proposal was decided."""
    if decided.what == "same_product":
        _hold_both_against(connection, decided.value, decided.product, pen)
        return
    if decided.state != "accepted":
        fact = fact_id(decided.product, decided.attribute, None, None, f"proposal {decided.id}")
        mark_withdrawn(connection, statements.c.fact == fact, decided.attribute, pen)
    mark_overruled(connection, [decided.product], pen)


def _hold_both_against(connection: Connection, key: str, main: str, pen: Pen) -> None:
    """Mark what is no longer right once two keys are, or are no longer, one product."""
    mark_foreign(connection, key, main, pen)
    mark_overruled(connection, [key, main], pen)
