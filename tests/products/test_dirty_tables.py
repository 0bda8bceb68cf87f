"""Tables as people send them become facts: heads over two lines, units and currencies beside, in heads and in groups."""

from datetime import UTC, datetime
from pathlib import Path

import openpyxl
import pytest

import klaviatur
from klaviatur.adapters.sources.catalogues import read_tables
from klaviatur.catalogue.packing import unpack
from klaviatur.collect.products.mapping import propose
from klaviatur.collect.products.preparing import prepare
from klaviatur.records import Origin

READ = datetime(2026, 11, 22, tzinfo=UTC)
Facts = dict[str, tuple[str, str | None]]


def facts_of(place: Path) -> dict[str, Facts]:
    """Return value and unit or currency of every attribute, by product."""
    found: dict[str, Facts] = {}
    for table in read_tables(place):
        chunks = list(table.chunks)
        mapping = propose(table, chunks[0].frame)
        for chunk in chunks:
            for row in prepare(chunk, mapping).frame.iter_rows(named=True):
                facts = unpack(row["facts"], key=row["key"], source="x", origin=Origin("x"), read=READ)
                found[row["key"]] = {fact.attribute: (fact.value, fact.unit or fact.currency) for fact in facts}
    return found


def written(folder: Path, text: str, encoding: str = "utf-8") -> Path:
    place = folder / "table.csv"
    place.write_bytes(text.encode(encoding))
    return place


def test_a_head_over_two_lines_is_one(tmp_path: Path) -> None:
    head = "Artikelliste 2026;;;;\n;;;;\nArtikel-;Bezeichnung;VK-Preis;Währung;Gewicht\nnummer;;brutto;;in g\n"
    rows = "0471;Gießkanne;1.249,90;CHF;2.100\n0472;Eimer;12,-;EUR;85,5\nSumme;;1.261,90;;\n"
    assert facts_of(written(tmp_path, head + rows, "cp1252")) == {
        "0471": {
            "sku": ("0471", None), "name": ("Gießkanne", None), "price": ("1249.90", "CHF"), "weight": ("2100", "GRM"),
        },
        "0472": {
            "sku": ("0472", None), "name": ("Eimer", None), "price": ("12.00", "EUR"), "weight": ("85.5", "GRM"),
        },
    }  # fmt: skip


def test_a_row_of_words_below_a_head_stays_a_row(tmp_path: Path) -> None:
    facts = facts_of(written(tmp_path, "SKU;Name;Farbe;Material\nA;Haken;;Stahl\nB;Ring;rot;Messing\nC;Band;;\n"))
    assert sorted(facts) == ["A", "B", "C"]


@pytest.mark.parametrize("rest", ["", ";;;", "B-2;Tasse;9;4006381333931"])
@pytest.mark.parametrize("row", [";;;A", ";lang;;"])
def test_a_row_of_which_little_is_filled_is_counted_below_its_head(tmp_path: Path, row: str, rest: str) -> None:
    (tmp_path / "a.csv").write_text(f"sku;name;price;gtin\n{row}\n{rest}\n", encoding="utf-8")
    with klaviatur.open_workspace(tmp_path / "ws") as workspace:
        collected = workspace.collect([tmp_path / "a.csv"])
    assert collected.failures == ()
    assert sum(one.rows for one in collected.imports) == 1 + rest.startswith("B")


def test_columns_below_a_group_are_known_by_their_own_name(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["Grunddaten", None, None, "Logistik", None])
    sheet.append(["Art.-Nr.", "Bezeichnung", "EAN", "VPE", "Länge [mm]"])
    sheet.append([10, "Spaten", 4006381333931, 6, 1200])
    sheet.append([20, "Harke", 4006381333948, 12, 1500])
    sheet.merge_cells("A1:C1")
    sheet.merge_cells("D1:E1")
    book.save(tmp_path / "list.xlsx")
    assert facts_of(tmp_path / "list.xlsx")["10"] == {
        "sku": ("10", None),
        "name": ("Spaten", None),
        "gtin": ("4006381333931", None),
        "pack_quantity": ("6", None),
        "length": ("1200", "MMT"),
    }


def test_one_column_of_currencies_is_that_of_all_prices(tmp_path: Path) -> None:
    facts = facts_of(written(tmp_path, "SKU;Name;Preis;UVP;Währung\nA;Haken;1,00;1,50;CHF\nB;Öse;2,00;2,50;EUR\n"))
    assert facts["A"]["price"] == ("1.00", "CHF")
    assert facts["A"]["list_price"] == ("1.50", "CHF")
    assert facts["B"]["list_price"] == ("2.50", "EUR")


@pytest.mark.parametrize("unit", ["Maßeinheit", "Einheit Abmessungen", "Dimension Unit"])
def test_one_column_of_units_is_that_of_all_sides_or_weights(tmp_path: Path, unit: str) -> None:
    head = f"SKU;Name;Nettogewicht;Bruttogewicht;Gewichtseinheit;Länge;Höhe;{unit}\n"
    facts = facts_of(written(tmp_path, head + "A;Haken;100;120;G;10;30;CM\nB;Öse;0,2;0,25;KG;1;3;MM\n"))
    assert facts["A"] == {
        "sku": ("A", None), "name": ("Haken", None), "net_weight": ("100", "GRM"), "gross_weight": ("120", "GRM"),
        "length": ("10", "CMT"), "height": ("30", "CMT"),
    }  # fmt: skip
    assert facts["B"]["gross_weight"] == ("0.25", "KGM")


@pytest.mark.parametrize("cell", ["1650/394", "1650 kJ / 394 kcal", "394 kcal (1650 kJ)", "1.650 kJ | 394 kcal"])
def test_kilojoules_and_kilocalories_in_one_cell_are_two_facts(tmp_path: Path, cell: str) -> None:
    rows = f"A;Müsli;{cell};9,8\nB;Mus;2600/628;51,5\n"
    facts = facts_of(written(tmp_path, f"SKU;Name;Brennwert (kJ/kcal) je 100 g;Fett (g)\n{rows}"))
    assert facts["A"]["energy_kj"] == ("1650", "KJO")
    assert facts["A"]["energy_kcal"] == ("394", "E14")


def test_sides_keep_the_unit_of_their_head(tmp_path: Path) -> None:
    facts = facts_of(written(tmp_path, "SKU;Name;Maße LxBxH (cm)\nA;Box;20x14,5x8\nB;Dose;70 x 70 mm\nC;Sack;groß\n"))
    assert [facts[key]["dimensions"][0] for key in "ABC"] == ["20x14,5x8 cm", "70 x 70 mm", "groß"]


def test_a_table_of_ragged_lines_is_read_by_its_head(tmp_path: Path) -> None:
    text = 'sku,name,price (EUR)\nA,Hook,1.20\nB,Hook, large,2.40\nC\nD,"Hook ""XL""",.75,,,\n'
    facts = facts_of(written(tmp_path, text))
    assert facts["B"] == {"sku": ("B", None), "name": ("Hook, large", None), "price": ("2.40", "EUR")}
    assert facts["D"] == {"sku": ("D", None), "name": ('Hook "XL"', None), "price": ("0.75", "EUR")}


def test_the_only_short_description_is_the_name(tmp_path: Path) -> None:
    facts = facts_of(
        written(tmp_path, "No.;Description;Unit Price\n1000;Bicycle;4,000.00\n1001;Touring bicycle;95.50\n")
    )
    assert facts["1000"]["name"] == ("Bicycle", None)
