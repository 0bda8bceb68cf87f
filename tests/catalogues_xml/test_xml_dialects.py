"""Exports of shops: recognised by their columns, variants with their parents, no row lost."""

import csv
import io
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from klaviatur.adapters.sources.catalogues import read_tables
from klaviatur.adapters.sources.catalogues.dialects import apply, recognise
from klaviatur.records import Chunk, Kind, Table

Walk = Callable[[Table], Any]

SHOPIFY = ("Handle", "Title", "Body (HTML)", "Vendor", "Option1 Name", "Option1 Value", "Option2 Name", "Option2 Value", "Variant SKU", "Variant Price", "Image Src", "Image Position")  # fmt: skip
WOO_DE = ("ID", "Typ", "Artikelnummer", "Name", "Veröffentlicht", "Regulärer Preis", "Gewicht (kg)", "Kategorien", "Übergeordnetes Produkt", "Attribut 1 Name", "Attribut 1 Wert(e)", "Attribut 2 Name", "Attribut 2 Wert(e)")  # fmt: skip
WOO_EN = ("ID", "Type", "SKU", "Name", "Published", "Regular price", "Weight (kg)", "Categories", "Parent", "Attribute 1 name", "Attribute 1 value(s)")  # fmt: skip


def table(columns: Sequence[str], rows: Sequence[Sequence[str | None]], *, chunk: int = 1000) -> Table:
    def chunks() -> Iterator[Chunk]:
        for start in range(0, len(rows), chunk):
            part = rows[start : start + chunk]
            frame = pl.DataFrame([list(row) for row in part], schema=dict.fromkeys(columns, pl.String), orient="row")
            yield Chunk(frame, pl.Series("row", range(start + 2, start + 2 + len(part)), dtype=pl.Int64))

    return Table("shop.csv", "csv", tuple(columns), chunks())


@pytest.fixture
def walk() -> Walk:
    def walked(free: Table) -> Any:
        read = apply(free)
        chunks = list(read.chunks)
        for chunk in chunks:
            assert tuple(chunk.frame.columns) == read.columns
            assert len(chunk.rows) == chunk.frame.height
        frames = [pl.DataFrame(schema=dict.fromkeys(read.columns, pl.String)), *(chunk.frame for chunk in chunks)]
        return read, pl.concat(frames), [row for chunk in chunks for row in chunk.rows.to_list()]

    return walked


SHIRT = [
    ("shirt", "Hemd", "<p>Fein</p>", "Muster", "Farbe", "rot", "Größe", "M", "H-R-M", "19.90", "a.jpg", "1"),
    ("shirt", None, None, None, None, "blau", None, "M", "H-B-M", "19.90", "b.jpg", "2"),
    ("shirt", None, None, None, None, None, None, None, None, None, "c.jpg", "3"),
    ("mug", "Tasse", "<p>Groß</p>", "Muster", "Title", "Default Title", None, None, "T-1", "9.90", "d.jpg", "1"),
    ("mug", None, None, None, None, None, None, None, None, None, "e.jpg", "2"),
]


def test_shopify_products_have_variants_with_their_handle_as_parent(walk: Walk) -> None:
    read, frame, rows = walk(table(SHOPIFY, SHIRT))
    assert read.dialect == "shopify"
    found = frame.select("Product key", "Parent key", "Title", "Variant Price", "Option color", "Image Src").rows()
    assert found == [
        ("shirt", None, "Hemd", None, None, "a.jpg"),
        ("H-R-M", "shirt", None, "19.90", "rot", None),
        ("shirt", None, None, None, None, "b.jpg"),
        ("H-B-M", "shirt", None, "19.90", "blau", None),
        ("shirt", None, None, None, None, "c.jpg"),
        ("T-1", None, "Tasse", "9.90", None, "d.jpg"),
        ("T-1", None, None, None, None, "e.jpg"),
    ]
    assert rows == [2, -2, 3, -3, 4, 5, 6]


def test_a_variant_without_sku_is_known_by_its_handle_and_options(walk: Walk) -> None:
    rows = [(*row[:8], None, *row[9:]) for row in SHIRT[:3]]
    _, frame, _ = walk(table(SHOPIFY, rows))
    assert frame.filter(pl.col("Parent key") == "shirt")["Product key"].to_list() == ["shirt/rot/M", "shirt/blau/M"]


