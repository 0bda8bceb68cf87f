"""Where things are kept: SQLite by default, PostgreSQL by URL, one schema, migrated by Alembic.

Takes and gives records and frames. Never decides what is right.
"""
