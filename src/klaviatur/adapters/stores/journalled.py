"""An import into SQLite: read and prepared beside the database, then brought in while people go on writing."""

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import replace
from typing import Any

import polars as pl
from sqlalchemy import Connection, Engine, Row, delete, insert, select, update

from klaviatur.adapters.stores.database import BUSY_TIMEOUT_MS, reading, writing
from klaviatur.adapters.stores.desk.staling import Pen
from klaviatur.adapters.stores.importing import (
    Beginning,
    Coming,
    begin_import,
    counted,
    end_import,
    keep_report,
    packed_of,
    rejections,
)
from klaviatur.adapters.stores.journal import Journal, Kind, journal_of, take_journal
from klaviatur.adapters.stores.merging import Begun, Merging
from klaviatur.adapters.stores.schema import imports, open_imports, sources
from klaviatur.errors import WorkspaceError
from klaviatur.records import Imported, Rejected, Via

GAP_S = 0.006  # between two transactions of an import: whoever waits to write gets in (see `database.POLLING_S`)
PenOf = Callable[[str, Via], Pen]
SUPERSEDED = {"part": pl.Int64, "key": pl.String}


class JournalledImport:
    """An import of one source whose rows wait in a journal; see `ports.Importing`."""

    def __init__(self, engine: Engine, journal: Journal, beginning: Beginning, pen: Pen) -> None:
        self.engine, self.journal, self.beginning, self.pen = engine, journal, beginning, pen
        self._begun = time.perf_counter()
        self._written: list[pl.DataFrame] = []
        with reading(engine) as connection:
            named = select(sources.c.id).where(sources.c.name == beginning.source)
            self._source = connection.execute(named).scalar()
            self._coming = Coming(connection, self._source)

    def lasted(self) -> float:
        """Return for how many seconds it has been open."""
        return time.perf_counter() - self._begun

    def known(self) -> pl.DataFrame:
        """Return what this source brought before: key, hash (of all its rows, joined by ","), rows."""
        return self._coming.known()

    def packed(self, keys: Sequence[str]) -> Mapping[str, str]:
        """Return the packed facts this source has for some keys."""
        with reading(self.engine) as connection:
            found = dict(packed_of(connection, self._source, keys))
        asked = pl.Series(keys, dtype=pl.String).implode()
        for _, frame in self.journal.read("write"):
            found |= dict(frame.filter(pl.col("key").is_in(asked)).select("key", "facts").iter_rows())
        return found

    def write(self, prepared: pl.DataFrame) -> None:
        """Write products whose raw rows changed."""
        self._coming.write(prepared["key"])
        part = self.journal.add("write", prepared)
        self._written.append(prepared.select(part, "key"))

    def reject(self, rejected: Sequence[Rejected]) -> None:
        """Keep rows that became no product, with all they held."""
        if rejected:
            self.journal.add("reject", rejections(rejected))

    def touch(self, keys: Sequence[str] | pl.Series) -> None:
        """Note that these keys came again unchanged."""
        self._coming.touch(keys)

    def finish(self, report: Imported) -> Imported:
        """Bring everything in, keep the report and return it with its id and what only the store can count."""
        missing, newly, back = self._coming.ended()
        self.journal.add("missing", newly.to_frame("key"))
        self.journal.add("back", back.to_frame("key"))
        self.journal.add("superseded", _superseded(self._written))
        report = replace(report, missing=missing)
        merge = _merge_at_once if self.journal.small else _merge_in_parts
        return counted(report, merge(self, report))

    def begin(self, connection: Connection, report: Imported) -> Begun:
        """Give the import its row."""
        begun = begin_import(connection, self.beginning)
        keep_report(connection, begun, report)
        return begun


@contextmanager
def journalled(engine: Engine, beginning: Beginning, pen_of: PenOf) -> Iterator[JournalledImport]:
    """Give an import that nobody sees before it is finished. Raises WorkspaceError where another one does not end."""
    journal = take_journal(journal_of(engine), wait_s=BUSY_TIMEOUT_MS / 1000)
    if journal is None:
        raise WorkspaceError(
            f"Another import is bringing products into {engine.url.database!r}. Try again when that has ended."
        )
    with closing(journal):
        _go_on(engine, journal, pen_of)
        journal.empty()
        yield JournalledImport(engine, journal, beginning, pen_of(beginning.by, beginning.via))


