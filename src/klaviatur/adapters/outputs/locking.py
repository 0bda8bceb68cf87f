"""One run at a time in a workspace, whatever process it is in; the lock goes with the process that holds it."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from klaviatur.errors import Conflict

LOCK = ".lock"


@contextmanager
def alone(folder: Path) -> Iterator[int]:
    """Hold the folder of outputs; give the file that helpers hold too. Raises Conflict where another run has it."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / LOCK).open("wb") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise Conflict("Another run of outputs is going on in this workspace. Wait until it has ended.") from error
        yield file.fileno()
