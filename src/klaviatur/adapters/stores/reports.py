"""The imports of a workspace and the rows they could not take."""

from collections.abc import Sequence
from typing import Any

import orjson
from sqlalchemy import Connection, Row, select

from klaviatur.adapters.stores.schema import imports, rejected_rows, whole
from klaviatur.records import Bilingual, ColumnMap, ColumnMapping, Imported, Kind, Rejected, Severity, TableFinding

_COUNTS = ("rows", "written", "unchanged", "rejected", "created", "changed", "missing", "stale", "duration_s")


def read_imports(connection: Connection, limit: int | None) -> Sequence[Imported]:
    """Return the reports of imports, the newest first; their rejected rows are read apart."""
    query = select(imports).where(whole).order_by(imports.c.id.desc()).limit(limit)
    return [_report(row) for row in connection.execute(query)]


def read_import(connection: Connection, number: int) -> Imported:
    """Return the report of one import as it is now."""
    return _report(connection.execute(select(imports).where(imports.c.id == number)).one())


def read_rejected(connection: Connection, number: int, limit: int | None) -> Sequence[Rejected]:
    """Return the rows that import `number` could not take, in the order of the file."""
    c = rejected_rows.c
    query = select(rejected_rows).where(c.import_ == number).order_by(c.row, c.id).limit(limit)
    return [_rejected(row) for row in connection.execute(query)]


def _report(row: Row[Any]) -> Imported:
    return Imported(
        origin=row.place,
        format=row.format,
        sheet=row.sheet,
        id=row.id,
        details=tuple((name, value) for name, value in orjson.loads(row.details)),
        mapping=_mapping(orjson.loads(row.mapping)),
        findings=tuple(_finding(one) for one in orjson.loads(row.findings)),
        **{name: getattr(row, name) for name in _COUNTS},
    )


def _mapping(kept: dict[str, Any]) -> ColumnMapping:
    columns = tuple(ColumnMap(**column | {"kind": Kind(column["kind"])}) for column in kept["columns"])
    return ColumnMapping(**kept | {"columns": columns, "key": tuple(kept["key"])})


def _finding(kept: dict[str, Any]) -> TableFinding:
    return TableFinding(**kept | {"severity": Severity(kept["severity"]), "message": Bilingual(*kept["message"])})


def _rejected(row: Row[Any]) -> Rejected:
    raw = tuple((column, value) for column, value in orjson.loads(row.raw))
    return Rejected(row.row, row.rule, Bilingual(row.message_de, row.message_en), raw, row.place)
