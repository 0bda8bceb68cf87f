"""Records of products that a delta asks for several times: what stands near them, in which order, what they say."""

from collections.abc import Sequence

import polars as pl
from sqlalchemy import Connection, select

from klaviatur.adapters.stores.bulk import listed
from klaviatur.adapters.stores.frames import read_frame
from klaviatur.adapters.stores.schema import records

MOST = 50_000  # products of which records are kept; each takes about a kilobyte
KINDS = {
    "key": pl.String,
    "source": pl.Int64,
    "parent": pl.String,
    "missing": pl.Int64,
    "read": pl.Int64,
    "gtin": pl.String,
    "facts": pl.String,
}
_r = records.c


class NearRecords:
    """Records in one state of the database; those of a few products are read once."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._keys: set[str] = set()  # whose records are kept; some have none
        self._kept = pl.DataFrame(schema=KINDS)

    def of(self, keys: pl.Series, columns: Sequence[str], *, keep: bool = True) -> pl.DataFrame:
        """Return columns of the records of products, in any order; to keep them they are read with all columns."""
        asked = set(keys)
        new = asked - self._keys
        if new and not (keep and len(self._keys) + len(new) <= MOST):
            return self._read(keys, columns)
        if new:
            self._kept = pl.concat([self._kept, self._read(pl.Series(sorted(new), dtype=pl.String), tuple(KINDS))])
            self._keys |= new
        here = self._kept if len(asked) == len(self._keys) else self._kept.filter(pl.col("key").is_in(keys.implode()))
        return here.select(columns)

    def _read(self, keys: pl.Series, columns: Sequence[str]) -> pl.DataFrame:
        query = select(*(_r[name] for name in columns)).where(_r.key.in_(listed(self._connection, keys)))
        return read_frame(self._connection, query, {name: KINDS[name] for name in columns})
