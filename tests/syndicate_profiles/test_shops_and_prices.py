"""Feeds of shops and price comparisons, read back as their platforms read them."""

import csv
import io
import json
from dataclasses import replace

import polars as pl
import pytest
from lxml import etree
from tests.syndicate_profiles.house import HOUSE, LAMP, TEA, Facts, Made, make

from klaviatur.adapters.outputs import load_outputs
from klaviatur.syndicate.checking import as_problem
from klaviatur.syndicate.formats.amazon import AmazonListings

G = "{http://base.google.com/ns/1.0}"


def rows(made: Made, delimiter: str = ",") -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(made.text, newline=""), delimiter=delimiter))


def items(made: Made) -> dict[str, etree._Element]:
    root = etree.fromstring(made.text.encode())
    return {item.findtext(f"{G}id") or "": item for item in root.iter("item")}


def alone(**changed: object) -> dict[str, Facts]:
    return {"L-100": {name: value for name, value in {**LAMP, **changed}.items() if value is not None}}


# --- Google ---------------------------------------------------------------------------------------------------------
def test_google_is_told_what_a_product_is_and_costs() -> None:
    lamp = items(make("google_merchant"))["L-100"]
    told = {child.tag.removeprefix(G): child.text for child in lamp if len(child) == 0}
    assert told["title"] == "Leselampe Morgenrot 3 < 5 & leise"
    assert told["description"] == "Eine Lampe zum Lesen. Sie leuchtet warm & blendet nicht."
    assert told["price"] == "89.90 EUR"
    assert told["availability"] == "in_stock"
    assert told["link"] == "https://shop.example/p/leselampe"
    assert told["image_link"] == "https://shop.example/bilder/lampe.jpg"
    assert told["gtin"] == "4006381333931"
    assert told["product_type"] == "Wohnen > Lampen > Leselampen"
    assert told["product_weight"] == "1.2 kg"
    assert told["condition"] == "new"
    assert lamp.findtext(f"{G}certification/{G}certification_code") == "1234567"
    details = {
        d.findtext(f"{G}attribute_name"): d.findtext(f"{G}attribute_value") for d in lamp.iter(f"{G}product_detail")
    }
    assert details["Lichtstrom"] == "470 lm"
    assert details["Dimmbar"] == "ja"
    assert "Artikelnummer" not in details


def test_a_sale_and_a_unit_price_are_said_as_google_wants_them() -> None:
    tea = items(make("google_merchant"))["T-7"]
    assert tea.findtext(f"{G}price") == "4.49 EUR"
    assert tea.findtext(f"{G}sale_price") == "3.99 EUR"
    assert tea.findtext(f"{G}unit_pricing_measure") == "40 g"
    assert tea.findtext(f"{G}unit_pricing_base_measure") == "1 kg"
    assert tea.findtext(f"{G}link") == "https://shop.example/p/T-7"


def test_allergens_of_food_are_never_lost() -> None:
    for name in ("google_merchant", "json_ld", "bmecat_2005", "etim_xchange", "markdown_pages"):
        made = make(name, {"T-7": {**TEA, "mpn": "1", "manufacturer": "Haus"}}, parents={})
        assert "Sellerie" in made.text.replace(TEA["ingredients"], ""), name


def test_variants_say_which_group_they_belong_to() -> None:
    made = make("google_merchant")
    assert {key: item.findtext(f"{G}item_group_id") for key, item in items(made).items()} == {
        "L-100": None, "S-BLAU-L": "S", "S-ROT-M": "S", "T-7": None,
    }  # fmt: skip


MACHINE = {
    "text": "Warmes Licht für lange Abende: Leselampe",
    "method": "trainedAlgorithmicMedia",
    "machine_share": "0.9",
}
PERSON = {"text": "Leselampe Morgenrot, von Hand gefertigt", "method": "humanEdits", "machine_share": "0"}


def test_machine_written_words_go_into_structured_fields_with_their_source_type() -> None:
    said = {"L-100": {"title": MACHINE, "description": {**MACHINE, "text": 'Sie sagt "warm".'}}}
    lamp = items(make("google_merchant", alone(), parents={}, wordings=said))["L-100"]
    assert lamp.find(f"{G}title") is None
    assert lamp.find(f"{G}description") is None
    assert lamp.findtext(f"{G}structured_title/{G}digital_source_type") == "trained_algorithmic_media"
    assert lamp.findtext(f"{G}structured_title/{G}content") == MACHINE["text"]
    row = rows(make("google_merchant_tsv", alone(), parents={}, wordings=said), "\t")[0]
    assert row["title"] == ""
    assert row["structured_title"] == f'trained_algorithmic_media:"{MACHINE["text"]}"'
    assert row["structured_description"] == 'trained_algorithmic_media:"Sie sagt ""warm""."'


