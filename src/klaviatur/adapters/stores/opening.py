"""What every store begins and ends with: a database that has this version's tables, and letting go of it."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Self

from sqlalchemy import Engine

from klaviatur.adapters.stores.database import open_database
from klaviatur.adapters.stores.migrating import make_ready
from klaviatur.errors import KlaviaturError


def ready_database(place: str | Path) -> Engine:
    """Open a database: a file of SQLite, which is made where there is none, or postgresql://...

    Raises WorkspaceError where it cannot be used, SchemaOutdated where `klaviatur migrate` has to run first.
    """
    engine = open_database(place)
    try:
        make_ready(engine, place)
    except KlaviaturError:
        engine.dispose()
        raise
    return engine


class Stored:
    """A store on a database; closes it at the end of a `with` block."""

    def __init__(self, engine: Engine, now: Callable[[], datetime], audit_key: bytes = b"") -> None:
        self._engine, self._now, self._key = engine, now, audit_key

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the database."""
        self._engine.dispose()
