"""Databases for tests: empty ones, and copies of one; files of SQLite, or a PostgreSQL that nobody but this run uses."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import Protocol

import psycopg
import pytest

QUICK = "-c fsync=off -c synchronous_commit=off -c full_page_writes=off -c autovacuum=off"  # nothing outlives the run


class Databases(Protocol):
    """Makes databases of one kind."""

    def empty(self) -> str:
        """Return the place of a database in which nothing is."""

    def copy(self, place: str) -> str:
        """Return the place of a copy of a database that nobody has open."""


class Files:
    """Databases of SQLite."""

    def __init__(self, folder: Path) -> None:
        self._folder, self._numbers = folder, count()

    def empty(self) -> str:
        return str(self._folder / f"{next(self._numbers)}.db")

    def copy(self, place: str) -> str:
        return shutil.copyfile(place, self.empty())


class Cluster:
    """Databases of a PostgreSQL that listens on a socket in a folder."""

    def __init__(self, folder: Path, connection: psycopg.Connection) -> None:
        self._folder, self._connection, self._numbers = folder, connection, count()

    def empty(self) -> str:
        return self._make("")

    def copy(self, place: str) -> str:
        return self._make(f" TEMPLATE {_name(place)}")

    def _make(self, how: str) -> str:
        name = f"klaviatur_{next(self._numbers)}"
        self._connection.execute(f"CREATE DATABASE {name}{how}".encode())
        return f"postgresql://klaviatur@/{name}?host={self._folder}"


def end_connections(place: str) -> None:
    """End all connections to a database of PostgreSQL, as a restart of it does."""
    with psycopg.connect(place, dbname="postgres", autocommit=True) as connection:
        _end(connection, _name(place))


@contextmanager
def away(place: str) -> Iterator[None]:
    """Let a database of PostgreSQL be away meanwhile: its connections end, and nobody gets a new one."""
    allowing = f"ALTER DATABASE {_name(place)} WITH ALLOW_CONNECTIONS "
    with psycopg.connect(place, dbname="postgres", autocommit=True) as connection:
        connection.execute(f"{allowing} false".encode())
        _end(connection, _name(place))
        try:
            yield
        finally:
            connection.execute(f"{allowing} true".encode())


def _end(connection: psycopg.Connection, name: str) -> None:
    connection.execute("SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = %s", [name])


def _name(place: str) -> str:
    return place.partition("@/")[2].partition("?")[0]


@contextmanager
def cluster() -> Iterator[Cluster]:
    """Start a cluster, and throw it away. PostgreSQL refuses to run as root: then it runs as its own user."""
    programs = [*Path("/usr/lib/postgresql").glob("*/bin"), *(Path(p).parent for p in [shutil.which("initdb")] if p)]
    if not programs:
        pytest.skip("No PostgreSQL here: install it (Debian: apt-get install postgresql) to run the store on it too.")
    user = "postgres" if os.geteuid() == 0 else None
    folder = Path(tempfile.mkdtemp(prefix="klaviatur-"))
    if user:
        shutil.chown(folder, user)
    options = f"-c listen_addresses='' -c unix_socket_directories={folder} {QUICK}"
    control = [max(programs) / "pg_ctl", "-D", "data", "-w", "-l", "log"]
    made = ["-D", "data", "-U", "klaviatur", "-A", "trust", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync"]
    _run(folder, user, max(programs) / "initdb", *made)
    _run(folder, user, *control, "-o", options, "start")
    try:
        with psycopg.connect(host=str(folder), user="klaviatur", dbname="postgres", autocommit=True) as connection:
            yield Cluster(folder, connection)
    finally:
        _run(folder, user, *control, "-m", "immediate", "stop")
        _run(Path("/"), None, "sh", "-c", 'rm -rf "$0" &', folder)  # thousands of files: nobody waits for that


def _run(folder: Path, user: str | None, *words: str | Path) -> None:
    subprocess.run(words, check=True, stdout=subprocess.DEVNULL, user=user, cwd=folder)
