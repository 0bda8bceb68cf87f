"""Names and values in one cell, numbered languages, templates: what exports press into columns comes out of them."""

import io
import re
from collections.abc import Callable

import pytest
from openpyxl import Workbook

from klaviatur.adapters.sources.catalogues.dialects.pairs import parted
from klaviatur.adapters.sources.catalogues.dialects.prestashop import read_features
from klaviatur.adapters.sources.catalogues.layout.templates import template_of
from klaviatur.adapters.sources.catalogues.sniffing import FileKind, sniff

FIELDS = ["item_sku", "item_name", "standard_price"]


@pytest.mark.parametrize(
    ("cell", "pairs"),
    [
        ("Material:Holz:1", [("Material", "Holz")]),
        ("Material:Holz:1,Farbe:Rot:2", [("Material", "Holz"), ("Farbe", "Rot")]),
        ("Maße:10,5 cm:1,Farbe:Rot:2:1", [("Maße", "10,5 cm"), ("Farbe", "Rot")]),
        ("Farbe:Rot", [("Farbe", "Rot")]),
        ("Farbe:Rot,Material:Holz", [("Farbe", "Rot"), ("Material", "Holz")]),
        ("Farbe::1", []),
        ("Holz", []),
        ("", []),
    ],
)
def test_a_feature_is_a_name_and_a_value(cell: str, pairs: list[tuple[str, str]]) -> None:
    assert list(read_features(cell)) == pairs


def test_pairs_without_a_name_or_value_are_none() -> None:
    assert list(parted("|", "=")("Farbe=Rot|=Blau|Größe=|M")) == [("Farbe", "Rot")]


def test_two_values_of_one_name_stand_side_by_side(read: Callable) -> None:
    rows = "1;1;A;Hut;Farbe:Rot:1,Farbe:Blau:2;9\n2;1;B;Schal;Farbe:Grau:1;9\n"
    head = "Product ID;Active (0/1);Reference #;Name *;Feature(Name:Value:Position);Quantity\n"
    assert read(head + rows).column("Farbe") == ["Rot, Blau", "Grau"]


@pytest.mark.parametrize(
    ("text", "locale"),
    [
        ("The lamp is bright and it is for the home", "en"),
        ("Die Lampe ist hell und für das Zimmer", "de"),
        ("La lampe est dans le salon pour vous", "fr"),
        ("Board 3000", "en"),  # nothing tells it: as the shop is delivered
    ],
)
def test_a_numbered_language_is_told_by_its_words(read: Callable, text: str, locale: str) -> None:
    found = read(f"OXID;OXARTNUM;OXTITLE;OXLONGDESC_1\n1;A;Lampe;{text}\n2;B;Brett;\n")
    assert dict(found.table.hints)["OXLONGDESC_1"].locale == locale


def test_a_numbered_language_nobody_can_tell_keeps_its_own_name(read: Callable) -> None:
    found = read("ordernumber;mainnumber;name;name_2;price_EK\nA;A;Lampe;X 100;9\nB;B;Brett;Y 200;9\n")
    hint = dict(found.table.hints)["name_2"]
    assert (hint.attribute, hint.locale) == ("name_2", None)


@pytest.mark.parametrize("first", ["settings=attributeRow=3&dataRow=4&labelRow=2", "TemplateType=fptcustom"])
def test_a_template_says_where_its_rows_stand(first: str) -> None:
    rows = [[first, "Version=1"], ["SKU", "Name", "Preis"], FIELDS, ["A", "Hut", "9"]]
    found = template_of(rows)
    assert found is not None
    assert (found.labels, found.names, found.body) == (1, 2, 3)


@pytest.mark.parametrize(
    "rows",
    [
        [],
        [["settings=attributeRow=99&dataRow=100&labelRow=98"], FIELDS],
        [["settings=attributeRow=3&dataRow=2&labelRow=4"], ["a"], FIELDS, ["x"]],
        [["settings=dark"], FIELDS],
        [["TemplateType=x"], ["SKU", "Name"], ["Nicht", "Felder"], ["A", "Hut"]],
    ],
)
def test_a_table_that_only_looks_like_a_template_is_none(rows: list[list[str]]) -> None:
    assert template_of(rows) is None


def test_a_template_in_a_workbook_is_read_like_one_in_text(read: Callable) -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (["TemplateType=fptcustom", "Version=1"], ["SKU", "Name", "Preis"], FIELDS, ["A", "Hut", "9,90"]):
        sheet.append(row)
    out = io.BytesIO()
    book.save(out)
    found = read(out.getvalue(), "flat.xlsx")
    assert (found.table.columns, found.column("item_sku")) == (tuple(FIELDS), ["A"])


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("V 150226Muster\nA;N;1;00;Rohr;;1;0;m;100;;;\n", FileKind.DATANORM),
        ("A;N;1;00;Rohr;;1;0;m;100;;;\nB;N;1;ROHR;;;;;;;\n", FileKind.DATANORM),
        ("V;A;B\nA;N;1\n", FileKind.DELIMITED),
        ("Artikel;Name\nA;N\nB;L\n", FileKind.DELIMITED),
    ],
)
def test_datanorm_is_told_by_its_records(text: str, kind: FileKind) -> None:
    assert sniff(text.encode(), name="file.001", size=len(text)) is kind


def test_a_parent_named_after_its_variants_is_found_as_well(read: Callable) -> None:
    head = "sku,attribute_set_code,product_type,name,price,configurable_variations\n"
    rows = [
        'P,Top,configurable,Kleid,,"sku=V1,size=S|sku=V2,size=M"',
        "V1,Top,simple,Kleid S,9,",
        "V2,Top,simple,Kleid M,9,",
    ]
    for order in (rows, rows[::-1]):
        found = read(head + "\n".join(order) + "\n")
        parents = dict(zip(found.column("sku"), found.column("Parent SKU"), strict=True))
        assert parents == {"P": None, "V1": "P", "V2": "P"}
    assert re.fullmatch(r"V1\|V2", found.column("Variant SKUs")[-1] or "")
