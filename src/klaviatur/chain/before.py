"""What a source brought last time, beside what it brings now: by key, a whole chunk at once."""

from dataclasses import dataclass, field
from typing import Self

import polars as pl


@dataclass(slots=True)
class Before:
    """The keys of the last time with the hash of their rows, and which keys have come by now."""

    known: pl.DataFrame  # key, hashed (a number that stands for the key), before (hash of all rows), several (rows)
    came: pl.Series  # by place in `known`
    new: set[str] = field(default_factory=set)  # keys that have come and are not known

    @classmethod
    def of(cls, known: pl.DataFrame) -> Self:
        """Take what `Importing.known` returns."""
        kept = known.select("key", hashed=pl.col("key").hash(), before="hash", several=pl.col("rows") > 1)
        return cls(kept, pl.repeat(False, kept.height, dtype=pl.Boolean, eager=True))

    def beside(self, marks: pl.DataFrame) -> pl.DataFrame:
        """Return marks with `at` (the place in `known`), `before` and `several`, null where a key is not known."""
        numbered = marks.select("key", hashed=pl.col("key").hash()).with_row_index("nr")
        places = self.known.select("hashed").with_row_index("at")
        # An inner join hashes the smaller side, here the chunk; numbers are compared faster than keys.
        found = numbered.join(places, on="hashed", how="inner")
        found = found.filter(found["key"] == self.known["key"].gather(found["at"]))  # two keys may share a number
        at = pl.repeat(None, marks.height, dtype=found["at"].dtype, eager=True).scatter(found["nr"], found["at"])
        columns = {name: self.known[name].gather(at) for name in ("before", "several")}
        return marks.with_columns(at=at, **columns)

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
