"""One table on its way into the store, inside one transaction: only what is not as it was is written."""

import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import polars as pl
from sqlalchemy import Connection, Select, delete, func, insert, literal, select, update

from klaviatur.adapters.stores.bulk import add_rows, change_rows, listed
from klaviatur.adapters.stores.comparing import Difference, differences
from klaviatur.adapters.stores.desk.staling import Pen, note
from klaviatur.adapters.stores.documents import rejected_values, report_values
from klaviatur.adapters.stores.frames import read_columns, read_frame
from klaviatur.adapters.stores.schema import changes, imports, record_versions, records, rejected_rows
from klaviatur.adapters.stores.stating import mark_stale
from klaviatur.adapters.stores.words import add_new_words, add_words, forget_words
from klaviatur.records import Entry, Imported, Rejected

WORDED = ("gtin", "title", "brand")
NAMED = (*WORDED, "family", "parent", "row", "place")
KNOWN = {"key": pl.String, "hash": pl.String, "missing": pl.Int64}
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


class OpenImport:
    """An import of one source that has begun; see `ports.Importing`."""

    def __init__(self, connection: Connection, number: int, source: int, name: str, pen: Pen) -> None:
        self.id = number
        self._pen = pen
        self.finished = False
        self._connection = connection
        self._source, self._name = source, name
        self._highest = highest_record(connection)
        self._known = read_columns(connection, KNOWN, (_c.key, _c.hash, _c.missing), _c.source == source)
        self._begun = time.perf_counter()
        self._seen: list[pl.Series] = []

    def known(self) -> pl.DataFrame:
        """Return what this source brought before: key, hash (of all its rows, joined by ","), rows."""
        rows = pl.col("hash").str.count_matches(",", literal=True).cast(pl.Int64) + 1
        return self._known.select("key", "hash", rows=rows)

    def packed(self, keys: Sequence[str]) -> Mapping[str, str]:
        """Return the packed facts this source has for some keys."""
        return dict(self._existing(pl.Series(keys, dtype=pl.String)).select("key", "old_facts").iter_rows())

    def write(self, prepared: pl.DataFrame) -> tuple[int, int]:
        """Write products whose raw rows changed; return how many are (new, changed)."""
        if prepared["key"].is_duplicated().any():
            raise ValueError("A key came twice in one call of write: fold its rows first.")
        self.touch(prepared["key"])
        rows = prepared.select("key", "hash", *NAMED, "facts")
        if not self._known.is_empty():
            existing = self._existing(rows["key"])
            return self._add(rows.join(existing, on="key", how="anti")), self._change(rows.join(existing, on="key"))
        before = highest_record(self._connection)
        added = self._add(rows)
        if added == rows.height:
            return added, 0
        return added, self._change(rows.join(self._existing(rows["key"], up_to=before), on="key"))

    def reject(self, rejected: Sequence[Rejected]) -> None:
        """Keep rows that became no product, with all they held."""
        if rejected:
            self._connection.execute(insert(rejected_rows), [rejected_values(self.id, row) for row in rejected])

    def touch(self, keys: Sequence[str] | pl.Series) -> None:
        """Note that these keys came again unchanged."""
        if not self._known.is_empty():
            self._seen.append(pl.Series("key", keys, dtype=pl.String))

    def finish(self, report: Imported) -> Imported:
        """Keep the report and return it with id, `missing` and `stale` filled in."""
        add_new_words(self._connection, self._highest)
        missing = self._mark_missing()
        stale = mark_stale(self._connection, self._source, self._name, self.id, self._pen)
        duration_s = report.duration_s or time.perf_counter() - self._begun
        report = replace(report, id=self.id, missing=missing, stale=stale, duration_s=duration_s)
        self._connection.execute(update(imports).where(imports.c.id == self.id).values(**report_values(report)))
        note(self._connection, _entry(self._name, report), self._pen)
        self.finished = True
        return report

    # --- what is there --------------------------------------------------------------------------------------------
    def _existing(self, keys: pl.Series, up_to: int | None = None) -> pl.DataFrame:
        query = select(*_EXISTING_COLUMNS).where(_c.source == self._source, _c.key.in_(self._listed(keys)))
        if up_to is not None:
            query = query.where(_c.id <= up_to)
        return read_frame(self._connection, query, EXISTING)

    # --- new and changed products ---------------------------------------------------------------------------------
    def _add(self, rows: pl.DataFrame) -> int:
        if rows.is_empty():
            return 0
        marks = {"source": self._source, "version": 1, "since": self.id, "read": self.id, "created": self.id}
        return add_rows(self._connection, records, rows.sort("key"), **marks)  # in the order of the largest index

    def _change(self, rows: pl.DataFrame) -> int:
        """Write rows of products that are there already; return how many of these have a new version."""
        same = pl.col("facts") == pl.col("old_facts")
        change_rows(self._connection, records, rows.filter(same).select("id", "hash"))
        rows = self._with_base(rows.filter(~same))
        found = [differences(base, facts) if base else [] for base, facts in rows.select("base", "facts").iter_rows()]
        again = pl.col("old_since") == self.id
        rows = rows.with_columns(new=pl.Series(map(bool, found), dtype=pl.Boolean) & ~again)
        self._keep_versions(rows.filter("new"))
        self._update(rows)
        self._note(rows, found)
        return rows.filter("new").height

    def _with_base(self, rows: pl.DataFrame) -> pl.DataFrame:
        """Add the facts to compare with as `base`: those before this import, null where it made the product itself."""
        again = pl.col("old_since") == self.id
        kept = record_versions.c
        query = select(kept.record, kept.facts).where(
            kept.until == self.id, kept.record.in_(self._listed(rows.filter(again)["id"]))
        )
        bases = read_frame(self._connection, query, {"id": pl.Int64, "base": pl.String})
        base = pl.when(again).then("base").otherwise("old_facts")
        return rows.join(bases, on="id", how="left", maintain_order="left").with_columns(base=base)

    def _keep_versions(self, rows: pl.DataFrame) -> None:
        columns = (_c.id, _c.version, _c.since, literal(self.id), _c.read, _c.row, _c.place, _c.facts)
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
            since=pl.when(new).then(self.id).otherwise("old_since"),
            read=pl.lit(self.id),
        )
        change_rows(self._connection, records, values.select("id", "version", "since", "read", *NAMED, "hash", "facts"))
        add_words(self._connection, reworded)

    # --- what this means for others ---------------------------------------------------------------------------------
    def _note(self, rows: pl.DataFrame, found: Sequence[Sequence[Difference]]) -> None:
        """Keep which attributes changed since the import before; a product written again is compared anew."""
        again = rows.filter(pl.col("old_since") == self.id)["key"]
        mine = (changes.c.import_ == self.id, changes.c.source == self._source)
        self._connection.execute(delete(changes).where(*mine, changes.c.key.in_(self._listed(again))))
        version = (pl.col("old_version") + pl.col("new")).alias("version")
        keys = rows.select("key", version).iter_rows()
        different = [(key, number, one) for (key, number), ones in zip(keys, found, strict=True) for one in ones]
        marks = {"import": self.id, "source": self._source}
        add_rows(self._connection, changes, _change_rows(different), **marks)

    def _mark_missing(self) -> int:
        """Mark products that did not come, and no longer those that came again; return how many are missing."""
        seen = pl.concat([pl.Series("key", [], dtype=pl.String), *self._seen]).to_frame()
        missing = self._known.join(seen, on="key", how="anti")
        newly = missing.filter(pl.col("missing").is_null())["key"]
        back = self._known.filter(pl.col("missing").is_not_null()).join(seen, on="key", how="semi")["key"]
        self._note_presence(newly, missing=True)
        self._note_presence(back, missing=False)
        return missing.height

    def _note_presence(self, keys: pl.Series, *, missing: bool) -> None:
        if keys.is_empty():
            return
        mine = (_c.source == self._source, _c.key.in_(self._listed(keys)))
        title = func.coalesce(_c.title, _c.key)
        ends = (title, literal(None)) if missing else (literal(None), title)
        names = ("import_", "source", "key", "attribute", "before", "after", "version")
        noted = select(literal(self.id), _c.source, _c.key, literal(""), *ends, _c.version).where(*mine)
        self._connection.execute(insert(changes).from_select(names, noted))
        self._connection.execute(update(records).where(*mine).values(missing=self.id if missing else None))

    def _listed(self, values: pl.Series) -> Select[tuple[Any]]:
        return listed(self._connection, values)


def highest_record(connection: Connection) -> int:
    """Return the highest number of a record; records that come later have a higher one."""
    return int(connection.execute(select(func.coalesce(func.max(_c.id), 0))).scalar_one())


def _entry(source: str, report: Imported) -> Entry:
    """Return what the audit says of an import."""
    counts = {name: getattr(report, name) for name in ("rows", "written", "unchanged", "rejected", "missing", "stale")}
    told = ", ".join(f"{count} {name}" for name, count in counts.items() if count or name in {"rows", "written"})
    work = [(name, value) for name, value in report.details if name == "work"]
    return Entry("products.collected", f"import:{report.id}", told, (("source", source), *work))


def _change_rows(different: Iterable[tuple[str, int, Difference]]) -> pl.DataFrame:
    rows = [
        (key, number, one.attribute, one.locale, one.channel, one.before, one.after) for key, number, one in different
    ]
    kinds: dict[str, type[pl.DataType]] = {"key": pl.String, "version": pl.Int64}
    kinds |= dict.fromkeys(("attribute", "locale", "channel", "before", "after"), pl.String)
    return pl.DataFrame(rows, schema=kinds, orient="row")
