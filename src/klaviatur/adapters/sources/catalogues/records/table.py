"""Reads JSON and JSON Lines as one table."""

import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any

import polars as pl

from klaviatur.adapters.sources.catalogues.chunks import Part, chunked
from klaviatur.adapters.sources.catalogues.findings import note
from klaviatur.adapters.sources.catalogues.records.flattening import SEPARATOR, Row, flatten
from klaviatur.adapters.sources.catalogues.records.money import CENTS
from klaviatur.adapters.sources.catalogues.records.parsing import lines, load, parse, records_in
from klaviatur.adapters.sources.catalogues.records.unfolding import unfolded
from klaviatur.adapters.sources.catalogues.records.words import WORDS
from klaviatur.adapters.sources.catalogues.sniffing import FileKind, sniff
from klaviatur.adapters.sources.catalogues.stream import Options, Stream
from klaviatur.errors import TableEmpty, TableUnreadable
from klaviatur.records import Bilingual, ColumnHint, Kind, Rejected, Table, TableFinding

_MOST_COLUMNS = 5_000
_PRICES, _THINGS = frozenset(WORDS["prices"]), frozenset((*WORDS["things"], *WORDS["lists_of_things"]))
_OF_NESTED = {"id": "internal_id", "sku": "sku", "parent": "parent"}  # what variants made rows mean by them
_Numbered = Iterable[tuple[int, Any, str]]  # row, the record or what could not be read, its place


class _Broken(str):
    """A record that could not be read, as it stands in the file."""

    __slots__ = ()


def read(stream: Stream, *, origin: str, options: Options) -> Iterator[Table]:
    """Yield the one table of a JSON file. Raises TableUnreadable or TableEmpty."""
    if sniff(stream.head, name=stream.telling_name, size=stream.size) is FileKind.JSON_LINES and options.record is None:
        bare = Table(origin, "jsonl", (), iter(()), digest=stream.digest)
        yield _table(bare, lambda: _parsed_lines(stream), options, None)
    else:
        document = load(stream)
        records, pointer = records_in(document, options.record, origin)
        bare = Table(origin, "json", (), iter(()), details=(("records", pointer or "/"),), digest=stream.digest)
        yield _table(bare, lambda: _numbered(records, pointer), options, pointer)


def _numbered(records: list[Any], pointer: str) -> _Numbered:
    for row, record in enumerate(records, start=1):
        broken = _Broken(json.dumps(record, ensure_ascii=False))
        yield row, record if isinstance(record, dict) else broken, f"{pointer}/{row - 1}"


def _parsed_lines(stream: Stream) -> _Numbered:
    for row, line in lines(stream):
        try:
            record = parse(line.removeprefix("\x1e").rstrip(","))
        except (json.JSONDecodeError, RecursionError):
            record = None
        yield row, record if isinstance(record, dict) else _Broken(line), f"line {row}"


@dataclass(slots=True)
class _Seen:
    """What the first walk through all records found."""

    columns: dict[str, None] = field(default_factory=dict)
    lists: set[str] = field(default_factory=set)
    counts: Counter[str] = field(default_factory=Counter)
    raw: set[str] = field(default_factory=set)  # columns with prices as the file nests them
    nested: bool = False  # a record became several rows


def _table(bare: Table, walk: Callable[[], _Numbered], options: Options, pointer: str | None) -> Table:
    seen = _looked_through(walk(), bare.origin)
    columns = list(seen.columns)
    hints = ((name, _hint(name, seen)) for name in columns)
    told = pointer is not None or seen.nested
    rows = _rows(walk(), Counter(), anew=seen.nested)
    return replace(
        bare,
        columns=tuple(columns),
        chunks=chunked(_parts(rows, columns, options.chunk_rows, told=told), options.chunk_rows, footer=False),
        hints=tuple((name, hint) for name, hint in hints if hint != ColumnHint()),
        findings=_findings(seen.counts),
    )


