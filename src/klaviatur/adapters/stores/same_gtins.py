"""Products that say the same GTIN as another one, whatever they are called.

Right GTINs alone, as the columns of `records` have them, are compared, and as numbers: noughts before one only fill it
up to 14 digits (GS1, https://www.gs1.org/edi-xml/technical-user-guide/Item_Numbers, read on 2026-11-23).
"""

import polars as pl
from sqlalchemy import ColumnElement, Connection, Select, func, literal_column, select

from klaviatur.adapters.stores.bulk import listed
from klaviatur.adapters.stores.schema import records

SHOWN = 5  # other products that are named; more are told by a sign
MORE = "…"
LENGTHS = (8, 12, 13, 14)  # digits that a GTIN is written with
_c = records.c


def with_same_gtin(products: pl.DataFrame, others: pl.DataFrame | None = None) -> pl.DataFrame:
    """Return products (with their gtin) with `same_gtin`: the keys of all others that say it too, null for none.

    `others`: key and gtin of products beside them. No key comes twice.
    """
    said = products.select("key", number=_number("gtin"))
    beside = [] if others is None else [others.select("key", number=_number("gtin"))]
    alike = pl.concat([said, *beside]).drop_nulls("number").filter(pl.col("number").is_duplicated())
    if alike.is_empty():
        return without_gtin(products)
    first = alike.sort("key").group_by("number").agg(other=pl.col("key").head(SHOWN + 2))
    pairs = said.join(first, on="number").explode("other").filter(pl.col("key") != pl.col("other"))
    told = pl.col("other").head(SHOWN).str.join(", ")
    named = pairs.group_by("key", maintain_order=True).agg(
        same_gtin=pl.when(pl.len() > SHOWN).then(told + f", {MORE}").otherwise(told)
    )
    return products.join(named, on="key", how="left", maintain_order="left").drop("gtin")


def without_gtin(products: pl.DataFrame) -> pl.DataFrame:
    """Return products of which none says the GTIN of another one."""
    return products.with_columns(same_gtin=pl.lit(None, pl.String)).drop("gtin")


def shared_gtins(connection: Connection, gtins: pl.Series) -> pl.Series:
    """Return those of some GTINs that stand in several records, without noughts before them."""
    if gtins.is_empty():
        return gtins
    asked = select(bare(_c.gtin)).where(_c.gtin.in_(_written(connection, gtins)))  # the index alone answers that
    found = connection.execute(asked.group_by(bare(_c.gtin)).having(func.count() > 1)).scalars()
    return pl.Series("gtin", found.all(), dtype=pl.String)


def keys_with(connection: Connection, gtins: pl.Series) -> list[str]:
    """Return the keys of records that have one of these GTINs."""
    if gtins.is_empty():
        return []
    found = select(_c.key).where(_c.gtin.in_(_written(connection, gtins))).distinct()
    return list(connection.execute(found).scalars())


def bare(gtin: ColumnElement[str | None]) -> ColumnElement[str]:
    """Return a GTIN without noughts before it, by which it is known however it is written."""
    return func.ltrim(gtin, literal_column("'0'"))  # PostgreSQL would take two parameters for two ways of saying it


def ways_to_write(gtin: str) -> list[str]:
    """Return a GTIN with each number of digits that it may be written with."""
    digits = gtin.lstrip("0")
    return [digits.zfill(length) for length in LENGTHS if len(digits) <= length]


def _number(gtin: str) -> pl.Expr:
    return pl.col(gtin).cast(pl.Int64, strict=False)


def _written(connection: Connection, gtins: pl.Series) -> Select[tuple[str]]:
    """Return a query that gives GTINs in each way in which they may be written: with noughts only if one is."""
    digits = gtins.str.strip_chars_start("0").unique()
    filled = select(_c.gtin).where(_c.gtin >= "0", _c.gtin < "1").limit(1)
    if connection.execute(filled).first() is None:  # else there are twice as many to look for
        return listed(connection, digits)
    ways = [digits.filter(digits.str.len_bytes() <= length).str.zfill(length) for length in LENGTHS]
    return listed(connection, pl.concat(ways))