def test_words_of_a_person_stay_plain_title_and_description() -> None:
    lamp = items(make("google_merchant", alone(), parents={}, wordings={"L-100": {"title": PERSON}}))["L-100"]
    assert lamp.findtext(f"{G}title") == PERSON["text"]
    assert lamp.find(f"{G}structured_title") is None


def test_google_gets_the_same_by_xml_and_by_text() -> None:
    by_xml = items(make("google_merchant"))
    for row in rows(make("google_merchant_tsv"), "\t"):
        xml = by_xml[row["id"]]
        for name in ("title", "price", "availability", "link", "image_link", "gtin", "brand", "sale_price"):
            assert row[name] == (xml.findtext(f"{G}{name}") or "")


# --- What is held, and why ------------------------------------------------------------------------------------------
WRONG = [
    ({"gtin": "4006381333932"}, "gtin_invalid", "invalid_upc"),
    ({"price": None}, "price_missing", "item_missing_required_attribute"),
    ({"price": ("0", "EUR")}, "price_zero", "price_out_of_range"),
    ({"price": ("9.90", "USD")}, "currency_other", ""),
    ({"availability": None, "stock": None}, "availability_missing", "item_missing_required_attribute"),
    ({"availability": "irgendwann", "stock": None}, "availability_missing", "item_missing_required_attribute"),
    ({"availability": "preorder"}, "availability_date_missing", "item_missing_required_attribute"),
    ({"image": None, "additional_image": None}, "image_link_missing", "item_missing_required_attribute"),
    ({"name": None}, "title_missing", "item_missing_required_attribute"),
    ({"description": None}, "description_missing", "item_missing_required_attribute"),
    ({"url": "https://anderswo.example/p"}, "link_elsewhere", "url_does_not_match_homepage"),
    ({"active": "false"}, "not_active", ""),
]


@pytest.mark.parametrize(("changed", "rule", "own_id"), WRONG)
def test_google_never_gets_what_it_would_refuse(changed: dict[str, object], rule: str, own_id: str) -> None:
    made = make("google_merchant", alone(**changed), parents={})
    assert made.texts() == []
    assert f"google_merchant.{rule}" in made.held["L-100"]
    assert made.ids("L-100")[f"google_merchant.{rule}"] == own_id


HINTS = [
    ({"gtin": None, "mpn": None}, "identifier_missing"),
    ({"gtin": "2012345678903"}, "gtin_restricted"),
    ({"sale_price": ("99.00", "EUR")}, "sale_price_not_lower"),
    ({"name": "LESELAMPE MORGENROT WARM"}, "title_capitals"),
    ({"name": "Leselampe – versandkostenfrei!"}, "title_promotional"),
    ({"eprel_id": None}, "eprel_missing"),
    ({"ingredients": "Weizenmehl, Milch"}, "allergens_missing"),
    ({"ingredients": "Hartgrieß, Ei, Salz"}, "allergens_missing"),
    ({"google_product_category": "Bekleidung & Accessoires > Bekleidung"}, "apparel_incomplete"),
]


@pytest.mark.parametrize(("changed", "rule"), HINTS)
def test_google_hints_do_not_hold_a_product(changed: dict[str, object], rule: str) -> None:
    made = make("google_merchant", alone(**changed), parents={})
    assert made.held == {}
    assert any(found.endswith(rule) for found in made.rules["L-100"])


@pytest.mark.parametrize("name", ["NEC SP-4046PV", "USB-C Kabel", "Leselampe", "DVD"])
def test_a_model_name_is_no_shouting(name: str) -> None:
    assert "L-100" not in make("google_merchant", alone(name=name), parents={}).rules


@pytest.mark.parametrize("gtin", ["5000112547419", "4006381333931", "0614141000036"])
def test_an_ordinary_gtin_is_no_coupon(gtin: str) -> None:
    made = make("google_merchant", alone(gtin=gtin), parents={})
    assert not any(rule.endswith(("coupon", "restricted")) for rule in made.rules.get("L-100", []))


