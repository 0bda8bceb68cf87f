"""Writes what an import brings into the products: only what is not as it was."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl
from sqlalchemy import Connection, Select, delete, func, insert, literal, select, update

from klaviatur.adapters.stores.bulk import add_rows, change_rows, listed
from klaviatur.adapters.stores.comparing import Difference, differences
from klaviatur.adapters.stores.desk.staling import Pen
from klaviatur.adapters.stores.frames import read_frame
from klaviatur.adapters.stores.schema import changes, record_versions, records, rejected_rows
from klaviatur.adapters.stores.stating import mark_stale
from klaviatur.adapters.stores.words import add_new_words, add_words, forget_words

WORDED = ("gtin", "title", "brand")
NAMED = (*WORDED, "family", "parent", "row", "place")
EXISTING = {
    "key": pl.String,
    "id": pl.Int64,
    "old_version": pl.Int64,
    "old_since": pl.Int64,
    "old_gtin": pl.String,
    "old_title": pl.String,
    "old_brand": pl.String,
    "old_facts": pl.String,
}
_c = records.c
_EXISTING_COLUMNS = (_c.key, _c.id, _c.version, _c.since, _c.gtin, _c.title, _c.brand, _c.facts)


@dataclass(frozen=True, slots=True)
class Begun:
    """An import that has its row."""

    id: int
    source: int
    name: str  # of the source
    before: int  # highest number of a record when it began


class Merging:
    """Writes into the products what an import brings, in a transaction; a large import needs several, each whole."""

    def __init__(self, connection: Connection, begun: Begun, pen: Pen) -> None:
        self._connection, self._begun, self._pen = connection, begun, pen
        self._highest = highest_record(connection)
        mine = (_c.source == begun.source, _c.id <= begun.before)
        self._first = connection.execute(select(_c.id).where(*mine).limit(1)).first() is None

    def write(self, rows: pl.DataFrame) -> tuple[int, int]:
        """Write products whose raw rows changed; return how many are (new, changed)."""
        rows = rows.select("key", "hash", *NAMED, "facts")
        if not self._first:
            existing = self.existing(rows["key"])
            return self._add(rows.join(existing, on="key", how="anti")), self._change(rows.join(existing, on="key"))
        before = highest_record(self._connection)
        added = self._add(rows)
        if added == rows.height:
            return added, 0
        return added, self._change(rows.join(self.existing(rows["key"], up_to=before), on="key"))

    def reject(self, rows: pl.DataFrame) -> None:
        """Keep rows that became no product, see `rejections`."""
        add_rows(self._connection, rejected_rows, rows, **{"import": self._begun.id})

    def note_presence(self, keys: pl.Series, *, missing: bool) -> None:
        """Note that products did not come, or that they came again."""
        mine = (_c.source == self._begun.source, _c.key.in_(self._listed(keys)))
        title = func.coalesce(_c.title, _c.key)
        ends = (title, literal(None)) if missing else (literal(None), title)
        names = ("import_", "source", "key", "attribute", "before", "after", "version")
        noted = select(literal(self._begun.id), _c.source, _c.key, literal(""), *ends, _c.version).where(*mine)
        self._connection.execute(insert(changes).from_select(names, noted))
        self._connection.execute(update(records).where(*mine).values(missing=self._begun.id if missing else None))

    def close(self, keys: pl.Series | None = None) -> int:
        """Let search and sentences of these products follow (without keys of all); return how many are stale."""
        add_new_words(self._connection, self._highest)
        begun = self._begun
        return mark_stale(self._connection, begun.source, begun.name, begun.id, self._pen, keys=keys)

    # --- what is there --------------------------------------------------------------------------------------------
    def existing(self, keys: pl.Series, up_to: int | None = None) -> pl.DataFrame:
        """Return what the source says of some keys."""
        query = select(*_EXISTING_COLUMNS).where(_c.source == self._begun.source, _c.key.in_(self._listed(keys)))
        if up_to is not None:
            query = query.where(_c.id <= up_to)
        return read_frame(self._connection, query, EXISTING)

    # --- new and changed products ---------------------------------------------------------------------------------
    def _add(self, rows: pl.DataFrame) -> int:
        if rows.is_empty():
            return 0
        marks = {
            "source": self._begun.source,
            "version": 1,
            "since": self._begun.id,
            "read": self._begun.id,
            "created": self._begun.id,
        }
        return add_rows(self._connection, records, rows.sort("key"), **marks)  # in the order of the largest index

    def _change(self, rows: pl.DataFrame) -> int:
        """Write rows of products that are there already; return how many of these have a new version."""
        same = pl.col("facts") == pl.col("old_facts")
        change_rows(self._connection, records, rows.filter(same).select("id", "hash"))
        rows = self._with_base(rows.filter(~same))
        found = [differences(base, facts) if base else [] for base, facts in rows.select("base", "facts").iter_rows()]
        again = pl.col("old_since") == self._begun.id
        rows = rows.with_columns(new=pl.Series(map(bool, found), dtype=pl.Boolean) & ~again)
        self._keep_versions(rows.filter("new"))
        self._update(rows)
        self._note(rows, found)
        return rows.filter("new").height

    def _with_base(self, rows: pl.DataFrame) -> pl.DataFrame:
        """Add the facts to compare with as `base`: those before this import, null where it made the product itself."""
        again = pl.col("old_since") == self._begun.id
        kept = record_versions.c
        query = select(kept.record, kept.facts).where(
            kept.until == self._begun.id, kept.record.in_(self._listed(rows.filter(again)["id"]))
        )
        bases = read_frame(self._connection, query, {"id": pl.Int64, "base": pl.String})
        base = pl.when(again).then("base").otherwise("old_facts")
        return rows.join(bases, on="id", how="left", maintain_order="left").with_columns(base=base)

    def _keep_versions(self, rows: pl.DataFrame) -> None:
        columns = (_c.id, _c.version, _c.since, literal(self._begun.id), _c.read, _c.row, _c.place, _c.facts)
        names = ("record", "version", "since", "until", "read", "row", "place", "facts")
        query = select(*columns).where(_c.id.in_(self._listed(rows["id"])))
        self._connection.execute(insert(record_versions).from_select(names, query))

    def _update(self, rows: pl.DataFrame) -> None:
        new = pl.col("new")
        worded = pl.any_horizontal(pl.col(name).ne_missing(pl.col(f"old_{name}")) for name in WORDED)
        reworded = rows.filter(worded & (pl.col("id") <= self._highest))["id"].to_list()
        forget_words(self._connection, reworded)
        values = rows.with_columns(
            version=pl.col("old_version") + new,
            since=pl.when(new).then(self._begun.id).otherwise("old_since"),
            read=pl.lit(self._begun.id),
        )
        change_rows(self._connection, records, values.select("id", "version", "since", "read", *NAMED, "hash", "facts"))
        add_words(self._connection, reworded)

    def _note(self, rows: pl.DataFrame, found: Sequence[Sequence[Difference]]) -> None:
        """Keep which attributes changed since the import before; a product written again is compared anew."""
        again = rows.filter(pl.col("old_since") == self._begun.id)["key"]
        mine = (changes.c.import_ == self._begun.id, changes.c.source == self._begun.source)
        self._connection.execute(delete(changes).where(*mine, changes.c.key.in_(self._listed(again))))
        version = (pl.col("old_version") + pl.col("new")).alias("version")
        keys = rows.select("key", version).iter_rows()
        different = [(key, number, one) for (key, number), ones in zip(keys, found, strict=True) for one in ones]
        marks = {"import": self._begun.id, "source": self._begun.source}
        add_rows(self._connection, changes, _change_rows(different), **marks)

    def _listed(self, values: pl.Series) -> Select[tuple[Any]]:
        return listed(self._connection, values)


def highest_record(connection: Connection) -> int:
    """Return the highest number of a record; records that come later have a higher one."""
    return int(connection.execute(select(func.coalesce(func.max(_c.id), 0))).scalar_one())


def _change_rows(different: Iterable[tuple[str, int, Difference]]) -> pl.DataFrame:
    rows = [
        (key, number, one.attribute, one.locale, one.channel, one.before, one.after) for key, number, one in different
    ]
    kinds: dict[str, type[pl.DataType]] = {"key": pl.String, "version": pl.Int64}
    kinds |= dict.fromkeys(("attribute", "locale", "channel", "before", "after"), pl.String)
    return pl.DataFrame(rows, schema=kinds, orient="row")
