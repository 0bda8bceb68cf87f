"""Revisions of the schema, run by Alembic. A revision that was released is never edited."""
