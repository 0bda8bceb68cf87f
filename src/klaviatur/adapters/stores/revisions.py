"""The revisions of the schema, run by Alembic; loaded only where there is something to run or to tell."""

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, func, select

from klaviatur.adapters.stores.database import writing

SCRIPTS = "klaviatur.adapters.stores:migrations"
LOCK = 6_205_118  # of PostgreSQL, held while revisions run: two processes may open a new database at the same time


def known_revisions() -> list[str]:
    """Return all revisions this version knows, the newest first."""
    return [script.revision for script in ScriptDirectory.from_config(_config()).walk_revisions()]


def upgrade(engine: Engine) -> None:
    """Run the revisions that are missing, all of them or none."""
    config = _config()
    with writing(engine) as connection:
        if engine.dialect.name == "postgresql":
            connection.execute(select(func.pg_advisory_xact_lock(LOCK)))
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", SCRIPTS)
    return config
