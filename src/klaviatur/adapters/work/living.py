"""Which processes work for a workspace: a lock that the system takes away from a process that has died.

On SQLite one process works (a lock on a file in the folder), and many may send (a file for each). On PostgreSQL there
may be many of both, each with an advisory lock on its name. A name whose lock is free is that of a process that is
gone.
"""

import fcntl
from collections.abc import Iterable
from contextlib import suppress
from hashlib import blake2b
from pathlib import Path
from typing import IO, Protocol

from sqlalchemy import Connection, Engine, func, select
from sqlalchemy.exc import DBAPIError

FILE = "worker.lock"


class Living(Protocol):
    """Says who works."""

    def claim(self) -> bool:
        """Take the lock of this process, anew where it was lost; False where it cannot be had now."""
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
        self._held = self._held or _locked(self._place)
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
        self._held = self._held or _locked(self._place(self._name))
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
        """Take the lock of this name, held by a connection of its own: it is lost with that, and taken by a new one."""
        for _ in range(2):
            try:
                return self._holds() or self._take()
            except DBAPIError:  # the connection, or the database, has gone
                self._let_go()
        return False

    def dead(self, names: Iterable[str]) -> list[str]:
        """Return those whose lock nobody holds."""
        with self._engine.connect() as connection:
            return [name for name in names if _free(connection, name)]

    def leave(self) -> None:
        """Give the lock back, and close all connections."""
        if self._held:
            with suppress(DBAPIError):  # then it is free already
                self._held.execute(select(func.pg_advisory_unlock(number_of(self._name))))
            self._let_go()
        self._engine.dispose()

    def _holds(self) -> bool:
        """Return whether this process has its lock; the lock lives as long as the connection that took it."""
        return self._held is not None and self._held.execute(select(1)).scalar() == 1

    def _take(self) -> bool:
        self._held = self._engine.connect()
        if self._held.execute(select(func.pg_try_advisory_lock(number_of(self._name)))).scalar():
            return True
        self._let_go()
        return False

    def _let_go(self) -> None:
        held, self._held = self._held, None
        if held:
            with suppress(DBAPIError):
                held.close()


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
