"""Akeneo: locale, channel, currency and unit stand in the names of columns ("name-de_DE-print", "weight-unit")."""

import re
from collections.abc import Sequence
from dataclasses import replace

from klaviatur.adapters.sources.catalogues.dialects.recognising import Dialect
from klaviatur.catalogue.vocabulary import vocabulary
from klaviatur.records import ColumnHint, Kind, Table

_LOCALE = re.compile(r"(?P<name>.+?)-(?P<locale>[a-z]{2,3}_[A-Z]{2,3})(?:-(?P<channel>[A-Za-z0-9_]+))?")
_CURRENCY = re.compile(r"(?P<name>.+?)(?:-(?P<channel>[a-z0-9_]+))?-(?P<currency>[A-Z]{3})(?:-(?P<scope>[a-z0-9_]+))?")
_ASSOCIATION = re.compile(r"(?P<name>.+)-(?P<kind>products|groups|product_models|products-quantity)")
_UNIT = "-unit"


def rewrite(table: Table, known: Dialect) -> Table:
    """Return the table with what its column names say."""
    hints = dict(table.hints)
    channels = _channels(table.columns)
    for column in table.columns:
        if column not in hints and (hint := _hint(column, table.columns, channels, known)):
            hints[column] = hint
    return replace(table, hints=tuple(hints.items()))


def _hint(column: str, columns: Sequence[str], channels: set[str], known: Dialect) -> ColumnHint | None:
    if column.endswith(_UNIT) and column.removesuffix(_UNIT) in columns:
        return ColumnHint(kind=Kind.IDENTIFIER, unit_of=column.removesuffix(_UNIT))
    if found := _ASSOCIATION.fullmatch(column):
        attribute = known.options["associations"].get(found["name"]) if found["kind"] == "products" else None
        return ColumnHint(attribute=attribute, label=column, kind=Kind.RELATION, separator=",")
    if found := _LOCALE.fullmatch(column):
        return _named(found["name"], locale=found["locale"], channel=found["channel"])
    if found := _CURRENCY.fullmatch(column):
        hint = _named(found["name"], channel=found["channel"] or found["scope"])
        return replace(hint, kind=Kind.MONEY, currency=found["currency"])
    name, _, channel = column.rpartition("-")
    if name and channel in channels:
        return _named(name, channel=channel)
    return _named(column) if column in vocabulary() else None


def _named(name: str, *, locale: str | None = None, channel: str | None = None) -> ColumnHint:
    """Return the hint for an attribute by its code; the mapping finds what it is where the vocabulary has it not."""
    return ColumnHint(attribute=name if name in vocabulary() else None, label=name, locale=locale, channel=channel)


def _channels(columns: Sequence[str]) -> set[str]:
    """Return the channels some column names after a locale."""
    found = (_LOCALE.fullmatch(column) for column in columns)
    return {match["channel"] for match in found if match and match["channel"]}
