"""Where products are kept, and what works on many of them."""

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Protocol, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from contextlib import AbstractContextManager

    import polars as pl

    from klaviatur.records import (
        Change,
        ColumnMapping,
        Imported,
        Product,
        Proposal,
        Rejected,
        Statement,
        Table,
    )

T = TypeVar("T")
R = TypeVar("R")


class Importing(Protocol):
    """One table on its way into a store; all of it, or nothing."""

    def known(self) -> "pl.DataFrame":
        """Return what this source brought before: key String, hash String (all rows, joined by ","), rows Int64."""
        ...

    def packed(self, keys: "Sequence[str]") -> "Mapping[str, str]":
        """Return the packed facts (see catalogue.packing) this source has for some keys."""
        ...

    def write(self, prepared: "pl.DataFrame") -> None:
        """Write products whose raw rows changed.

        Columns: row Int64, place, key, hash, gtin, title, brand, family, parent, facts: String. A key comes once in a
        call; a row whose facts are what they were gets its new hash and no new version.
        """
        ...

    def reject(self, rejected: "Sequence[Rejected]") -> None:
        """Keep rows that became no product, with all they held."""
        ...

    def touch(self, keys: "Sequence[str] | pl.Series") -> None:
        """Note that these keys came again unchanged."""
        ...

    def finish(self, report: "Imported") -> "Imported":
        """Keep the report and return it with id, `created`, `changed`, `missing` and `stale` filled in."""
        ...


class ProductStore(Protocol):
    """Keeps products with every version of their facts."""

    def importing(
        self, source: str, table: "Table", mapping: "ColumnMapping", at: datetime
    ) -> "AbstractContextManager[Importing]":
        """Open an import of `source`; kept once it is finished, nothing is when the block raises before that."""
        ...

    def imports(self, *, limit: int | None = None) -> "Sequence[Imported]":
        """Return the reports of imports, the newest first; their rejected rows are in `rejected_rows`."""
        ...

    def rejected_rows(self, number: int, *, limit: int | None = None) -> "Sequence[Rejected]":
        """Return the rows that import `number` could not take, with all they held, in the order of the file."""
        ...

    def product(self, key: str, *, at: "datetime | int | None" = None) -> "Product":
        """Return the product all sources together describe, as it is, or as it was at a time or after an import.

        Raises UnknownProduct.
        """
        ...

    def keys(self, *, search: str = "", family: str = "", after: str = "", limit: int | None = None) -> "Sequence[str]":
        """Return keys in order, those whose key, GTIN, title or brand answers the search."""
        ...

    def packed(self, *, family: str = "", keys: "Sequence[str] | None" = None) -> "Iterator[pl.DataFrame]":
        """Yield what every source says, for work on many products: key, source, family, parent, facts (packed).

        One row a product and source, and one for what people accepted; sources by priority, then newest import.
        `family` takes the products of a family, `keys` these alone.
        """
        ...

    def changes(self, since: "datetime | int") -> "Sequence[Change]":
        """Return what changed since a time or an import's id, oldest first.

        A product that is new, that its source no longer brings, or brings again, is one change of attribute "".
        """
        ...

    def history(self, key: str) -> "Sequence[Change]":
        """Return all changes of one product, oldest first."""
        ...

    def choose(self, key: str, attribute: str, source: str, *, by: str) -> None:
        """Note that somebody holds one source right for an attribute of a product, whatever the priorities say."""
        ...

    def propose(self, proposals: "Sequence[Proposal]") -> None:
        """Keep proposals; one that is there already stays as a person decided."""
        ...

    def proposals(self, *, state: str = "open", product: str = "", what: str = "") -> "Sequence[Proposal]":
        """Return proposals, those of a product together and the surest first; state "" gives all."""
        ...

    def decide(self, proposal: str, *, state: str, by: str) -> "Proposal":
        """Note that somebody accepted or refused a proposal; an accepted one is a fact of the product."""
        ...

    def state(self, statements: "Sequence[Statement]") -> None:
        """Keep which sentences state which facts."""
        ...

    def statements(self, *, stale: bool | None = None, product: str = "") -> "Sequence[Statement]":
        """Return kept statements, the stale ones alone with stale=True."""
        ...

    def close(self) -> None:
        """Let go of what is behind."""
        ...


class Engine(Protocol):
    """Runs whole-catalogue work on chunks, here or on a cluster, in their order."""

    def map(self, work: "Callable[[T], R]", chunks: "Iterable[T]") -> "Iterator[R]":
        """Yield work(chunk) for every chunk; `work` and its results can be pickled."""
        ...
