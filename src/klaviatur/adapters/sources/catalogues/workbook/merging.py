"""Cells joined to one, and what they mean for a table."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import polars as pl


@dataclass(frozen=True, slots=True)
class Merge:
    """Cells joined to one; rows and columns count from 0, both ends included."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass(slots=True)
class SheetFacts:
    """What the XML of one sheet shows without reading its cells."""

    merges: list[Merge] = field(default_factory=list)
    left: int = 0  # the first used column
    without_result: int = 0  # formulas nobody has worked out
    errors: int = 0


def fill_down(frame: pl.DataFrame, merges: Sequence[Merge], left: int, body: int) -> tuple[pl.DataFrame, int]:
    """Write the value of cells merged downwards into each of their rows; return how many merges that were."""
    down = [m for m in merges if m.bottom > m.top >= body and 0 <= m.left - left < frame.width]
    filled = 0
    columns: dict[int, list[str | None]] = {}
    for merge in down:
        cells = columns.setdefault(merge.left - left, frame.to_series(merge.left - left).to_list())
        value = cells[merge.top] if merge.top < len(cells) else None
        end = min(merge.bottom + 1, len(cells))
        if value:
            cells[merge.top : end] = [value] * (end - merge.top)
            filled += 1
    replaced = [pl.Series(frame.columns[at], cells, dtype=pl.String) for at, cells in columns.items()]
    return frame.with_columns(replaced), filled
