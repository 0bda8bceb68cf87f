"""Whether the files of an output are those that were written: what was cut short, overwritten or removed is told."""

import os
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import polars as pl

from klaviatur.ports.outputs import ShelfState

MAGIC = b"ARROW1"  # at both ends of a table
TABLES = (".index", ".ipc")


class Unreadable(FileNotFoundError):
    """A file is not there any more as it was written."""


@contextmanager
def reading(folder: Path) -> Iterator[None]:
    """Read tables of an output. Raises Unreadable where that cannot be done."""
    try:
        yield
    except (OSError, pl.exceptions.PolarsError, pl.exceptions.PanicException) as error:
        raise Unreadable(f"{folder.name}: {error}") from error


def sizes_of(folder: Path, names: Iterable[str], known: Mapping[str, int]) -> dict[str, int]:
    """Return how long files are, those of which it is not known yet looked up."""
    return {name: known.get(name) or (folder / name).stat().st_size for name in names if name}


def insist_whole(folder: Path, state: ShelfState) -> None:
    """Raise Unreadable where a file of an output is shorter than it was, or its ends are others. Nothing else is read.

    What was written by an earlier version does not say how long its files are: there only tables are looked at.
    """
    details = state.details
    tables = (*details.get("indexes", ()), str(details.get("over_index", "")), state.dues)
    for name, size in {**{name: 0 for name in tables if name}, **details.get("sizes", {})}.items():
        if not _whole(f"{folder}/{name}", size):
            raise Unreadable(f"{folder.name}: {name}")


def _whole(place: str, size: int) -> bool:
    try:
        file = os.open(place, os.O_RDONLY)
    except OSError:
        return False
    try:
        lies = os.fstat(file).st_size
        if lies < size or not place.endswith(TABLES):
            return lies >= size
        return all(os.pread(file, len(MAGIC), at) == MAGIC for at in (0, max(0, lies - len(MAGIC))))
    except OSError:
        return False
    finally:
        os.close(file)
