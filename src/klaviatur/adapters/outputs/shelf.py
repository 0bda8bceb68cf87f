"""Where an output lies: its records in one file, an index beside it, and what changed since in a second pair.

`base` is written once by a full run, in the order of group and record; a delta run appends to `over` and replaces its
small index. `state.json` names the files that belong together and is renamed into its place last: whoever is killed on
the way leaves the old output as it was. Read, the two are one file again, byte for byte what a full run would write.
"""

import os
import shutil
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack, suppress
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any, BinaryIO

import orjson
import polars as pl

from klaviatur.adapters.outputs.index import (
    FILES,
    Index,
    empty_index,
    entries,
    merged,
    segments,
    superseded,
    tail_of,
    totals_of,
)
from klaviatur.ports.outputs import Marks, ShelfState, Totals

STATE = "state.json"
BLOCK = 1 << 20
COMPACT = 0.2  # share of the base that the overlay may have
FORMAT = 1


class OutputShelf:
    """See `ports.outputs.Shelf`; one process writes, many may read."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def state(self) -> ShelfState | None:
        """Return what lies there, None where there is nothing that could be used."""
        try:
            kept = orjson.loads((self._folder / STATE).read_bytes())
        except (OSError, orjson.JSONDecodeError):
            return None
        return _state_of(kept) if kept.get("format") == FORMAT else None

    def index(self) -> pl.DataFrame:
        """Return what the output holds: one row a record, in its order."""
        state = self.state()
        if state is None:
            return empty_index(1)
        base, over = self._indexes(state)
        return merged(base, over)

    def holds(self, record: str) -> bool:
        """Return whether a record is in the output."""
        index = self._entry(record)
        return "length0" in index.columns and bool(index["length0"].count())

    def only_groups(self, record: str) -> bool:
        """Return whether a record is that of a product which is no item, because it only groups its variants."""
        entry = self._entry(record)
        return "grouping" in entry.columns and bool((entry["grouping"] > entry["delivered"] + entry["held"]).any())

    def _entry(self, record: str) -> pl.DataFrame:
        return self.index().filter(pl.col("record") == record)

    def begin_full(self, run: int) -> "Writing":
        """Begin to write all of it."""
        state = self.state()
        generation = state.generation + 1 if state else 1
        self._folder.mkdir(parents=True, exist_ok=True)
        return Writing(self._folder, generation, run)

    def begin_delta(self, run: int, records: Iterable[str]) -> "Writing":
        """Begin to write these records anew; those that are not added leave the output."""
        state = self.state()
        if state is None:
            raise FileNotFoundError(self._folder / STATE)
        base, over = self._indexes(state)
        delta = Delta((base, over), state.details, frozenset(records))
        return Writing(self._folder, state.generation, run, delta)

    def read(self, *, since: int | None = None) -> Iterator[bytes]:
        """Yield the whole output, or one that has those records alone which runs after `since` wrote."""
        state = self.state()
        if state is None:
            return iter(())
        base, over = self._indexes(state)
        index = merged(base, over)
        if since is not None:
            index = index.filter(pl.col("run") > since)
        opened = ExitStack()
        files = {name: opened.enter_context(_opened(self._folder / name)) for name in _bodies(self._folder, state)}
        return _streamed(state, index, files, opened)

    def compact(self) -> bool:
        """Write base and overlay as one, where the overlay has grown; return whether that was done."""
        state = self.state()
        if state is None or int(state.details.get("over", 0)) <= COMPACT * max(1, int(state.details.get("base", 0))):
            return False
        base, over = self._indexes(state)
        writing = Writing(self._folder, state.generation + 1, state.run)
        with ExitStack() as opened:
            files = {name: opened.enter_context(_opened(self._folder / name)) for name in _bodies(self._folder, state)}
            writing.copy(merged(base, over), files, state.separator.encode())
        writing.commit(state)
        return True

    def forget(self) -> None:
        """Remove all that lies there."""
        shutil.rmtree(self._folder, ignore_errors=True)

    def _indexes(self, state: ShelfState) -> Index:
        base = pl.read_ipc(self._folder / str(state.details["base_index"]))
        over = str(state.details.get("over_index", ""))
        sections = len(state.middles) + 1
        return base, pl.read_ipc(self._folder / over) if over else empty_index(sections)


@dataclass(frozen=True, slots=True)
class Delta:
    """What a delta run begins with: the indexes as they are, and the records it writes anew."""

    before: Index
    details: Mapping[str, Any]
    records: frozenset[str]


def _known(delta: Delta) -> pl.DataFrame:
    return merged(*delta.before).filter(pl.col("record").is_in(sorted(delta.records)))


class Writing:
    """See `ports.outputs.Writing`."""

    def __init__(self, folder: Path, generation: int, run: int, delta: "Delta | None" = None) -> None:
        self._folder, self._generation, self._run = folder, generation, run
        self._kind = "over" if delta else "base"
        self._before = delta.before if delta else None
        self._details: Mapping[str, Any] = delta.details if delta else {}
        self._asked = delta.records if delta else frozenset[str]()
        self._parts: list[pl.DataFrame] = []
        self._files: list[BinaryIO] = []
        self._ends: list[int] = []
        self._known = _known(delta) if delta else None
        self.changed = 0  # items written anew
        self.removed = 0  # items that leave

    def add(self, records: pl.DataFrame, separator: str) -> None:
        """Keep records; of a delta, those alone that are not as they were."""
        entered = entries(records, self._run)
        if self._known is not None:
            records, entered = self._news(records, entered)
        texts = [name for name in records.columns if name.startswith("text")]
        placed = [self._append(number, records[name], separator.encode()) for number, name in enumerate(texts)]
        self._parts.append(entered.with_columns(column for columns in placed for column in columns))
        self.changed += int(entered["delivered"].sum())

    def copy(self, index: pl.DataFrame, files: Mapping[str, BinaryIO], separator: bytes) -> None:
        """Write the records of an index that lie in other files, as they are."""
        placed: list[pl.Series] = []
        for number in range(_sections(index)):
            self._open(number)
            for name, start, end in segments(index, number, len(separator)):
                _copy(files[_body(name, self._generation - 1, number)], self._files[number], start, end)
            lengths = index[f"length{number}"].cast(pl.UInt64)
            ends = (lengths + len(separator)).fill_null(0).cum_sum()
            starts = ends - (lengths + len(separator)).fill_null(0)
            placed.append(pl.select(pl.when(lengths.is_not_null()).then(starts)).to_series().alias(f"offset{number}"))
        self._parts.append(index.with_columns(*placed, file=pl.lit(0, dtype=pl.UInt8)))

    def index(self) -> Index:
        """Return the indexes as they would be."""
        written = pl.concat(self._parts, how="diagonal") if self._parts else empty_index(1)
        if self._before is None:
            return written, written.clear()
        base, over = self._before
        gone = self._gone(written)
        return base, superseded(over, pl.concat([written, gone], how="diagonal"))

    def totals(self, head: str, middles: tuple[str, ...], tail: str, separator: str) -> Totals:
        """Return what the output would hold."""
        return totals_of(merged(*self.index()), head, middles, tail, separator)

    def commit(self, state: ShelfState) -> None:
        """Put the new state in the place of the old one."""
        base, over = self.index()
        for file in self._files:
            _close(file)
        details: dict[str, Any] = {**self._details, "base": base.height, "over": over.height}
        if self._before is None:
            details["base_index"] = f"base-{self._generation}.index"
            _write_index(self._folder / details["base_index"], base)
        else:
            number = int(self._details.get("number", 0)) + 1
            details |= {"number": number, "over_index": f"over-{self._generation}-{number}.index"}
            details["ends"] = [*self._ends, *(self._details.get("ends") or [])[len(self._ends) :]]
            _write_index(self._folder / details["over_index"], over)
        _write_state(self._folder, replace(state, generation=self._generation, details=details))
        _tidy(self._folder, replace(state, generation=self._generation, details=details))

    def discard(self) -> None:
        """Leave the old state as it is."""
        for number, file in enumerate(self._files):
            file.close()
            if self._before is None:
                with suppress(OSError):
                    (self._folder / _body("base", self._generation, number)).unlink()

    def _news(self, records: pl.DataFrame, entered: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
        """Return what is not as it was; a record as it was stays where it is."""
        assert self._known is not None  # noqa: S101 - of a delta
        same = ["record", "group", "hash", "delivered", "held", "machine", "grouping"]
        old = self._known.select(same).with_columns(same=pl.lit(value=True))
        joined = entered.join(old, on=same, how="left", nulls_equal=True, maintain_order="left")
        news = joined["same"].is_null()
        self._asked = self._asked - set(records["record"].filter(~news))
        return records.filter(news), entered.filter(news)

    def _gone(self, written: pl.DataFrame) -> pl.DataFrame:
        assert self._known is not None  # noqa: S101 - of a delta
        left = self._known.filter(
            pl.col("record").is_in(sorted(self._asked)) & ~pl.col("record").is_in(written["record"].implode())
        )
        self.removed = int(left["delivered"].sum())
        return left.select("record", "group").with_columns(gone=pl.lit(value=True))

    def _append(self, number: int, texts: pl.Series, separator: bytes) -> list[pl.Series]:
        """Write texts behind each other; return where they stand and how long they are."""
        self._open(number)
        there = texts.drop_nulls()
        lengths = texts.str.len_bytes().cast(pl.UInt32)
        if there.len():
            joined = there.to_frame("t").select(pl.col("t").str.join(separator.decode()).cast(pl.Binary)).item()
            self._files[number].write(joined)
            self._files[number].write(separator)
        steps = (lengths.cast(pl.UInt64) + len(separator)).fill_null(0)
        ends = steps.cum_sum() + self._ends[number]
        starts = ends - steps
        self._ends[number] = int(ends[-1]) if ends.len() else self._ends[number]
        placed = pl.DataFrame({"s": starts, "l": lengths}).select(pl.when(pl.col("l").is_not_null()).then("s"))
        return [placed.to_series().alias(f"offset{number}"), lengths.alias(f"length{number}")]

    def _open(self, number: int) -> None:
        while len(self._files) <= number:
            place = self._folder / _body(self._kind, self._generation, len(self._files))
            over = self._before is not None
            end = (self._details.get("ends") or [0] * (number + 1))[len(self._files)] if over else 0
            file = place.open("r+b" if over and place.exists() else "wb")
            file.truncate(end)  # what a run left behind that was killed
            file.seek(end)
            self._files.append(file)
            self._ends.append(end)


def _sections(index: pl.DataFrame) -> int:
    return sum(name.startswith("offset") for name in index.columns)


# --- files ----------------------------------------------------------------------------------------------------------
def _body(kind: str, generation: int, number: int) -> str:
    return f"{kind}-{generation}.{number}.body"


def _bodies(folder: Path, state: ShelfState) -> list[str]:
    names = [_body(kind, state.generation, number) for kind in FILES for number in range(len(state.middles) + 1)]
    return [name for name in names if (folder / name).is_file()]


def _opened(place: Path) -> BinaryIO:
    return place.open("rb")


def _close(file: BinaryIO) -> None:
    file.flush()
    os.fsync(file.fileno())
    file.close()


def _copy(source: BinaryIO, target: BinaryIO, start: int, end: int) -> None:
    source.seek(start)
    left = end - start
    while left:
        block = source.read(min(BLOCK, left))
        target.write(block)
        left -= len(block)


def _write_index(place: Path, index: pl.DataFrame) -> None:
    aside = place.with_suffix(".new")
    index.write_ipc(aside)
    with aside.open("rb") as file:
        os.fsync(file.fileno())
    aside.replace(place)


def _write_state(folder: Path, state: ShelfState) -> None:
    aside = folder / f"{STATE}.new"
    with aside.open("wb") as file:
        file.write(orjson.dumps({"format": FORMAT, **asdict(state)}))
        file.flush()
        os.fsync(file.fileno())
    aside.replace(folder / STATE)


def _tidy(folder: Path, state: ShelfState) -> None:
    """Remove what no longer belongs to the output; who reads it has it open."""
    used = {STATE, *_bodies(folder, state)}
    used |= {str(state.details[name]) for name in ("base_index", "over_index") if name in state.details}
    for place in folder.iterdir():
        if place.name not in used:
            with suppress(OSError):
                place.unlink()


def _state_of(kept: Mapping[str, Any]) -> ShelfState:
    said = {name: value for name, value in kept.items() if name != "format"}
    marks: dict[str, Any] = {
        name: tuple(tuple(one) if isinstance(one, list) else one for one in value)
        for name, value in said["marks"].items()
    }
    said |= {"marks": Marks(**marks), "totals": Totals(**said["totals"]), "middles": tuple(said["middles"])}
    return ShelfState(**said | {"at": datetime.fromisoformat(said["at"])})


def _streamed(
    state: ShelfState, index: pl.DataFrame, files: Mapping[str, BinaryIO], opened: ExitStack
) -> Iterator[bytes]:
    separator = state.separator.encode()
    with opened:
        yield state.head.encode()
        for number in range(len(state.middles) + 1):
            if number:
                yield state.middles[number - 1].encode()
            yield from _section(state, index, number, files, separator)
        yield tail_of(index, state.tail, state.separator).encode()


def _section(
    state: ShelfState, index: pl.DataFrame, number: int, files: Mapping[str, BinaryIO], separator: bytes
) -> Iterator[bytes]:
    parts = segments(index, number, len(separator))
    for at, (name, start, end) in enumerate(parts):
        file = files[_body(name, state.generation, number)]
        file.seek(start)
        left = end - start - (len(separator) if at == len(parts) - 1 else 0)
        while left > 0:
            block = file.read(min(BLOCK, left))
            yield block
            left -= len(block)
