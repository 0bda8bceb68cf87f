"""Import of 800,000 products: rows a second, memory, the unchanged and the slightly changed file, beside the bare parts.

The file is the Open Food Facts scale set eight times, each time with other GTINs (valid ones stay valid). The peer is
the physical limit: polars reads the same file, sqlite3 upserts the same rows as JSON, nothing is checked or kept.

Seconds are those of a whole process with its start, whose modules are compiled as an installation has them. Beside them
stands the processor time: on a machine that does other things it is the figure to compare.
"""

import gzip
import json
import resource
import sqlite3
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import polars as pl

from bench._common import as_installed, data, verdict

COPIES = 8
GOAL_ROWS, GOAL_GB, GOAL_AGAIN_S, GOAL_CHANGED_S = 18_000, 2.0, 6.0, 8.0
STEPS = ("import", "again", "changed")
FEW = 500  # rows of the file whose import compiles all modules

Figure = tuple[float, float, float, str]  # seconds, processor seconds, peak GB, what was reported


def main() -> None:
    source = data("pxm", "off_de", "off_scale_100k.csv.gz")
    with tempfile.TemporaryDirectory() as folder:
        rows = write_files(source, Path(folder))
        limit_s = plain_parts(Path(folder))
        print(f"{rows:,} rows, {(Path(folder) / 'off.csv').stat().st_size / 1e6:.0f} MB")
        print(f"{'':28}{'s':>8}{'rows/s':>12}{'cpu s':>9}{'peak GB':>9}")
        show("polars read + sqlite upsert", limit_s, rows)
        measured("few", Path(folder))
        figures = {step: measured(step, Path(folder)) for step in STEPS}
    for step, (seconds, cpu_s, peak, said) in figures.items():
        show(f"klaviatur, {step}", seconds, rows, f"{cpu_s:9.1f}{peak:9.2f}")
        print(f"{'':28}{said}")
    judge(figures, rows, limit_s)


def judge(figures: dict[str, Figure], rows: int, limit_s: float) -> None:
    first, again, changed = (figures[step] for step in STEPS)
    rate, peak = rows / first[0], max(figure[2] for figure in figures.values())
    print(f"import {rate:,.0f} rows/s (goal {GOAL_ROWS:,}): {verdict(holds=rate >= GOAL_ROWS)}")
    print(f"peak {peak:.2f} GB (goal {GOAL_GB}): {verdict(holds=peak <= GOAL_GB)}")
    print(f"unchanged {again[0]:.1f} s (goal {GOAL_AGAIN_S}): {verdict(holds=again[0] <= GOAL_AGAIN_S)}")
    print(f"1 % changed {changed[0]:.1f} s (goal {GOAL_CHANGED_S}): {verdict(holds=changed[0] <= GOAL_CHANGED_S)}")
    print(f"ratio to the bare parts: {first[0] / limit_s:.1f} times their time")


def show(name: str, seconds: float, rows: int, more: str = "") -> None:
    print(f"{name:28}{seconds:8.2f}{rows / seconds:12,.0f}{more}")


def write_files(source: Path, folder: Path) -> int:
    """Write off.csv and changed.csv, in which every hundredth product has another name; return the rows of each."""
    with gzip.open(source) as file:
        once = pl.read_csv(file.read(), infer_schema=False)
    copies = pl.concat([other_gtins(once, number) for number in range(COPIES)]).unique("gtin", maintain_order=True)
    copies.write_csv(folder / "off.csv")
    copies.head(FEW).write_csv(folder / "few.csv")
    name = copies.columns[1]
    hundredth = pl.int_range(pl.len()) % 100 == 0
    new = pl.when(hundredth).then(pl.concat_str(pl.col(name).fill_null(""), pl.lit(" neu"))).otherwise(pl.col(name))
    copies.with_columns(new.alias(name)).write_csv(folder / "changed.csv")
    return copies.height


def other_gtins(frame: pl.DataFrame, number: int) -> pl.DataFrame:
    """Return the frame with codes of another range: first digit and check digit move, so that a bad code stays bad."""
    code, length = pl.col("gtin"), pl.col("gtin").str.len_chars()
    first, last = (code.str.slice(at, 1).cast(pl.Int64, strict=False) for at in (0, -1))
    moved = (first + number) % 10
    weight = pl.when(length % 2 == 0).then(3).otherwise(1)
    check = (last - weight * (moved - first)) % 10
    return frame.with_columns(gtin=pl.concat_str(moved, code.str.slice(1, length - 2), check))


def plain_parts(folder: Path) -> float:
    begun = time.perf_counter()
    frame = pl.read_csv(folder / "off.csv", infer_schema=False)
    with sqlite3.connect(folder / "plain.db") as connection:
        connection.execute("pragma journal_mode=wal")
        connection.execute("create table product (key text primary key, name text, facts text)")
        facts = [json.dumps(row) for row in frame.iter_rows()]
        connection.executemany(
            "insert into product values (?, ?, ?) on conflict (key) do update set name = excluded.name, facts = excluded.facts",
            zip(frame["gtin"], frame["product_name"], facts, strict=True),
        )
    return time.perf_counter() - begun


def measured(step: str, folder: Path) -> Figure:
    """Run one step in a process of its own, whose compiled modules lie in the folder."""
    command = [sys.executable, "-m", "bench.collect", step, str(folder)]
    begun = time.perf_counter()
    done = subprocess.run(command, capture_output=True, text=True, check=True, env=as_installed(folder))
    seconds = time.perf_counter() - begun
    cpu_s, peak, said = done.stdout.strip().split(" ", 2)
    return seconds, float(cpu_s), float(peak), said


def one_step(step: str, folder: Path) -> None:
    import klaviatur

    file = folder / {"changed": "changed.csv", "few": "few.csv"}.get(step, "off.csv")
    with klaviatur.open_workspace(folder / ("few" if step == "few" else "workspace")) as workspace:
        report = [workspace.collect([file], source="off").imports[0] for _ in range(2 if step == "few" else 1)][-1]
    used = resource.getrusage(resource.RUSAGE_SELF)
    print(
        f"{used.ru_utime + used.ru_stime:.2f} {used.ru_maxrss / 1e6:.3f} {report.rows:,} rows = "
        f"{report.written:,} written + {report.unchanged:,} unchanged + {report.rejected:,} rejected; "
        f"{report.created:,} new, {report.changed:,} changed"
    )


if __name__ == "__main__":
    if len(sys.argv) > 1:
        one_step(sys.argv[1], Path(sys.argv[2]))
    else:
        main()
