"""Real exports: no row is lost, counted by Python's own csv module and by openpyxl."""

import csv
import gzip
import io
from pathlib import Path

import openpyxl
import pytest

from klaviatur.adapters.sources.catalogues import read_tables

TEXT_TABLES = [
    ("off_de/off_products_de.csv.gz", ",", "utf-8"),
    ("off_de/off_products_de_sample500.csv", ",", "utf-8"),
    ("off_de/off_scale_100k.csv.gz", ",", "utf-8"),
    ("akeneo_icecat_demo/products.csv.gz", ";", "utf-8"),
    ("akeneo_icecat_demo/product_models.csv", ";", "utf-8"),
    ("akeneo_icecat_demo/categories.csv", ";", "utf-8"),
    ("akeneo_icecat_demo/attribute_options.csv", ";", "utf-8"),
    ("shop_samples/commercetools_sunrise_products.csv", ",", "utf-8"),
    ("shop_samples/commercetools_sunrise_categories.csv", ",", "utf-8"),
    ("shop_samples/unopim_products.csv", ",", "utf-8"),
    ("shop_samples/unopim_products-multi-locale.csv", ",", "utf-8"),
    ("bmecat/ETIMUnitMapping.csv", ";", "utf-8"),
    ("taxonomies/proficlass7/Klassen.csv.gz", ";", "cp1252"),
    ("taxonomies/proficlass7/Werte.csv.gz", ";", "cp1252"),
]


def counted(path: Path, delimiter: str, encoding: str) -> list[list[str]]:
    data = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    text = data.decode(encoding).removeprefix("\ufeff")
    csv.field_size_limit(10_000_000)
    return [row for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter) if any(row)]


@pytest.mark.parametrize(("name", "delimiter", "encoding"), TEXT_TABLES)
def test_no_cell_of_a_real_export_is_lost(test_data: Path, name: str, delimiter: str, encoding: str) -> None:
    header, *rows = counted(test_data / "pxm" / name, delimiter, encoding)
    (table,) = read_tables(test_data / "pxm" / name)
    chunks = list(table.chunks)
    assert sum(len(chunk.rejected) for chunk in chunks) == 0
    assert set(header) <= set(table.columns)  # a dialect may add what it found out
    found = [row for chunk in chunks for row in chunk.frame.select(header).rows()]
    assert len(found) == len(rows)
    for got, expected in zip(found, rows, strict=True):
        lines = [cell.replace("\r\n", "\n").replace("\r", "\n") for cell in expected]
        assert [cell or "" for cell in got] == lines + [""] * (len(header) - len(lines))


def test_no_row_of_a_real_workbook_is_lost(test_data: Path) -> None:
    for path in sorted((test_data / "pxm" / "bmecat" / "samples").glob("*.xlsx")):
        book = openpyxl.load_workbook(path, data_only=True)
        for table in read_tables(path):
            found = [row for chunk in table.chunks for row in chunk.frame.rows()]
            expected = [
                row
                for row in book[table.sheet or ""].iter_rows(values_only=True)
                if any(cell not in {None, ""} for cell in row)
            ]
            assert len(found) == len(expected) - 1
            assert [sum(cell is not None for cell in row) for row in found] == [
                sum(cell not in {None, ""} for cell in row) for row in expected[1:]
            ]
