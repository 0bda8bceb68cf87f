"""One door for all product files: find out what each one is, pick its reader, promise Tables or one clear error."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from importlib import import_module
from pathlib import Path
from typing import BinaryIO, Protocol, cast

from klaviatur.adapters.sources.catalogues.findings import warning
from klaviatur.adapters.sources.catalogues.packed import is_litter, member_names, members, unpack_gzip
from klaviatur.adapters.sources.catalogues.skipping import with_skipped
from klaviatur.adapters.sources.catalogues.sniffing import FileKind, sniff
from klaviatur.adapters.sources.catalogues.stream import (
    CHUNK_ROWS,
    MAX_BYTES,
    Options,
    Stream,
    Validators,
    spool,
    too_large,
)
from klaviatur.errors import SourceNotFound, TableEmpty, TableError, TableUnreadable
from klaviatur.records import Table, TableFinding

_URL = re.compile(r"[a-z][a-z0-9+.-]+://", re.IGNORECASE)
_PACKAGE = "klaviatur.adapters.sources.catalogues"
# Loaded when the first file of its kind comes: nobody who reads CSV waits for lxml.
_READERS = {
    FileKind.DELIMITED: "delimited",
    FileKind.WORKBOOK: "workbook",
    FileKind.HTML_TABLE: "workbook.html",
    FileKind.SPREADSHEET_ML: "workbook.spreadsheetml",
    FileKind.JSON: "records",
    FileKind.JSON_LINES: "records",
    FileKind.XML: "xml",
    FileKind.MERCHANT: "merchant",  # RSS or Atom with Google's g: namespace
    FileKind.BMECAT: "bmecat",
    FileKind.GDSN: "gdsn",
    FileKind.DATANORM: "datanorm",
    FileKind.XCHANGE: "xchange",
    FileKind.JSON_LD: "jsonld",  # HTML pages, and JSON whose @context is schema.org
}
_FREE = {
    FileKind.DELIMITED,
    FileKind.WORKBOOK,
    FileKind.HTML_TABLE,
    FileKind.SPREADSHEET_ML,
    FileKind.JSON,
    FileKind.JSON_LINES,
}
_Opened = Iterable[tuple[str, Stream | TableError]]


class _Reader(Protocol):
    def read(self, stream: Stream, *, origin: str, options: Options) -> Iterator[Table]: ...


class _Dialects(Protocol):
    def apply(self, table: Table) -> Table: ...


class _Web(Protocol):
    def download(
        self, url: str, *, max_bytes: int, conditional: Validators | None, public_only: bool
    ) -> tuple[Stream, Validators] | None: ...


def read_tables(
    place: str | Path,
    *,
    max_bytes: int = MAX_BYTES,
    sheet: str | None = None,
    record: str | None = None,
    chunk_rows: int = CHUNK_ROWS,
    conditional: Validators | None = None,
    public_only: bool = False,
) -> Iterator[Table]:
    """Yield the tables of a file, a folder, an archive or a web address: one for each sheet, file or kind of record.

    With `conditional`, yields nothing if the server says that nothing is new; `validators_of` a table gives what to
    keep for the next time. With `public_only`, addresses inside the own network are refused. A file of a folder or
    archive that cannot be read is a finding of the table next to it. Raises SourceNotFound, TableUnreadable or
    TableEmpty.
    """
    options = Options(sheet, record, chunk_rows, max_bytes)
    if isinstance(place, str) and _URL.match(place):
        yield from _read_url(place, options, conditional, public_only=public_only)
        return
    path = Path(place)
    if _is_folder(path):
        yield from _read_many(_files(path, max_bytes), options, origin=str(place))
    else:
        yield from _read_one(_opened(path, max_bytes), str(place), options)


def read_tables_from(
    data: BinaryIO,
    *,
    name: str = "stdin",
    max_bytes: int = MAX_BYTES,
    sheet: str | None = None,
    record: str | None = None,
    chunk_rows: int = CHUNK_ROWS,
) -> Iterator[Table]:
    """Yield the tables of a stream that is read once; its first bytes tell what it is. Raises like `read_tables`."""
    yield from _read_one(
        spool(data, name=name, max_bytes=max_bytes), name, Options(sheet, record, chunk_rows, max_bytes)
    )


def validators_of(table: Table) -> Validators | None:
    """Return what the server said of the version a table was read from, None for a file or a silent server."""
    told = dict(table.details)
    found = Validators(told.get("etag"), told.get("last_modified"))
    return None if found == Validators() else found


def _read_url(url: str, options: Options, conditional: Validators | None, *, public_only: bool) -> Iterator[Table]:
    web = cast("_Web", import_module(f"{_PACKAGE}.web"))
    got = web.download(url, max_bytes=options.max_bytes, conditional=conditional, public_only=public_only)
    if got is None:
        return
    stream, validators = got
    told = [("etag", validators.etag), ("last_modified", validators.last_modified)]
    said = tuple((name, value) for name, value in told if value)
    for table in _read_one(stream, url, options):
        yield replace(table, details=(*table.details, *said))


def _read_one(stream: Stream, origin: str, options: Options, *, packed: bool = False) -> Iterator[Table]:
    """Yield the tables of one file; an archive in an archive is refused."""
    if not stream.head.strip(b"\0\t\n\r\f \xef\xbb\xbf\xff\xfe") and stream.size <= len(stream.head):
        raise TableEmpty(f"{origin!r} is empty. Export it again with a header and at least one product.")
    names = member_names(stream) if stream.head.startswith(b"PK") else None
    kind = sniff(stream.head, name=stream.telling_name, size=stream.size, members=names)
    if kind in {FileKind.GZIP, FileKind.ZIP} and packed:
        raise TableUnreadable(f"{origin!r} is an archive in an archive. Unpack the outer one first.")
    if kind is FileKind.GZIP:
        yield from _read_one(unpack_gzip(stream, max_bytes=options.max_bytes), origin, options, packed=True)
    elif kind is FileKind.ZIP:
        entries = ((f"{origin}/{name}", member) for name, member in members(stream, max_bytes=options.max_bytes))
        yield from _read_many(entries, options, origin=origin, packed=True)
    else:
        yield from _read_kind(stream, kind, origin, options)


def _read_kind(stream: Stream, kind: FileKind, origin: str, options: Options) -> Iterator[Table]:
    reader = cast("_Reader", import_module(f"{_PACKAGE}.{_READERS[kind]}"))
    for table in reader.read(stream, origin=origin, options=options):
        yield _recognised(table) if kind in _FREE else table


def _recognised(table: Table) -> Table:
    """Return a free table with what its dialect says of its columns."""
    dialects = cast("_Dialects", import_module(f"{_PACKAGE}.dialects"))
    return dialects.apply(table)


def _read_many(opened: _Opened, options: Options, *, origin: str, packed: bool = False) -> Iterator[Table]:
    """Yield the tables of several files; those that cannot be read are findings of the table before, else after."""
    skipped: list[TableFinding] = []
    tables = with_skipped(_tried(opened, options, skipped, packed=packed))
    first = next(tables, None)
    if first is None:
        raise _nothing_readable(origin, skipped)
    yield first
    yield from tables


def _tried(
    opened: _Opened, options: Options, skipped: list[TableFinding], *, packed: bool
) -> Iterator[Table | TableFinding]:
    for place, found in opened:
        try:
            if isinstance(found, TableError):
                raise found
            yield from _read_one(found, place, options, packed=packed)
        except TableError as error:
            skipped.append(_skipped(place, error))
            yield skipped[-1]


def _skipped(place: str, error: TableError) -> TableFinding:
    reason = (
        "sie ist leer oder hat nur Überschriften" if isinstance(error, TableEmpty) else "sie ist keine lesbare Tabelle"
    )
    return warning(
        "file.skipped",
        f"Die Datei {place!r} wurde übergangen: {reason}. Den Grund im Einzelnen nennt: klaviatur collect {place!r}",
        f"The file {place!r} was passed over: {error}",
        words=place,
    )


def _nothing_readable(origin: str, skipped: list[TableFinding]) -> TableError:
    if not skipped:
        return TableEmpty(f"{origin!r} holds no file. Put product files in it: CSV, XLSX, JSON or XML.")
    more = f" (and {len(skipped) - 1} more)" if len(skipped) > 1 else ""
    return TableUnreadable(f"Nothing in {origin!r} can be read{more}. {skipped[0].message.en}")


def _is_folder(path: Path) -> bool:
    try:
        return path.is_dir()
    except (OSError, ValueError):
        return False


def _files(folder: Path, max_bytes: int) -> _Opened:
    try:
        found = sorted(path for path in folder.rglob("*") if not is_litter(str(path.relative_to(folder))))
    except OSError as error:
        raise TableUnreadable(
            f"{str(folder)!r} cannot be listed: {error.strerror}. Check whether you may read it."
        ) from error
    for path in found:
        if path.is_file():
            yield str(path), _attempted(path, max_bytes)


def _attempted(path: Path, max_bytes: int) -> Stream | TableError:
    try:
        return _opened(path, max_bytes)
    except TableError as error:
        return error
    except SourceNotFound as error:  # removed since the folder was listed
        return TableUnreadable(str(error))


def _opened(path: Path, max_bytes: int) -> Stream:
    try:
        size = path.stat().st_size
        if not path.is_file():  # a pipe or device is read once and does not tell its size
            with path.open("rb") as data:
                return spool(data, name=path.name, max_bytes=max_bytes)
        path.open("rb").close()
    except FileNotFoundError as error:
        raise SourceNotFound(
            f"There is no file {str(path)!r}. Check the name, or give a folder, a URL or - for stdin."
        ) from error
    except (OSError, ValueError) as error:
        raise TableUnreadable(
            f"{str(path)!r} cannot be opened: {error}. Check its name and whether you may read it."
        ) from error
    if size > max_bytes:
        raise TableUnreadable(too_large(str(path), max_bytes))
    return Stream(path)
