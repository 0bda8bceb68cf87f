"""What an export says of its columns, put on the table."""

from collections.abc import Callable
from dataclasses import replace

from klaviatur.adapters.sources.catalogues.dialects import (
    akeneo,
    commercetools,
    magento,
    shopify,
    woocommerce,
)
from klaviatur.adapters.sources.catalogues.dialects.links import linked
from klaviatur.adapters.sources.catalogues.dialects.recognising import Dialect, dialect, hint_of, recognise
from klaviatur.records import Table

_REWRITE: dict[str, Callable[[Table, Dialect], Table]] = {
    "akeneo": akeneo.rewrite,
    "commercetools": commercetools.rewrite,
    "magento": magento.rewrite,
    "shopify": shopify.rewrite,
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
    table = replace(table, dialect=name, hints=tuple((found | dict(table.hints)).items()))
    rewrite = _REWRITE.get(name)
    return rewrite(table, known) if rewrite else table
