"""The store against the plain database under it: 800,000 rows new, unchanged and one in a hundred changed.

Beside each figure stands what sqlite3 alone needs to upsert the same rows with executemany, without versions, changes
or a search: the limit that no store on SQLite can pass.
"""

import os
import resource
import sqlite3
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import polars as pl

from klaviatur.adapters.stores import open_store
from klaviatur.adapters.stores.importing import OpenImport
from klaviatur.adapters.stores.products import StoredProducts
from klaviatur.collect.products.completeness import completeness, summary
from klaviatur.collect.products.requirements import own_requirements
from klaviatur.records import ColumnMapping, Imported, Table

ROWS = int(os.environ.get("KLAVIATUR_BENCH_ROWS", "800000"))
CHUNK = 50_000
JUDGED = 100_000
CHANGED = 100  # one in so many
GOALS = {"new": 15.0, "unchanged": 2.0, "changed": 3.0}  # changed: on top of finding out which are not
PLAIN = """INSERT INTO plain VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (key) DO UPDATE SET hash = excluded.hash,
facts = excluded.facts"""


def main() -> int:
    with tempfile.TemporaryDirectory() as folder:
        plain_s = plain(Path(folder) / "plain.db")
        store = open_store(os.environ.get("KLAVIATUR_BENCH_DATABASE") or Path(folder) / "store.db")
        before = peak_mb()
        took = {name: timed(lambda work=work: work(store)) for name, work in WORK.items()}
        grown = peak_mb() - before
        judged_s, cpu_s = completeness_s(Path(folder) / "complete.db")
        store.close()
    print(f"{ROWS:,} rows with 8 facts each, {len(next(chunks())['facts'][0])} characters of JSON a row")
    print(f"{'':28}{'seconds':>9}{'goal':>7}{'rows/s':>12}")
    print(f"{'plain sqlite3 upsert':28}{plain_s:>9.2f}{'':>7}{ROWS / plain_s:>12,.0f}")
    for name, seconds in took.items():
        print(f"{name:28}{seconds:>9.2f}{GOALS[name]:>7.1f}{ROWS / seconds:>12,.0f}")
    print(f"{'new / plain':28}{took['new'] / plain_s:>9.2f}")
    print(
        f"{f'completeness of {JUDGED:,}':28}{judged_s:>9.2f}{2.0:>7.1f}{JUDGED / judged_s:>12,.0f}  {cpu_s:.2f} s of processor time"
    )
    print(f"{'memory above plain, MB':28}{grown:>9.0f}")
    return 0


def chunks(revision: int = 0) -> Iterator[pl.DataFrame]:
    for start in range(0, ROWS, CHUNK):
        yield prepared(range(start, min(start + CHUNK, ROWS)), revision)


def prepared(numbers: range, revision: int = 0) -> pl.DataFrame:
    frame = pl.DataFrame({"row": pl.Series(numbers, dtype=pl.Int64)})
    key = (4_000_000_000_000 + pl.col("row") * 7_919 % 1_000_000_007).cast(pl.String)
    title = pl.format("Bergkäse Nummer {} aus Rohmilch", "row")
    brand = pl.format("Marke {}", pl.col("row") % 500)
    figures = [f'["figure_{n}","number","{n}.5","column_{n}",null,"GRM"]' for n in range(4)]
    price = pl.lit(f'["price","money","1{revision}.99","Preis",null,null,"EUR"]')
    named = pl.format(
        '["gtin","gtin","{}","GTIN"],["name","text","{}","Name"],["brand","text","{}","Marke"]', key, title, brand
    )
    facts = pl.format("[{},{},{}]", named, pl.lit(",".join(figures)), price)
    nothing = pl.lit(None, pl.String)
    return frame.with_columns(
        place=nothing,
        key=key,
        hash=pl.format("{}-{}", (pl.col("row") * 977).cast(pl.String).str.zfill(14), pl.lit(revision)),
        gtin=key,
        title=title,
        brand=brand,
        family=nothing,
        parent=nothing,
        facts=facts,
    )


def new(store: StoredProducts) -> None:
    bring(store, lambda importing: [importing.write(chunk) for chunk in chunks()])


def unchanged(store: StoredProducts) -> None:
    bring(store, lambda importing: [importing.touch(keys) for keys in same(importing.known())])


def changed(store: StoredProducts) -> None:
    bring(store, change)


def change(importing: OpenImport) -> None:
    rows = prepared(range(0, ROWS, CHANGED), 1)
    for keys in same(importing.known().join(rows, on="key", how="anti")):
        importing.touch(keys)
    importing.write(rows)


WORK = {"new": new, "unchanged": unchanged, "changed": changed}


def same(known: pl.DataFrame) -> Iterator[list[str]]:
    for part in known.iter_slices(CHUNK):
        yield part["key"].to_list()


def bring(store: StoredProducts, work: Callable[[OpenImport], object]) -> None:
    table = Table("bench.csv", "csv", (), iter(()))
    with store.importing("bench", table, ColumnMapping("bench", ()), datetime.now(UTC)) as importing:
        work(importing)
        importing.finish(Imported("bench.csv", "csv", ROWS, ROWS, 0, 0))


def completeness_s(place: Path) -> tuple[float, float]:
    """Return what it takes to judge products against all our own requirements, with the summary: seconds and work."""
    with open_store(place) as store:
        bring(store, lambda importing: [importing.write(prepared(range(JUDGED)))])
        begun = time.process_time()
        return timed(lambda: summary(completeness(store, own_requirements()))), time.process_time() - begun


def plain(place: Path) -> float:
    connection = sqlite3.connect(place, isolation_level=None)
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute(
        "CREATE TABLE plain (row, place, key PRIMARY KEY, hash, gtin, title, brand, family, parent, facts)"
    )
    began = time.perf_counter()
    connection.execute("BEGIN")
    for chunk in chunks():
        connection.executemany(PLAIN, chunk.rows())
    connection.execute("COMMIT")
    took = time.perf_counter() - began
    connection.close()
    return took


def timed(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def peak_mb() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    sys.exit(main())