@settings(deadline=None, max_examples=6)
@given(chunk=st.integers(1, 6))
def test_chunks_never_part_what_belongs_to_one_handle(chunk: int) -> None:
    whole = pl.concat([one.frame for one in apply(table(SHOPIFY, SHIRT)).chunks])
    parted = pl.concat([one.frame for one in apply(table(SHOPIFY, SHIRT, chunk=chunk)).chunks])
    assert parted.equals(whole)


_CELL = st.none() | st.text("abc123 ", min_size=1, max_size=4)


@settings(deadline=None, max_examples=40)
@given(rows=st.lists(st.tuples(*[_CELL] * len(SHOPIFY)), max_size=12), chunk=st.integers(1, 5))
def test_no_row_and_no_cell_of_shopify_is_lost(rows: list[tuple[str | None, ...]], chunk: int) -> None:
    read = apply(table(SHOPIFY, rows, chunk=chunk))
    chunks = list(read.chunks)
    numbers = [row for one in chunks for row in one.rows.to_list()]
    assert len(set(numbers)) == len(numbers)
    assert {abs(number) for number in numbers} == set(range(2, 2 + len(rows)))
    for at, row in enumerate(rows):
        kept = {value for one in chunks for value in _cells(one, at + 2)}
        assert {value for value in row if value} <= kept


def _cells(chunk: Chunk, row: int) -> set[str]:
    return {value for cells in chunk.frame.filter(chunk.rows.abs() == row).rows() for value in cells if value}


def test_woocommerce_variations_find_their_parent_with_german_headers(walk: Walk) -> None:
    rows = [
        ("1", "variable", "H", "Hemd", "1", None, "0,3", "Mode > Hemden", None, "Farbe", "Rot, Blau", "Kragen", "Kent"),
        ("2", "variation", "H-R", "Hemd - Rot", "1", "19,90", "0,3", None, "H", "Farbe", "Rot", None, None),
        ("3", "variable", None, "Hose", "1", None, None, None, None, None, None, None, None),
        ("4", "variation", None, "Hose - 40", "1", "39,90", None, None, "id:3", None, None, None, None),
    ]
    read, frame, _ = walk(table(WOO_DE, rows))
    assert read.dialect == "woocommerce"
    assert frame.select("Product key", "Parent key").rows() == [("H", None), ("H-R", "H"), ("id:3", None), ("id:4", "id:3")]  # fmt: skip
    assert frame["Option color"].to_list()[:2] == ["Rot, Blau", "Rot"]
    assert frame["Kragen"].to_list()[0] == "Kent"
    hints = dict(read.hints)
    assert (hints["Gewicht (kg)"].attribute, hints["Gewicht (kg)"].unit) == ("weight", "kg")
    assert hints["Regulärer Preis"].attribute == "price"


def test_woocommerce_with_english_headers_is_the_same_export() -> None:
    assert recognise(WOO_EN) == "woocommerce"


def test_akeneo_names_say_locale_channel_currency_unit_and_association(walk: Walk) -> None:
    columns = ("sku", "family", "categories", "name-de_DE", "description-en_US-print", "price-EUR", "weight", "weight-unit", "X_SELL-products", "release_date-print", "besonderheit-de_DE")  # fmt: skip
    read, _, _ = walk(table(columns, [("1",) * len(columns)]))
    hints = dict(read.hints)
    assert read.dialect == "akeneo"
    assert (hints["name-de_DE"].attribute, hints["name-de_DE"].locale) == ("name", "de_DE")
    assert (hints["description-en_US-print"].locale, hints["description-en_US-print"].channel) == ("en_US", "print")
    assert (hints["price-EUR"].kind, hints["price-EUR"].currency) == (Kind.MONEY, "EUR")
    assert hints["weight-unit"].unit_of == "weight"
    assert (hints["X_SELL-products"].attribute, hints["X_SELL-products"].kind) == ("cross_sells", Kind.RELATION)
    assert hints["release_date-print"].channel == "print"
    assert (hints["besonderheit-de_DE"].attribute, hints["besonderheit-de_DE"].label) == (None, "besonderheit")


