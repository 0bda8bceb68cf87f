"""A GDSN file as a Table."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from klaviatur.adapters.sources.catalogues.gdsn.cells import cells_of, columns_said
from klaviatur.adapters.sources.catalogues.markup.events import parse, unreadable
from klaviatur.adapters.sources.catalogues.markup.hints import hints_of
from klaviatur.adapters.sources.catalogues.markup.records import Records
from klaviatur.adapters.sources.catalogues.markup.spooling import Column
from klaviatur.adapters.sources.catalogues.stream import Options, Stream
from klaviatur.errors import TableEmpty
from klaviatur.records import ColumnHint, Kind, Table

_RECORD = "tradeItem"


def read(stream: Stream, *, origin: str, options: Options) -> Iterator[Table]:
    """Yield one Table of the trade items. Raises TableUnreadable for what is no XML, TableEmpty for a file without."""
    found = parse(stream, origin=origin, wanted=(_RECORD,), run=lambda walk: Records(cells_of, (_RECORD,)).read(walk))
    if not len(found.spool):
        if found.reason:
            raise unreadable(origin, found.reason)
        raise TableEmpty(f"{origin!r} is a GDSN message without a trade item. Export it with its products.")
    columns = found.spool.columns()
    yield Table(
        origin=origin,
        format="gdsn",
        columns=tuple(column.name for column in columns),
        chunks=found.spool.chunks(options.chunk_rows),
        details=(("record", _RECORD), ("decimal", ".")),
        dialect="gdsn",
        hints=tuple(_hints(columns)),
        findings=found.report.findings(),
        digest=stream.digest,
    )


def _hints(columns: Iterable[Column]) -> Iterator[tuple[str, ColumnHint]]:
    columns = tuple(columns)
    seen, said = dict(hints_of(columns)), columns_said()
    for column in columns:
        hint = seen.get(column.name, ColumnHint())
        told = said.get(column.label or column.name)
        if told is not None:
            hint = replace(hint, attribute=told["attribute"], kind=Kind(told["kind"]), label="")
        if hint != ColumnHint():
            yield column.name, hint
