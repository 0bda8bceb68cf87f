"""Shopify: rows of one handle are a product, its variants and its further pictures.

The first row of a handle describes the product and its first variant at once. Where there are several variants it
becomes two rows: the product (key: the handle) and the variant (parent: the handle), which has the row's number with a
minus, as no two rows may have the same. A product with one variant stays one row, under its SKU. Rows with a picture
alone share the product's key, so their pictures go to it.
"""

from collections.abc import Callable, Iterator

import polars as pl

from klaviatur.adapters.sources.catalogues.dialects.frames import (
    column_of,
    free_name,
    taken_up,
    whole_groups,
    with_columns,
)
from klaviatur.adapters.sources.catalogues.dialects.options import known_options, option_columns, option_values
from klaviatur.adapters.sources.catalogues.dialects.recognising import Dialect, key
from klaviatur.records import Chunk, ColumnHint, Kind, Table

_PLACEHOLDER = "Default Title"  # the only value of a product without options
_SLOTS = (1, 2, 3)


def rewrite(table: Table, known: Dialect) -> Table:
    """Return the table with a key and a parent in every row, and its options as attributes."""
    handle = column_of(table, "handle", "url handle") or ""
    levels = _Levels(table, known, handle)
    names = free_name(table, "Product key"), free_name(table, "Parent key")
    options = option_columns(table)
    added = (
        (names[0], ColumnHint(attribute="sku", kind=Kind.IDENTIFIER)),
        (names[1], ColumnHint(attribute="parent", kind=Kind.IDENTIFIER)),
        *options.values(),
    )
    work = _worker(table, levels, names, {attribute: name for attribute, (name, _) in options.items()})
    return with_columns(table, added, _rewritten(table, handle, work))


class _Levels:
    """Which columns speak of a variant, which of the product."""

    def __init__(self, table: Table, known: Dialect, handle: str) -> None:
        self.handle = handle
        self.sku = column_of(table, "variant sku", "sku")
        self.variant = [column for column in table.columns if _of_variant(column, known)]
        self.product = [column for column in table.columns if column not in self.variant and column != handle]
        found = ((column_of(table, f"option{n} name"), column_of(table, f"option{n} value")) for n in _SLOTS)
        self.options = [(name, value) for name, value in found if name and value]


def _of_variant(column: str, known: Dialect) -> bool:
    entry = known.columns.get(key(column), {})
    return entry.get("level") == "variant" or key(column).startswith(tuple(known.options["variant_start"]))


def _rewritten(table: Table, handle: str, work: Callable[[Chunk], Chunk]) -> Iterator[Chunk]:
    begins = pl.col(handle).ne_missing(pl.col(handle).shift())
    for chunk in whole_groups(table.chunks, lambda frame: frame.select(begins).to_series()):
        yield work(chunk)


def _worker(table: Table, levels: _Levels, names: tuple[str, str], options: dict[str, str]) -> Callable[[Chunk], Chunk]:
    columns = [*table.columns, *names, *options.values()]

    def work(chunk: Chunk) -> Chunk:
        frame = _understood(chunk.frame.with_row_index("@at"), levels)
        alone = frame.filter(~pl.col("@several")).with_columns(
            pl.coalesce(pl.col("@sku").first().over("@run"), levels.handle).alias(names[0]),
            pl.lit(None, pl.String).alias(names[1]),
            *_option_values(levels, options),
        )
        products = frame.filter("@several", pl.col("@product") | ~pl.col("@variant")).with_columns(
            *(pl.lit(None, pl.String).alias(column) for column in levels.variant),
            pl.col(levels.handle).alias(names[0]),
            *(pl.lit(None, pl.String).alias(name) for name in (names[1], *options.values())),
        )
        variants = frame.filter("@several", "@variant").with_columns(
            _variant_key(levels).alias(names[0]),
            pl.col(levels.handle).alias(names[1]),
            *_option_values(levels, options),
            *(pl.lit(None, pl.String).alias(column) for column in levels.product),
        )
        together = pl.concat([alone, products, variants]).sort("@at", maintain_order=True)
        again = ~together["@at"].is_first_distinct()
        return taken_up(chunk, together.select(columns), together["@at"], again)

    return work


def _understood(frame: pl.DataFrame, levels: _Levels) -> pl.DataFrame:
    """Return rows with what they are: their run of one handle, whether they speak of a variant and of the product."""
    values = [pl.col(value) for _, value in levels.options]
    frame = frame.with_columns(
        pl.col(levels.handle).rle_id().alias("@run"),
        _any(levels.variant).alias("@variant"),
        _any(levels.product).alias("@product"),
        (pl.col(levels.sku) if levels.sku else pl.lit(None, pl.String)).alias("@sku"),
        *(pl.when(value != _PLACEHOLDER).then(value).alias(value.meta.output_name()) for value in values),
    )
    return frame.with_columns(
        (pl.col("@variant").sum().over("@run") > 1).alias("@several"),
        *(pl.col(name).drop_nulls().first().over("@run").alias(f"@{name}") for name, _ in levels.options),
    )


def _option_values(levels: _Levels, options: dict[str, str]) -> list[pl.Expr]:
    pairs = [(pl.col(f"@{name}"), pl.col(value)) for name, value in levels.options]
    nothing = pl.lit(None, pl.String)
    return [
        (option_values(pairs, attribute) if pairs else nothing).alias(options[attribute])
        for attribute in known_options()
    ]


def _variant_key(levels: _Levels) -> pl.Expr:
    """Return the SKU; without one, the handle and what the variant differs in."""
    parts = [levels.handle, *(value for _, value in levels.options)]
    return pl.coalesce("@sku", pl.concat_str(parts, separator="/", ignore_nulls=True))


def _any(columns: list[str]) -> pl.Expr:
    return pl.any_horizontal(pl.col(column).is_not_null() for column in columns) if columns else pl.lit(value=False)
