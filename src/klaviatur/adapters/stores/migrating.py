"""Brings a database to the schema of this version, each revision in a transaction of its own kind: all or nothing."""

from importlib import import_module
from pathlib import Path
from types import ModuleType

from sqlalchemy import Engine, inspect, text

from klaviatur.adapters.stores.database import open_database, reading
from klaviatur.errors import SchemaOutdated, WorkspaceError

NEWEST = "copies"  # the revision this version needs
VERSIONS = "alembic_version"  # the table in which Alembic keeps the revision of a database


def migrate(place: str | Path, *, check: bool = False) -> bool:
    """Bring the database to this version's schema; return whether something was done, or has to be with `check`.

    Raises SchemaOutdated for a database of a newer Klaviatur.
    """
    engine = open_database(place)
    try:
        known, _ = _state(engine)
        if known is not None and known not in _revisions().known_revisions():
            raise SchemaOutdated(_told(str(place), known))
        if known != NEWEST and not check:
            _revisions().upgrade(engine)
        return known != NEWEST
    finally:
        engine.dispose()


def make_ready(engine: Engine, place: str | Path) -> None:
    """Build the tables of an empty database. Raises SchemaOutdated where there are older ones."""
    known, tables = _state(engine)
    if known is None and tables:
        raise WorkspaceError(f"{str(place)!r} holds tables of another program ({tables[0]!r}). Name another database.")
    if known not in {None, NEWEST}:
        raise SchemaOutdated(_told(str(place), str(known)))
    if known is None:
        _revisions().upgrade(engine)


def _state(engine: Engine) -> tuple[str | None, list[str]]:
    """Return the revision of a database, None for one that has none, and the names of its tables."""
    with reading(engine) as connection:
        tables = inspect(connection).get_table_names()
        known = connection.execute(text(f"SELECT version_num FROM {VERSIONS}")).scalar() if VERSIONS in tables else None  # noqa: S608 - a name of ours
        return known, tables


def _revisions() -> ModuleType:
    return import_module(
        "klaviatur.adapters.stores.revisions"
    )  # Alembic takes a second to load; a ready database needs none


def _told(place: str, known: str) -> str:
    if known in _revisions().known_revisions():
        needs = f"The database {place!r} has schema {known!r}, this version needs {NEWEST!r}."
        return f"{needs} Bring it up to date: klaviatur migrate"
    return f"The database {place!r} was written by a newer Klaviatur (schema {known!r}). Update this one."
