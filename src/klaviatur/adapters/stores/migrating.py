"""Brings a database to the schema of this version, each revision in a transaction of its own kind: all or nothing."""

from collections.abc import Sequence
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, func, inspect, select

from klaviatur.adapters.stores.database import open_database, reading, writing
from klaviatur.errors import SchemaOutdated, WorkspaceError

SCRIPTS = "klaviatur.adapters.stores:migrations"


LOCK = 6_205_118  # of PostgreSQL, held while revisions run: two processes may open a new database at the same time


def migrate(place: str | Path, *, check: bool = False) -> bool:
    """Bring the database to this version's schema; return whether something was done, or has to be with `check`.

    Raises SchemaOutdated for a database of a newer Klaviatur.
    """
    engine = open_database(place)
    try:
        known, _ = _state(engine)
        if known is not None and known not in _revisions():
            raise SchemaOutdated(_told(str(place), known, _revisions()))
        if known != newest() and not check:
            upgrade(engine)
        return known != newest()
    finally:
        engine.dispose()


def make_ready(engine: Engine, place: str | Path) -> None:
    """Build the tables of an empty database. Raises SchemaOutdated where there are older ones."""
    known, tables = _state(engine)
    if known is None and tables:
        raise WorkspaceError(f"{str(place)!r} holds tables of another program ({tables[0]!r}). Name another database.")
    if known not in {None, newest()}:
        raise SchemaOutdated(_told(str(place), str(known), _revisions()))
    if known is None:
        upgrade(engine)


def upgrade(engine: Engine) -> None:
    """Run the revisions that are missing, all of them or none."""
    config = _config()
    with writing(engine) as connection:
        if engine.dialect.name == "postgresql":
            connection.execute(select(func.pg_advisory_xact_lock(LOCK)))
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


def newest() -> str:
    """Return the newest revision this version knows."""
    return _revisions()[0]


def _state(engine: Engine) -> tuple[str | None, list[str]]:
    """Return the revision of a database, None for one that has none, and the names of its tables."""
    with reading(engine) as connection:
        return MigrationContext.configure(connection).get_current_revision(), inspect(connection).get_table_names()


def _revisions() -> list[str]:
    """Return all revisions this version knows, the newest first."""
    return [script.revision for script in ScriptDirectory.from_config(_config()).walk_revisions()]


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", SCRIPTS)
    return config


def _told(place: str, known: str, revisions: Sequence[str]) -> str:
    if known in revisions:
        needs = f"The database {place!r} has schema {known!r}, this version needs {revisions[0]!r}."
        return f"{needs} Bring it up to date: klaviatur migrate"
    return f"The database {place!r} was written by a newer Klaviatur (schema {known!r}). Update this one."
