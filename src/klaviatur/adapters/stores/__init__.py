"""Where things are kept: SQLite by default, PostgreSQL by URL, one schema, migrated by Alembic.

Takes and gives records and frames. Never decides what is right.
"""

from klaviatur.adapters.stores import schema_deliveries as _schema_deliveries  # noqa: F401 - tables of a backup
from klaviatur.adapters.stores import schema_members as _schema_members  # noqa: F401 - likewise
from klaviatur.adapters.stores import schema_outputs as _schema_outputs  # noqa: F401 - likewise
from klaviatur.adapters.stores.deliveries import StoredDeliveries, open_delivery_store
from klaviatur.adapters.stores.desk import StoredDesk, open_desk_store
from klaviatur.adapters.stores.migrating import migrate
from klaviatur.adapters.stores.products import StoredProducts, open_store

__all__ = [
    "StoredDeliveries",
    "StoredDesk",
    "StoredProducts",
    "migrate",
    "open_delivery_store",
    "open_desk_store",
    "open_store",
]
