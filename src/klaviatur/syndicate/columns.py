"""Columns that are made of what products say: reckoned where they say something, known where they do not.

A product fills some twenty of the hundreds of attributes that outputs read. What an expression gives where all that it
reads is null is the same for every product: it is reckoned once and kept, or to ask each of hundreds of expressions of
nothing takes longer than what there is to say.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

import polars as pl


def silent_columns(frame: pl.DataFrame) -> frozenset[str]:
    """Return the columns in which no row says anything."""
    return frozenset(one.name for one in frame.get_columns() if one.null_count() == frame.height)


@dataclass(eq=False)
class Column:
    """A column: an expression that gives the same for two products that say the same in the columns it reads.

    What others of a group say may count too, by columns that are never null: see `families`.
    """

    expr: pl.Expr
    silence: pl.Series | None = field(default=None, init=False)  # what it gives where all it reads is null, once known

    @cached_property
    def reads(self) -> frozenset[str]:
        """Return the columns that it reads."""
        return frozenset(self.expr.meta.root_names())


def reckoned(frame: pl.DataFrame, columns: Mapping[str, Column]) -> list[pl.Series]:
    """Return columns of products by their names, in their order."""
    mute = silent_columns(frame)
    silent = {name: one for name, one in columns.items() if one.reads and one.reads <= mute}
    asked = {name: one.expr.alias(name) for name, one in columns.items() if name not in silent or one.silence is None}
    made = frame.select("key", *asked.values()) if asked else frame  # what reads nothing is said of every row
    for name, one in silent.items():
        if name in asked and frame.height:
            one.silence = made[name].head(1)
    known = {name: one.silence for name, one in silent.items() if name not in asked and one.silence is not None}
    return [known[name].new_from_index(0, frame.height) if name in known else made[name] for name in columns]
