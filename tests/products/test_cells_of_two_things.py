"""Cells that say more than one thing: prices with what they refer to, packs, classes on their scale."""

from pathlib import Path

import pytest
from tests.products.test_dirty_tables import facts_of, written


@pytest.mark.parametrize(
    ("cell", "price", "base"),
    [
        ("1,99 €/l", ("1.99", "EUR"), ("1", "LTR")),
        ("11,87 € / 1 L", ("11.87", "EUR"), ("1", "LTR")),
        ("5,98 EUR pro 100 g", ("5.98", "EUR"), ("100", "GRM")),
        ("1 kg = 2,49 €", ("2.49", "EUR"), ("1", "KGM")),
        ("(100 ml = 0,95 €)", ("0.95", "EUR"), ("100", "MLT")),
        ("0,33 €/Stück", ("0.33", "EUR"), ("1", "C62")),
        ("26,00 €/kg", ("26.00", "EUR"), ("1", "KGM")),
    ],
)
def test_a_unit_price_and_what_it_refers_to_are_two_facts(
    tmp_path: Path, cell: str, price: tuple[str, str], base: tuple[str, str]
) -> None:
    facts = facts_of(written(tmp_path, f"SKU;Name;Preis (EUR);Grundpreis\nA;Tee;2,99;{cell}\nB;Salz;0,99;\n"))
    assert (facts["A"]["unit_price"], facts["A"]["unit_price_quantity"]) == (price, base)
    assert not {"unit_price", "unit_price_quantity"} & set(facts["B"])


@pytest.mark.parametrize("head", ["Grundpreis je kg", "Grundpreis (€/kg)", "Preis pro kg"])
def test_a_unit_price_refers_to_what_its_column_is_called(tmp_path: Path, head: str) -> None:
    facts = facts_of(written(tmp_path, f"SKU;Name;Preis (EUR);{head}\nA;Tee;2,99;7,98\n"))
    assert facts["A"]["unit_price"][0] == "7.98"
    assert facts["A"]["unit_price_quantity"] == ("1", "KGM")


@pytest.mark.parametrize("head", ["Preis (€/kg)", "VK (EUR / 100 g)"])
def test_a_price_of_a_kilogram_is_not_that_of_the_product(tmp_path: Path, head: str) -> None:
    assert "price" not in facts_of(written(tmp_path, f"SKU;Name;{head}\nA;Tee;7,98\n"))["A"]


@pytest.mark.parametrize(
    ("cell", "whole"),
    [
        ("6 x 1,5 l", ("9", "LTR")),
        ("20x0,5 L", ("10", "LTR")),
        ("12 × 200 g", ("2400", "GRM")),
        ("0,75 l", None),
        ("20 x 30 cm", None),
        ("6 x 1.125 g", None),  # grams, or thousands of them
    ],
)
def test_packs_say_how_much_they_hold_together(tmp_path: Path, cell: str, whole: tuple[str, str] | None) -> None:
    facts = facts_of(written(tmp_path, f"SKU;Name;Nettofüllmenge\nA;Wasser;{cell}\nB;Saft;1 l\n"))
    assert facts["A"].get("unit_price_measure") == whole
    assert "unit_price_measure" not in facts["B"]
    assert "net_content" in facts["A"]


@pytest.mark.parametrize("cell", ["E (Spektrum A bis G)", "E, A-G", "Klasse E (A – G)", "E | A→G"])
def test_a_class_of_energy_and_its_scale_are_three_facts(tmp_path: Path, cell: str) -> None:
    facts = facts_of(written(tmp_path, f"SKU;Name;Energieeffizienzklasse\nA;Lampe;{cell}\nB;Birne;A++\n"))
    said = [facts["A"][name][0] for name in ("energy_class", "energy_class_max", "energy_class_min")]
    assert said == ["E", "A", "G"]
    assert facts["B"]["energy_class"][0] == "A++"
    assert "energy_class_max" not in facts["B"]


def test_a_scale_has_a_column_of_its_own(tmp_path: Path) -> None:
    facts = facts_of(written(tmp_path, "SKU;Name;Energieklasse;Energieklasse Spektrum\nA;Lampe;F;A bis G\nB;X;E;\n"))
    assert facts["A"]["energy_class"][0] == "F"
    assert (facts["A"]["energy_class_max"][0], facts["A"]["energy_class_min"][0]) == ("A", "G")


@pytest.mark.parametrize("cell", ["https://eprel.ec.europa.eu/screen/product/lightsources/987654", "987654"])
def test_the_page_of_a_product_in_eprel_is_its_number(tmp_path: Path, cell: str) -> None:
    assert facts_of(written(tmp_path, f"SKU;Name;EPREL-ID\nA;Lampe;{cell}\n"))["A"]["eprel_id"][0] == "987654"


@pytest.mark.parametrize(
    ("heads", "cells", "paths"),
    [
        ("Kategorie Ebene 1;Kategorie Ebene 2;Kategorie Ebene 3", "Mode;Hosen;Jeans", "Mode > Hosen > Jeans"),
        ("Kategorie Ebene 1;Kategorie Ebene 2;Kategorie Ebene 3", "Mode;Hosen;", "Mode > Hosen"),
        ("Kategorie Ebene 1;Kategorie Ebene 2", "Mode;Mode > Hosen", "Mode > Hosen"),
        ("Hauptkategorie;Unterkategorie", "Mode;Hosen", "Mode > Hosen"),
        ("DE_Category_1;DE_Category_1_1;DE_Category_2", "Mode;Hosen;Sale", "Mode > Hosen; Sale"),
        ("Kategorie 1;Kategorie 2", "Mode;Neu", "Mode; Neu"),  # two categories, or a path: nobody knows
    ],
)
def test_levels_of_categories_are_a_path(tmp_path: Path, heads: str, cells: str, paths: str) -> None:
    facts = facts_of(written(tmp_path, f"SKU;Name;{heads}\nA;Hose;{cells}\n"))
    assert facts["A"]["category"][0] == paths


@pytest.mark.parametrize(
    ("cell", "cost"),
    [
        ("versandkostenfrei", "0.00"),
        ("kostenlos", "0.00"),
        ("gratis", "0.00"),
        ("4,95", "4.95"),
        ("gratis ab 50 €", "gratis ab 50 €"),
    ],
)
def test_what_is_sent_for_nothing_costs_nothing_to_send(tmp_path: Path, cell: str, cost: str) -> None:
    facts = facts_of(written(tmp_path, f"SKU;Name;Preis (EUR);Versandkosten\nA;Tee;2,99;{cell}\n"))
    assert facts["A"]["shipping_cost"][0] == cost


def test_a_column_of_labels_is_no_column_of_classes(tmp_path: Path) -> None:
    head = "SKU;Name;Energielabel;EEK\n"
    rows = "".join(f"{n};Lampe {n};https://s.example/{n}.png;A\n" for n in range(4))
    facts = facts_of(written(tmp_path, head + rows))
    assert facts["1"]["energy_class"][0] == "A"
    assert facts["1"]["energy_label_image"][0] == "https://s.example/1.png"


def test_an_address_in_capitals_is_an_address(tmp_path: Path) -> None:
    facts = facts_of(written(tmp_path, "SKU;Name;URL\nA;Tee;HTTPS://Shop.Example/Tee?A=B\n"))
    assert facts["A"]["url"][0] == "https://shop.example/Tee?A=B"
