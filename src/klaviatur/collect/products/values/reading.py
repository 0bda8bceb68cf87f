"""Which reader reads which kind of value."""

from functools import cache

import polars as pl

from klaviatur.collect.products.values.booleans import read_booleans
from klaviatur.collect.products.values.cells import Column, Reader
from klaviatur.collect.products.values.dates import read_dates
from klaviatur.collect.products.values.figures import in_ascii
from klaviatur.collect.products.values.gtins import read_gtins
from klaviatur.collect.products.values.identifiers import read_identifiers
from klaviatur.collect.products.values.ingredients import read_ingredients
from klaviatur.collect.products.values.lists import read_lists, read_media, read_relations
from klaviatur.collect.products.values.money import read_money
from klaviatur.collect.products.values.places import read_countries, read_languages
from klaviatur.collect.products.values.quantities import read_quantities
from klaviatur.collect.products.values.texts import read_texts
from klaviatur.records import Kind

OF_KIND: dict[Kind, Reader] = {
    Kind.TEXT: read_texts,
    Kind.RICH_TEXT: read_texts,
    Kind.IDENTIFIER: read_identifiers,
    Kind.GTIN: read_gtins,
    Kind.NUMBER: read_quantities,
    Kind.MONEY: read_money,
    Kind.DATE: read_dates,
    Kind.BOOLEAN: read_booleans,
    Kind.LIST: read_lists,
    Kind.MEDIA: read_media,
    Kind.RELATION: read_relations,
}
_OF_DIGITS = frozenset({Kind.GTIN, Kind.NUMBER, Kind.MONEY, Kind.DATE})


@cache
def of_attribute() -> dict[str, Reader]:
    """Return the readers of text attributes that are more than text."""
    countries = dict.fromkeys(("origin_country", "manufacturer_country"), read_countries)
    return {**countries, "content_language": read_languages, "ingredients": read_ingredients}


def read_values(text: pl.Series, column: Column) -> pl.DataFrame:
    """Return the cells of a column as its attribute or else its kind has them; `text` is trimmed, null where empty."""
    kind = column.map.kind
    if kind in _OF_DIGITS:
        plain = in_ascii(text)
        return _with_step(OF_KIND[kind](plain, column), (plain != text).fill_null(value=False))
    own = of_attribute().get(column.map.attribute) if kind is Kind.TEXT else None
    return (own or OF_KIND[kind])(text, column)


def _with_step(cells: pl.DataFrame, changed: pl.Series) -> pl.DataFrame:
    if not changed.any():
        return cells
    step = pl.when(pl.lit(changed)).then(pl.lit("digits_of_another_script"))
    steps = pl.concat_str(step, pl.col("steps"), separator="|", ignore_nulls=True)
    return cells.with_columns(steps=pl.when(steps != "").then(steps))
