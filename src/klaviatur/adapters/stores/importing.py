"""One table on its way into the store: all of it, or nothing.

PostgreSQL takes it in one transaction, beside which others write. In SQLite there is one writer at a time, so nothing
is written there while a table is read: what it brings goes into a journal that nobody sees, and from there into the
products, in one transaction, or in several short ones where there is much. Whoever is killed between two of these has
not lost anything: `settle` goes on where it was.
"""

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

import polars as pl
from sqlalchemy import Connection, insert, select, update

from klaviatur.adapters.stores.bulk import listed
from klaviatur.adapters.stores.desk.staling import Pen, note
from klaviatur.adapters.stores.documents import as_json, as_text, rejected_values, report_values
from klaviatur.adapters.stores.frames import read_columns
from klaviatur.adapters.stores.merging import Begun, Merging, highest_record
from klaviatur.adapters.stores.reports import read_import
from klaviatur.adapters.stores.schema import imports, records, sources
from klaviatur.adapters.stores.upserting import upsert
from klaviatur.records import ColumnMapping, Entry, Imported, Rejected, Table, Via

KNOWN = {"key": pl.String, "hash": pl.String, "missing": pl.Int64}
LOST = "lost"  # name of the detail of an import that was brought to its end without all of its journal
_c = records.c


@dataclass(frozen=True, slots=True)
class Beginning:
    """What is known of an import before anything is read."""

    source: str
    table: Table
    mapping: ColumnMapping
    at: datetime
    details: Mapping[str, str]
    by: str
    via: Via


class OpenImport:
    """An import of one source in one transaction, as PostgreSQL can have it; see `ports.Importing`."""

    def __init__(self, connection: Connection, begun: Begun, pen: Pen) -> None:
        self.finished = False
        self._connection, self._import, self._pen = connection, begun, pen
        self._begun = time.perf_counter()
        self._merging = Merging(connection, begun, pen)
        self._coming = Coming(connection, begun.source)
        self._counts = [0, 0]

    def known(self) -> pl.DataFrame:
        """Return what this source brought before: key, hash (of all its rows, joined by ","), rows."""
        return self._coming.known()

    def packed(self, keys: Sequence[str]) -> Mapping[str, str]:
        """Return the packed facts this source has for some keys."""
        return packed_of(self._connection, self._import.source, keys)

    def write(self, prepared: pl.DataFrame) -> None:
        """Write products whose raw rows changed."""
        self._coming.write(prepared["key"])
        for at, count in enumerate(self._merging.write(prepared)):
            self._counts[at] += count

    def reject(self, rejected: Sequence[Rejected]) -> None:
        """Keep rows that became no product, with all they held."""
        if rejected:
            self._merging.reject(rejections(rejected))

    def touch(self, keys: Sequence[str] | pl.Series) -> None:
        """Note that these keys came again unchanged."""
        self._coming.touch(keys)

    def finish(self, report: Imported) -> Imported:
        """Keep the report and return it with its id and what only the store can count."""
        missing, newly, back = self._coming.ended()
        for keys, gone in ((newly, True), (back, False)):
            if not keys.is_empty():
                self._merging.note_presence(keys, missing=gone)
        stale = self._merging.close()
        created, changed = self._counts
        report = replace(report, created=created, changed=changed, missing=missing, stale=stale)
        keep_report(self._connection, self._import, report)
        self.finished = True
        lasted = time.perf_counter() - self._begun
        return counted(report, end_import(self._connection, self._import, self._pen, lasted))


