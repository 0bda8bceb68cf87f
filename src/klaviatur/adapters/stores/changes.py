"""What is not as it was, across all sources."""

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Select, func, literal, null, select, union_all

from klaviatur.adapters.stores.assembling import import_until
from klaviatur.adapters.stores.schema import changes, imports, records, same_products, sources, whole
from klaviatur.records import Change


def changes_since(connection: Connection, since: datetime | int) -> list[Change]:
    """Return what changed after a time or an import, oldest first; new products as a change of attribute ""."""
    number = since if isinstance(since, int) else import_until(connection, since)
    return _read(connection, _new(_created_after(number)), _changed(changes.c.import_ > number))


def changes_of(connection: Connection, key: str) -> list[Change]:
    """Return all changes of one product, those of keys that were joined with it too, oldest first."""
    same = select(same_products.c.key).where(same_products.c.main == key)
    keys = select(literal(key)).union(same)
    return _read(connection, _new(records.c.key.in_(keys)), _changed(changes.c.key.in_(keys)))


def _read(connection: Connection, new: Select[Any], changed: Select[Any]) -> list[Change]:
    both = union_all(new, changed).subquery("both")
    query = (
        select(both, imports.c.at, sources.c.name)
        .join(imports, imports.c.id == both.c.import_)
        .join(sources, sources.c.id == both.c.source)
        .where(whole)
        .order_by(both.c.import_, both.c.key, both.c.id)
    )
    return [_change(row) for row in connection.execute(query)]


def _change(row: Row[Any]) -> Change:
    names = ("key", "attribute", "before", "after", "version", "locale", "channel")
    said = {name: getattr(row, name) for name in names}
    return Change(**said, at=datetime.fromisoformat(row.at), source=row.name)


def _created_after(number: int) -> ColumnElement[bool]:
    """Records an import after `number` made; their numbers bound the search, which has no index of its own."""
    later = select(func.min(imports.c.records_before)).where(imports.c.id > number).scalar_subquery()
    return (records.c.id > later) & (records.c.created > number)


def _new(condition: ColumnElement[bool]) -> Select[Any]:
    c = records.c
    title = func.coalesce(c.title, c.key).label("after")
    said = (
        literal("").label("attribute"),
        null().label("locale"),
        null().label("channel"),
        null().label("before"),
        title,
    )
    columns = (literal(0).label("id"), c.created.label("import_"), c.source, c.key, *said, literal(1).label("version"))
    return select(*columns).where(condition)


def _changed(condition: ColumnElement[bool]) -> Select[Any]:
    c = changes.c
    said = (c.attribute, c.locale, c.channel, c.before, c.after)
    return select(c.id, c.import_.label("import_"), c.source, c.key, *said, c.version).where(condition)
