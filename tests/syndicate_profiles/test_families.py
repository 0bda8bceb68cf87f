"""Parents and variants in shops that take both: what the one lists the others have."""

import csv
import io
import json

from tests.syndicate_profiles.house import HOUSE, PARENTS, SHIRT, SHIRT_BLUE, SHIRT_RED, Facts, Made, make

SHIRTS = {"S": SHIRT, "S-BLAU-L": SHIRT_BLUE, "S-ROT-M": SHIRT_RED}


def rows(made: Made) -> dict[str, dict[str, str]]:
    return {row["SKU"]: row for row in csv.DictReader(io.StringIO(made.text, newline=""))}


def without(facts: Facts, *names: str) -> Facts:
    return {name: value for name, value in facts.items() if name not in names}


# --- WooCommerce ----------------------------------------------------------------------------------------------------
def test_a_parent_lists_the_values_of_all_its_variants_and_each_of_them_its_own() -> None:
    told = rows(make("woocommerce"))
    assert [told[key]["Attribute 1 value(s)"] for key in SHIRTS] == ["Blau, Rot", "Blau", "Rot"]
    assert [told[key]["Attribute 2 value(s)"] for key in SHIRTS] == ["L, M", "L", "M"]
    for at, name in ((1, "Farbe"), (2, "Größe")):
        assert {told[key][f"Attribute {at} name"] for key in SHIRTS} == {name}
        assert {told[key][f"Attribute {at} global"] for key in SHIRTS} == {"1"}
    assert told["L-100"]["Attribute 1 value(s)"] == "Rot"


def test_what_all_variants_share_is_said_of_the_parent_alone() -> None:
    told = rows(make("woocommerce", {**SHIRTS, "S": {**SHIRT, "material": "Leinen"}}))
    assert [told[key]["Attribute 3 value(s)"] for key in SHIRTS] == ["Leinen", "", ""]


def test_a_comma_inside_a_value_parts_no_values() -> None:
    told = rows(make("woocommerce", {**SHIRTS, "S-ROT-M": {**SHIRT_RED, "color": "Rot, matt"}}))
    assert [told[key]["Attribute 1 value(s)"] for key in SHIRTS] == ["Blau, Rot\\, matt", "Blau", "Rot\\, matt"]


def test_variants_name_their_parent_as_it_is_called_there() -> None:
    told = rows(make("woocommerce", {**SHIRTS, "S": {**SHIRT, "sku": "HEMD"}}))
    assert [told[key]["Parent"] for key in ("HEMD", "S-BLAU-L", "S-ROT-M")] == ["", "HEMD", "HEMD"]


def test_a_parent_that_is_sold_and_its_variants_are_simple_products() -> None:
    told = rows(make("woocommerce", {**SHIRTS, "S": {**SHIRT_RED, "sku": "S", "color": "Weiß", "size": "S"}}))
    assert {row["Type"] for row in told.values()} == {"simple"}
    assert {row["Parent"] for row in told.values()} == {""}
    assert [told[key]["Attribute 1 value(s)"] for key in SHIRTS] == ["Weiß", "Blau", "Rot"]


def test_variants_whose_parent_is_no_product_are_simple_products() -> None:
    told = rows(make("woocommerce", {key: SHIRTS[key] for key in PARENTS}))
    assert [(row["Type"], row["Parent"]) for row in told.values()] == [("simple", ""), ("simple", "")]


def test_variants_that_nothing_tells_apart_are_simple_products_without_the_parent() -> None:
    made = make("woocommerce", {**SHIRTS, "S-BLAU-L": {**SHIRT_BLUE, "color": "Rot", "size": "M"}})
    assert made.held == {"S": ["woocommerce.variants_alike"]}
    assert [(row["Type"], row["Parent"]) for row in rows(made).values()] == [("simple", ""), ("simple", "")]


def test_variants_of_a_parent_that_is_held_are_held_along() -> None:
    made = make("woocommerce", {**HOUSE, "S": without(SHIRT, "name")})
    above = "catalogue.parent_held"
    assert made.held == {"S": ["woocommerce.Name_missing"], "S-BLAU-L": [above], "S-ROT-M": [above]}
    assert made.ids("S-ROT-M") == {above: ""}
    assert list(rows(made)) == ["L-100", "T-7"]


def test_a_price_of_nothing_at_a_parent_that_only_groups_holds_nobody() -> None:
    made = make("woocommerce", {**SHIRTS, "S": {**SHIRT, "price": ("0.00", "EUR")}})
    assert made.held == {}
    assert [rows(made)[key]["Regular price"] for key in SHIRTS] == ["", "59.00", "49.00"]


# --- Amazon ---------------------------------------------------------------------------------------------------------
def family(made: Made) -> dict[str, list[object]]:
    """Return what each message says of its family: level, parent and theme."""
    told: dict[str, list[object]] = {}
    for message in json.loads(made.text)["messages"]:
        said = message["attributes"]
        level, above, theme = (
            said.get(name, [{}])[0] for name in ("parentage_level", "child_parent_sku_relationship", "variation_theme")
        )
        assert ("value" in level) == ("name" in theme) == (above.get("child_relationship_type") == "variation")
        told[message["sku"]] = [level.get("value"), above.get("parent_sku"), theme.get("name")]
    return told


