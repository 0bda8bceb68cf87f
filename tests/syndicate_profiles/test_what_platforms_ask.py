"""What a catalogue knows stands where platforms have a field for it, in the form they ask for."""

import csv
import io
import json
from pathlib import Path
from typing import Any

import pytest
from lxml import etree
from tests.syndicate_profiles.house import LAMP, PARENTS, SHIRT, SHIRT_BLUE, SHIRT_RED, TEA, Facts, make

from klaviatur.adapters.outputs import load_outputs
from klaviatur.syndicate.reading_back import read_fields

G = "{http://base.google.com/ns/1.0}"
SALE: Facts = {
    **LAMP, "sale_price": ("79.90", "EUR"), "price_valid_from": "2026-11-20", "price_valid_until": "2026-11-30",
    "bullet_point": "Leise\nHell, auch bei Tag\nSparsam", "custom_label": "Sommer\nNeu", "energy_class": "C",
    "energy_class_min": "G", "energy_class_max": "A", "energy_label_image": "/label.png",
    "energy_data_sheet": "https://bilder.example/blatt.pdf", "free_shipping": "true", "video": ["/lampe.mp4"],
    "mobile_link": "/m/leselampe", "delivery_time": "3-5 Werktage", "return_policy": "30 Tage",
    "manufacturer_email": "post@morgenrot.example", "package_length": ("70", "CMT"), "shipping_weight": ("2", "KGM"),
    "unit_price": ("9.90", "EUR"), "gender": "Damen", "age_group": "Erwachsene",
}  # fmt: skip
BEER: Facts = {
    **TEA, "sku": "B-1", "name": "Bergquell Pils", "net_content": ("500", "MLT"), "unit_price": ("2.58", "EUR"),
    "unit_price_quantity": ("1", "LTR"), "deposit": ("0.08", "EUR"), "alcohol": ("4.9", "P1"),
    "allergens": ["Gerste", "Hopfen"], "availability": "auf Lager", "sale_price": None, "pzn": "01234567",
    "pack_quantity": "20",
}  # fmt: skip
BEER = {name: value for name, value in BEER.items() if value is not None}


def row(output: str, facts: Facts, **values: str) -> dict[str, str]:
    """Return the only row of a table."""
    made = make(output, {"X": facts}, parents={}, **values)
    assert made.held == {}
    delimiter = "\t" if made.plan.setup.option("delimiter") == "\t" else ","
    return next(csv.DictReader(io.StringIO(made.text, newline=""), delimiter=delimiter))


def google(facts: Facts, **values: str) -> etree._Element:
    found = etree.fromstring(make("google_merchant", {"X": facts}, parents={}, **values).text.encode()).find(".//item")
    assert found is not None
    return found


def told(output: str, facts: Facts, **values: str) -> dict[str, Any]:
    """Return the only object of an output in JSON."""
    made = make(output, {"X": facts}, parents={}, **values)
    assert made.held == {}
    whole: dict[str, Any] = json.loads(made.text)
    return whole


# --- Lists ------------------------------------------------------------------------------------------------------------
def test_lines_of_several_columns_are_items_again() -> None:
    """A table with Bullet 1, Bullet 2 and Bullet 3 is collected as one text of three lines."""
    assert [one.text for one in google(SALE).iter(f"{G}product_highlight")] == SALE["bullet_point"].split("\n")
    assert [google(SALE).findtext(f"{G}custom_label_{at}") for at in range(3)] == ["Sommer", "Neu", None]
    points = told("amazon_listings", SALE)["messages"][0]["attributes"]["bullet_point"]
    assert [one["value"] for one in points] == SALE["bullet_point"].split("\n")


def test_a_comma_parts_no_highlights_and_no_categories() -> None:
    assert row("google_merchant_tsv", SALE)["product_highlight"] == ""
    assert row("google_merchant_tsv", {**SALE, "bullet_point": "Leise\nHell"})["product_highlight"] == "Leise,Hell"
    shop = row("woocommerce", {**LAMP, "category": ["Bad, WC > Licht", "Neu"], "tags": ["Hell, warm"]})
    assert shop["Categories"] == "Bad\\, WC > Licht, Neu"
    assert shop["Tags"] == "Hell\\, warm"


# --- Sales and their time ---------------------------------------------------------------------------------------------
def test_the_time_of_a_sale_is_said_where_platforms_have_a_field() -> None:
    period = "2026-11-20T00:00+0000/2026-12-01T00:00+0000"
    assert google(SALE).findtext(f"{G}sale_price_effective_date") == period
    assert row("google_merchant_tsv", SALE)["sale_price_effective_date"] == period
    for output in ("meta_catalog", "pinterest"):
        assert row(output, SALE)["sale_price_effective_date"] == period.replace("+0000", "+00:00")
    assert [row("awin", SALE)[name] for name in ("valid_from", "valid_to")] == ["2026-11-20", "2026-11-30"]
    assert told("json_ld", SALE)["offers"]["priceValidUntil"] == "2026-11-30"
    shop = row("woocommerce", SALE)
    period = ["2026-11-20T00:00:00+00:00", "2026-11-30T23:59:59+00:00"]
    assert [shop[f"Date sale price {end}"] for end in ("starts", "ends")] == period


