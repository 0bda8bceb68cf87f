"""What a source brought last time, beside what it brings now: by key, a whole chunk at once."""

from dataclasses import dataclass, field
from typing import Self

import polars as pl


@dataclass(slots=True)
class Before:
    """The keys of the last time with the hash of their rows, and which keys have come by now."""

    known: pl.DataFrame  # key, before (hash of all rows, joined by ","), several (had more than one row), at
    came: pl.Series  # by place in `known`
    new: set[str] = field(default_factory=set)  # keys that have come and are not known

    @classmethod
    def of(cls, known: pl.DataFrame) -> Self:
        """Take what `Importing.known` returns."""
        kept = known.select("key", before="hash", several=pl.col("rows") > 1).with_row_index("at")
        return cls(kept, pl.repeat(False, kept.height, dtype=pl.Boolean, eager=True))

    def beside(self, marks: pl.DataFrame) -> pl.DataFrame:
        """Return marks in their order with `before`, `several` and `at`, null where a key is not known."""
        marks = marks.with_row_index("nr")
        # The other way round, as a left join, the large side would be hashed again with every chunk.
        found = marks.select("nr", "key").join(self.known, on="key", how="inner").drop("key")
        return marks.join(found, on="nr", how="left", maintain_order="left").drop("nr")

    def meet(self, marks: pl.DataFrame) -> pl.DataFrame:
        """Return marks with `before` and `shared`: whether their product has, or had, several rows. Their keys came."""
        marks = self.beside(marks)
        known = marks["at"].is_not_null()
        places = marks["at"].filter(known)
        again = known.clone().scatter(known.arg_true(), self.came.gather(places))
        unknown = marks["key"].filter(~known).to_list()
        if not self.new.isdisjoint(unknown):
            again = again.scatter((~known).arg_true(), [key in self.new for key in unknown])
        self.came.scatter(places, True)
        self.new.update(unknown)
        shared = marks["key"].is_duplicated() | again | marks["several"].fill_null(value=False)
        return marks.with_columns(shared=shared)
