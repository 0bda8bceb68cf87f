"""Where an output lies: its records in files, an index beside them, and what changed since in a second pair.

The base is written once by a full run, in the order of group and record, in one part or in several by several
processes; a delta run appends to another file and replaces its small index. `state.json` names the files that belong
together and is renamed into its place last: whoever is killed on the way leaves the old output as it was. What may not
leave is kept beside it in the same way, as `withheld.json`: the next run goes on from there, and nobody reads it. Read,
all of it is one file again, byte for byte what a full run of one process would write.
"""

import shutil
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import BinaryIO

import polars as pl

from klaviatur.adapters.outputs.bodies import BLOCK
from klaviatur.adapters.outputs.damage import reading
from klaviatur.adapters.outputs.index import Index, empty_index, merged, segments, tail_of
from klaviatur.adapters.outputs.states import bodies, newest_state, read_base, read_over, read_state, tidy
from klaviatur.adapters.outputs.writing import DeltaWriting, FullWriting
from klaviatur.ports.outputs import Part, ShelfState

Files = Mapping[tuple[int, int], BinaryIO]  # by file and section


class OutputShelf:
    """See `ports.outputs.Shelf`; one run writes, many may read."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def state(self) -> ShelfState | None:
        """Return what lies there, None where there is nothing that could be used."""
        return read_state(self.folder)

    def newest(self) -> ShelfState | None:
        """Return what the next run goes on from: what lies there, or what was made since and may not leave."""
        return newest_state(self.folder)

    def index(self) -> pl.DataFrame:
        """Return what the output holds: one row a record, in its order."""
        state = self.state()
        if state is None:
            return empty_index(1)
        return merged(*self.indexes(state))

    def holds(self, record: str) -> bool:
        """Return whether a record is in the output."""
        return bool((self._entry(record)["delivered"] > 0).any())

    def only_groups(self, record: str) -> bool:
        """Return whether a record is that of a product which is no item, because it only groups its variants."""
        entry = self._entry(record)
        return "grouping" in entry.columns and bool((entry["grouping"] > entry["delivered"] + entry["held"]).any())

    def _entry(self, record: str) -> pl.DataFrame:
        return self.index().filter(pl.col("record") == record)

    def begin_full(self, run: int) -> FullWriting:
        """Begin to write all of it."""
        state = self.newest()
        self.folder.mkdir(parents=True, exist_ok=True)
        return FullWriting(self.folder, state.generation + 1 if state else 1, run)

    def begin_delta(self, state: ShelfState, run: int, records: Iterable[str]) -> DeltaWriting:
        """Begin to write these records anew; those that are not added leave the output."""
        return DeltaWriting(self.folder, state, run, frozenset(records))

    def read(
        self, state: ShelfState | None = None, *, since: int | None = None, part: Part | None = None
    ) -> Iterator[bytes]:
        """Yield the whole output, a part of it, or those records alone which runs after `since` wrote.

        Without a state as it is now. Raises FileNotFoundError where a state is no longer the one that lies there.
        """
        state = state or self.state()
        if state is None:
            return iter(())
        index = merged(*self.indexes(state))
        if part is not None:
            index = index.slice(part.start, part.end - part.start)
        if since is not None:
            index = index.filter(pl.col("run") > since)
        opened = ExitStack()
        told = _streamed(state, index, self.opened(state, opened), opened)
        next(told)  # begun, it closes its files also where nobody reads it
        return told

    def compact(self) -> None:
        """Write base and overlay as one."""
        state = self.newest()
        if state is None:
            return
        writing = FullWriting(self.folder, state.generation + 1, state.run)
        with ExitStack() as opened:
            index = merged(*self.indexes(state))
            try:
                writing.copy(index, self.opened(state, opened), state.separator.encode())
                writing.settle(state)
            except (OSError, pl.exceptions.PolarsError):
                writing.discard()
                self.tidy()
                raise
        writing.commit()

    def tidy(self) -> None:
        """Remove what somebody left behind who came to no end: its room may be what the next one lacks."""
        if self.folder.is_dir():
            tidy(self.folder, self.newest())

    def forget(self) -> None:
        """Remove all that lies there."""
        shutil.rmtree(self.folder, ignore_errors=True)

    def indexes(self, state: ShelfState) -> Index:
        """Return the index of the base, and of what changed since."""
        with reading(self.folder):
            return read_base(self.folder, state).collect(), read_over(self.folder, state)

    def opened(self, state: ShelfState, opened: ExitStack) -> Files:
        """Return the files that records stand in, to be closed with `opened`."""
        named = bodies(self.folder, state)
        return {place: opened.enter_context((self.folder / name).open("rb")) for place, name in named.items()}


def _streamed(state: ShelfState, index: pl.DataFrame, files: Files, opened: ExitStack) -> Iterator[bytes]:
    separator = state.separator.encode()
    there = "length0" in index.columns and index["length0"].null_count() < index.height
    with opened:
        yield b""
        yield state.head.encode()
        for number in range(len(state.middles) + 1):
            if number:
                yield state.middles[number - 1].encode()
            yield from _section(index, number, files, separator)
        yield tail_of(there, state.tail, state.separator).encode()


def _section(index: pl.DataFrame, number: int, files: Files, separator: bytes) -> Iterator[bytes]:
    parts = segments(index, number, len(separator))
    for at, (name, start, end) in enumerate(parts):
        file = files[name, number]
        file.seek(start)
        left = end - start - (len(separator) if at == len(parts) - 1 else 0)
        while left > 0:
            block = file.read(min(BLOCK, left))
            if not block:
                raise FileNotFoundError(file.name)  # somebody cut it short
            yield block
            left -= len(block)
