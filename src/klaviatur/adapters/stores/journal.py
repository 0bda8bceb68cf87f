"""What one import is about to write, in a file beside SQLite's: nobody sees it, and nobody waits for it.

One process at a time has the file; the system takes it away from one that has died. The file is valid from the moment
the database names an open import, and worth nothing before and after.
"""

import fcntl
import os
import struct
import time
from collections.abc import Iterator
from contextlib import suppress
from io import BytesIO
from pathlib import Path
from typing import BinaryIO, Literal, get_args

import polars as pl
from sqlalchemy import Engine

from klaviatur.errors import WorkspaceError

ENDING = "-import"  # behind the name of the database
PART = 2_500  # rows of one part; what is merged in one transaction, while people wait
POLLING_S = 0.05
Kind = Literal["write", "reject", "missing", "back", "superseded"]
KINDS: tuple[Kind, ...] = get_args(Kind)
_HEAD = struct.Struct(">BQ")  # kind, bytes


class Journal:
    """Frames in the order in which they came, cut into parts."""

    def __init__(self, file: BinaryIO, place: Path) -> None:
        self._file, self._place = file, place
        self.parts, self.rows = 0, 0
        self.valid = False  # the database knows of it

    @property
    def small(self) -> bool:
        """Return whether all of it is no more than one part."""
        return self.rows <= PART

    def add(self, kind: Kind, frame: pl.DataFrame) -> pl.Series:
        """Add a frame and return in which part, from 0, each row stands. Raises WorkspaceError (a full disk)."""
        parts = pl.select(part=self.parts + pl.int_range(frame.height, dtype=pl.Int64) // PART).to_series()
        for part in frame.iter_slices(PART):
            packed = BytesIO()
            part.write_ipc(packed, compression="lz4")
            try:
                self._file.write(_HEAD.pack(KINDS.index(kind), packed.tell()) + packed.getvalue())
                self._file.flush()
            except OSError as error:
                raise WorkspaceError(
                    f"{str(self._place)!r} cannot be written: {error.strerror}. Nothing was brought in. "
                    "Make room, then bring the file in again."
                ) from error
            self.parts += 1
            self.rows += part.height
        return parts

    def keep(self) -> None:
        """Wait until all of it is on disk."""
        os.fsync(self._file.fileno())

    def read(self, *kinds: Kind) -> Iterator[tuple[Kind, pl.DataFrame]]:
        """Yield the parts of some kinds, all without one; one that was not written to its end ends them."""
        with self._place.open("rb") as file:
            while len(head := file.read(_HEAD.size)) == _HEAD.size:
                number, size = _HEAD.unpack(head)
                kind = KINDS[number]
                if kinds and kind not in kinds:
                    file.seek(size, os.SEEK_CUR)
                    continue
                packed = file.read(size)
                if len(packed) < size:
                    return
                yield kind, pl.read_ipc(packed)

    def empty(self) -> None:
        """Forget what a process left behind that died before the database knew of it."""
        self._file.truncate(0)

    def close(self) -> None:
        """Give the file back; what is valid stays for whoever has it next."""
        if not self.valid:
            self._place.unlink(missing_ok=True)
        with suppress(OSError):  # a full disk: what could not be written is of no use
            self._file.close()


def journal_of(engine: Engine) -> Path:
    """Return where the journal of a file of SQLite lies."""
    return Path(f"{engine.url.database}{ENDING}")


def take_journal(place: Path, *, wait_s: float) -> Journal | None:
    """Return the journal where no other import has it, or has it no more within some seconds. Raises WorkspaceError."""
    until = time.monotonic() + wait_s
    while (taken := _taken(place)) is None and time.monotonic() < until:
        time.sleep(POLLING_S)
    return taken


def _taken(place: Path) -> Journal | None:
    try:
        file = place.open("a+b")
    except OSError as error:
        raise WorkspaceError(
            f"{str(place)!r} cannot be written: {error.strerror}. Whoever imports has to be allowed to write in its "
            "folder."
        ) from error
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        same = os.fstat(file.fileno()).st_ino == place.stat().st_ino
    except OSError:  # somebody has it, or took it away just now
        same = False
    if same:
        return Journal(file, place)
    file.close()
    return None