def test_a_product_without_availability_leaves_if_somebody_says_what_holds_for_all() -> None:
    made = make("meta_catalog", alone(availability=None, stock=None), parents={}, availability="in_stock")
    assert rows(made)[0]["availability"] == "in stock"


# --- Meta, Pinterest, idealo, Awin ----------------------------------------------------------------------------------
def test_meta_says_words_of_its_own() -> None:
    by_id = {row["id"]: row for row in rows(make("meta_catalog"))}
    assert by_id["L-100"]["availability"] == "in stock"
    assert by_id["T-7"]["availability"] == "out of stock"
    assert by_id["L-100"]["price"] == "89.90 EUR"
    assert by_id["L-100"]["additional_image_link"].count("http") == 2
    assert [one.count(" ") for one in by_id["L-100"]["additional_image_link"].split(",")] == [0, 0]
    assert by_id["S-ROT-M"]["gender"] == "male"
    assert by_id["S-ROT-M"]["item_group_id"] == "S"


@pytest.mark.parametrize(
    ("changed", "own_id"),
    [
        ({"brand": None, "gtin": None, "mpn": None}, "UNIQUE_PRODUCT_IDENTIFIER_MISSING"),
        ({"price": ("-1", "EUR")}, "ITEM_PRICE_NOT_POSITIVE"),
        ({"url": "https://shop.example/"}, "PRODUCT_URL_EQUALS_DOMAIN"),
    ],
)
def test_meta_errors_have_the_names_meta_gives_them(changed: dict[str, object], own_id: str) -> None:
    made = make("meta_catalog", alone(**changed), parents={})
    assert own_id in {told for rule, told in made.ids("L-100").items() if rule in made.held["L-100"]}


def test_pinterest_addresses_hold_no_comma() -> None:
    row = rows(make("pinterest", alone(image="/bilder/a, b.jpg"), parents={}), "\t")[0]
    assert row["image_link"] == "https://shop.example/bilder/a%2C%20b.jpg"


def test_idealo_and_awin_say_the_price_that_is_paid_now() -> None:
    idealo = {
        row["sku"]: row for row in rows(make("idealo", {"T-7": {**TEA, "availability": "lieferbar"}}, parents={}))
    }
    assert (idealo["T-7"]["price"], idealo["T-7"]["formerPrice"]) == ("3.99", "4.49")
    assert idealo["T-7"]["deliveryCosts_dhl"] == "4.90"
    awin = {row["product_id"]: row for row in rows(make("awin"))}
    assert awin["T-7"]["price"] == "3.99"
    assert awin["L-100"]["in_stock"] == "1"


# --- Shops ----------------------------------------------------------------------------------------------------------
def test_shopify_says_what_belongs_to_the_product_once() -> None:
    shirts = [row for row in rows(make("shopify")) if row["Handle"].startswith("s")]
    assert [row["Title"] for row in shirts] == ["Hemd Aurora", ""]
    assert [row["Variant SKU"] for row in shirts] == ["S-BLAU-L", "S-ROT-M"]
    assert {row["Option1 Value"] for row in shirts} == {"Blau", "Rot"}
    lamp = next(row for row in rows(make("shopify")) if row["Variant SKU"] == "L-100")
    assert (lamp["Option1 Name"], lamp["Option1 Value"]) == ("Title", "Default Title")
    assert lamp["Body (HTML)"] == "<p>Eine Lampe zum Lesen.</p><p>Sie leuchtet warm &amp; blendet nicht.</p>"
    assert lamp["Variant Grams"] == "1200"
    tea = next(row for row in rows(make("shopify")) if row["Variant SKU"] == "T-7")
    assert (tea["Variant Price"], tea["Variant Compare At Price"]) == ("3.99", "4.49")


def test_woocommerce_gets_parents_and_their_variations() -> None:
    by_sku = {row["SKU"]: row for row in rows(make("woocommerce"))}
    assert {key: row["Type"] for key, row in by_sku.items()} == {
        "L-100": "simple", "S": "variable", "S-BLAU-L": "variation", "S-ROT-M": "variation", "T-7": "simple",
    }  # fmt: skip
    assert by_sku["S-ROT-M"]["Parent"] == "S"
    assert by_sku["L-100"]["Regular price"] == "89.90"
    assert by_sku["T-7"]["Sale price"] == "3.99"
    assert by_sku["L-100"]["In stock?"] == "1"


