"""The unit that a column or a feature names stays with a value, also where that is no single number."""

from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path

import pytest

import klaviatur
from klaviatur.collect.products.wording import worded
from klaviatur.records import Fact, Product

HEAD = (
    '<BMECAT xmlns="http://www.bmecat.org/bmecat/2005fd" version="2005"><HEADER><CATALOG><LANGUAGE>deu</LANGUAGE>'
    "<CATALOG_ID>K</CATALOG_ID><CATALOG_VERSION>001.000</CATALOG_VERSION></CATALOG></HEADER><T_NEW_CATALOG>"
)


def feature(name: str, unit: str, *values: str) -> str:
    said = "".join(f"<FVALUE>{value}</FVALUE>" for value in values)
    return f"<FEATURE><FNAME>{name}</FNAME>{said}<FUNIT>{unit}</FUNIT></FEATURE>"


def article(key: str, *features: str) -> str:
    return (
        f"<PRODUCT><SUPPLIER_PID>{key}</SUPPLIER_PID><PRODUCT_DETAILS><DESCRIPTION_SHORT>Ding {key}</DESCRIPTION_SHORT>"
        f"</PRODUCT_DETAILS><PRODUCT_FEATURES>{''.join(features)}</PRODUCT_FEATURES></PRODUCT>"
    )


def collected(folder: Path, name: str, text: str) -> Mapping[str, Product]:
    (folder / name).write_text(text, encoding="utf-8")
    with klaviatur.open_workspace(folder / "workspace") as workspace:
        assert workspace.collect([folder / name]).failures == ()
        return {key: workspace.product(key) for key in workspace.keys()}  # noqa: SIM118 (a workspace is no dict)


def fact(product: Product, label: str) -> Fact:
    [found] = [one for one in product.facts if label in {one.label, one.attribute}]
    return found


def test_several_values_of_a_feature_keep_their_unit(tmp_path: Path) -> None:
    said = [
        article("A", feature("EF000139", "EU570010", "220", "240"), feature("Temperatur", "°C", "-20", "60")),
        article("B", feature("EF000139", "EU570010", "12")),
    ]
    products = collected(tmp_path, "k.xml", f"{HEAD}{''.join(said)}</T_NEW_CATALOG></BMECAT>")
    temperature = fact(products["A"], "Temperatur")
    assert (temperature.items, temperature.unit) == (("-20", "60"), "CEL")
    assert worded(temperature, "de_DE") == "-20\N{NO-BREAK SPACE}°C, 60\N{NO-BREAK SPACE}°C"
    voltage = fact(products["A"], "ef_000139")
    assert voltage.items == ("220", "240")
    assert voltage.unit == fact(products["B"], "ef_000139").unit is not None


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ("600 - 1.200", "600 - 1.200 mm"),
        ("± 0,1", "± 0,1 mm"),
        ("ca. 5", "ca. 5 mm"),
        ("≤ 12", "≤ 12 mm"),
        ("10-20 cm", "10-20 cm"),
        ("auf Anfrage", "auf Anfrage"),
        ("M8", "M8"),
    ],
)
def test_a_range_or_a_limit_says_the_unit_of_its_feature(tmp_path: Path, value: str, said: str) -> None:
    others = "".join(article(f"Z{at}", feature("Spalt", "mm", str(at + 1))) for at in range(20))
    text = f"{HEAD}{article('A', feature('Spalt', 'mm', value))}{others}</T_NEW_CATALOG></BMECAT>"
    products = collected(tmp_path, "k.xml", text)
    assert fact(products["A"], "Spalt").value == said
    assert fact(products["Z1"], "Spalt").number == Decimal(2)
    assert fact(products["Z1"], "Spalt").unit == "MMT"


def test_a_range_says_the_unit_in_the_name_of_its_column(tmp_path: Path) -> None:
    rows = "".join(f"Z{at};{at + 1};x\n" for at in range(20))
    products = collected(tmp_path, "k.csv", f"SKU;Spaltmaß [mm];Name\nA;10-20;Ding\n{rows}")
    assert fact(products["A"], "spaltmass").value == "10-20 mm"


def test_words_about_a_feature_that_has_a_unit_stay_as_they_are(tmp_path: Path) -> None:
    said = article("A", feature("Farbe", "mm", "rot", "blau"), feature("Norm", "mm", "DIN 338"))
    products = collected(tmp_path, "k.xml", f"{HEAD}{said}</T_NEW_CATALOG></BMECAT>")
    assert {one.unit for one in products["A"].facts if one.items} == {None}
    assert {one.value for one in products["A"].facts} >= {"DIN 338", "rot; blau"}