def _rows(records: _Numbered, counts: Counter[str], *, anew: bool) -> _Numbered:
    """Yield every row of all records; numbered `anew` where a record is several."""
    at = 0
    for number, record, place in records:
        rows = [("", record)] if isinstance(record, _Broken) else unfolded(record, counts)
        for behind, row in rows:
            at += 1
            yield at if anew else number, row, place + behind


def _looked_through(records: _Numbered, origin: str) -> _Seen:
    """Return every column of all records in the order they come, and what else there is to know of them."""
    seen, broken, before = _Seen(), 0, ""
    for _, record, place in _rows(records, seen.counts, anew=False):
        if isinstance(record, _Broken):
            broken += 1
            continue
        row, listed = flatten(record)
        seen.columns.update(dict.fromkeys(row))
        seen.lists |= listed
        seen.raw |= {name for name in _PRICES & row.keys() if (row[name] or "").startswith(("[", "{"))}
        seen.nested = seen.nested or (bool(before) and place.startswith(f"{before}/"))
        before = place
        if len(seen.columns) > _MOST_COLUMNS:
            raise TableUnreadable(
                f"{origin!r} has more than {_MOST_COLUMNS:,} different names, as if keys were used as names. "
                "Export a list of objects with the same names."
            )
    if seen.columns:
        return seen
    if broken:
        raise TableUnreadable(f"{origin!r} holds no line that is a JSON object. Export it again, one object a line.")
    raise TableEmpty(f"{origin!r} holds no record. Export it again with at least one product.")


def _findings(counts: Counter[str]) -> tuple[TableFinding, ...]:
    if not counts[CENTS]:
        return ()
    de = "Preise stehen in Cent; sie wurden als Beträge mit zwei Stellen hinter dem Komma gelesen."
    return (note(CENTS, de, "Prices are in cents; they were read as amounts with two decimals.", count=counts[CENTS]),)


def _hint(name: str, seen: _Seen) -> ColumnHint:
    base = name.removesuffix(".unit")
    unit_of = base if name.endswith(".unit") and base in seen.columns else None
    separator = SEPARATOR if name in seen.lists else None
    if name in seen.raw:
        return ColumnHint(attribute=f"{name}_as_written", kind=Kind.TEXT)
    if name.endswith(".id") and name.removesuffix(".id") in _THINGS:
        return ColumnHint(attribute=name.replace(".", "_"), kind=Kind.IDENTIFIER, separator=separator)
    if seen.nested and name in _OF_NESTED:
        return ColumnHint(attribute=_OF_NESTED[name], kind=Kind.IDENTIFIER)
    return ColumnHint(separator=separator, unit_of=unit_of)


def _parts(records: _Numbered, columns: list[str], size: int, *, told: bool) -> Iterator[Part]:
    rows: list[tuple[int, Row, str]] = []
    refused: list[Rejected] = []
    for number, record, place in records:
        if isinstance(record, _Broken):
            refused.append(_rejected(number, record, place if told else ""))
        else:
            rows.append((number, flatten(record)[0], place))
        if len(rows) + len(refused) >= size:
            yield _part(rows, refused, columns, told=told)
            rows, refused = [], []
    if rows or refused:
        yield _part(rows, refused, columns, told=told)


def _part(rows: list[tuple[int, Row, str]], refused: list[Rejected], columns: list[str], *, told: bool) -> Part:
    frame = pl.DataFrame({name: pl.Series([row.get(name) for _, row, _ in rows], dtype=pl.String) for name in columns})
    numbers = pl.Series("row", [number for number, _, _ in rows], dtype=pl.Int64)
    places = pl.Series("place", [place for _, _, place in rows], dtype=pl.String) if told else None
    return Part(frame, numbers, tuple(refused), places=places)


def _rejected(row: int, record: str, place: str) -> Rejected:
    return Rejected(
        row,
        "row.broken",
        Bilingual("Das ist kein vollständiges JSON-Objekt.", "This is no whole JSON object."),
        (("json", str(record)),),
        place=place,
    )
