"""Products as the interface of Shopware 6 gives them are read as its shop means them."""

import json
from typing import Any

from tests.catalogue_import.conftest import Collected

BOX: dict[str, Any] = {
    "id": "0189aa", "productNumber": "SW-1", "parentId": None, "active": True, "name": None,
    "translated": {"name": "Duschgel Zitrus", "description": "<p>Frisch</p>"},
    "manufacturer": {"name": "Frisch"}, "manufacturerNumber": "F-1", "ean": "4006381333931",
    "price": [
        {"currencyId": "0aaa", "gross": 2.9, "net": 2.4, "linked": True},
        {"currencyId": "b7d2554b0ce847cd82f3ac9bd1c0dfca", "gross": 2.49, "net": 2.09, "linked": True,
         "listPrice": {"gross": 2.99, "net": 2.51}},
    ],
    "stock": 0, "availableStock": 0, "isCloseout": True, "shippingFree": False,
    "deliveryTime": {"name": "2-5 Tage", "min": 2, "max": 5, "unit": "day"},
    "purchaseUnit": 250, "referenceUnit": 100, "packUnit": "Flasche", "unit": {"shortCode": "ml", "name": "Milliliter"},
    "cover": {"media": {"url": "https://shop.example/a.jpg"}},
    "categories": [{"name": "Pflege", "breadcrumb": ["Katalog", "Drogerie", "Pflege"]}],
    "properties": [
        {"name": "Zitrone", "group": {"name": "Duft"}}, {"name": "Limette", "group": {"name": "Duft"}},
        {"name": "vegan", "group": {"name": "Eigenschaft"}},
    ],
    "seoUrls": [{"seoPathInfo": "drogerie/duschgel-zitrus"}],
}  # fmt: skip
RED: dict[str, Any] = {
    "id": "0189ab", "productNumber": "SW-1.1", "parentId": "0189aa", "active": True, "name": None, "price": None,
    "stock": 4, "ean": "4006381333948", "options": [{"name": "Rot", "group": {"name": "Farbe"}}], "purchasePrices": None,
}  # fmt: skip


def read(collected: Collected, *products: dict[str, Any]) -> None:
    collected(json.dumps({"data": products, "total": len(products)}, ensure_ascii=False), "shopware.json")


def test_prices_are_those_of_the_currency_of_the_shop(collected: Collected) -> None:
    read(collected, BOX, RED)
    told = {name: collected.value("SW-1", name) for name in ("price", "net_price", "list_price")}
    assert told == {"price": "2.49", "net_price": "2.09", "list_price": "2.99"}


def test_quantities_have_the_unit_that_stands_apart(collected: Collected) -> None:
    read(collected, BOX, RED)
    found = [collected.product("SW-1").find(name) for name in ("unit_price_measure", "unit_price_quantity")]
    assert [(fact.value, fact.unit) for fact in found if fact] == [("250", "MLT"), ("100", "MLT")]
    assert collected.value("SW-1", "pack_quantity") is None


def test_names_properties_categories_and_pages_are_texts(collected: Collected) -> None:
    read(collected, BOX, RED)
    box = collected.product("SW-1")
    told = {
        name: fact.value
        for name in ("name", "description", "scent", "delivery_time", "url")
        if (fact := box.find(name))
    }
    assert told == {
        "name": "Duschgel Zitrus", "description": "Frisch", "scent": "Zitrone, Limette", "delivery_time": "2-5 Tage",
        "url": "drogerie/duschgel-zitrus",
    }  # fmt: skip
    assert collected.value("SW-1", "category") == "Drogerie > Pflege"


def test_what_is_sold_off_may_not_be_ordered_without_stock(collected: Collected) -> None:
    read(collected, BOX, RED)
    assert collected.value("SW-1", "backorder") is None


def test_a_variant_finds_its_parent_and_its_options(collected: Collected) -> None:
    read(collected, BOX, RED)
    assert collected.product("SW-1.1").parent == "SW-1"
    assert collected.value("SW-1.1", "color") == "Rot"
