"""The index of an output: for each record where it stands, how long it is, and how many items it delivers and holds.

Columns: group, record, delivered, held, machine, grouping, hash, gone, run (that wrote it), file (0 base, 1
over), and offset and length of the record in each section, null where all its items are held.
"""

from hashlib import sha256

import orjson
import polars as pl

from klaviatur.ports.outputs import Totals

Index = tuple[pl.DataFrame, pl.DataFrame]  # base, over
FILES = ("base", "over")
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
}
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
        hash=pl.struct("record", *texts).hash(SEED),
        gone=pl.lit(value=False),
        run=pl.lit(run, dtype=pl.Int64),
    )


def merged(base: pl.DataFrame, over: pl.DataFrame) -> pl.DataFrame:
    """Return what base and overlay are together, in the order of group and record."""
    marked = base.with_columns(file=pl.lit(0, dtype=pl.UInt8))
    if over.is_empty():
        return marked
    kept = marked.filter(~pl.col("record").is_in(over["record"].implode()))
    new = over.filter(~pl.col("gone").fill_null(value=False)).with_columns(file=pl.lit(1, dtype=pl.UInt8))
    return pl.concat([kept, new], how="diagonal").sort("group", "record")


def superseded(over: pl.DataFrame, newer: pl.DataFrame) -> pl.DataFrame:
    """Return an overlay with newer entries in the place of older ones."""
    kept = over.filter(~pl.col("record").is_in(newer["record"].implode()))
    return pl.concat([kept, newer], how="diagonal").sort("group", "record")


def segments(index: pl.DataFrame, number: int, separator: int) -> list[tuple[str, int, int]]:
    """Return the stretches of files (name, first byte, behind the last one) that are a section, separators in them."""
    offset, length = pl.col(f"offset{number}"), pl.col(f"length{number}").cast(pl.UInt64)
    if f"offset{number}" not in index.columns:
        return []
    placed = index.filter(offset.is_not_null()).select("file", start=offset, end=offset + length + separator)
    follows = (pl.col("file") == pl.col("file").shift(1)) & (pl.col("start") == pl.col("end").shift(1))
    stretch = (~follows.fill_null(value=False)).cum_sum().alias("stretch")
    joined = placed.group_by(stretch, maintain_order=True).agg(
        pl.col("file").first(), pl.col("start").first(), pl.col("end").last()
    )
    return [(FILES[file], start, end) for _, file, start, end in joined.iter_rows()]


def tail_of(index: pl.DataFrame, tail: str, separator: str) -> str:
    """Return what stands after all records: without the end of the last one where there is none."""
    there = "length0" in index.columns and index["length0"].null_count() < index.height
    return tail if there else tail.removeprefix(separator)


def totals_of(index: pl.DataFrame, head: str, middles: tuple[str, ...], tail: str, separator: str) -> Totals:
    """Return what an output holds; its digest is the same however it came to be what it is."""
    sums = index.select(
        delivered=pl.col("delivered").sum(),
        held=pl.col("held").sum(),
        machine=pl.col("machine").sum(),
        grouping=pl.col("grouping").sum(),
        low=(pl.col("hash").filter(pl.col("length0").is_not_null()) & _LOW).sum(),
        high=(pl.col("hash").filter(pl.col("length0").is_not_null()) // (_LOW + 1)).sum(),
    ).row(0, named=True)
    size = sum(len(part.encode()) for part in (head, *middles, tail_of(index, tail, separator)))
    between = len(separator.encode())
    for name in (name for name in index.columns if name.startswith("length")):
        there = index[name].drop_nulls()
        size += int(there.cast(pl.UInt64).sum()) + between * max(0, there.len() - 1)
    delivered, held = int(sums["delivered"]), int(sums["held"])
    told = orjson.dumps([head, list(middles), tail, separator, size, delivered, sums["low"], sums["high"]])
    digest = sha256(told).hexdigest()[:32]
    return Totals(delivered + held, delivered, held, int(sums["machine"]), size, digest, int(sums["grouping"]))
