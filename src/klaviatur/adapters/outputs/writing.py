"""An output while it is made: all of it, part by part, or what changed since behind what there was."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any, BinaryIO

import polars as pl

from klaviatur.adapters.outputs.bodies import Bodies, to_disk
from klaviatur.adapters.outputs.damage import reading
from klaviatur.adapters.outputs.index import (
    DECLARED,
    OVER,
    Sums,
    declared_in,
    entries,
    merged,
    segments,
    sums_of,
    superseded,
    together,
    totals_of,
    without,
)
from klaviatur.adapters.outputs.states import base_sums, make_known, read_base, read_indexes, read_over, write_aside
from klaviatur.ports.outputs import ShelfState, Totals

PLACED = pl.exclude("run", "file", "gone", DECLARED, "^offset.*$")  # all that parts of an output are told by
MOST_OVER = 0.2  # share of the base that the overlay may have
SAME = ("record", "group", "hash", "delivered", "held", "machine", "grouping")


@dataclass(frozen=True, slots=True)
class Placed:
    """Records that were written: the file of their entries, how many there are, and what they hold together."""

    index: str
    part: int
    height: int
    sums: Sums
    declared: frozenset[str] = frozenset()  # names that the head has to have


class FullWriting:
    """See `ports.outputs.Writing`. Several processes may add, each a part of its own; one takes it all and commits."""

    def __init__(self, folder: Path, generation: int, run: int, part: int = 0) -> None:
        self._folder, self.generation, self._run, self._part = folder, generation, run, part
        self._bodies = Bodies(folder, generation, part)
        self._indexes: list[str] = []  # that were written here
        self._placed: list[Placed] = []
        self._index: pl.DataFrame | None = None  # of all that was placed
        self._state: ShelfState | None = None  # once it is settled
        self.changed = 0  # items written anew
        self.removed = 0
        self.grown = False

    def add(self, records: pl.DataFrame, separator: str) -> Placed:
        """Write records and their entries."""
        return self._write(entries(records, self._run).hstack(self._bodies.append(records, separator.encode())))

    def take(self, placed: object) -> None:
        """Put what was added into the output, the next records in their order."""
        if isinstance(placed, Placed):
            self._placed.append(placed)
            self.changed += placed.sums.delivered

    def copy(self, index: pl.DataFrame, files: Mapping[tuple[int, int], BinaryIO], separator: bytes) -> None:
        """Write the records of an index that lie in other files (by file and section), as they are."""
        placed: list[pl.Series] = []
        for number in range(sum(name.startswith("offset") for name in index.columns)):
            self._bodies.open(number)
            for file, start, end in segments(index, number, len(separator)):
                self._bodies.copy(number, files[file, number], start, end)
            lengths = index[f"length{number}"].cast(pl.UInt64)
            steps = (lengths + len(separator)).fill_null(0)
            starts = steps.cum_sum() - steps
            placed.append(pl.select(pl.when(lengths.is_not_null()).then(starts)).to_series().alias(f"offset{number}"))
        self.take(self._write(index.with_columns(*placed, file=pl.lit(self._part, dtype=pl.UInt8))))

    def totals(self, head: str, middles: tuple[str, ...], tail: str, separator: str) -> Totals:
        """Return what the output would hold."""
        return totals_of(together([one.sums for one in self._placed]), head, middles, tail, separator)

    def declared(self) -> frozenset[str]:
        """Return the names that the head has to have."""
        return frozenset().union(*(one.declared for one in self._placed))

    def index(self) -> pl.DataFrame:
        """Return what the output would hold: one row a record, in its order."""
        if self._index is None:
            self._index = read_indexes(self._folder, [one.index for one in self._placed]).collect().rechunk()
        return self._index

    def close(self) -> None:
        """Bring what was written here to the disk."""
        self._bodies.close()

    def settle(self, state: ShelfState) -> None:
        """Bring the new output to the disk, beside the old one."""
        self.close()
        height = sum(one.height for one in self._placed)
        parts = sorted({one.part for one in self._placed})
        sums = asdict(together([one.sums for one in self._placed]))
        name = f"base-{self.generation}.index"  # one file: to read many takes twice as long
        if self._placed:
            self.index().write_ipc(self._folder / name)
            to_disk(self._folder / name)
        indexes = [name] if self._placed else []
        details = {"parts": parts, "indexes": indexes, "base": height, "sums": sums, "over": 0}
        self._state = replace(state, generation=self.generation, details=details)
        write_aside(self._folder, self._state)

    def commit(self) -> None:
        """Put what was settled in the place of the old output."""
        if self._state is None:
            raise AssertionError  # it was settled
        make_known(self._folder, self._state)

    def discard(self) -> None:
        """Leave the old state as it is."""
        self._bodies.discard()
        for name in {*self._indexes, *(one.index for one in self._placed)}:
            with suppress(OSError):
                (self._folder / name).unlink()

    def _write(self, entered: pl.DataFrame) -> Placed:
        name = f"base-{self.generation}.{self._part}-{len(self._indexes)}.index"
        self._indexes.append(name)
        entered.write_ipc(self._folder / name)
        return Placed(name, self._part, entered.height, sums_of(entered), declared_in(entered))


class DeltaWriting:
    """See `ports.outputs.Writing`: what changed is written behind what changed before, and its index replaced."""

    def __init__(self, folder: Path, state: ShelfState, run: int, records: frozenset[str]) -> None:
        self._folder, self._state, self._run = folder, state, run
        self._asked = asked = pl.Series("record", list(records), dtype=pl.String)
        with reading(folder):
            over = read_over(folder, state)
            wanted = pl.concat([asked, over["record"]]).unique().to_frame().lazy()
            known = read_base(folder, state).select(PLACED)
            base = known.join(wanted, on="record", how="semi", maintain_order="left").collect()
        self._before = base, over  # of the base what is asked for, or has changed before
        self._known = merged(*self._before).filter(pl.col("record").is_in(asked.implode()))
        self._bodies = Bodies(folder, state.generation, OVER, tuple(state.details.get("ends") or ()))
        self._parts: list[pl.DataFrame] = []
        self._made: pl.DataFrame | None = None  # the overlay with these
        self._settled: ShelfState | None = None
        self.changed = 0  # items written anew
        self.removed = 0  # items that leave

    def add(self, records: pl.DataFrame, separator: str) -> pl.DataFrame:
        """Write those records that are not as they were."""
        entered = entries(records, self._run)
        old = self._known.select(SAME).with_columns(same=pl.lit(value=True))
        joined = entered.join(old, on=SAME, how="left", nulls_equal=True, maintain_order="left")
        news = joined["same"].is_null()
        same = records["record"].filter(~news)  # a record as it was stays where it is
        self._asked = self._asked.filter(~self._asked.is_in(same.implode()))
        return entered.filter(news).hstack(self._bodies.append(records.filter(news), separator.encode()))

    def take(self, placed: object) -> None:
        """Put what was added into the output."""
        if isinstance(placed, pl.DataFrame):
            self._parts.append(placed)
            self._made = None
            self.changed += int(placed["delivered"].sum())

    def totals(self, head: str, middles: tuple[str, ...], tail: str, separator: str) -> Totals:
        """Return what the output would hold."""
        over = self._over()
        gone = self._before[0].filter(pl.col("record").is_in(over["record"].implode()))
        written = over.filter(~pl.col("gone").fill_null(value=False))
        kept = without(base_sums(self._folder, self._state), sums_of(gone))
        return totals_of(together([kept, sums_of(written)]), head, middles, tail, separator)

    def declared(self) -> frozenset[str]:
        """Return the names that the head has to have."""
        over, base = self._over(), read_base(self._folder, self._state)
        written = declared_in(over.filter(~pl.col("gone").fill_null(value=False)))
        if DECLARED not in base.collect_schema():
            return written
        kept = base.filter(~pl.col("record").is_in(over["record"].implode())).select(DECLARED)
        return declared_in(kept.collect()) | written

    def index(self) -> pl.DataFrame:
        """Return what the output would hold: one row a record, in its order."""
        base = read_base(self._folder, self._state).select(PLACED).collect()
        return merged(base, self._over().select(*base.columns, "gone"))

    def settle(self, state: ShelfState) -> None:
        """Bring what changed to the disk, beside what there is."""
        over, before = self._over(), self._state.details
        self._bodies.close()
        number = int(before.get("number", 0)) + 1
        name = f"over-{self._state.generation}-{number}.index"
        over.write_ipc(self._folder / name)
        to_disk(self._folder / name)
        ends = [*self._bodies.ends, *(before.get("ends") or [])[len(self._bodies.ends) :]]
        details: dict[str, Any] = {**before, "number": number, "over_index": name, "over": over.height, "ends": ends}
        self._settled = replace(state, generation=self._state.generation, details=details)
        write_aside(self._folder, self._settled)

    def commit(self) -> None:
        """Put the new state in the place of the old one."""
        if self._settled is None:
            raise AssertionError  # it was settled
        make_known(self._folder, self._settled)

    @property
    def grown(self) -> bool:
        """Return whether what changed since the base was made has grown so much that both should be one."""
        details = self._settled.details if self._settled else {}
        return int(details.get("over", 0)) > MOST_OVER * max(1, int(details.get("base", 0)))

    def discard(self) -> None:
        """Leave the old state as it is."""
        self._bodies.discard()

    def _over(self) -> pl.DataFrame:
        """Return the overlay as it would be."""
        if self._made is not None:
            return self._made
        base, over = self._before
        written = pl.concat(self._parts, how="diagonal") if self._parts else base.clear()
        asked = pl.col("record").is_in(self._asked.implode())
        left = self._known.filter(asked & ~pl.col("record").is_in(written["record"].implode()))
        self.removed = int(left["delivered"].sum())
        gone = left.select("record", "group").with_columns(gone=pl.lit(value=True))
        self._made = superseded(over, pl.concat([written, gone], how="diagonal"))
        return self._made
