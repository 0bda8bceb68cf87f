"""Brings a database to the schema of this version, each revision in a transaction of its own kind: all or nothing."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, inspect

from klaviatur.adapters.stores.database import open_database, reading, writing
from klaviatur.errors import SchemaOutdated, WorkspaceError

SCRIPTS = "klaviatur.adapters.stores:migrations"


def migrate(place: str | Path, *, check: bool = False) -> bool:
    """Bring the database to this version's schema; return whether something was done, or has to be with `check`."""
    engine = open_database(place)
    try:
        outdated = not is_current(engine)
        if outdated and not check:
            upgrade(engine)
        return outdated
    finally:
        engine.dispose()


def make_ready(engine: Engine, place: str | Path) -> None:
    """Build the tables of an empty database. Raises SchemaOutdated where there are older ones."""
    if is_current(engine):
        return
    with reading(engine) as connection:
        tables, known = inspect(connection).get_table_names(), _revision(connection)
    if known is None and tables:
        raise WorkspaceError(f"{str(place)!r} holds tables of another program ({tables[0]!r}). Name another database.")
    if known is not None:
        message = f"The database {str(place)!r} has schema {known!r}, this version needs {newest()!r}."
        raise SchemaOutdated(f"{message} Bring it up to date: klaviatur migrate")
    upgrade(engine)


def is_current(engine: Engine) -> bool:
    """Return whether the database has this version's schema."""
    with reading(engine) as connection:
        return _revision(connection) == newest()


def upgrade(engine: Engine) -> None:
    """Run the revisions that are missing, all of them or none."""
    config = Config()
    config.set_main_option("script_location", SCRIPTS)
    with writing(engine) as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


def newest() -> str | None:
    """Return the newest revision this version knows."""
    config = Config()
    config.set_main_option("script_location", SCRIPTS)
    return ScriptDirectory.from_config(config).get_current_head()


def _revision(connection: Connection) -> str | None:
    return MigrationContext.configure(connection).get_current_revision()
