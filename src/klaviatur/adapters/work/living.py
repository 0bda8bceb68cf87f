"""Which processes work for a workspace: a lock that the system takes away from a process that has died.

On SQLite one process works (a lock on a file in the folder), and many may send (a file for each). On PostgreSQL there
may be many of both, each with an advisory lock on its name. A name whose lock is free is that of a process that is
gone.
"""

import fcntl
from collections.abc import Iterable
from hashlib import blake2b
from pathlib import Path
from typing import IO, Protocol

from sqlalchemy import Connection, Engine, func, select

FILE = "worker.lock"


class Living(Protocol):
    """Says who works."""

    def claim(self) -> bool:
        """Take the lock of this process; False where another one has it."""
        ...

    def dead(self, names: Iterable[str]) -> list[str]:
        """Return those of these processes that are gone."""
        ...

    def leave(self) -> None:
        """Give the lock back."""
        ...


class OneByFile:
    """One process at a time, in a folder."""

    def __init__(self, folder: Path) -> None:
        self._place = folder / FILE
        self._held: IO[bytes] | None = None

    def claim(self) -> bool:
        """Take the lock of the folder; False where another process has it."""
        self._held = _locked(self._place)
        return self._held is not None

    def dead(self, names: Iterable[str]) -> list[str]:
        """Return all names: whoever else worked here had to have the lock."""
        return list(names)

    def leave(self) -> None:
        """Give the lock back."""
        if self._held:
            self._held.close()
            self._held = None


class ManyByFile:
    """Many processes, each with a name, in one folder."""

    def __init__(self, folder: Path, name: str) -> None:
        self._folder, self._name = folder, name
        self._held: IO[bytes] | None = None

    def claim(self) -> bool:
        """Take the lock of this name; False where another process has it."""
        self._folder.mkdir(exist_ok=True)
        self._held = _locked(self._place(self._name))
        return self._held is not None

    def dead(self, names: Iterable[str]) -> list[str]:
        """Return those whose lock nobody holds, or whose file is gone."""
        return [name for name in names if self._free(name)]

    def leave(self) -> None:
        """Give the lock back."""
        if self._held:
            self._place(self._name).unlink(missing_ok=True)
            self._held.close()
            self._held = None

    def _place(self, name: str) -> Path:
        return self._folder / f"{name}.lock"

    def _free(self, name: str) -> bool:
        place = self._place(name)
        if not place.exists():
            return True
        held = _locked(place)
        if held:
            place.unlink(missing_ok=True)
            held.close()
        return held is not None


class ManyByName:
    """Many processes, each with a name, on one PostgreSQL."""

    def __init__(self, engine: Engine, name: str) -> None:
        self._engine = engine.execution_options(isolation_level="AUTOCOMMIT")
        self._name = name
        self._held: Connection | None = None

    def claim(self) -> bool:
        """Take the lock of this name; it is held by a connection of its own."""
        held = self._engine.connect()
        if held.execute(select(func.pg_try_advisory_lock(number_of(self._name)))).scalar():
            self._held = held
            return True
        held.close()
        return False

    def dead(self, names: Iterable[str]) -> list[str]:
        """Return those whose lock nobody holds."""
        with self._engine.connect() as connection:
            return [name for name in names if _free(connection, name)]

    def leave(self) -> None:
        """Give the lock back, and close all connections."""
        if self._held:
            self._held.execute(select(func.pg_advisory_unlock(number_of(self._name))))
            self._held.close()
            self._held = None
        self._engine.dispose()


def _locked(place: Path) -> IO[bytes] | None:
    """Return a file that this process has locked, None where another one has."""
    held = place.open("ab")
    try:
        fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        held.close()
        return None
    return held


def number_of(name: str) -> int:
    """Return the number PostgreSQL knows a name's lock by, in 64 bits with sign."""
    return int.from_bytes(blake2b(name.encode(), digest_size=8, person=b"klaviatur").digest(), signed=True)


def _free(connection: Connection, name: str) -> bool:
    free = connection.execute(select(func.pg_try_advisory_lock(number_of(name)))).scalar()
    if free:
        connection.execute(select(func.pg_advisory_unlock(number_of(name))))
    return bool(free)
