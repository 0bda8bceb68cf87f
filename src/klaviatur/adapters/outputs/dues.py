"""Which products of an output say something else by themselves, and when: a sale of theirs begins or ends."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import cast

import polars as pl

from klaviatur.adapters.outputs.bodies import to_disk
from klaviatur.adapters.outputs.damage import reading
from klaviatur.ports.outputs import ShelfState

DUES = pl.Schema({"key": pl.String(), "due": pl.Datetime("us", "UTC")})


def read_dues(folder: Path, state: ShelfState) -> pl.DataFrame:
    """Return key and due; nothing for most outputs, whose products have no sale with a period."""
    with reading(folder):
        return pl.read_ipc(folder / state.dues) if state.dues else pl.DataFrame(schema=DUES)


def due_keys(folder: Path, state: ShelfState, at: datetime) -> frozenset[str]:
    """Return the products that say something else by themselves at a moment, or before."""
    if state.due is None or state.due > at:
        return frozenset()
    return frozenset(read_dues(folder, state).filter(pl.col("due") <= at)["key"])


def with_dues(
    folder: Path,
    state: ShelfState,
    before: ShelfState | None,
    dues: Sequence[pl.DataFrame],
    seen: frozenset[str] | None,
) -> ShelfState:
    """Return a new state with what is due when: of products that were `seen` what is said now (None: of all)."""
    old = pl.DataFrame(schema=DUES) if before is None or seen is None else read_dues(folder, before)
    kept = old.filter(~pl.col("key").is_in(list(seen))) if old.height and seen is not None else old
    return _written(folder, state, pl.concat([kept, *dues]))


def _written(folder: Path, state: ShelfState, dues: pl.DataFrame) -> ShelfState:
    if dues.is_empty():
        return replace(state, due=None, dues="")
    name = f"dues-{state.run}.ipc"
    dues.write_ipc(folder / name)
    to_disk(folder / name)
    return replace(state, due=cast("datetime", dues["due"].min()), dues=name)
