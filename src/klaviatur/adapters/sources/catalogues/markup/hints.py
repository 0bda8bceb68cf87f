"""What a file itself says of its columns: languages, units, lists."""

from collections.abc import Iterable

from klaviatur.adapters.sources.catalogues.markup.languages import locale_of
from klaviatur.adapters.sources.catalogues.markup.spooling import SEPARATOR, Column, kind_of
from klaviatur.records import ColumnHint


def hints_of(columns: Iterable[Column]) -> tuple[tuple[str, ColumnHint], ...]:
    """Return the columns about which something is known, and what."""
    found = ((column.name, _hint(column)) for column in columns)
    return tuple(pair for pair in found if pair[1] != ColumnHint())


def _hint(column: Column) -> ColumnHint:
    return ColumnHint(
        label=column.label,
        kind=kind_of(column, None),
        locale=locale_of(column.locale) if column.locale else None,
        unit=column.unit or None,
        separator=SEPARATOR if column.listed else None,
    )