def test_magento_attributes_of_ones_own_become_columns(walk: Walk) -> None:
    columns = ("sku", "attribute_set_code", "product_type", "name", "price", "additional_attributes", "configurable_variations")  # fmt: skip
    rows = [
        ("T", "Default", "configurable", "Top", "1", "color=Red,note=soft, warm,size=M|L", "sku=T-1,size=M|sku=T-2,size=L"),
        ("T-1", "Default", "simple", "Top M", "1", None, None),
    ]  # fmt: skip
    read, frame, _ = walk(table(columns, rows))
    assert read.dialect == "magento"
    assert frame.select("color", "note", "size").row(0) == ("Red", "soft, warm", "M|L")
    assert frame["Variant SKUs"].to_list() == ["T-1|T-2", None]
    assert dict(read.hints)["Variant SKUs"].kind is Kind.RELATION


def test_commercetools_prices_in_cents_become_money_and_later_rows_variants(walk: Walk) -> None:
    columns = ("productType", "variantId", "sku", "prices", "name.de", "name.en")
    rows = [
        ("main", "1", "A", "EUR 18750;DE-EUR 15000;EUR 5 b2b;USD 99", "Hose", "Trousers"),
        (None, "2", "B", "DE-EUR 1;EUR 7", None, None),
        ("main", "1", "C", None, "Rock", "Skirt"),
    ]
    read, frame, _ = walk(table(columns, rows))
    assert frame.select("Parent key", "price EUR", "price USD").rows() == [(None, "187.50", "0.99"), ("A", "0.07", None), (None, None, None)]  # fmt: skip
    assert dict(read.hints)["name.de"].locale == "de"


def test_open_food_facts_columns_are_known(walk: Walk) -> None:
    columns = ("code", "product_name", "product_name_de", "brands", "fat_100g", "energy-kcal_100g", "zinc_100g")
    hints = dict(walk(table(columns, [("1",) * 7]))[0].hints)
    assert hints["code"].kind is Kind.GTIN
    assert (hints["product_name_de"].attribute, hints["product_name_de"].locale) == ("name", "de")
    assert (hints["fat_100g"].attribute, hints["fat_100g"].unit) == ("fat", "g")
    assert hints["energy-kcal_100g"].attribute == "energy_kcal"


@pytest.mark.parametrize("header", [("id", "title", "link", "image_link", "price", "availability", "g:gtin"), ("id", "title", "link", "image link", "price", "item group id")])  # fmt: skip
def test_a_merchant_table_is_known_with_underscores_or_spaces(header: tuple[str, ...]) -> None:
    assert recognise(header) == "merchant"


@pytest.mark.parametrize(
    "header",
    [("Artikelnummer", "Name", "Preis"), ("sku", "name"), ("code", "parent", "label-de_DE"), ("id", "title"), ()],
)
def test_a_table_of_ones_own_is_no_dialect(header: tuple[str, ...]) -> None:
    assert recognise(header) is None
    own = table(header, [])
    assert apply(own) is own


def test_an_empty_export_stays_empty(walk: Walk) -> None:
    for columns in (SHOPIFY, WOO_DE):
        assert walk(table(columns, []))[2] == []


def test_real_exports_keep_every_row(test_data: Path) -> None:
    shop, akeneo = test_data / "pxm" / "shop_samples", test_data / "pxm" / "akeneo_icecat_demo"
    expected = {
        shop / "commercetools_sunrise_products.csv": "commercetools",
        shop / "unopim_products.csv": "unopim",
        shop / "unopim_products-multi-locale.csv": "unopim",
        akeneo / "product_models.csv": "akeneo",
    }
    for path, dialect in expected.items():
        [read] = read_tables(path)
        assert read.dialect == dialect
        delimiter = ";" if dialect == "akeneo" else ","
        written = sum(1 for row in csv.reader(io.StringIO(path.read_text("utf-8")), delimiter=delimiter) if any(row))
        assert sum(chunk.frame.height + len(chunk.rejected) for chunk in read.chunks) == written - 1
