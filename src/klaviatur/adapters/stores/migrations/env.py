"""What Alembic runs: the revisions on the connection it was given, inside that connection's transaction."""

from alembic import context

from klaviatur.adapters.stores.schema import metadata

context.configure(connection=context.config.attributes["connection"], target_metadata=metadata, transactional_ddl=True)
with context.begin_transaction():
    context.run_migrations()
