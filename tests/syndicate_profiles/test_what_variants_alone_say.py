"""What stands at the variants alone is not lost for the product that shops make of them."""

import csv
import io

from tests.syndicate_profiles.house import HOUSE, LAMP, PARENTS, Made, make

VARIANTS = ("S-ROT-M", "S-BLAU-L")
SHIRTS = {
    **HOUSE,
    **{
        key: {**HOUSE[key], "age_group": "Erwachsene", "condition": "neu", "product_type": "Hemden"} for key in VARIANTS
    },
}


def rows(made: Made) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(made.text, newline="")))


def test_shopify_knows_maker_and_audience_of_a_product_by_its_variants() -> None:
    first = next(row for row in rows(make("shopify", SHIRTS, parents=PARENTS)) if row["Handle"] == "s")
    assert first["Vendor"] == "Aurora"
    told = [first[f"Google Shopping / {name}"] for name in ("Gender", "Age Group", "Condition")]
    assert told == ["male", "adult", "new"]


def test_woocommerce_knows_brand_and_image_of_a_product_by_its_variants() -> None:
    (parent,) = (row for row in rows(make("woocommerce", SHIRTS, parents=PARENTS)) if row["Type"] == "variable")
    assert parent["Brands"] == "Aurora"
    assert parent["Images"].count("https://") == 1


def test_what_is_taxed_is_no_class_of_taxes() -> None:
    said = {"L-100": {**LAMP, "tax_class": "taxable"}, "L-101": {**LAMP, "sku": "L-101", "tax_class": "reduced-rate"}}
    told = {row["SKU"]: row["Tax class"] for row in rows(make("woocommerce", said, parents={}))}
    assert told == {"L-100": "", "L-101": "reduced-rate"}


def test_a_download_is_not_shipped() -> None:
    (row,) = rows(make("shopify", {"L-100": {**LAMP, "product_kind": "simple, downloadable, virtual"}}, parents={}))[:1]
    assert row["Variant Requires Shipping"] == "false"


def test_a_weight_without_unit_is_told_where_it_is_left_out() -> None:
    made = make("shopify", {"L-100": {**LAMP, "weight": "1.2"}}, parents={})
    assert "shopify.weight_without_unit" in made.rules["L-100"]
    assert made.held == {}
    assert "shopify.weight_without_unit" not in make("shopify", {"L-100": LAMP}, parents={}).rules.get("L-100", [])
