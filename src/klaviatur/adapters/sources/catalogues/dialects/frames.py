"""Chunks of a table rewritten one by one, groups of rows that belong together kept in one."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import chain
from pathlib import Path
from tempfile import TemporaryDirectory

import polars as pl

from klaviatur.adapters.sources.catalogues.dialects.recognising import key
from klaviatur.records import Chunk, ColumnHint, Table

_LONGEST_GROUP = 200_000  # rows we wait for its end


def column_of(table: Table, *names: str) -> str | None:
    """Return the table's own name of the first of some columns it has."""
    own = {key(column): column for column in table.columns}
    return next((own[key(name)] for name in names if key(name) in own), None)


def free_name(table: Table, name: str) -> str:
    """Return a name no column of the table has."""
    number = 1
    free = name
    while free in table.columns:
        number += 1
        free = f"{name} ({number})"
    return free


def with_columns(table: Table, added: Sequence[tuple[str, ColumnHint]], chunks: Iterator[Chunk]) -> Table:
    """Return the table with columns after its own and other chunks."""
    columns = (*table.columns, *(name for name, _ in added))
    return replace(table, columns=columns, hints=(*table.hints, *added), chunks=chunks)


def mapped(chunks: Iterable[Chunk], work: Callable[[pl.DataFrame], pl.DataFrame]) -> Iterator[Chunk]:
    """Yield chunks whose frames were worked on; rows stay as many as they are."""
    for chunk in chunks:
        yield replace(chunk, frame=work(chunk.frame))


def taken_up(chunk: Chunk, frame: pl.DataFrame, positions: pl.Series, again: pl.Series) -> Chunk:
    """Return a chunk whose rows were put together anew.

    `positions` says which old row each new one comes from, `again` where it does so once more: there the number gets a
    minus, so that every row keeps a number of its own.
    """
    places = None if chunk.places is None else chunk.places.gather(positions)
    rows = pl.DataFrame({"row": chunk.rows.gather(positions), "again": again}).select(
        pl.when("again").then(-pl.col("row")).otherwise("row").alias("row")
    )
    return replace(chunk, frame=frame, rows=rows["row"], places=places)


def peeked(table: Table) -> tuple[pl.DataFrame, Iterator[Chunk]]:
    """Return the first rows of a table, and all its chunks once more."""
    first = next(table.chunks, None)
    if first is None:
        return pl.DataFrame(schema=dict.fromkeys(table.columns, pl.String)), iter(())
    return first.frame, chain((first,), table.chunks)


def seen_whole(chunks: Iterable[Chunk], look: Callable[[pl.DataFrame], None]) -> Iterator[Chunk]:
    """Yield chunks after `look` has seen all of them; all but the last wait in temporary files."""
    with TemporaryDirectory(prefix="klaviatur-") as folder:
        waiting: list[Chunk] = []
        for number, chunk in enumerate(chunks):
            if waiting:
                waiting[-1].frame.write_ipc(Path(folder) / str(number - 1))
                waiting[-1] = replace(waiting[-1], frame=waiting[-1].frame.clear())
            look(chunk.frame)
            waiting.append(chunk)
        for number, chunk in enumerate(waiting[:-1]):
            yield replace(chunk, frame=pl.read_ipc(Path(folder) / str(number)))
        yield from waiting[-1:]


def whole_groups(chunks: Iterable[Chunk], begins: Callable[[pl.DataFrame], pl.Series]) -> Iterator[Chunk]:
    """Yield chunks so that no group of rows is parted; `begins` says of each row whether a group begins with it."""
    held: Chunk | None = None
    for chunk in chunks:
        both = chunk if held is None else _joined(held, chunk)
        starts = begins(both.frame).arg_true()
        at = int(starts[-1]) if len(starts) else 0
        if both.frame.height - at > _LONGEST_GROUP:
            at = both.frame.height
        if at:
            yield _part(both, 0, at)
            held = _part(replace(both, rejected=(), findings=()), at, both.frame.height - at)
        else:
            held = both
    if held is not None:
        yield held


def _joined(one: Chunk, other: Chunk) -> Chunk:
    places = None
    if one.places is not None and other.places is not None:
        places = pl.concat([one.places, other.places])
    return Chunk(
        frame=pl.concat([one.frame, other.frame]),
        rows=pl.concat([one.rows, other.rows]),
        places=places,
        rejected=one.rejected + other.rejected,
        findings=one.findings + other.findings,
    )


def _part(chunk: Chunk, start: int, length: int) -> Chunk:
    places = None if chunk.places is None else chunk.places.slice(start, length)
    return replace(chunk, frame=chunk.frame.slice(start, length), rows=chunk.rows.slice(start, length), places=places)