# --- Amazon ---------------------------------------------------------------------------------------------------------
def test_amazon_names_marketplace_and_language_where_it_wants_them() -> None:
    feed = json.loads(make("amazon_listings").text)
    assert feed["header"] == {"sellerId": "A2MORGENROT", "version": "2.0", "issueLocale": "de_DE"}
    lamp = next(one for one in feed["messages"] if one["sku"] == "L-100")
    assert lamp["operationType"] == "UPDATE"
    market = {"marketplace_id": "A1PA6795UKMFR9"}
    name = {"value": "Leselampe Morgenrot 3 < 5 & leise", "language_tag": "de_DE", **market}
    assert lamp["attributes"]["item_name"] == [name]
    assert lamp["attributes"]["condition_type"] == [{"value": "new_new", **market}]
    offer = lamp["attributes"]["purchasable_offer"][0]
    assert offer["our_price"] == [{"schedule": [{"value_with_tax": 89.9}]}]
    assert "size" not in lamp["attributes"]
    assert lamp["attributes"]["fulfillment_availability"] == [{"fulfillment_channel_code": "DEFAULT", "quantity": 12}]


def test_every_message_to_amazon_has_a_number_of_its_own_that_no_other_product_moves() -> None:
    keys = [f"SKU-{number:06d}" for number in range(200_000)]
    setup = make("amazon_listings").plan.setup
    plain = replace(setup, profile=replace(setup.profile, fields=setup.profile.fields[:1]))
    told = AmazonListings().render(pl.DataFrame({"key": keys, "group": keys, "sku": keys}), plain)["text"]
    numbers = told.str.extract(r'"messageId":(\d+)').cast(pl.Int64)
    assert numbers.n_unique() == len(keys)
    assert numbers.is_between(1, 2**53 - 1).all()
    alone = AmazonListings().render(pl.DataFrame({"key": keys[7:8], "group": keys[7:8], "sku": keys[7:8]}), plain)
    assert alone["text"][0] == told[7]


def test_amazon_wants_to_know_how_used_a_thing_is() -> None:
    assert "L-100" in make("amazon_listings", alone(condition="gebraucht"), parents={}).held


@pytest.mark.parametrize(
    "name", ["google_merchant", "meta_catalog", "shopify", "woocommerce", "idealo", "awin", "pinterest"]
)
def test_a_price_in_pounds_stays_in_pounds(name: str) -> None:
    made = make(name, alone(price=("70.00", "GBP")), parents={}, locale="en_GB", currency="GBP")
    assert made.held == {}
    assert "70.00" in made.text
    assert set(HOUSE) > {"L-100"}


@pytest.mark.parametrize(
    ("output", "place", "called", "given"),
    [
        ("idealo", "price", "Price (price)", ""),
        ("idealo", "deliveryCosts_dhl", "Shipping cost (deliveryCosts_dhl)", "--set delivery_cost=..."),
        ("idealo", "deliveryTime", "Delivery time (deliveryTime)", "--set delivery_time=..."),
        ("google_merchant", "link", "Product page (link)", "--set link_start=..."),
        ("google_merchant", "image_link", "", ""),
        ("google_merchant", "availability", "Availability (availability)", "--set availability=in_stock"),
    ],
)
def test_what_is_missing_is_called_as_people_call_it_and_a_setting_that_helps_is_named(
    output: str, place: str, called: str, given: str
) -> None:
    profile = load_outputs()[output]
    row = {"key": "T-7", "rule": f"{output}.{place}_missing", "severity": "block", "place": place, "value": ""}
    problem = as_problem(profile, row)
    assert called in problem.message.en
    assert ("--set" in problem.proposal.en) == bool(given)
    assert given in problem.proposal.en


@pytest.mark.parametrize(
    ("key", "end"),
    [
        ("Rahmen #7", "Rahmen%20%237"),
        ("A?1", "A%3F1"),
        ("5%", "5%25"),
        ("a+b&c", "a%2Bb%26c"),
        ("10/A", "10/A"),
        ("Ä-1", "%C3%84-1"),
    ],
)
def test_a_number_with_signs_of_addresses_in_it_is_the_end_of_its_address(key: str, end: str) -> None:
    bare = {name: value for name, value in LAMP.items() if name != "url"}
    for name in ("google_merchant", "sitemap", "llms_txt"):
        made = make(name, {key: {**bare, "sku": key}}, parents={})
        assert f"https://shop.example/p/{end}" in made.text.replace("&amp;", "&"), name
    page = json.loads(make("json_ld", {key: {**bare, "sku": key}}, parents={}).text)
    assert page["@id"] == f"https://shop.example/p/{end}#product"