def test_amazon_gets_the_parent_that_its_variants_name() -> None:
    made = make("amazon_listings", SHIRTS)
    assert family(made) == {
        "S": ["parent", None, "SIZE/COLOR"],
        "S-BLAU-L": ["child", "S", "SIZE/COLOR"],
        "S-ROT-M": ["child", "S", "SIZE/COLOR"],
    }
    parent = json.loads(made.text)["messages"][0]["attributes"]
    assert parent["brand"][0]["value"] == "Aurora"
    assert {"purchasable_offer", "fulfillment_availability", "color", "size"}.isdisjoint(parent)


def test_the_theme_of_variants_is_what_tells_them_apart() -> None:
    same_size = make("amazon_listings", {**SHIRTS, "S-ROT-M": {**SHIRT_RED, "size": "L"}})
    assert {one[2] for one in family(same_size).values()} == {"COLOR"}
    same_color = make("amazon_listings", {**SHIRTS, "S-ROT-M": {**SHIRT_RED, "color": "Blau"}})
    assert {one[2] for one in family(same_color).values()} == {"SIZE"}


def test_variants_without_a_theme_or_a_parent_that_leaves_name_none() -> None:
    alike = make("amazon_listings", {**SHIRTS, "S-BLAU-L": {**SHIRT_BLUE, "color": "Rot", "size": "M"}})
    assert alike.held == {"S": ["amazon_listings.variants_alike"]}
    for made in (alike, make("amazon_listings", {key: SHIRTS[key] for key in PARENTS})):
        assert family(made) == {"S-BLAU-L": [None] * 3, "S-ROT-M": [None] * 3}


def test_amazon_still_wants_a_price_of_what_is_sold() -> None:
    made = make("amazon_listings", {**SHIRTS, "S-ROT-M": without(SHIRT_RED, "price")})
    assert made.held == {"S-ROT-M": ["amazon_listings.price_missing"]}
    assert made.ids("S-ROT-M")["amazon_listings.price_missing"] == "90220"


# --- Groups of groups -----------------------------------------------------------------------------------------------
def _shirt(key: str, size: str, gtin: str) -> Facts:
    return {**without(SHIRT_RED, "color", "url"), "sku": key, "name": f"Hemd {key}", "size": size, "gtin": gtin}


DEEP = {
    "H": {**SHIRT, "sku": "H", "brand": "Aurora"},
    "H-B": {"sku": "H-B", "name": "Hemd Aurora blau", "color": "Blau"},
    "H-R": {"sku": "H-R", "name": "Hemd Aurora rot", "color": "Rot"},
    "H-B-L": _shirt("H-B-L", "L", "4006381333931"),
    "H-B-M": _shirt("H-B-M", "M", "4006381333948"),
    "H-R-L": _shirt("H-R-L", "L", "4006381333955"),
    "H-R-M": _shirt("H-R-M", "M", "4006381333962"),
}
ABOVE = {"H-B": "H", "H-R": "H", "H-B-L": "H-B", "H-B-M": "H-B", "H-R-L": "H-R", "H-R-M": "H-R"}
SOLD = ["H-B-L", "H-B-M", "H-R-L", "H-R-M"]


def deep(output: str) -> Made:
    made = make(output, DEEP, parents=ABOVE)
    assert {*made.rendered.items["key"], *made.held} in ({*SOLD}, {*DEEP})  # nothing is lost
    return made


def test_one_group_of_all_levels_is_named_after_the_highest_parent() -> None:
    for output, name, group in (
        ("google_merchant_tsv", "id", "item_group_id"),
        ("meta_catalog", "id", "item_group_id"),
    ):
        made = deep(output)
        delimiter = "\t" if "tsv" in output else ","
        told = csv.DictReader(io.StringIO(made.text, newline=""), delimiter=delimiter)
        assert {row[name]: row[group] for row in told} == dict.fromkeys(SOLD, "H")
    assert [[one["sku"] for one in product["variants"]] for product in json.loads(deep("ucp").text)["products"]] == [
        SOLD
    ]
    groups = [json.loads(line)["isVariantOf"] for line in deep("json_ld").text.splitlines()]
    assert groups == [{"@type": "ProductGroup", "productGroupID": "H"}] * 4


def test_the_highest_parent_speaks_for_all_its_variants() -> None:
    shop = list(csv.DictReader(io.StringIO(deep("shopify").text, newline="")))
    assert [row["Handle"] for row in shop] == ["h"] * 4
    assert [row["Title"] for row in shop] == ["Hemd Aurora", "", "", ""]
    choices = [(row["Variant SKU"], row["Option1 Value"], row["Option2 Value"]) for row in shop]
    assert choices == list(zip(SOLD, ["Blau", "Blau", "Rot", "Rot"], ["L", "M", "L", "M"], strict=True))
    assert [json.loads(line)["title"] for line in deep("acp").text.splitlines()] == ["Hemd Aurora"]


def test_shops_with_one_level_get_the_parents_that_variants_name_and_no_empty_one_above() -> None:
    made = deep("woocommerce")
    assert made.held == {"H": ["woocommerce.groups_parents"]}
    told = rows(made)
    assert {key: row["Parent"] for key, row in told.items()} == {
        "H-B": "", "H-R": "", "H-B-L": "H-B", "H-B-M": "H-B", "H-R-L": "H-R", "H-R-M": "H-R",
    }  # fmt: skip
    assert [told[key]["Attribute 2 value(s)"] for key in ("H-B", *SOLD)] == ["L, M", "L", "M", "L", "M"]
    made = deep("amazon_listings")
    assert made.held == {"H": ["amazon_listings.groups_parents"]}
    assert family(made)["H-B"] == ["parent", None, "SIZE"]
    assert family(made)["H-R-M"] == ["child", "H-R", "SIZE"]
