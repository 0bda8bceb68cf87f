"""The index of an output: for each record where it stands, how long it is, and how many items it delivers and holds.

Columns: group, record, delivered, held, machine, grouping, hash, gone, run (that wrote it), file (part of the base, or
OVER), and offset and length of the record in each section, null where all its items are held. Where the format has a
head that names what records share (groups of a catalogue): declared, these names, one a line.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import reduce
from hashlib import sha256
from itertools import zip_longest
from operator import xor

import orjson
import polars as pl

from klaviatur.ports.outputs import Totals

Index = tuple[pl.DataFrame, pl.DataFrame]  # base, over
OVER = 255  # the file of the overlay; lower numbers are parts of the base
COLUMNS = {
    "group": pl.String,
    "record": pl.String,
    "delivered": pl.UInt32,
    "held": pl.UInt32,
    "machine": pl.UInt32,
    "grouping": pl.UInt32,
    "hash": pl.UInt64,
    "gone": pl.Boolean,
    "run": pl.Int64,
    "file": pl.UInt8,
}
DECLARED = "declared"
ORDER = ("group", "record")  # what an index is sorted by
SEED = 5_081
_LOW = 0xFFFF_FFFF


def empty_index(sections: int) -> pl.DataFrame:
    """Return an index of nothing."""
    places = {f"{name}{number}": kind for number in range(sections) for name, kind in _PLACE.items()}
    return pl.DataFrame(schema={**COLUMNS, **places})


_PLACE = {"offset": pl.UInt64, "length": pl.UInt32}


def entries(records: pl.DataFrame, run: int) -> pl.DataFrame:
    """Return the entries of rendered records, which have no place yet."""
    texts = [name for name in records.columns if name.startswith("text")]
    return records.select(
        *("group", "record", "delivered", "held", "machine", "grouping"),
        *(pl.col(name).cast(pl.Categorical) for name in records.columns if name == DECLARED),
        hash=reduce(xor, (pl.col(name).hash(SEED + at) for at, name in enumerate(["record", *texts]))),
        gone=pl.lit(value=False),
        run=pl.lit(run, dtype=pl.Int64),
    )


def declared_in(index: pl.DataFrame) -> frozenset[str]:
    """Return what the records of an index want to be named in the head."""
    if DECLARED not in index.columns:
        return frozenset()
    return frozenset(name for names in index[DECLARED].unique().drop_nulls() for name in names.split("\n"))


def merged(base: pl.DataFrame, over: pl.DataFrame) -> pl.DataFrame:
    """Return what base and overlay are together, in the order of group and record."""
    if over.is_empty():
        return base
    new = over.filter(~pl.col("gone").fill_null(value=False))
    replaced = base["record"].is_in(over["record"].implode())
    at = replaced.arg_true()
    before = base.select(pl.col(ORDER).gather(at))
    if before.equals(new.select(ORDER)):
        return _in_place(base, at, new)
    touched = base["group"].is_in(pl.concat([over["group"], before["group"]]).unique().implode())
    beside = pl.concat([base.filter(touched & ~replaced), new], how="diagonal").sort(ORDER)
    untouched = pl.concat([base.filter(~touched), beside.clear()], how="diagonal")  # with the same columns
    return untouched.merge_sorted(beside.select(untouched.columns), "group")


def _in_place(base: pl.DataFrame, at: pl.Series, new: pl.DataFrame) -> pl.DataFrame:
    """Return a base in which rows stand for those at places, record for record: a third of the work of merging."""
    rows = pl.int_range(base.height, eager=True).scatter(at, pl.int_range(new.height, eager=True) + base.height)
    names = [name for name in base.columns if name not in ORDER]
    both = pl.concat([base.select(names), new.select(name for name in names if name in new.columns)], how="diagonal")
    return base.with_columns(both[rows])


def superseded(over: pl.DataFrame, newer: pl.DataFrame) -> pl.DataFrame:
    """Return an overlay with newer entries in the place of older ones."""
    kept = over.filter(~pl.col("record").is_in(newer["record"].implode()))
    return pl.concat([kept, newer], how="diagonal").sort(ORDER)


def segments(index: pl.DataFrame, number: int, separator: int) -> list[tuple[int, int, int]]:
    """Return the stretches of files (file, first byte, behind the last one) that are a section, separators in them."""
    offset, length = pl.col(f"offset{number}"), pl.col(f"length{number}").cast(pl.UInt64)
    if f"offset{number}" not in index.columns:
        return []
    placed = index.filter(offset.is_not_null()).select("file", start=offset, end=offset + length + separator)
    follows = (pl.col("file") == pl.col("file").shift(1)) & (pl.col("start") == pl.col("end").shift(1))
    stretch = (~follows.fill_null(value=False)).cum_sum().alias("stretch")
    joined = placed.group_by(stretch, maintain_order=True).agg(
        pl.col("file").first(), pl.col("start").first(), pl.col("end").last()
    )
    return [(file, start, end) for _, file, start, end in joined.iter_rows()]


@dataclass(frozen=True, slots=True)
class Sums:
    """What entries hold together; those of parts of an index can be added."""

    delivered: int = 0
    held: int = 0
    machine: int = 0
    grouping: int = 0
    low: int = 0
    high: int = 0
    texts: tuple[int, ...] = ()  # how many there are, in each section
    bytes: tuple[int, ...] = ()  # of these, without separators


def sums_of(index: pl.DataFrame) -> Sums:
    """Return what entries hold."""
    lengths = [name for name in index.columns if name.startswith("length")]
    hashes = pl.col("hash").filter(pl.col("length0").is_not_null())
    row = index.select(
        *(pl.col(name).cast(pl.Int64).sum() for name in ("delivered", "held", "machine", "grouping")),
        (hashes & _LOW).sum().alias("low"),
        (hashes // (_LOW + 1)).sum().alias("high"),
    ).row(0, named=True)
    texts = tuple(index[name].count() for name in lengths)
    return Sums(**row, texts=texts, bytes=tuple(int(index[name].cast(pl.UInt64).sum()) for name in lengths))


def together(parts: Sequence[Sums]) -> Sums:
    """Return what parts of an index hold."""
    numbers = ("delivered", "held", "machine", "grouping", "low", "high")
    summed = {name: sum(getattr(part, name) for part in parts) for name in numbers}
    texts, sizes = ([getattr(part, name) for part in parts] for name in ("texts", "bytes"))
    added = (tuple(map(sum, zip_longest(*some, fillvalue=0))) for some in (texts, sizes))
    return Sums(**summed, texts=next(added), bytes=next(added))


def without(sums: Sums, some: Sums) -> Sums:
    """Return what an index holds without some of its entries."""
    less = {name: -getattr(some, name) for name in ("delivered", "held", "machine", "grouping", "low", "high")}
    texts, sizes = (tuple(-number for number in numbers) for numbers in (some.texts, some.bytes))
    return together([sums, Sums(**less, texts=texts, bytes=sizes)])


def tail_of(there: bool, tail: str, separator: str) -> str:
    """Return what stands after all records: without the end of the last one where there is none."""
    return tail if there else tail.removeprefix(separator)


def totals_of(sums: Sums, head: str, middles: tuple[str, ...], tail: str, separator: str) -> Totals:
    """Return what an output holds; its digest is the same however it came to be what it is."""
    ended = tail_of(any(sums.texts[:1]), tail, separator)
    size = sum(len(part.encode()) for part in (head, *middles, ended)) + sum(sums.bytes)
    size += len(separator.encode()) * sum(max(0, number - 1) for number in sums.texts)
    told = orjson.dumps([head, list(middles), tail, separator, size, sums.delivered, sums.low, sums.high])
    digest = sha256(told).hexdigest()[:32]
    items = sums.delivered + sums.held
    return Totals(items, sums.delivered, sums.held, sums.machine, size, digest, sums.grouping, sum(sums.texts[:1]))
