"""Reads JSON and JSON Lines as one table."""

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from typing import Any

import polars as pl

from klaviatur.adapters.sources.catalogues.chunks import Part, chunked
from klaviatur.adapters.sources.catalogues.records.flattening import SEPARATOR, Row, flatten
from klaviatur.adapters.sources.catalogues.records.parsing import lines, load, parse, records_in
from klaviatur.adapters.sources.catalogues.sniffing import FileKind, sniff
from klaviatur.adapters.sources.catalogues.stream import Options, Stream
from klaviatur.errors import TableEmpty, TableUnreadable
from klaviatur.records import Bilingual, ColumnHint, Rejected, Table

_MOST_COLUMNS = 5_000
_Numbered = Iterable[tuple[int, Any]]  # row, and the record or what could not be read


class _Broken(str):
    """A record that could not be read, as it stands in the file."""

    __slots__ = ()


def read(stream: Stream, *, origin: str, options: Options) -> Iterator[Table]:
    """Yield the one table of a JSON file. Raises TableUnreadable or TableEmpty."""
    if sniff(stream.head, name=stream.telling_name, size=stream.size) is FileKind.JSON_LINES and options.record is None:
        bare = Table(origin, "jsonl", (), iter(()), digest=stream.digest)
        yield _table(bare, lambda: _parsed_lines(stream), options)
    else:
        document = load(stream)
        records, pointer = records_in(document, options.record, origin)
        bare = Table(origin, "json", (), iter(()), details=(("records", pointer or "/"),), digest=stream.digest)
        yield _table(bare, lambda: _numbered(records), options, pointer)


def _numbered(records: list[Any]) -> _Numbered:
    for row, record in enumerate(records, start=1):
        yield row, record if isinstance(record, dict) else _Broken(json.dumps(record, ensure_ascii=False))


def _parsed_lines(stream: Stream) -> _Numbered:
    for row, line in lines(stream):
        try:
            record = parse(line.removeprefix("\x1e").rstrip(","))
        except (json.JSONDecodeError, RecursionError):
            record = None
        yield row, record if isinstance(record, dict) else _Broken(line)


def _table(bare: Table, walk: Callable[[], _Numbered], options: Options, pointer: str | None = None) -> Table:
    columns, lists = _columns(walk(), bare.origin)
    hints = ((name, _hint(name, columns, lists)) for name in columns)
    return replace(
        bare,
        columns=tuple(columns),
        chunks=chunked(_parts(walk(), columns, options.chunk_rows, pointer), options.chunk_rows, footer=False),
        hints=tuple((name, hint) for name, hint in hints if hint != ColumnHint()),
    )


def _columns(records: _Numbered, origin: str) -> tuple[list[str], set[str]]:
    """Return every column of all records in the order they come, and those that hold lists."""
    columns: dict[str, None] = {}
    lists: set[str] = set()
    broken = 0
    for _, record in records:
        if isinstance(record, _Broken):
            broken += 1
            continue
        row, listed = flatten(record)
        columns.update(dict.fromkeys(row))
        lists |= listed
        if len(columns) > _MOST_COLUMNS:
            raise TableUnreadable(
                f"{origin!r} has more than {_MOST_COLUMNS:,} different names, as if keys were used as names. "
                "Export a list of objects with the same names."
            )
    if columns:
        return list(columns), lists
    if broken:
        raise TableUnreadable(f"{origin!r} holds no line that is a JSON object. Export it again, one object a line.")
    raise TableEmpty(f"{origin!r} holds no record. Export it again with at least one product.")


def _hint(name: str, columns: list[str], lists: set[str]) -> ColumnHint:
    base = name.removesuffix(".unit")
    unit_of = base if name.endswith(".unit") and base in columns else None
    return ColumnHint(separator=SEPARATOR if name in lists else None, unit_of=unit_of)


def _parts(records: _Numbered, columns: list[str], size: int, pointer: str | None) -> Iterator[Part]:
    rows: list[tuple[int, Row]] = []
    refused: list[Rejected] = []
    for number, record in records:
        if isinstance(record, _Broken):
            refused.append(_rejected(number, record, pointer))
        else:
            rows.append((number, flatten(record)[0]))
        if len(rows) + len(refused) >= size:
            yield _part(rows, refused, columns, pointer)
            rows, refused = [], []
    if rows or refused:
        yield _part(rows, refused, columns, pointer)


def _part(rows: list[tuple[int, Row]], refused: list[Rejected], columns: list[str], pointer: str | None) -> Part:
    frame = pl.DataFrame({name: pl.Series([row.get(name) for _, row in rows], dtype=pl.String) for name in columns})
    numbers = pl.Series("row", [number for number, _ in rows], dtype=pl.Int64)
    places = None
    if pointer is not None:
        places = pl.Series("place", [f"{pointer}/{number - 1}" for number, _ in rows], dtype=pl.String)
    return Part(frame, numbers, tuple(refused), places=places)


def _rejected(row: int, record: str, pointer: str | None) -> Rejected:
    return Rejected(
        row,
        "row.broken",
        Bilingual("Das ist kein vollständiges JSON-Objekt.", "This is no whole JSON object."),
        (("json", str(record)),),
        place="" if pointer is None else f"{pointer}/{row - 1}",
    )
