"""All tables as JSON lines in one archive, which either database takes back.

What members are signed in with is left out: whoever restores a backup signs in anew.
"""

import base64
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any
from zipfile import ZipFile

import orjson
from sqlalchemy import Connection, Engine, Integer, LargeBinary, Table, func, insert, select, update

from klaviatur.adapters.stores.database import open_database, reading, writing
from klaviatur.adapters.stores.desk.rows import line_of, storable
from klaviatur.adapters.stores.migrating import NEWEST, make_ready
from klaviatur.adapters.stores.schema import metadata, open_imports
from klaviatur.adapters.stores.schema_deliveries import deliveries, output_copies, pauses
from klaviatur.adapters.stores.schema_desk import audit
from klaviatur.adapters.stores.upserting import add_missing
from klaviatur.adapters.stores.words import add_new_words
from klaviatur.errors import WorkspaceError
from klaviatur.records import SYSTEM, AuditLine

LEFT_OUT = {"sessions", "one_time_links"}
AT_ONCE = 2_000
LOOK_S, REST_S = 0.1, 600.0  # how often, and for how long, a backup waits for an import to end
MANIFEST = "manifest.json"
_BYTES = "base64"
RESTORED = "restored from a backup: cancel what has left since it was made, then let the rest go on"

Check = Callable[[Iterable[AuditLine]], None]  # raises where the audit does not hold


def write_backup(place: str | Path, archive: ZipFile) -> Mapping[str, int]:
    """Write all tables, as they are at one moment, and return how many rows each has; writers go on meanwhile."""
    engine = open_database(place)
    try:
        make_ready(engine, place)
        with _at_rest(engine) as connection:
            counts = {str(table.name): _dump(connection, table, archive) for table in _tables()}
        archive.writestr(MANIFEST, orjson.dumps({"schema": NEWEST, "rows": counts}))
    finally:
        engine.dispose()
    return counts


def read_backup(archive: ZipFile, place: str | Path, check: Check) -> Mapping[str, int]:
    """Bring all tables of a backup into a database that has no rows, all or nothing; return how many rows each has.

    Raises WorkspaceError where the database holds something, the backup is of another schema or not whole, and what
    `check` raises for its audit.
    """
    counts = _counts(archive)
    engine = open_database(place)
    try:
        make_ready(engine, place)
        with writing(engine) as connection:
            _insist_on_empty(connection, place)
            for table in _tables():
                _load(connection, table, archive, counts.get(table.name, 0))
            add_new_words(connection, 0)
            _pause_what_leaves(connection)
            _forget_what_was_put(connection)
            check(line_of(row) for row in connection.execute(select(audit).order_by(audit.c.number)))
    finally:
        engine.dispose()
    return counts


@contextmanager
def _at_rest(engine: Engine) -> Iterator[Connection]:
    """Give a connection that sees no import half, however long that takes: a journal is in no backup."""
    for _ in range(int(REST_S / LOOK_S)):
        with reading(engine) as connection:
            if connection.execute(select(open_imports.c.import_)).first() is None:
                yield connection
                return
        time.sleep(LOOK_S)
    raise WorkspaceError("An import is still being brought in. Make the backup when it has ended: klaviatur desk work")


def _tables() -> list[Table]:
    return [table for table in metadata.sorted_tables if table.name not in LEFT_OUT]


def _name(table: Table) -> str:
    return f"tables/{table.name}.jsonl"


def _dump(connection: Connection, table: Table, archive: ZipFile) -> int:
    rows = 0
    found = connection.execute(select(table).order_by(*table.primary_key), execution_options={"yield_per": AT_ONCE})
    with archive.open(_name(table), "w", force_zip64=True) as file:
        for row in found:
            file.write(orjson.dumps(list(row), default=_plain, option=orjson.OPT_APPEND_NEWLINE))
            rows += 1
    return rows


def _plain(value: object) -> object:
    if isinstance(value, bytes | memoryview):
        return {_BYTES: base64.b64encode(value).decode()}
    raise TypeError(f"{type(value).__name__} is in no table of ours")


def _counts(archive: ZipFile) -> Mapping[str, int]:
    try:
        manifest = orjson.loads(archive.read(MANIFEST))
        schema, counts = manifest["schema"], manifest["rows"]
    except (KeyError, ValueError) as error:
        raise WorkspaceError("This is no backup of Klaviatur: it holds no manifest. Name another file.") from error
    if schema != NEWEST:
        raise WorkspaceError(
            f"The backup has schema {schema!r}, this version has {NEWEST!r}. Restore it with the version that wrote it,"
            " then run: klaviatur migrate"
        )
    return {str(name): int(rows) for name, rows in counts.items()}


def _insist_on_empty(connection: Connection, place: str | Path) -> None:
    for table in metadata.sorted_tables:
        if connection.execute(select(*table.primary_key).limit(1)).first():
            raise WorkspaceError(
                f"{_shown(place)!r} is not empty: its table {table.name!r} has rows. Name a new place."
            )


def _shown(place: str | Path) -> str:
    return "The database" if "://" in str(place) else str(place)


def _load(connection: Connection, table: Table, archive: ZipFile, wanted: int) -> None:
    keys = [column.key for column in table.columns]
    binary = {key for key, column in zip(keys, table.columns, strict=True) if isinstance(column.type, LargeBinary)}
    rows = 0
    with archive.open(_name(table)) as file:
        for part in _batches(file):
            values = [_values(dict(zip(keys, line, strict=True)), binary) for line in part]
            connection.execute(insert(table), values)
            rows += len(part)
    if rows != wanted:
        raise WorkspaceError(f"The backup is not whole: {rows} of {wanted} rows of {table.name!r} are in it.")
    _count_on(connection, table)


def _pause_what_leaves(connection: Connection) -> None:
    """Pause everything where something is on its way: what left after the backup was made would leave once more.

    Also where outputs are kept up to date somewhere: they would be put there from two places.
    """
    under_way = select(deliveries.c.id).where(deliveries.c.state.in_(["planned", "sending"])).limit(1)
    copied = select(output_copies.c.output).limit(1)
    if connection.execute(under_way).first() or connection.execute(copied).first():
        at = datetime.now(UTC).isoformat(timespec="microseconds")
        new = add_missing(connection, pauses)
        connection.execute(new.values(id=1, why=RESTORED, by=SYSTEM.name, at=at))


def _forget_what_was_put(connection: Connection) -> None:
    """Forget which files stand where outputs are kept up to date: newer ones may, since the backup was made."""
    connection.execute(update(output_copies).values(digest="", files="[]"))


def _batches(file: IO[bytes]) -> Iterator[list[list[Any]]]:
    while lines := list(_lines(file)):
        yield lines


def _lines(file: IO[bytes]) -> Iterator[list[Any]]:
    for _ in range(AT_ONCE):
        line = file.readline()
        if not line:
            return
        yield orjson.loads(line)


def _values(row: dict[str, Any], binary: set[str]) -> dict[str, Any]:
    return {key: base64.b64decode(value[_BYTES]) if key in binary else _text(value) for key, value in row.items()}


def _text(value: Any) -> Any:
    return storable(value) if isinstance(value, str) else value


def _count_on(connection: Connection, table: Table) -> None:
    """Let PostgreSQL number new rows behind those that came in."""
    key = table.autoincrement_column
    if connection.dialect.name != "postgresql" or key is None or not isinstance(key.type, Integer):
        return
    highest = select(func.coalesce(func.max(key), 0) + 1)
    sequence = func.pg_get_serial_sequence(table.name, key.name)
    connection.execute(select(func.setval(sequence, highest.scalar_subquery(), False)))