def settle(engine: Engine, pen_of: PenOf) -> None:
    """Bring to its end what a process left behind that died while it brought products in."""
    place = journal_of(engine)
    if not place.exists() and _open_import(engine) is None:
        return
    journal = take_journal(place, wait_s=0)
    if journal is not None:  # else: whoever has it is alive, and at it
        with closing(journal):
            _go_on(engine, journal, pen_of)


def make_way() -> None:
    """Let in whoever waits to write."""
    time.sleep(GAP_S)


def _merge_at_once(importing: JournalledImport, report: Imported) -> Imported:
    with writing(importing.engine) as connection:
        begun = importing.begin(connection, report)
        for _, kind, frame in _parts(importing.journal):
            _merge(connection, begun, importing.pen, kind, frame)
        return end_import(connection, begun, importing.pen, importing.lasted())


def _merge_in_parts(importing: JournalledImport, report: Imported) -> Imported:
    journal, pen = importing.journal, importing.pen
    journal.keep()
    with writing(importing.engine) as connection:
        begun = importing.begin(connection, report)
        who = {"by": pen.by.name, "via": pen.by.via}
        connection.execute(insert(open_imports).values(import_=begun.id, done=0, parts=journal.parts, **who))
    journal.valid = True
    return _merge_rest(importing.engine, journal, begun, pen, importing.lasted)


def _go_on(engine: Engine, journal: Journal, pen_of: PenOf) -> None:
    """Bring in what is left of an import whose process died."""
    row = _open_import(engine)
    if row is not None:
        journal.valid = True
        begun, since = Begun(row.import_, row.source, row.name, row.records_before), time.perf_counter()
        _merge_rest(engine, journal, begun, pen_of(row.by, row.via), lambda: time.perf_counter() - since, done=row.done)


def _merge_rest(
    engine: Engine, journal: Journal, begun: Begun, pen: Pen, lasted: Callable[[], float], *, done: int = 0
) -> Imported:
    """Merge part by part, each with how far it is in one transaction, then end the import."""
    mine, number = open_imports.c.import_ == begun.id, 0
    try:
        for number, kind, frame in _parts(journal):
            if number > done:
                with writing(engine) as connection:
                    _merge(connection, begun, pen, kind, frame)
                    connection.execute(update(open_imports).where(mine).values(done=number))
                make_way()
        with writing(engine) as connection:
            parts = connection.execute(delete(open_imports).where(mine).returning(open_imports.c.parts)).scalar_one()
            kept = end_import(connection, begun, pen, lasted(), lost=parts - number)
    except WorkspaceError as error:
        raise WorkspaceError(
            f"{error} What was read is kept, and brought in when the workspace is opened next."
        ) from error
    journal.valid = False
    return kept


def _merge(connection: Connection, begun: Begun, pen: Pen, kind: Kind, frame: pl.DataFrame) -> None:
    """Write one part, with what it means for the search and for sentences."""
    merging, counts = Merging(connection, begun, pen), {}
    if kind == "reject":
        merging.reject(frame)
        return
    if kind == "write":
        created, changed = merging.write(frame)
        counts = {"created": imports.c.created + created, "changed": imports.c.changed + changed}
    else:
        merging.note_presence(frame["key"], missing=kind == "missing")
    stale = merging.close(frame["key"])
    counted_now = update(imports).where(imports.c.id == begun.id)
    connection.execute(counted_now.values(stale=imports.c.stale + stale, **counts))


def _parts(journal: Journal) -> Iterator[tuple[int, Kind, pl.DataFrame]]:
    """Yield the parts with their numbers from 1, without rows that a later part says again."""
    again = pl.concat([pl.DataFrame(schema=SUPERSEDED), *(frame for _, frame in journal.read("superseded"))])
    for number, (kind, frame) in enumerate(journal.read(), start=1):
        late = again.filter(pl.col("part") == number - 1) if kind == "write" else again.clear()
        yield number, kind, frame.join(late, on="key", how="anti") if late.height else frame


def _superseded(written: Sequence[pl.DataFrame]) -> pl.DataFrame:
    """Return in which parts stand keys that a later part brings again, with all that is known by then."""
    keys = pl.concat([pl.DataFrame(schema=SUPERSEDED), *written])
    return keys.filter(pl.col("part") < pl.col("part").max().over("key"))


def _open_import(engine: Engine) -> Row[Any] | None:
    columns = (imports.c.source, imports.c.records_before, sources.c.name)
    query = select(open_imports, *columns).join(imports, imports.c.id == open_imports.c.import_)
    with reading(engine) as connection:
        return connection.execute(query.join(sources, sources.c.id == imports.c.source)).first()