def test_amazon_gets_a_discount_with_its_time_and_else_the_price_that_holds() -> None:
    offer = told("amazon_listings", SALE)["messages"][0]["attributes"]["purchasable_offer"][0]
    assert offer["our_price"] == [{"schedule": [{"value_with_tax": 89.9}]}]
    period = {"start_at": "2026-11-20T00:00:00+00:00", "end_at": "2026-11-30T23:59:59+00:00"}
    schedule = {"value_with_tax": 79.9, **period}
    assert offer["discounted_price"] == [{"schedule": [schedule]}]
    timeless = {name: value for name, value in SALE.items() if not name.startswith("price_valid")}
    offer = told("amazon_listings", timeless)["messages"][0]["attributes"]["purchasable_offer"][0]
    assert offer["our_price"] == [{"schedule": [{"value_with_tax": 79.9}]}]
    assert "discounted_price" not in offer


# --- Prices by measure ------------------------------------------------------------------------------------------------
def test_a_unit_price_says_what_it_refers_to() -> None:
    assert row("idealo", BEER)["basePrice"] == "2,58 € / 1 l"
    shop = row("awin", BEER)
    assert [shop[f"base_price{part}"] for part in ("", "_amount", "_text")] == ["2.58", "1", "1 l"]
    assert google(BEER).findtext(f"{G}unit_pricing_measure") == "500 ml"
    assert google(BEER).findtext(f"{G}unit_pricing_base_measure") == "1 l"
    acp = told("acp", BEER)["variants"][0]["unit_price"]
    unit = {"amount": 258, "currency": "EUR"}
    assert acp == {**unit, "measure": {"value": 500, "unit": "ml"}, "reference": {"value": 1, "unit": "l"}}
    ucp = told("ucp", BEER)["products"][0]["variants"][0]["unit_price"]
    assert ucp["measure"] == {"value": 500, "unit": "MLT", "display_text": "ml"}
    quantity = told("json_ld", BEER)["offers"]["priceSpecification"][0]["referenceQuantity"]
    assert (quantity["value"], quantity["unitCode"], quantity["valueReference"]["unitCode"]) == (500, "MLT", "LTR")
    count = told("amazon_listings", BEER)["messages"][0]["attributes"]["unit_count"][0]
    assert (count["value"], count["type"]) == (500, {"value": "Milliliter", "language_tag": "de_DE"})


def test_the_unit_price_of_the_price_before_is_not_that_of_a_sale() -> None:
    sale = {**BEER, "sale_price": ("1.99", "EUR")}
    assert row("idealo", sale)["basePrice"] == row("awin", sale)["base_price"] == ""
    assert "unit_price" not in told("acp", sale)["variants"][0]
    assert "idealo.unit_price_missing" in make("idealo", {"X": sale}, parents={}).rules["X"]
    before, now = told("json_ld", sale)["offers"]["priceSpecification"]
    assert (before["price"], now["price"]) == ("4.49", "1.99")


def test_what_idealo_asks_of_drinks_is_said_and_a_wholesalers_case_is_not() -> None:
    beer = row("idealo", BEER)
    assert (beer["deposit"], beer["alcoholicContent"], beer["pzns"]) == ("0.08", "4.9 % vol", "01234567")
    assert beer["allergenInformation"] == "Gerste, Hopfen"
    assert "packagingUnit" not in beer


# --- Delivery ---------------------------------------------------------------------------------------------------------
def test_what_is_not_there_yet_has_no_usual_delivery_time() -> None:
    later = {**LAMP, "availability": "vorbestellbar", "availability_date": "2026-12-15"}
    assert row("idealo", later)["deliveryTime"] == "lieferbar ab 2026-12-15"
    assert row("idealo", LAMP)["deliveryTime"] == "1-3 Werktage"
    unknown = {name: value for name, value in later.items() if name != "availability_date"}
    assert "idealo.delivery_time_of_preorder" in make("idealo", {"X": unknown}, parents={}).held["X"]


def test_free_delivery_costs_nothing_wherever_its_cost_is_said() -> None:
    assert google(SALE).findtext(f"{G}shipping/{G}price") == "0.00 EUR"
    assert row("google_merchant_tsv", SALE)["shipping"] == "DE:::0.00 EUR"
    assert row("meta_catalog", SALE)["shipping"] == "DE:::0.00 EUR"
    assert row("idealo", SALE)["deliveryCosts_dhl"] == row("awin", SALE)["delivery_cost"] == "0.00"
    details = told("json_ld", SALE)["offers"]["shippingDetails"]
    assert details["shippingRate"]["value"] == "0.00"
    assert details["shippingDestination"]["addressCountry"] == "DE"


