"""Shopware 6: translations in column names, variants by the number of their parent, options with bars between them."""

from klaviatur.adapters.sources.catalogues.dialects.links import linked
from klaviatur.adapters.sources.catalogues.dialects.recognising import Dialect
from klaviatur.adapters.sources.catalogues.dialects.shopware5 import with_named
from klaviatur.records import Table


def rewrite(table: Table, _: Dialect) -> Table:
    """Return the table with variants linked with their parents, options and properties as attributes."""
    return with_named(with_named(linked(table), "options", "option"), "properties", "property")
