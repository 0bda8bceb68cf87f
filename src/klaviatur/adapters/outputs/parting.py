"""Outputs that are too long for one file: as many whole groups in each part as a platform's limits let in."""

from dataclasses import dataclass

import polars as pl

from klaviatur.adapters.outputs.index import sums_of, totals_of
from klaviatur.ports.outputs import Part, ShelfState, Totals, Writing
from klaviatur.records import OutputProfile

NO_LIMIT = 1 << 62


@dataclass(frozen=True, slots=True)
class Limits:
    """What a file may hold at most, and at least: options of a profile, 0 for none."""

    least: int = 0  # records
    most: int = 0  # records
    most_bytes: int = 0
    most_parts: int = 0

    def held_by(self, file: Part | Totals) -> bool:
        """Return whether a file holds no more than it may."""
        return file.records <= (self.most or NO_LIMIT) and file.bytes <= (self.most_bytes or NO_LIMIT)


def limits_of(profile: OutputProfile) -> Limits:
    """Return the limits of a profile."""
    return Limits(*(int(profile.options.get(name, 0)) for name in Limits.__slots__))


def parts_of(profile: OutputProfile, state: ShelfState, writing: Writing) -> tuple[Part, ...]:
    """Return the files an output leaves as, () for one: where it keeps its limits, or its platform knows no parts."""
    limits = limits_of(profile)
    if not profile.options.get("parts") or limits.held_by(state.totals):
        return ()
    return parted(writing.index(), state, limits)


def parted(index: pl.DataFrame, state: ShelfState, limits: Limits) -> tuple[Part, ...]:
    """Return parts of an index, each as long as it may be; a group that no file may hold is one by itself."""
    separator = len(state.separator.encode())
    around = sum(len(text.encode()) for text in (state.head, *state.middles, state.tail)) - separator
    groups = _groups(index, separator)
    records, size = groups["records"], groups["bytes"]
    parts: list[Part] = []
    at = before = 0
    while at < groups.height:
        known, weight = (int(records[at - 1]), int(size[at - 1])) if at else (0, 0)
        fits = records.search_sorted(known + (limits.most or NO_LIMIT), side="right")
        light = size.search_sorted(weight + (limits.most_bytes or NO_LIMIT) - around, side="right")
        at = max(at + 1, min(int(fits), int(light)))
        end = int(groups["end"][at - 1])
        parts.append(_part(index, state, before, end))
        before = end
    return tuple(parts)


def _groups(index: pl.DataFrame, separator: int) -> pl.DataFrame:
    """Return the rows behind groups that have a text, with the records and bytes (separators with them) up to there."""
    lengths = [name for name in index.columns if name.startswith("length")]
    weight = pl.sum_horizontal((pl.col(name).cast(pl.Int64) + separator).fill_null(0) for name in lengths)
    ends = index.select(
        last=pl.col("group").ne_missing(pl.col("group").shift(-1)),
        end=pl.int_range(1, pl.len() + 1),
        records=pl.col("length0").is_not_null().cast(pl.Int64).cum_sum(),
        bytes=weight.cum_sum(),
    ).filter("last")
    return ends.filter(pl.col("records") > pl.col("records").shift(1, fill_value=0))


def _part(index: pl.DataFrame, state: ShelfState, start: int, end: int) -> Part:
    sums = sums_of(index.slice(start, end - start))
    totals = totals_of(sums, state.head, state.middles, state.tail, state.separator)
    return Part(start, end, totals.records, totals.bytes, totals.digest)
