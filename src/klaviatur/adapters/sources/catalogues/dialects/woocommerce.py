"""WooCommerce: variations name their parent by SKU or by "id:12"; attributes come as pairs of name and value."""

import re
from collections.abc import Sequence
from dataclasses import replace

import polars as pl

from klaviatur.adapters.sources.catalogues.dialects.frames import (
    column_of,
    free_name,
    mapped,
    peeked,
    with_columns,
)
from klaviatur.adapters.sources.catalogues.dialects.links import keyed
from klaviatur.adapters.sources.catalogues.dialects.options import known_options, option_columns, option_values
from klaviatur.adapters.sources.catalogues.dialects.pairs import own_attribute
from klaviatur.adapters.sources.catalogues.dialects.recognising import Dialect
from klaviatur.records import ColumnHint, Kind, Table

_NAME = re.compile(r"(?i)attribut(?:e)? (?P<number>\d+) name")
_VALUES = ("attribute {} value(s)", "attribut {} wert(e)", "attribute {} values", "attribut {} werte")
_MOST_ATTRIBUTES = 200  # own columns; the others stay in their pairs of columns


def rewrite(table: Table, _: Dialect) -> Table:
    """Return the table with a key and a parent in every row, and a column for each attribute."""
    first, chunks = peeked(table)
    pairs = _pairs(table)
    own = _own_columns(table, _attributes(first, pairs))
    options = option_columns(table)
    names = free_name(table, "Product key"), free_name(table, "Parent key")
    added = (
        (names[0], ColumnHint(attribute="sku", kind=Kind.IDENTIFIER)),
        (names[1], ColumnHint(attribute="parent", kind=Kind.IDENTIFIER)),
        *(options.values() if pairs else ()),
        *((column, ColumnHint(label=attribute)) for attribute, column in own.items()),
    )
    told = [(pl.col(name), pl.col(value)) for name, value in pairs]
    work = [
        _key(table).alias(names[0]),
        _parent(table).alias(names[1]),
        *(option_values(told, attribute).alias(options[attribute][0]) for attribute in known_options() if told),
        *(_value(told, attribute).alias(column) for attribute, column in own.items()),
    ]
    done = mapped(chunks, lambda frame: frame.with_columns(work))
    number = column_of(table, "id")
    if number:
        done = keyed(done, pl.lit("id:") + pl.col(number), *names)
    return with_columns(_pairs_hinted(table, pairs), added, done)


def _pairs_hinted(table: Table, pairs: Sequence[tuple[str, str]]) -> Table:
    """Return the table whose pairs keep their own names: what stands in them is another thing in every row."""
    own = {column: ColumnHint(attribute=own_attribute(column), kind=Kind.TEXT) for pair in pairs for column in pair}
    return replace(table, hints=tuple((own | dict(table.hints)).items()))


def _key(table: Table) -> pl.Expr:
    sku, number = column_of(table, "sku", "artikelnummer"), column_of(table, "id")
    parts = [pl.col(sku)] if sku else []
    parts += [pl.lit("id:") + pl.col(number)] if number else []
    return pl.coalesce(parts)


def _parent(table: Table) -> pl.Expr:
    column = column_of(table, "parent", "übergeordnetes produkt", "eltern", "übergeordnet")
    return pl.col(column).str.strip_chars() if column else pl.lit(None, pl.String)


def _pairs(table: Table) -> list[tuple[str, str]]:
    """Return the columns that hold names of attributes with those that hold their values."""
    found = []
    for column in table.columns:
        name = _NAME.fullmatch(column.strip())
        values = column_of(table, *(form.format(name["number"]) for form in _VALUES)) if name else None
        if values:
            found.append((column, values))
    return found


def _attributes(frame: pl.DataFrame, pairs: Sequence[tuple[str, str]]) -> list[str]:
    """Return the names of attributes the first rows use, without those that are known options."""
    if not pairs:
        return []
    names = pl.concat([frame[name].drop_nulls().alias("name") for name, _ in pairs]).unique(maintain_order=True)
    told = option_values([(pl.col("name"), pl.col("name"))], known_options()[0])
    for attribute in known_options()[1:]:
        told = pl.coalesce(told, option_values([(pl.col("name"), pl.col("name"))], attribute))
    return names.to_frame().filter(told.is_null())["name"].head(_MOST_ATTRIBUTES).to_list()


def _own_columns(table: Table, attributes: Sequence[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for attribute in attributes:
        column = free_name(table, attribute)
        if column not in found.values():
            found[attribute] = column
    return found


def _value(pairs: Sequence[tuple[pl.Expr, pl.Expr]], attribute: str) -> pl.Expr:
    return pl.coalesce([pl.when(name == attribute).then(value).otherwise(None) for name, value in pairs])
