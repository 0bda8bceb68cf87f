"""Reads workbooks in a worker process: a file can make the fast reader hang, fill the memory or abort, but not us."""

import json
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from klaviatur.adapters.sources.catalogues.stream import Stream
from klaviatur.adapters.sources.catalogues.workbook.cells import readable
from klaviatur.adapters.sources.catalogues.workbook.container import broken
from klaviatur.errors import TableUnreadable

_WORKER = Path(__file__).with_name("worker.py")
_LEAST_S, _S_PER_MB = 20, 5  # of computing; 100,000 rows of 14 cells are 6 MB and take 1 s
_PATIENCE = 6  # times as long by the clock, where other programs keep the machine busy
_LEAST_BYTES, _TIMES_BYTES = 3_000_000_000, 60  # of memory; 40 million cells take 1.2 GB, a packed byte up to 30
_SECRET = re.compile(r"password|encrypt", re.IGNORECASE)
_ANEW = "Save it again in a spreadsheet program, or export it as CSV."


@dataclass(frozen=True, slots=True)
class Book:
    """The sheets of a workbook; those that were wanted lie in a folder as long as the book is open."""

    sheets: Sequence[str]
    read: dict[int, bool]  # positions of the sheets that were read, and whether each is visible
    _folder: Path

    def head(self, position: int, rows: int) -> pl.DataFrame:
        """Return the first rows of a sheet that was read."""
        return readable(pl.read_ipc(self._folder / str(position), n_rows=rows))

    def load(self, position: int) -> pl.DataFrame:
        """Return all rows of a sheet that was read, from its first one."""
        file = self._folder / str(position)
        frame = pl.read_ipc(file)
        file.unlink()
        return readable(frame)


@contextmanager
def opened(stream: Stream, sheet: str | None) -> Iterator[Book]:
    """Read the sheets of a workbook, or the one of that name. Raises TableUnreadable."""
    with tempfile.TemporaryDirectory(prefix="klaviatur-") as folder:
        told = json.loads(_worked(stream, folder, sheet))
        if _SECRET.search(told.get("error", "")):
            raise TableUnreadable(f"{stream.name!r} is encrypted. Open it, remove the password and save it again.")
        if "error" in told:
            raise broken(stream)
        yield Book(told["sheets"], {int(at): visible for at, visible in told["read"].items()}, Path(folder))


def _worked(stream: Stream, folder: str, sheet: str | None) -> bytes:
    """Return what the worker told."""
    seconds = _LEAST_S + _S_PER_MB * stream.size // 1_000_000
    size = _LEAST_BYTES + _TIMES_BYTES * stream.size
    wanted = [] if sheet is None else [sheet.strip().casefold()]
    command = [sys.executable, "-P", str(_WORKER), str(stream.path), folder, str(seconds), str(size), *wanted]
    try:
        done = subprocess.run(  # noqa: S603 - our own script; the file's name is one argument of it
            command,
            env={**os.environ, "POLARS_MAX_THREADS": "1"},  # each thread of a pool reserves memory
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=seconds * _PATIENCE,
            check=True,
        )
    except subprocess.TimeoutExpired as error:
        raise TableUnreadable(
            f"{stream.name!r} is a workbook that cannot be read in {seconds * _PATIENCE:,} seconds. {_ANEW}"
        ) from error
    except subprocess.CalledProcessError as error:
        raise TableUnreadable(
            f"{stream.name!r} is a workbook that cannot be read: it is broken, or takes too much memory or time. "
            f"{_ANEW}"
        ) from error
    return done.stdout
