"""Feeds for agents (ACP, UCP) are read as what they say: amounts in whole cents, codes, titles of variants."""

from pathlib import Path

import pytest
from tests.syndicate_profiles.house import HOUSE, make

import klaviatur
from klaviatur.records import Product

FILES = {"acp": "feed.jsonl", "ucp": "katalog.json"}


def collected(folder: Path, name: str, text: str) -> dict[str, Product]:
    (folder / name).write_text(text, encoding="utf-8")
    with klaviatur.open_workspace(folder / "workspace") as workspace:
        assert workspace.collect([folder / name]).failures == ()
        return {key: workspace.product(key) for key in workspace.keys()}  # noqa: SIM118 (a workspace is no dict)


@pytest.mark.parametrize("output", FILES)
def test_a_feed_for_agents_says_what_it_said_before(tmp_path: Path, output: str) -> None:
    products = collected(tmp_path, FILES[output], make(output).text)
    assert {key: one.parent for key, one in products.items()} == {
        "L-100": None, "S": None, "S-BLAU-L": "S", "S-ROT-M": "S", "T-7": None,
    }  # fmt: skip
    said = {key: {fact.attribute: fact for fact in one.facts} for key, one in products.items()}
    for key in ("L-100", "S-BLAU-L", "S-ROT-M"):
        assert said[key]["name"].value == HOUSE[key]["name"]
        assert (said[key]["price"].value, said[key]["price"].currency) == HOUSE[key]["price"]
        assert said[key]["gtin"].value == HOUSE[key]["gtin"]
        assert said[key]["color"].value == HOUSE[key]["color"]
    assert said["S"]["name"].value == HOUSE["S"]["name"]
    assert said["S-ROT-M"]["availability"].value == "in_stock"
    assert (said["T-7"]["price"].value, said["T-7"]["list_price"].value) == ("3.99", "4.49")


def test_whole_euros_of_other_feeds_stay_euros(tmp_path: Path) -> None:
    shop = '[{"id": "A", "title": "Hemd", "variants": [{"id": "A1", "title": "M", "price": {"amount": 49, "currency": "EUR"}}]}]'
    [one] = collected(tmp_path, "shop.json", shop).values()
    assert [fact.value for fact in one.facts if fact.attribute == "price"] == ["49.00"]
