"""What lies of an output held against what would be written now, record by record and byte by byte."""

import mmap
from contextlib import ExitStack
from itertools import takewhile
from typing import Self

import polars as pl

from klaviatur.adapters.outputs.index import declared_in, merged
from klaviatur.adapters.outputs.shelf import OutputShelf
from klaviatur.ports.outputs import ShelfState
from klaviatur.records import Difference

CATALOGUE, WHAT = "catalogue", "file"
MOST = 1_000  # differences that are told of an output
AROUND = 40  # characters shown before and behind the place where two texts part


class Proving:
    """Takes records as `ports.outputs.Adding` does, keeps nothing, and says which ones lie otherwise.

    Open from the start to the end of a `with` block: a run that replaces the output meanwhile changes nothing here.
    Raises FileNotFoundError where a state is no longer the one that lies there.
    """

    def __init__(self, name: str, shelf: OutputShelf, state: ShelfState) -> None:
        self.name, self._state = name, state
        self.differences: list[Difference] = []
        self._seen: list[pl.Series] = []
        self._opened = ExitStack()
        index = merged(*shelf.indexes(state))
        self._index = index.filter(pl.col("length0").is_not_null()) if "length0" in index.columns else index.clear()
        self._files = {
            place: self._opened.enter_context(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ))
            for place, file in shelf.opened(state, self._opened).items()
            if file.seek(0, 2)
        }

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._opened.close()

    def add(self, records: pl.DataFrame, separator: str) -> None:
        """Hold rendered records against those that lie there."""
        texts = [name for name in records.columns if name.startswith("text")]
        lying = self._texts(self._index.filter(pl.col("record").is_in(records["record"].implode())), len(texts))
        both = records.select("record", *texts).join(lying, on="record", how="left", suffix="\x00")
        for name in texts:
            other = both.filter(pl.col(name).ne_missing(pl.col(f"{name}\x00")))
            for record, wanted, lies in other.select("record", name, f"{name}\x00").head(MOST).iter_rows():
                self._tell(record, wanted or "", lies or "")
        self._seen.append(records["record"])
        if separator != self._state.separator:
            self._tell("", separator, self._state.separator)

    @property
    def declared(self) -> tuple[str, ...]:
        """Return what the records that lie there want to be named in the head."""
        return tuple(sorted(declared_in(self._index)))

    def take(self, placed: object) -> None:
        """Keep nothing."""

    def around(self, head: str, middles: tuple[str, ...], tail: str) -> None:
        """Hold what stands around records against what lies there."""
        wanted, lies = (head, *middles, tail), (self._state.head, *self._state.middles, self._state.tail)
        for one, other in zip(wanted, lies, strict=False):
            if one != other:
                self._tell("", one, other)

    def end(self, records: frozenset[str] | None) -> None:
        """Say which records lie there that nobody would write any more: of these, None for all."""
        seen = pl.concat(self._seen).implode() if self._seen else pl.Series([[]], dtype=pl.List(pl.String))
        left = self._index.filter(~pl.col("record").is_in(seen))
        if records is not None:
            left = left.filter(pl.col("record").is_in(sorted(records)))
        for record, text in self._texts(left.head(MOST), 1).iter_rows():
            self._tell(record, "", text)

    def _texts(self, index: pl.DataFrame, sections: int) -> pl.DataFrame:
        """Return the texts of entries as they lie there; bytes that are none stand as replacement characters."""
        texts = {f"text{number or ''}": self._section(index, number) for number in range(sections)}
        return pl.DataFrame({"record": index["record"], **texts})

    def _section(self, index: pl.DataFrame, number: int) -> pl.Series:
        if f"offset{number}" not in index.columns:
            return pl.Series([None] * index.height, dtype=pl.String)
        places = index.select("file", f"offset{number}", f"length{number}").iter_rows()
        told = [None if at is None else self._files[file, number][at : at + size] for file, at, size in places]
        return pl.Series([None if one is None else one.decode("utf-8", "replace") for one in told], dtype=pl.String)

    def _tell(self, record: str, wanted: str, lies: str) -> None:
        if len(self.differences) < MOST:
            at = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(wanted, lies, strict=False)))
            said = ((CATALOGUE, _excerpt(wanted, at)), (self.name, _excerpt(lies, at)))
            self.differences.append(Difference(record, WHAT, said))


def _excerpt(text: str, at: int) -> str:
    start, end = max(0, at - AROUND), at + AROUND
    return f"{'…' if start else ''}{text[start:end]}{'…' if end < len(text) else ''}"
