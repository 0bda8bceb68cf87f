"""Magento 2: attributes of one's own stand in one cell ("color=Red,size=M"), variants in another.

Categories are paths from a root that no visitor sees. A variant that is not visible individually has no page: that of
its parent is named, and its own URL key stays beside.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

import polars as pl

from klaviatur.adapters.sources.catalogues.dialects.frames import (
    column_of,
    free_name,
    mapped,
    seen_whole,
    with_columns,
)
from klaviatur.adapters.sources.catalogues.dialects.pairs import with_pairs
from klaviatur.adapters.sources.catalogues.dialects.recognising import Dialect
from klaviatur.records import Chunk, ColumnHint, Kind, Table

_START = re.compile(r"(?:^|,)([A-Za-z][A-Za-z0-9_]*)=")  # a comma that no name follows belongs to the value
_ROOT = r"^Default Category(?:/|$)"
_SLASH = "\x1f"
_HIDDEN = "Not Visible Individually"
_SKU = r"(?:^|\||,)sku=([^,|]+)"


def rewrite(table: Table, _: Dialect) -> Table:
    """Return the table with a column for each additional attribute, and variants linked with their parents."""
    cell = column_of(table, "additional_attributes")
    table = with_pairs(table, {cell: _attributes} if cell else {})
    categories = column_of(table, "categories", "_category")
    if categories:
        table = replace(table, chunks=mapped(table.chunks, lambda frame: frame.with_columns(_paths(categories))))
    variations = column_of(table, "configurable_variations")
    return _linked(table, column_of(table, "sku") or "", variations) if variations else table


def _attributes(cell: str) -> Iterable[tuple[str, str]]:
    parts = _START.split(cell)
    return ((name, said.strip('"')) for name, said in zip(parts[1::2], parts[2::2], strict=True) if said)


def _paths(column: str) -> pl.Expr:
    """Return categories as "Elektronik > Fernseher", without the root, the deepest first."""
    path = pl.element().str.strip_chars().str.replace(_ROOT, "").str.replace_all(r"\/", _SLASH, literal=True)
    path = path.str.replace_all("/", " > ", literal=True).str.replace_all(_SLASH, "/", literal=True)
    several = pl.col(column).str.split(",").list.eval(path).list.eval(pl.element().filter(pl.element() != ""))
    deepest = pl.element().sort_by(pl.element().str.count_matches(" > "), descending=True, maintain_order=True)
    said = several.list.eval(deepest).list.join(",")
    return pl.when(said != "").then(said).alias(column)


def _linked(table: Table, sku: str, variations: str) -> Table:
    children, parent = free_name(table, "Variant SKUs"), free_name(table, "Parent SKU")
    kept = ColumnHint(attribute="configurable_variations", kind=Kind.TEXT)
    table = replace(table, hints=tuple((dict(table.hints) | {variations: kept}).items()))
    added = [
        (children, ColumnHint(attribute="variants", label="Variants", kind=Kind.RELATION, separator="|")),
        (parent, ColumnHint(attribute="parent", kind=Kind.IDENTIFIER)),
    ]
    chunks = _with_parents(table, sku, variations, (children, parent))
    page, seen = column_of(table, "url_key"), column_of(table, "visibility")
    if page is None or seen is None:
        return with_columns(table, added, chunks)
    own = free_name(table, "own_url_key")
    added.append((own, ColumnHint(attribute="own_url_key", kind=Kind.IDENTIFIER)))
    return with_columns(table, added, _with_pages(chunks, (sku, parent, page, seen), own))


def _with_pages(chunks: Iterable[Chunk], columns: tuple[str, str, str, str], own: str) -> Iterator[Chunk]:
    """Yield chunks whose hidden variants name the page of their parent, and their own URL key beside."""
    sku, parent, page, seen = columns
    pages: dict[str, str] = {}

    def look(frame: pl.DataFrame) -> None:
        named = frame.filter(pl.col(seen) != _HIDDEN).select(sku, page).drop_nulls()
        pages.update(named.iter_rows())

    hidden = ((pl.col(seen) == _HIDDEN) & pl.col(parent).is_not_null()).fill_null(value=False)
    for chunk in seen_whole(chunks, look):
        of_parent = pl.col(parent).replace_strict(pages, default=None, return_dtype=pl.String)
        frame = chunk.frame.with_columns(
            pl.when(hidden).then(of_parent).otherwise(page).alias(page), pl.when(hidden).then(page).alias(own)
        )
        yield replace(chunk, frame=frame)


def _with_parents(table: Table, sku: str, variations: str, names: tuple[str, str]) -> Iterator[Chunk]:
    """Yield chunks whose variants name their parent, which stands after them as often as before them."""
    parents: dict[str, str] = {}
    found = pl.col(variations).str.extract_all(_SKU).list.eval(pl.element().str.extract(_SKU).str.strip_chars())

    def look(frame: pl.DataFrame) -> None:
        pairs = frame.select(sku, found.alias("@children")).explode("@children").drop_nulls()
        parents.update((child, parent) for parent, child in pairs.iter_rows() if child != parent)

    for chunk in seen_whole(table.chunks, look):
        frame = chunk.frame.with_columns(found.alias("@children"))
        frame = frame.with_columns(
            pl.when(pl.col("@children").list.len() > 0).then(pl.col("@children").list.join("|")).alias(names[0]),
            pl.col(sku).replace_strict(parents, default=None, return_dtype=pl.String).alias(names[1]),
        )
        yield replace(chunk, frame=frame.drop("@children"))
