"""What is not as it was, across all sources."""

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Select, func, literal, null, select, union_all

from klaviatur.adapters.stores.documents import as_text
from klaviatur.adapters.stores.schema import changes, imports, records, sources
from klaviatur.records import Change


def changes_since(connection: Connection, since: datetime | int) -> list[Change]:
    """Return what changed after a time or an import, oldest first; new products as a change of attribute ""."""
    number = since if isinstance(since, int) else _last_import(connection, since)
    both = union_all(_new(number), _changed(number)).subquery("both")
    query = (
        select(both, imports.c.at, sources.c.name)
        .join(imports, imports.c.id == both.c.import_)
        .join(sources, sources.c.id == both.c.source)
        .order_by(both.c.import_, both.c.key, both.c.id)
    )
    return [
        Change(
            key=row.key,
            attribute=row.attribute,
            before=row.before,
            after=row.after,
            version=row.version,
            at=datetime.fromisoformat(row.at),
            locale=row.locale,
            channel=row.channel,
            source=row.name,
        )
        for row in connection.execute(query)
    ]


def _last_import(connection: Connection, at: datetime) -> int:
    """Return the last import up to a time; 0 if there was none."""
    found = select(func.coalesce(func.max(imports.c.id), 0)).where(imports.c.at <= as_text(at))
    return int(connection.execute(found).scalar_one())


def _new(since: int) -> Select[Any]:
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
    return select(*columns).where(c.created > since)


def _changed(since: int) -> Select[Any]:
    c = changes.c
    said = (c.attribute, c.locale, c.channel, c.before, c.after)
    return select(c.id, c.import_.label("import_"), c.source, c.key, *said, c.version).where(c.import_ > since)
