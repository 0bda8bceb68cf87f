"""What an export says of its columns, put on the table."""

from collections.abc import Callable, Mapping
from dataclasses import fields, replace

import polars as pl

from klaviatur.adapters.sources.catalogues.dialects import (
    akeneo,
    amazon,
    amazon_report,
    commercetools,
    ebay,
    idealo,
    magento,
    oxid,
    prestashop,
    prestashop_combinations,
    shopify,
    shopware5,
    shopware6,
    woocommerce,
)
from klaviatur.adapters.sources.catalogues.dialects.frames import mapped
from klaviatur.adapters.sources.catalogues.dialects.links import linked
from klaviatur.adapters.sources.catalogues.dialects.recognising import Dialect, dialect, hint_of, key, recognise
from klaviatur.records import ColumnHint, Table

_REWRITE: dict[str, Callable[[Table, Dialect], Table]] = {
    "akeneo": akeneo.rewrite,
    "amazon": amazon.rewrite,
    "amazon_report": amazon_report.rewrite,
    "commercetools": commercetools.rewrite,
    "ebay": ebay.rewrite,
    "idealo": idealo.rewrite,
    "magento": magento.rewrite,
    "oxid": oxid.rewrite,
    "prestashop": prestashop.rewrite,
    "prestashop_combinations": prestashop_combinations.rewrite,
    "shopify": shopify.rewrite,
    "shopware5": shopware5.rewrite,
    "shopware6": shopware6.rewrite,
    "woocommerce": woocommerce.rewrite,
}


def apply(table: Table) -> Table:
    """Return the table with the hints of the export it is, as it is if it is none we know.

    Hints the reader found stay. Columns may be added after the others; a row may become two where it describes a
    product and its first variant.
    """
    name = recognise(table.columns)
    if name is None:
        return linked(table)
    known = dialect(name)
    found = {column: hint for column in table.columns if (hint := hint_of(known, column)) is not None}
    table = replace(table, dialect=name, hints=tuple(_together(found, dict(table.hints)).items()))
    table = _in_words(table, known)
    rewrite = _REWRITE.get(name)
    return rewrite(table, known) if rewrite else linked(table)


def _in_words(table: Table, known: Dialect) -> Table:
    """Return the table with codes that this export alone has as words: "-1" is unpublished."""
    codes = {column: found for column in table.columns if (found := known.columns.get(key(column), {}).get("codes"))}
    if not codes:
        return table
    told = [pl.col(column).replace(words) for column, words in codes.items()]
    return replace(table, chunks=mapped(table.chunks, lambda frame: frame.with_columns(told)))


def _together(said: Mapping[str, ColumnHint], read: Mapping[str, ColumnHint]) -> dict[str, ColumnHint]:
    """Return what the export says of its columns, with what the reader saw of them over it."""
    both = {column: _over(said[column], hint) if column in said else hint for column, hint in read.items()}
    return {**said, **both}


def _over(said: ColumnHint, read: ColumnHint) -> ColumnHint:
    seen = {each.name: getattr(read, each.name) for each in fields(ColumnHint)}
    return replace(said, **{name: value for name, value in seen.items() if value not in {None, ""}})