class Coming:
    """Which products of a source were there, and which of them came."""

    def __init__(self, connection: Connection, source: int | None) -> None:
        """Begin; a source without a number is a new one."""
        mine = _c.source == (source or 0)
        self._known = read_columns(connection, KNOWN, (_c.key, _c.hash, _c.missing), mine)
        self._seen: list[pl.Series] = []

    def known(self) -> pl.DataFrame:
        """Return what the source brought before, see `ports.Importing.known`."""
        rows = pl.col("hash").str.count_matches(",", literal=True).cast(pl.Int64) + 1
        return self._known.select("key", "hash", rows=rows)

    def write(self, keys: pl.Series) -> None:
        """Note keys that are written, each once. Raises ValueError where one comes twice."""
        if keys.is_duplicated().any():
            raise ValueError("A key came twice in one call of write: fold its rows first.")
        self.touch(keys)

    def touch(self, keys: Sequence[str] | pl.Series) -> None:
        """Note that these keys came."""
        if not self._known.is_empty():
            self._seen.append(pl.Series("key", keys, dtype=pl.String))

    def ended(self) -> tuple[int, pl.Series, pl.Series]:
        """Return how many did not come, which of them came last time, and which came that did not last time."""
        seen = pl.concat([pl.Series("key", [], dtype=pl.String), *self._seen]).to_frame()
        missing = self._known.join(seen, on="key", how="anti")
        newly = missing.filter(pl.col("missing").is_null())["key"]
        back = self._known.filter(pl.col("missing").is_not_null()).join(seen, on="key", how="semi")["key"]
        return missing.height, newly, back


def packed_of(connection: Connection, source: int | None, keys: Sequence[str]) -> Mapping[str, str]:
    """Return the packed facts a source has under some keys."""
    asked = _c.key.in_(listed(connection, pl.Series(keys, dtype=pl.String)))
    found = connection.execute(select(_c.key, _c.facts).where(_c.source == (source or 0), asked))
    return {row.key: row.facts for row in found}


def begin_import(connection: Connection, beginning: Beginning) -> Begun:
    """Give an import its row, and its source the details of what is read now."""
    table, mapping = beginning.table, beginning.mapping
    row = {"name": beginning.source, "priority": mapping.priority, "details": as_json(beginning.details)}
    kept = upsert(connection, sources, ("name",), ("priority", "details")).returning(sources.c.id)
    source = int(connection.execute(kept.values(**row)).scalar_one())
    values = {"place": table.origin, "format": table.format, "sheet": table.sheet, "at": as_text(beginning.at)}
    before = highest_record(connection)
    begun = insert(imports).values(mapping=as_json(mapping), **values, source=source, records_before=before)
    return Begun(int(connection.execute(begun.returning(imports.c.id)).scalar_one()), source, beginning.source, before)


def keep_report(connection: Connection, begun: Begun, report: Imported) -> None:
    """Keep what a report says."""
    connection.execute(update(imports).where(imports.c.id == begun.id).values(**report_values(report)))


def end_import(connection: Connection, begun: Begun, pen: Pen, duration_s: float, *, lost: int = 0) -> Imported:
    """Note an import in the audit, and return its report; `lost` parts of its journal were not there any more."""
    mine = imports.c.id == begun.id
    report = replace(read_import(connection, begun.id), duration_s=duration_s)
    if lost:
        report = replace(report, details=(*report.details, (LOST, f"{lost} parts: bring the file in again")))
    connection.execute(update(imports).where(mine).values(**report_values(report)))
    note(connection, _entry(begun.name, report), pen)
    return report


def counted(report: Imported, kept: Imported) -> Imported:
    """Return a report with what only the store knows."""
    known = ("id", "created", "changed", "missing", "stale", "details")
    more = {name: getattr(kept, name) for name in known}
    return replace(report, **more, duration_s=report.duration_s or kept.duration_s)


def rejections(rejected: Sequence[Rejected]) -> pl.DataFrame:
    """Return rows that became no product, as they are kept."""
    kinds: dict[str, type[pl.DataType]] = {"row": pl.Int64}
    kinds |= dict.fromkeys(("rule", "raw", "place", "message_de", "message_en"), pl.String)
    return pl.DataFrame([rejected_values(row) for row in rejected], schema=kinds)


def _entry(source: str, report: Imported) -> Entry:
    """Return what the audit says of an import."""
    counts = {name: getattr(report, name) for name in ("rows", "written", "unchanged", "rejected", "missing", "stale")}
    told = ", ".join(f"{count} {name}" for name, count in counts.items() if count or name in {"rows", "written"})
    work = [(name, value) for name, value in report.details if name in {"work", LOST}]
    return Entry("products.collected", f"import:{report.id}", told, (("source", source), *work))
