"""Reading product files: text tables beside plain polars, workbooks beside openpyxl."""

import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import openpyxl
import polars as pl

from bench._common import verdict
from klaviatur.adapters.sources.catalogues import read_tables

ROWS, COLUMNS = 100_000, 14
CSV_ROWS = 800_000
GOAL_XLSX_S = 5.0
PEER_ROWS = 10_000


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        text_tables(Path(folder))
        workbooks(Path(folder))


def text_tables(folder: Path) -> None:
    clean = folder / "clean.csv"
    clean.write_text("gtin;name;preis;einheit;farbe;groesse;menge;text\n" + "".join(map(row, range(CSV_ROWS))), "utf-8")
    files = {
        "clean UTF-8": clean,
        "Windows-1252": rewritten(clean, folder / "cp1252.csv", "cp1252", lambda _, line: line),
        "every 1,000th row broken": rewritten(clean, folder / "broken.csv", "utf-8", broken),
    }
    plain = timed(lambda: pl.read_csv(clean, separator=";", infer_schema=False).height)
    print(f"text table, {CSV_ROWS:,} rows x 8, {size_mb(clean):.0f} MB     seconds    MB/s     rows/s   x plain polars")
    print(f"  {'plain polars, clean UTF-8':30} {plain:10.2f} {size_mb(clean) / plain:8.0f} {CSV_ROWS / plain:10,.0f}")
    for name, path in files.items():
        seconds = timed(lambda path=path: rows_of(path))
        print(
            f"  {name:30} {seconds:10.2f} {size_mb(path) / seconds:8.0f} {CSV_ROWS / seconds:10,.0f} {seconds / plain:10.1f}"
        )


def workbooks(folder: Path) -> None:
    large, small = (workbook(folder / f"{rows}.xlsx", rows) for rows in (ROWS, PEER_ROWS))
    seconds = timed(lambda: rows_of(large))
    peer = timed(lambda: openpyxl_rows(small)) * ROWS / PEER_ROWS
    print(f"workbook, {ROWS:,} rows x {COLUMNS}, seconds; goal <= {GOAL_XLSX_S:.0f}")
    print(f"  klaviatur {seconds:.2f}   openpyxl read-only, scaled from {PEER_ROWS:,} rows {peer:.1f}")
    print(f"  {peer / seconds:.1f} times as fast  {verdict(holds=seconds <= GOAL_XLSX_S)}")


def row(number: int) -> str:
    return f"{4_000_000_000_000 + number};Gerät Nr. {number};{number % 900},50;kg;rot;M;{number % 40};Größe und Maß\n"


def broken(number: int, line: str) -> str:
    return line if number % 1_000 else line.replace(";kg;", ';"kg;')


def rewritten(source: Path, target: Path, encoding: str, change: Callable[[int, str], str]) -> Path:
    lines = source.read_text("utf-8").splitlines(keepends=True)
    changed = [change(number, line) for number, line in enumerate(lines, start=1)]
    target.write_text("".join(changed), encoding)
    return target


def workbook(path: Path, rows: int) -> Path:
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("Artikel")
    sheet.append([f"spalte_{number}" for number in range(COLUMNS)])
    for number in range(rows):
        texts = [f"Teil {number}", "rot", "M", "Beschreibung des Teils", "kg", "de", "x", "y", "z"]
        sheet.append([f"A-{number}", 4_000_000_000_000 + number, number * 0.1, number % 100, *texts, 12.5])
    book.save(path)
    return path


def rows_of(path: Path) -> int:
    return sum(chunk.frame.height for table in read_tables(path) for chunk in table.chunks)


def openpyxl_rows(path: Path) -> int:
    book = openpyxl.load_workbook(path, read_only=True)
    count = sum(1 for _ in book.worksheets[0].iter_rows(values_only=True))
    book.close()
    return count


def timed(work: Callable[[], int]) -> float:
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def size_mb(path: Path) -> float:
    return path.stat().st_size / 1e6


if __name__ == "__main__":
    main()
