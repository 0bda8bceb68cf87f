"""Puts together what brings tables into a store: readers, the source's name, its mapping, an engine."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, nullcontext, suppress
from dataclasses import asdict, dataclass, replace
from itertools import chain as joined
from pathlib import Path, PurePath
from urllib.parse import urlsplit

import polars as pl

from klaviatur.adapters.sources.catalogues import Validators, looked_through, read_tables, validators_of
from klaviatur.adapters.stores import StoredProducts
from klaviatur.chain.products import collect
from klaviatur.collect.products.marks import Marks
from klaviatur.errors import KlaviaturError, MappingError
from klaviatur.ports import Clock, Engine
from klaviatur.records import Collected, ColumnMapping, Imported, Table, Via
from klaviatur.wiring.mappings import Mappings

SAMPLE_ROWS = 2_000  # what a mapping is proposed from
WORK = "work"  # name of the detail of an import that says which piece of work it belongs to
LOOKED_AT = 1_000  # newest imports in which a piece of work that is carried on looks for its own

Rows = Callable[[str, int], None]  # origin of the table, rows so far


class _DryRun(Exception):
    """Takes back all that an import has done."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What a place is read with."""

    max_bytes: int
    sheet: str | None = None
    record: str | None = None


@dataclass(frozen=True, slots=True)
class Bringing:
    """One call that brings tables in: into which store, by whose mapping, on which engine."""

    store: StoredProducts
    mappings: Mappings
    clock: Clock
    engine: Engine
    given: ColumnMapping | None = None
    source: str | None = None  # None: each table's own name
    progress: Rows | None = None
    dry_run: bool = False
    work: str = ""  # id of the piece of work this belongs to: a table it brought in before is not brought in twice
    by: str = ""  # who brings them in, and by which door: for the audit
    via: Via = "library"

    def bring_places(self, places: Iterable[str | Path], reading: Reading) -> Collected:
        """Bring in what lies at some places; one that cannot be read stops nothing else. Raises MappingError."""
        imports: list[Imported] = []
        failures: list[tuple[str, str]] = []
        for place in places:
            try:
                imports += [self.bring(table) for table in self._tables(place, reading)] or [_not_modified(str(place))]
            except MappingError:
                raise
            except KlaviaturError as error:
                failures.append((str(place), str(error)))
        return Collected(tuple(imports), tuple(failures))

    def bring(self, table: Table) -> Imported:
        """Bring one table in and return its report; in a dry run nothing of it stays."""
        if done := self._brought_before(table):
            return done
        table, sample = sampled(table)
        name = self.source or source_name(table.origin, table.sheet)
        mapping = self.given or self.mappings.of(name, table, sample)
        if not (self.given and self.given.decimal):  # what a given mapping says for all columns holds
            table, mapping = with_all_marks(table, mapping)
        if not self.given and not self.dry_run:
            self.mappings.keep(mapping, sample)
        if self.work:
            table = replace(table, details=(*table.details, (WORK, self.work)))
        report: Imported | None = None
        told = validators_of(table)
        details = {k: v for k, v in asdict(told).items() if v} if told else {}
        now = self.clock.now()
        with (
            suppress(_DryRun),
            self._store() as store,
            store.importing(name, table, mapping, now, details=details, by=self.by, via=self.via) as importing,
        ):
            report = collect(table, mapping, importing, engine=self.engine, progress=self._passed(table.origin))
            if self.dry_run:
                raise _DryRun
        assert report is not None  # noqa: S101 - the block above either set it or raised
        return replace(report, id=None) if self.dry_run else report

    def _store(self) -> AbstractContextManager[StoredProducts]:
        return self.store.trial() if self.dry_run else nullcontext(self.store)

    def _brought_before(self, table: Table) -> Imported | None:
        """Return the report of a table that the same piece of work has brought in before its process died."""
        if not self.work:
            return None
        self.store.settle()
        mine = (report for report in self.store.imports(limit=LOOKED_AT) if (WORK, self.work) in report.details)
        return next((r for r in mine if (r.origin, r.sheet) == (table.origin, table.sheet)), None)

    def _tables(self, place: str | Path, reading: Reading) -> Iterator[Table]:
        """Yield the tables of a place; none where a server says that nothing is new since the last import."""
        known = self.store.source_details(self.source or source_name(str(place), None)) if _is_address(place) else {}
        conditional = Validators(known.get("etag"), known.get("last_modified")) if known else None
        return read_tables(place, **asdict(reading), conditional=conditional)

    def _passed(self, origin: str) -> Callable[[int], None] | None:
        progress = self.progress
        return (lambda rows: progress(origin, rows)) if progress else None


def source_name(origin: str, sheet: str | None) -> str:
    """Return the name of a source nobody named: its file's without endings, and the sheet's."""
    path = urlsplit(origin).path if _is_address(origin) else origin
    stem = PurePath(path.rstrip("/")).name.partition(".")[0] or urlsplit(origin).hostname or "products"
    text = f"{stem}-{sheet}" if sheet else stem
    return "".join(c if c.isalnum() or c in "-_" else "-" for c in text).strip("-")[:80] or "products"


def sampled(table: Table) -> tuple[Table, pl.DataFrame]:
    """Return the table, still whole, and its first rows."""
    chunks = iter(table.chunks)
    first = next(chunks, None)
    if first is None:
        return table, pl.DataFrame(schema=dict.fromkeys(table.columns, pl.String))
    return replace(table, chunks=joined([first], chunks)), first.frame.head(SAMPLE_ROWS)


def with_all_marks(table: Table, mapping: ColumnMapping) -> tuple[Table, ColumnMapping]:
    """Return the table, still whole, and its mapping with the mark that all cells of each column of prices have."""
    marks = Marks.asked_by(mapping, table)
    return (looked_through(table, marks.see), marks.put_into(mapping, table)) if marks.told else (table, mapping)


def _is_address(place: str | Path) -> bool:
    return str(place).lower().startswith(("http://", "https://"))


def _not_modified(place: str) -> Imported:
    return Imported(place, "", 0, 0, 0, 0, skipped="not modified since the last import")
