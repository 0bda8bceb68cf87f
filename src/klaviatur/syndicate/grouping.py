"""Which products stand together: a variant below its parent, a parent below the one it belongs to."""

import polars as pl

from klaviatur.syndicate.phrases import canonical

LEVELS = 4
APART = ("gtin", "color", "size", "shoe_size")  # what tells variants apart
SEVERAL = "; "  # between the keys of several parents: the first one counts


def grouped(outline: pl.DataFrame) -> pl.DataFrame:
    """Return products (key, parent, changed, gone) with group, has_variants, is_variant, by group and key; and `said`.

    A group is named after the highest parent; one that is no product itself groups all the same. Whoever would stand
    above itself stands alone; `said` is the parent it names all the same.
    """
    rows = outline.with_columns(parent=_one_parent(outline))
    rows = rows.with_columns(said="parent")
    above = rows.select(pl.col("key").alias("above"), pl.col("parent").alias("next"))
    rows = rows.with_columns(group=pl.coalesce("parent", "key"))
    for _ in range(LEVELS):
        rows = rows.join(above, left_on="group", right_on="above", how="left", maintain_order="left")
        if rows["next"].null_count() == rows.height:
            rows = rows.drop("next")
            break
        rows = rows.with_columns(group=pl.coalesce("next", "group")).drop("next")
    else:
        rows = _without_circles(rows, above)
    parents = rows["parent"].drop_nulls().unique()
    marked = rows.with_columns(
        has_variants=pl.col("key").is_in(parents.implode()), is_variant=pl.col("parent").is_not_null()
    )
    return marked.sort("group", "key")


def only_groups(frame: pl.DataFrame) -> pl.Series:
    """Return which products with variants are not for sale themselves, from what they say before they inherit.

    For sale is a parent with a GTIN of its own, or with a price that is not there for a variant without one, if it says
    of itself whatever tells its variants apart, and none of these has variants again. One that calls itself parent,
    model or configurable is not.
    """
    parents = frame["has_variants"]
    if not parents.any():
        return parents
    of_variants = (
        frame.filter("is_variant")
        .group_by(above="parent")
        .agg(
            (pl.col(name).is_not_null().any().name.prefix("above:") for name in APART),
            unpriced=(~_priced() | pl.col("has_variants")).any(),
        )
    )
    joined = frame.join(of_variants, left_on="key", right_on="above", how="left", maintain_order="left")
    lacking = pl.any_horizontal(pl.col(f"above:{name}") & pl.col(name).is_null() for name in APART)
    sold = pl.col("gtin").is_not_null() | (_priced() & ~(pl.col("unpriced") | lacking))
    role = pl.coalesce(canonical(pl.col(name), "role") for name in ("product_kind", "product_type"))
    says = (role == "parent").fill_null(value=False) | ~sold.fill_null(value=False)
    return joined.select(only_groups=pl.col("has_variants") & says).to_series()


def _priced() -> pl.Expr:
    own = (pl.col("price").cast(pl.Float64, strict=False) > 0).fill_null(value=False)
    return own | (pl.col("price").is_null() & pl.col("price.currency").is_not_null())  # in another currency


def _one_parent(outline: pl.DataFrame) -> pl.Expr:
    named = pl.col("parent").str.split(SEVERAL).list.first() if _several(outline) else pl.col("parent")
    return pl.when((named != pl.col("key")) & (named != "")).then(named)


def _several(outline: pl.DataFrame) -> bool:
    return bool(outline["parent"].str.contains(SEVERAL, literal=True).any())


def _without_circles(rows: pl.DataFrame, above: pl.DataFrame) -> pl.DataFrame:
    """Return rows in which nobody stands more than LEVELS deep, or above itself: those stand alone."""
    further = rows.join(above, left_on="group", right_on="above", how="left", maintain_order="left")
    deep = further["next"].is_not_null()
    alone = pl.when(deep)
    return rows.with_columns(parent=alone.then(None).otherwise("parent"), group=alone.then("key").otherwise("group"))
