"""What imports call their columns: a new label changes no fact, and yet what outputs write."""

from collections.abc import Mapping

import orjson
from sqlalchemy import Connection, Select, select

from klaviatur.adapters.stores.schema import imports

_i = imports.c


def relabelled(connection: Connection, newer: Select[tuple[int]]) -> bool:
    """Return whether one of these imports calls a column otherwise than the import of its source before them."""
    latest: dict[tuple[int, str | None], Mapping[str, str]] = {}
    for row in connection.execute(select(_i.source, _i.sheet, _i.mapping).where(_i.id.in_(newer)).order_by(_i.id)):
        table = (row.source, row.sheet)
        before = latest[table] if table in latest else _before(connection, table, newer)
        now = _labels(row.mapping)
        if any(now.get(name, label) != label for name, label in before.items()):
            return True
        latest[table] = {**before, **now}
    return False


def _before(connection: Connection, table: tuple[int, str | None], newer: Select[tuple[int]]) -> Mapping[str, str]:
    same = (_i.source == table[0], _i.sheet.is_not_distinct_from(table[1]), _i.id.not_in(newer))
    return _labels(connection.execute(select(_i.mapping).where(*same).order_by(_i.id.desc()).limit(1)).scalar())


def _labels(mapping: str | None) -> Mapping[str, str]:
    """Return the labels of columns, "" where the name is one."""
    columns = orjson.loads(mapping)["columns"] if mapping else ()
    return {one["column"]: "" if one["label"] == one["column"] else one["label"] for one in columns}
