"""The files that records stand in: one for each section of an output, written from one end to the other."""

import os
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO

import polars as pl

from klaviatur.adapters.outputs.index import OVER

BLOCK = 1 << 20


def body(generation: int, file: int, number: int) -> str:
    """Return the name of a file: of a part of the base or of what changed since, and of its section."""
    kind = "over" if file == OVER else f"base{file}"
    return f"{kind}-{generation}.{number}.body"


class Bodies:
    """The files of one part of an output, while it is written; `ends` are those of files that are written on."""

    def __init__(self, folder: Path, generation: int, file: int, ends: tuple[int, ...] = ()) -> None:
        self._folder, self._generation, self._file = folder, generation, file
        self._files: list[BinaryIO] = []
        self._begun = ends
        self.ends: list[int] = []

    def append(self, records: pl.DataFrame, separator: bytes) -> pl.DataFrame:
        """Write texts behind each other; return where they stand: file, and offset and length of each section."""
        names = [name for name in records.columns if name.startswith("text")]
        file = pl.lit(self._file, dtype=pl.UInt8).alias("file")
        placed = [
            column for number, name in enumerate(names) for column in self._append(number, records[name], separator)
        ]
        return records.select(file, *placed)

    def copy(self, number: int, source: BinaryIO, start: int, end: int) -> None:
        """Write a stretch of another file."""
        self.open(number)
        source.seek(start)
        left = end - start
        while left:
            block = source.read(min(BLOCK, left))
            if not block:
                raise FileNotFoundError(source.name)  # somebody cut it short
            _write_whole(self._files[number], block)
            left -= len(block)

    def close(self) -> None:
        """Bring all to the disk."""
        for file in self._files:
            close(file)

    def discard(self) -> None:
        """Leave no file behind that was not there before, and none longer than it was: what it took is room again."""
        for number, file in enumerate(self._files):
            file.close()
            place = self._folder / body(self._generation, self._file, number)
            end = self._begun[number] if number < len(self._begun) else 0
            with suppress(OSError):
                if end:
                    os.truncate(place, end)
                else:
                    place.unlink()

    def open(self, number: int) -> None:
        """Make the file of a section ready."""
        while len(self._files) <= number:
            place = self._folder / body(self._generation, self._file, len(self._files))
            end = self._begun[len(self._files)] if len(self._files) < len(self._begun) else 0
            file = place.open("r+b" if end and place.exists() else "wb", buffering=0)
            file.truncate(end)  # what a run left behind that was killed
            file.seek(end)
            self._files.append(file)
            self.ends.append(end)

    def _append(self, number: int, texts: pl.Series, separator: bytes) -> list[pl.Series]:
        self.open(number)
        lengths = texts.str.len_bytes().cast(pl.UInt32)
        lines = texts.drop_nulls().to_frame()
        lines.write_csv(
            self._files[number], include_header=False, line_terminator=separator.decode(), quote_style="never"
        )
        steps = (lengths.cast(pl.UInt64) + len(separator)).fill_null(0)
        ends = steps.cum_sum() + self.ends[number]
        placed = pl.DataFrame({"s": ends - steps, "l": lengths}).select(pl.when(pl.col("l").is_not_null()).then("s"))
        self.ends[number] = int(ends[-1]) if ends.len() else self.ends[number]
        return [placed.to_series().alias(f"offset{number}"), lengths.alias(f"length{number}")]


def _write_whole(file: BinaryIO, block: bytes) -> None:
    """Write all of a block: a disk that is nearly full takes the beginning, and says nothing until the next one."""
    left = memoryview(block)
    while left:
        left = left[file.write(left) or 0 :]


def close(file: BinaryIO) -> None:
    """Close a file that is on the disk then."""
    os.fsync(file.fileno())
    file.close()


def to_disk(place: Path) -> None:
    """Bring a file that was written to the disk."""
    with place.open("rb") as file:
        os.fsync(file.fileno())
