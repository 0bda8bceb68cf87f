"""What a parent that only groups its variants and these variants say of each other, for whole groups at a time.

These are windows over whole groups: they are reckoned before items are chosen (`sharing`), and a delta makes all items
of a group anew where an output asks for them (`ASKED`).
"""

from collections.abc import Sequence
from functools import reduce

import polars as pl

from klaviatur.syndicate.typed import Form, Ground, Typed, as_text

ASKED = ("parent_says", "variants_say", "varies", "told_apart", "choice")
ALONE = ""  # the family of all that have no parent that only groups: one, since each family has its cost
_GROUPS = pl.col("only_groups")
_FAMILY = pl.col("family")


def with_families(frame: pl.DataFrame) -> pl.DataFrame:
    """Return products with their family: a parent that only groups, and what stands right below it."""
    parents = frame.filter(_GROUPS)["key"].implode()
    below = pl.when(pl.col("parent").is_in(parents)).then("parent")
    return frame.with_columns(family=pl.coalesce(pl.when(_GROUPS).then("key"), below, pl.lit(ALONE)))


def parent_says(ground: Ground, given: Sequence[Typed]) -> Typed:
    """Return what the parent says, None where it does not only group or is no product."""
    said = pl.when(_GROUPS).then(as_text(ground, given[0])).max().over(_FAMILY)
    return Typed(pl.when(~_GROUPS).then(said), Form.TEXT)


def variants_say(ground: Ground, given: Sequence[Typed]) -> Typed:
    """Return what variants say, each text once."""
    below = (_FAMILY != ALONE) & ~_GROUPS
    said = as_text(ground, given[0]).filter(below).drop_nulls().unique(maintain_order=True)
    listed = said.implode().over(_FAMILY)
    return Typed(pl.when(_grouped() & (listed.list.len() > 0)).then(listed), Form.LIST)


def varies(ground: Ground, given: Sequence[Typed]) -> Typed:
    """Return whether each variant says this, and not all the same; the only one of its parent need but say it."""
    said = as_text(ground, given[0]).filter(~_GROUPS)
    differ = (said.null_count() == 0) & ((said.n_unique() > 1) | (said.len() == 1))
    return Typed(_grouped() & differ.over(_FAMILY), Form.TRUTH)


def told_apart(ground: Ground, given: Sequence[Typed]) -> Typed:
    """Return whether no two variants say the same of those of these that each of them says."""
    texts = [as_text(ground, one).cast(pl.String) for one in given]
    lacking = [(one.is_null() & ~_GROUPS).any().over(_FAMILY) for one in texts]
    parts = [pl.when(lack).then(pl.lit("")).otherwise(one) for one, lack in zip(texts, lacking, strict=True)]
    together = pl.concat_str(parts, separator="\x00").filter(~_GROUPS)
    silent = reduce(lambda left, right: left & right, lacking)
    return Typed(_grouped() & ~silent & (together.n_unique() == together.len()).over(_FAMILY), Form.TRUTH)


def choice(ground: Ground, given: Sequence[Typed]) -> Typed:
    """Return what there is to choose: of a parent all, of its variants their own where they differ in it."""
    told = varies(ground, given[:1]).expr | ~told_apart(ground, given[1:]).expr
    said = as_text(ground, given[0])
    own = pl.when(told & said.is_not_null()).then(pl.concat_list(said))
    return Typed(pl.when(_GROUPS).then(variants_say(ground, given[:1]).expr).otherwise(own), Form.LIST)


def _grouped() -> pl.Expr:
    return _GROUPS.any().over(_FAMILY)