# --- Energy -----------------------------------------------------------------------------------------------------------
def test_the_energy_label_goes_with_its_scale_and_its_sheet() -> None:
    lamp = row("idealo", SALE)
    assert [lamp[f"eec_{name}"] for name in ("efficiencyClass", "spectrum")] == ["C", "A-G"]
    assert lamp["eec_labelUrl"] == "https://shop.example/label.png"
    assert lamp["eec_dataSheetUrl"] == "https://bilder.example/blatt.pdf"
    page = told("json_ld", SALE)
    label = page["hasEnergyConsumptionDetails"]
    assert label["hasEnergyEfficiencyCategory"] == "https://schema.org/EUEnergyEfficiencyCategoryC"
    assert label["energyEfficiencyScaleMax"] == "https://schema.org/EUEnergyEfficiencyCategoryA"
    assert page["hasCertification"]["certificationIdentification"] == "1234567"
    assert row("google_merchant_tsv", SALE)["certification"] == "EC:EPREL:1234567"


# --- Facts in their places --------------------------------------------------------------------------------------------
def test_googles_details_are_facts_of_the_product_alone() -> None:
    details = {one.findtext(f"{G}attribute_name") for one in google(SALE).iter(f"{G}product_detail")}
    assert "Lichtstrom" in details
    assert details.isdisjoint({"Preis gültig ab", "Lieferzeit", "Rückgabe", "E-Mail des Herstellers", "Video"})
    assert google(SALE).findtext(f"{G}mobile_link") == "https://shop.example/m/leselampe"
    assert google(SALE).findtext(f"{G}video_link") == "https://shop.example/lampe.mp4"
    assert google(SALE).findtext(f"{G}shipping_length") == "70 cm"


def test_parts_of_a_set_are_no_multipack() -> None:
    assert google({**LAMP, "number_in_set": "72"}).find(f"{G}multipack") is None


def test_whom_a_product_is_for_is_not_lost() -> None:
    assert told("json_ld", SALE)["audience"] == {
        "@type": "PeopleAudience", "suggestedGender": "female", "suggestedMinAge": 13,
    }  # fmt: skip
    assert row("idealo", SALE)["gender"] == "Damen"
    assert row("awin", SALE)["Fashion:suitable_for"] == "female"


def test_amazon_knows_a_product_by_its_asin_and_its_maker_by_mail() -> None:
    known = {name: value for name, value in SALE.items() if name != "gtin"} | {"asin": "B0ABCDEF12"}
    message = told("amazon_listings", known)["messages"][0]
    said = message["attributes"]
    assert said["merchant_suggested_asin"] == [{"value": "B0ABCDEF12", "marketplace_id": "A1PA6795UKMFR9"}]
    assert said["gpsr_manufacturer_reference"][0]["gpsr_manufacturer_email_address"] == "post@morgenrot.example"
    assert said["item_package_dimensions"][0]["length"] == {"value": 70, "unit": "centimeters"}
    assert "amazon_listings.product_type_general" in make("amazon_listings", {"X": known}, parents={}).rules["X"]
    assert "X" not in make("amazon_listings", {"X": known}, parents={}, product_type="LAMP").rules


def test_amazon_takes_a_parent_without_an_offer() -> None:
    family = {"S": SHIRT, "S-BLAU-L": SHIRT_BLUE, "S-ROT-M": SHIRT_RED}
    asked = {one["sku"]: one for one in json.loads(make("amazon_listings", family).text)["messages"]}
    assert [asked[key]["requirements"] for key in family] == ["LISTING_PRODUCT_ONLY", "LISTING", "LISTING"]
    assert "condition_type" not in asked["S"]["attributes"]


def test_a_variant_names_the_group_it_belongs_to_and_what_the_group_varies_in() -> None:
    family = {"S": SHIRT, "S-BLAU-L": SHIRT_BLUE, "S-ROT-M": SHIRT_RED}
    red = next(
        one
        for one in map(json.loads, make("json_ld", family, parents=PARENTS).text.splitlines())
        if "Rot" in one["color"]
    )
    assert red["isVariantOf"]["name"] == "Hemd Aurora"
    assert red["isVariantOf"]["variesBy"] == ["https://schema.org/color", "https://schema.org/size"]


# --- Shopify ----------------------------------------------------------------------------------------------------------
def shopify(products: dict[str, Facts]) -> list[dict[str, str]]:
    made = make("shopify", products)
    found = list(csv.DictReader(io.StringIO(made.text, newline="")))
    for name in ("title", "gtin", "selling_price"):
        field = next(one for one in made.plan.profile.fields if name in one.parity)
        read = read_fields(made.plan, made.rendered, [field])
        assert read is not None
        assert read.height == made.rendered.items.height
    return found


