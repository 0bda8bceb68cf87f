"""One run at a time in a workspace, one putting at a time of an output to an outlet, whatever process it is in.

The lock goes with the process that holds it.
"""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from klaviatur.errors import Conflict

LOCK = ".lock"


@contextmanager
def alone(folder: Path) -> Iterator[int]:
    """Hold the folder of outputs; give the file that helpers hold too. Raises Conflict where another run has it."""
    with _opened(folder / LOCK) as file:
        if not _held(file):
            raise Conflict("Another run of outputs is going on in this workspace. Wait until it has ended.")
        yield file.fileno()


@contextmanager
def putting(folder: Path, output: str, outlet: str) -> Iterator[None]:
    """Be the only one who puts an output to an outlet. Raises Conflict where somebody else does at this moment."""
    with _opened(folder / outlet / output) as file:
        if not _held(file):
            raise Conflict(
                f"The output {output!r} is being put to {outlet!r} at this moment. Wait until that has ended."
            )
        yield


def _opened(place: Path) -> BinaryIO:
    place.parent.mkdir(parents=True, exist_ok=True)
    return place.open("wb")


def _held(file: BinaryIO) -> bool:
    """Return whether the lock of a file is ours, from now until it is closed."""
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True
