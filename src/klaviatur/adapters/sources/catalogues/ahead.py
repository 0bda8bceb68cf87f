"""A table is looked through to its end before its rows are used: what does not fit into memory waits on the disk."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import chain
from pathlib import Path
from tempfile import NamedTemporaryFile, gettempdir

import polars as pl

from klaviatur.adapters.sources.catalogues.stream import Stream
from klaviatur.errors import TableUnreadable
from klaviatur.records import Chunk, Table


def looked_through(table: Table, seen: Callable[[pl.DataFrame], bool]) -> Table:
    """Return the table, still whole, whose rows were shown to `seen` until that said that it has seen enough.

    The first chunk stays in memory. Raises TableUnreadable where there is no room for the others.
    """
    chunks = iter(table.chunks)
    shown: list[Callable[[], Chunk]] = []
    for chunk in chunks:
        enough = seen(chunk.frame)
        shown.append(_kept(chunk) if not shown else _set_aside(chunk, table.origin))
        if enough:
            break
    return replace(table, chunks=chain(_again(shown), chunks))


def _again(shown: list[Callable[[], Chunk]]) -> Iterator[Chunk]:
    while shown:
        yield shown.pop(0)()


def _kept(chunk: Chunk) -> Callable[[], Chunk]:
    return lambda: chunk


def _set_aside(chunk: Chunk, origin: str) -> Callable[[], Chunk]:
    """Write the cells of a chunk to a file that is gone once they were read; return what reads them."""
    place = gettempdir()
    try:
        with NamedTemporaryFile(prefix="klaviatur-", delete=False) as file:
            stream = Stream(Path(file.name), temporary=True)
        chunk.frame.write_ipc(stream.path, compression="lz4")
    except OSError as error:
        raise TableUnreadable(
            f"{origin!r} is looked through first, and its rows could not wait in {place!r} meanwhile: {error}. "
            "Make room there, then try again."
        ) from error
    rest = replace(chunk, frame=chunk.frame.clear())
    return lambda: replace(rest, frame=pl.read_ipc(stream.path))
