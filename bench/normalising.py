"""Rows a second on one core from raw cells to checked facts, clean and dirty, beside plain polars reading the same rows.

Figures are of processor time, so that neighbours on the machine do not count. Coverage of notations is measured on the
gold list of the tests (written by hand, German and English).
"""

import csv
import gzip
import os
import resource
import time
import tomllib
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

os.environ["POLARS_MAX_THREADS"] = "1"

import polars as pl

from bench._common import ROOT, data, verdict
from klaviatur.catalogue import units
from klaviatur.collect.products.fingerprint import fingerprint
from klaviatur.collect.products.preparing import prepare
from klaviatur.collect.products.values.cells import Column
from klaviatur.collect.products.values.quantities import read_quantities
from klaviatur.records import Chunk, ColumnMap, ColumnMapping, Kind

CHUNK = 50_000
GOAL_ROWS, LEAST_ROWS, GOAL_NOTATIONS = 150_000, 50_000, 300
NUTRIENTS = {
    "fat_g": "fat",
    "saturated_g": "saturated_fat",
    "carbohydrate_g": "carbohydrates",
    "sugar_g": "sugars",
    "protein_g": "protein",
    "salt_g": "salt",
}


def main() -> None:
    with gzip.open(data("pxm", "off_de", "off_scale_100k.csv.gz")) as file:
        raw = file.read()
    clean = pl.read_csv(BytesIO(raw), infer_schema=False)
    print(f"{clean.height:,} rows x {clean.width} columns, chunks of {CHUNK:,}, one core")
    show("plain polars read_csv", clean.height, spent(lambda: pl.read_csv(BytesIO(raw), infer_schema=False)))
    show("fingerprint (key and hash)", clean.height, spent(lambda: fingerprints(clean, mapping("."))))
    rate = show("prepare, clean", clean.height, spent(preparing(clean, mapping("."))))
    show("prepare, dirty", clean.height, spent(preparing(dirty(clean), mapping(","))))
    print(f"goal {GOAL_ROWS:,} rows/s, never under {LEAST_ROWS:,}: {verdict(holds=rate >= LEAST_ROWS)}")
    print(f"peak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6:.2f} GB")
    notations()
    foreign_units()


def mapping(decimal: str) -> ColumnMapping:
    kept = [ColumnMap("gtin", "gtin", Kind.GTIN), ColumnMap("product_name", "name", Kind.TEXT, locale="de_DE")]
    nutrients = [ColumnMap(column, attribute, Kind.NUMBER, unit="GRM") for column, attribute in NUTRIENTS.items()]
    return ColumnMapping("bench", (*kept, *nutrients), decimal=decimal)


def dirty(clean: pl.DataFrame) -> pl.DataFrame:
    """Return the same rows as a German spreadsheet has them: decimal comma, units in cells, HTML in every third name."""
    named = pl.when(pl.int_range(pl.len()) % 3 == 0).then("<b>" + pl.col("product_name") + "</b>&nbsp;")
    return clean.with_columns(
        *(pl.col(column).str.replace(".", ",", literal=True) + " g" for column in NUTRIENTS),
        named.otherwise(pl.col("product_name")).alias("product_name"),
    )


def chunks(frame: pl.DataFrame) -> list[Chunk]:
    rows = pl.Series("row", range(2, frame.height + 2), dtype=pl.Int64)
    return [Chunk(frame[at : at + CHUNK], rows[at : at + CHUNK]) for at in range(0, frame.height, CHUNK)]


def fingerprints(frame: pl.DataFrame, columns: ColumnMapping) -> None:
    for chunk in chunks(frame):
        fingerprint(chunk, columns)


def preparing(frame: pl.DataFrame, columns: ColumnMapping) -> Callable[[], object]:
    """Return the work of preparing rows whose fingerprints are there, as an import does it."""
    marked = [(chunk, fingerprint(chunk, columns)) for chunk in chunks(frame)]
    return lambda: [prepare(chunk, columns, prints=prints) for chunk, prints in marked]


def spent(work: Callable[[], object]) -> float:
    """Return the seconds of processor time of the best of three runs."""
    seconds = []
    for _ in range(3):
        start = time.process_time()
        work()
        seconds.append(time.process_time() - start)
    return min(seconds)


def show(name: str, rows: int, seconds: float) -> float:
    print(f"{name:32}{rows / seconds:12,.0f} rows/s")
    return rows / seconds


def notations() -> None:
    """Print how many notations of quantities are read right."""
    path = Path(ROOT, "tests", "values", "gold_quantities.toml")
    gold = tomllib.loads(path.read_text(encoding="utf-8"))["quantities"]
    column = Column(ColumnMap("c", "a", Kind.NUMBER), locale="de_DE")
    cells = read_quantities(pl.Series("c", [text for text, _, _ in gold]), column)
    pairs = zip(cells.select("value", "unit").iter_rows(), gold, strict=True)
    right = sum(found == (value, unit) for found, (_, value, unit) in pairs)
    enough = len(gold) >= GOAL_NOTATIONS
    print(f"{right} of {len(gold)} notations read right, {len(units.units())} units: {verdict(holds=enough)}")


def foreign_units() -> None:
    """Print how many units of others know: proficl@ss 7.0 (97 before we looked) and ETIM (its codes are in our table)."""
    with gzip.open(data("pxm", "taxonomies", "proficlass7", "Einheiten.csv.gz"), "rt", encoding="latin-1") as file:
        proficlass = [row["Einheitkurzbezeichnung"] for row in csv.DictReader(file, delimiter=";")]
    lines = data("pxm", "bmecat", "ETIMUnitMapping.csv").read_text(encoding="utf-8-sig").splitlines()[1:]
    for name, symbols in (("proficl@ss", proficlass), ("ETIM", [line.partition(";")[0] for line in lines])):
        known = [symbol for symbol in symbols if symbol and units.find(symbol)]
        print(f"{len(known)} of {len([each for each in symbols if each])} units of {name} known")


if __name__ == "__main__":
    main()
