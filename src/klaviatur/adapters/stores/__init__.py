"""Where things are kept: SQLite by default, PostgreSQL by URL, one schema, migrated by Alembic.

Takes and gives records and frames. Never decides what is right.
"""

from klaviatur.adapters.stores import schema_desk as _schema_desk  # noqa: F401 - its tables belong to the metadata
from klaviatur.adapters.stores import schema_members as _schema_members  # noqa: F401 - likewise
from klaviatur.adapters.stores.migrating import migrate
from klaviatur.adapters.stores.products import StoredProducts, open_store

__all__ = ["StoredProducts", "migrate", "open_store"]
