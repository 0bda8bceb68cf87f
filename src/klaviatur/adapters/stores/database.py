"""A connection to SQLite or PostgreSQL that behaves the same on both: explicit transactions, one writer at a time."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from shutil import disk_usage
from sqlite3 import Connection as SqliteConnection
from sqlite3 import OperationalError
from tempfile import TemporaryDirectory
from typing import cast

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError
from sqlalchemy.pool import ConnectionPoolEntry

from klaviatur.errors import WorkspaceError

BUSY_TIMEOUT_MS = 15_000  # how long a writer waits for another one
POLLING_S = 0.003  # how often it looks whether that one has ended
CACHE_KIB = 65_536
ROOM_BYTES = 1 << 20
PRAGMAS = (
    "PRAGMA journal_mode=WAL",  # readers go on while an import writes
    "PRAGMA synchronous=FULL",  # a commit is on disk; with one transaction an import it costs one sync
    "PRAGMA foreign_keys=ON",
    f"PRAGMA journal_size_limit={64 << 20}",  # what a large import wrote ahead is given back to the disk
    f"PRAGMA busy_timeout={BUSY_TIMEOUT_MS}",
    f"PRAGMA cache_size=-{CACHE_KIB}",
)


def open_database(place: str | Path) -> Engine:
    """Return an engine for a file of SQLite or a URL. Raises WorkspaceError where that is not possible."""
    url = _url(place)
    if url.get_backend_name() == "postgresql":
        return _create(url.set(drivername="postgresql+psycopg"))
    if url.get_backend_name() != "sqlite":
        raise WorkspaceError(f"{_shown(url)!r} is no database we keep products in: take a file, or postgresql://...")
    engine = _create(url)
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """Give a connection that sees one state of the database."""
    options = {"isolation_level": "REPEATABLE READ"} if engine.dialect.name == "postgresql" else {}
    with _said(engine), engine.connect().execution_options(**options) as connection, connection.begin():
        yield connection


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """Give a connection whose changes are all kept at the end, or none of them when the block raises."""
    with _said(engine), engine.connect().execution_options(begin="IMMEDIATE") as connection, connection.begin():
        yield connection


@contextmanager
def copied(engine: Engine) -> Iterator[Engine]:
    """Give an engine for a copy of SQLite's file, which is gone at the end; PostgreSQL itself, which can take back."""
    if engine.dialect.name != "sqlite":
        yield engine
        return
    with _said(engine), TemporaryDirectory(prefix=".trial-", dir=Path(_shown(engine.url)).parent) as folder:
        copy = Path(folder) / "copy.db"
        with engine.connect() as connection:
            connection.connection.cursor().execute("VACUUM INTO ?", (str(copy),))
        made = open_database(copy)
        try:
            yield made
        finally:
            made.dispose()


def _url(place: str | Path) -> URL:
    text = str(place)
    if "://" not in text:
        return URL.create("sqlite", database=text)
    try:
        return make_url(text)
    except ArgumentError as error:
        raise WorkspaceError(f"{text.partition('://')[0]!r}://... is no URL of a database: {error}") from error


def _create(url: URL) -> Engine:
    try:
        # A connection that a restart of the server ended is made anew before anybody's work begins on it.
        return create_engine(url, pool_pre_ping=url.get_backend_name() == "postgresql")
    except (ModuleNotFoundError, NoSuchModuleError) as error:
        message = f"For {_shown(url)!r} a driver is missing ({error}). Install it: pip install 'klaviatur[postgres]'"
        raise WorkspaceError(message) from error


@contextmanager
def _said(engine: Engine) -> Iterator[None]:
    """Turn what a database says into an error of ours that names the place and the next step."""
    try:
        yield
    except DBAPIError as error:
        raise WorkspaceError(_explained(_shown(engine.url), str(error.orig))) from error


def _explained(place: str, said: str) -> str:
    if "locked" in said:
        return f"The database {place!r} is being written by somebody else. Try again when that has ended."
    if "not a database" in said:
        return f"{place!r} is not a database of Klaviatur. Name another file, or move this one away."
    if "readonly" in said or "read-only" in said:
        return f"The database {place!r} may not be written. Get the right to write in its folder, then try again."
    if "is full" in said or "No space left" in said or ("disk I/O error" in said and not _has_room(place)):
        return f"The database {place!r} has no room left; nothing was kept by halves. Make room, then try again."
    if "connection" in said:
        said = said.strip().partition("\n")[0]
        return f"The database {place!r} does not answer ({said}). Nothing was kept by halves: try again when it runs."
    return f"The database {place!r} could not do this: {said.strip()}"


def _has_room(place: str) -> bool:
    """Return whether a disk has room for what SQLite keeps beside a file: without it, it speaks of the disk alone."""
    try:
        return disk_usage(Path(place).parent).free > ROOM_BYTES
    except OSError:
        return True


def _shown(url: URL) -> str:
    return url.database or ":memory:" if url.get_backend_name() == "sqlite" else url.render_as_string()


def _prepare_sqlite(connection: SqliteConnection, _: ConnectionPoolEntry) -> None:
    connection.isolation_level = None  # the driver's own transactions would commit before a change of the schema
    until = time.monotonic() + BUSY_TIMEOUT_MS / 1000
    while not _prepared(connection, until):
        time.sleep(POLLING_S)


def _prepared(connection: SqliteConnection, until: float) -> bool:
    """Return whether a connection is ready; a new database is locked while another one makes it one of readers, too.

    SQLite itself does not wait there (its busy timeout does not hold for a change of the journal).
    """
    try:
        for pragma in PRAGMAS:
            connection.execute(pragma).close()
    except OperationalError as error:
        if "locked" not in str(error) or time.monotonic() >= until:
            raise
        return False
    return True


def _begin_sqlite(connection: Connection) -> None:
    if connection.get_execution_options().get("begin") != "IMMEDIATE":
        connection.exec_driver_sql("BEGIN DEFERRED")
        return
    raw = cast("SqliteConnection", connection.connection.dbapi_connection)
    raw.execute("PRAGMA busy_timeout=0").close()
    try:
        _wait_for_turn(raw)
        if not raw.in_transaction:  # let it say what SQLAlchemy can tell
            connection.exec_driver_sql("BEGIN IMMEDIATE")
    finally:
        raw.execute(f"PRAGMA busy_timeout={BUSY_TIMEOUT_MS}").close()


def _wait_for_turn(raw: SqliteConnection) -> None:
    """Begin to write as soon as nobody else does: SQLite itself looks too rarely to meet the gaps an import leaves."""
    until = time.monotonic() + BUSY_TIMEOUT_MS / 1000
    while not raw.in_transaction and time.monotonic() < until:
        try:
            raw.execute("BEGIN IMMEDIATE").close()
        except OperationalError as error:
            if "locked" not in str(error):
                return
            time.sleep(POLLING_S)
