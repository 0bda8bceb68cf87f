"""PrestaShop: the reference is the key, and features stand in one cell ("Material:Holz:1,Farbe:Rot:2")."""

import re
from collections.abc import Iterable

import polars as pl

from klaviatur.adapters.sources.catalogues.dialects.frames import column_of, free_name, mapped, with_columns
from klaviatur.adapters.sources.catalogues.dialects.pairs import with_pairs
from klaviatur.adapters.sources.catalogues.dialects.recognising import Dialect
from klaviatur.records import ColumnHint, Kind, Table

_NAME = r"[^\W\d][^:,]*"  # begins with a letter: "10,5" is a value
_FEATURE = re.compile(rf"(?:^|,)\s*({_NAME}):(.*?)(?=:\d+(?::[01])?\s*(?:,|$)|,\s*{_NAME}:|$)")
FEATURES = ("feature(name:value:position)", "feature (name:value:position)", "features (name:value:position)")


def rewrite(table: Table, _: Dialect) -> Table:
    """Return the table with a key in every row, and a column for each feature."""
    features = column_of(table, *FEATURES)
    table = with_pairs(table, {features: read_features} if features else {})
    name = free_name(table, "Product key")
    found = [column_of(table, "reference #", "reference"), column_of(table, "product id", "id")]
    key = pl.coalesce([pl.col(column) for column in found if column]).alias(name)
    added = [(name, ColumnHint(attribute="sku", kind=Kind.IDENTIFIER))]
    return with_columns(table, added, mapped(table.chunks, lambda frame: frame.with_columns(key)))


def read_features(cell: str) -> Iterable[tuple[str, str]]:
    """Yield the names and values of a cell of features; positions say nothing of the product."""
    for name, value in _FEATURE.findall(cell):
        if value.strip():
            yield name.strip(), value.strip()