def test_shopify_gets_every_image_of_a_product_one_a_row() -> None:
    images = ["/hemd.jpg", "/hemd-rot.jpg", "/hemd-detail.jpg"]
    red = {**SHIRT_RED, "image": images[0], "additional_image": images[1:]}
    told = shopify({"S": SHIRT, "S-BLAU-L": {**SHIRT_BLUE, "image": images[0]}, "S-ROT-M": red, "L-100": LAMP})
    shirts = [one for one in told if one["Handle"] == "s"]
    assert [one["Image Src"] for one in shirts] == [f"https://shop.example{image}" for image in images]
    assert [one["Image Position"] for one in shirts] == ["1", "2", "3"]
    assert [one["Variant SKU"] for one in shirts] == ["S-BLAU-L", "S-ROT-M", ""]
    assert [one["Variant Image"] for one in shirts] == ["https://shop.example/hemd.jpg"] * 2 + [""]
    above = shopify({"S": {**SHIRT, "image": "/alle.jpg"}, "S-BLAU-L": SHIRT_BLUE})
    assert [one["Image Src"].rpartition("/")[2] for one in above] == ["alle.jpg", "hemd-blau.jpg"]
    lamp = [one for one in told if one["Handle"] == "l-100"]
    assert len(lamp) == 3
    assert {name for name, value in lamp[-1].items() if value} == {"Handle", "Image Src", "Image Position"}


def test_shopify_is_told_all_that_variants_differ_in() -> None:
    linen, wool = (
        {**SHIRT_RED, "material": "Leinen"},
        {**SHIRT_RED, "sku": "S-W", "material": "Wolle", "gtin": LAMP["gtin"]},
    )
    told = shopify({"S": SHIRT, "S-BLAU-L": {**wool, "sku": "S-BLAU-L"}, "S-ROT-M": linen})
    assert [(one["Option2 Name"], one["Option3 Name"], one["Option3 Value"]) for one in told] == [
        ("Größe", "Material", "Wolle"), ("Größe", "Material", "Leinen"),
    ]  # fmt: skip
    bare = {name: value for name, value in linen.items() if name not in {"color", "size"}}
    told = shopify({"S": SHIRT, "S-BLAU-L": {**bare, "sku": "S-BLAU-L", "material": "Wolle"}, "S-ROT-M": bare})
    assert [(one["Option1 Name"], one["Option1 Value"]) for one in told] == [
        ("Material", "Wolle"),
        ("Material", "Leinen"),
    ]


def test_shopify_gets_unit_prices_and_googles_columns() -> None:
    beer = row("shopify", BEER)
    measure = [beer[f"Unit Price {name}"] for name in ("Total Measure", "Total Measure Unit", "Base Measure Unit")]
    assert measure == ["500", "ml", "l"]
    lamp = row("shopify", {**SALE, "google_product_category": "4636"})
    assert lamp["Google Shopping / Google Product Category"] == "4636"
    assert lamp["Google Shopping / MPN"] == "MR-100"
    assert [lamp[f"Google Shopping / Custom Label {at}"] for at in range(3)] == ["Sommer", "Neu", ""]


# --- Rules are for people ---------------------------------------------------------------------------------------------
def ids_of(output: str) -> set[str]:
    """Return what an output calls its errors."""
    profile = load_outputs()[output]
    return {said for one in profile.fields for said in one.ids.values()} | {one.id for one in profile.rules if one.id}


def test_errors_are_called_as_meta_calls_them(test_data: Path) -> None:
    listed = json.loads((test_data / "pxm/meta/product_item_fields_and_enums.json").read_bytes())
    assert ids_of("meta_catalog") - {*listed["enums"]["ErrorType"]} == set()


@pytest.mark.parametrize(
    "output", ["idealo", "awin", "shopify", "woocommerce", "acp", "ucp", "json_ld", "rss_products"]
)
def test_where_a_platform_has_no_ids_no_others_are_borrowed(output: str) -> None:
    assert ids_of(output) == set()


def test_errors_at_pinterest_are_none_of_metas() -> None:
    assert ids_of("pinterest").isdisjoint(ids_of("meta_catalog"))
    assert {"ITEMID_MISSING", "PRICE_MISSING", "GTIN_INVALID"} <= ids_of("pinterest")


@pytest.mark.parametrize("output", sorted(load_outputs()))
def test_every_rule_says_in_both_languages_why_and_what_to_do(output: str) -> None:
    for one in load_outputs()[output].rules:
        said = (one.message.de, one.message.en, one.proposal.de, one.proposal.en)
        assert all(said), one.name
        assert all(text.endswith((".", ")")) for text in said), one.name
        assert one.message.de != one.message.en
