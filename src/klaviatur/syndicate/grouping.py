"""Which products stand together: a variant below its parent, a parent below the one it belongs to."""

import polars as pl

LEVELS = 4
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
