"""Products that say the same GTIN as another one, whatever they are called.

GTINs are compared as the columns of `records` have them: right ones, without those that are only written down.
"""

import polars as pl
from sqlalchemy import Connection, func, select

from klaviatur.adapters.stores.bulk import listed
from klaviatur.adapters.stores.schema import records

SHOWN = 5  # other products that are named; more are told by a sign
MORE = "…"
_c = records.c


def with_same_gtin(products: pl.DataFrame, others: pl.DataFrame | None = None) -> pl.DataFrame:
    """Return products (with their gtin) with `same_gtin`: the keys of all others that say it too, null for none.

    `others`: key and gtin of products beside them.
    """
    said = products.select("key", "gtin")
    every = (said if others is None else pl.concat([said, others])).drop_nulls("gtin").unique()
    alike = every.filter(pl.col("gtin").is_duplicated())
    if alike.is_empty():
        return without_gtin(products)
    first = alike.sort("key").group_by("gtin").agg(other=pl.col("key").head(SHOWN + 2))
    pairs = said.join(first, on="gtin").explode("other").filter(pl.col("key") != pl.col("other"))
    told = pl.col("other").head(SHOWN).str.join(", ")
    named = pairs.group_by("key", maintain_order=True).agg(
        same_gtin=pl.when(pl.len() > SHOWN).then(told + f", {MORE}").otherwise(told)
    )
    return products.join(named, on="key", how="left", maintain_order="left").drop("gtin")


def without_gtin(products: pl.DataFrame) -> pl.DataFrame:
    """Return products of which none says the GTIN of another one."""
    return products.with_columns(same_gtin=pl.lit(None, pl.String)).drop("gtin")


def shared_gtins(connection: Connection, gtins: pl.Series) -> pl.Series:
    """Return those of some GTINs that stand in several records."""
    if gtins.is_empty():
        return gtins
    asked = select(_c.gtin).where(_c.gtin.in_(listed(connection, gtins)))  # the index alone answers that
    found = connection.execute(asked.group_by(_c.gtin).having(func.count() > 1)).scalars()
    return pl.Series("gtin", found.all(), dtype=pl.String)


def keys_with(connection: Connection, gtins: pl.Series) -> list[str]:
    """Return the keys of records that have one of these GTINs."""
    if gtins.is_empty():
        return []
    found = select(_c.key).where(_c.gtin.in_(listed(connection, gtins))).distinct()
    return list(connection.execute(found).scalars())
