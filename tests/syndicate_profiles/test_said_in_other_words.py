"""What sheets say of condition and availability in words of their own is stated rightly, or holds the product."""

import csv
import io

import pytest
from tests.syndicate_profiles.house import LAMP, Facts, Made, make

from klaviatur.syndicate.checking import as_problem

SHOPPING = ["google_merchant", "google_merchant_tsv", "meta_catalog", "pinterest", "idealo", "awin", "amazon_listings"]


def lamp(**changed: object) -> dict[str, Facts]:
    return {"L-100": {name: value for name, value in {**LAMP, **changed}.items() if value is not None}}


def row(made: Made) -> dict[str, str]:
    return next(csv.DictReader(io.StringIO(made.text, newline="")))


@pytest.mark.parametrize("name", SHOPPING)
@pytest.mark.parametrize("said", ["B-Ware", "neu - Verpackung geöffnet", "Grade B"])
def test_what_may_not_be_new_never_leaves_as_new(name: str, said: str) -> None:
    made = make(name, lamp(condition=said), parents={})
    assert f"{name}.condition_unknown" in made.held["L-100"]
    found = made.rendered.problems.filter(rule=f"{name}.condition_unknown")
    assert found["value"].to_list() == [said]  # and not the empty field


@pytest.mark.parametrize(
    ("said", "stated"),
    [
        ("refurbished - sehr gut", "refurbished"),
        ("Generalüberholt (wie neu)", "refurbished"),
        ("gebraucht: gut", "used"),
        ("Neu & OVP", "new"),
        ("Open Box", "used"),
    ],
)
def test_a_condition_with_a_grade_is_that_condition(said: str, stated: str) -> None:
    assert row(make("meta_catalog", lamp(condition=said), parents={}))["condition"] == stated


@pytest.mark.parametrize("name", ["google_merchant", "meta_catalog", "pinterest", "awin", "idealo"])
def test_an_availability_that_says_nothing_is_not_taken_for_that_of_all(name: str) -> None:
    settings = {} if name == "idealo" else {"availability": "in_stock"}
    made = make(name, lamp(availability="in 8-10 Wochen", stock=None), parents={}, **settings)
    assert f"{name}.availability_unknown" in made.held["L-100"]
    assert made.rendered.problems.filter(rule=f"{name}.availability_unknown")["value"].to_list() == ["in 8-10 Wochen"]


@pytest.mark.parametrize("said", ["2-4 Tage", "Lieferzeit: 3 Werktage", "sofort lieferbar, 1–2 Werktage", "sofort"])
def test_what_comes_within_days_is_in_stock(said: str) -> None:
    assert row(make("meta_catalog", lamp(availability=said, stock=None), parents={}))["availability"] == "in stock"


def test_a_delivery_time_in_the_column_of_availability_is_told_as_one() -> None:
    told = row(make("idealo", lamp(availability="2-4 Tage", stock="3"), parents={}))["deliveryTime"]
    assert told == "2-4 Tage"


@pytest.mark.parametrize(
    ("changed", "stated"),
    [
        ({"availability": None, "stock": "7"}, "in stock"),
        ({"availability": "lieferbar", "stock": None}, "in stock"),
        ({"availability": None, "stock": "0"}, "discontinued"),
        ({"availability": None, "stock": None}, "discontinued"),
    ],
)
def test_what_runs_out_is_for_sale_as_long_as_there_is_some(changed: dict[str, object], stated: str) -> None:
    made = make("meta_catalog", lamp(discontinued="true", **changed), parents={})
    assert row(made)["availability"] == stated


@pytest.mark.parametrize("said", ["Jungen, Mädchen", "Damen & Herren", "w/m"])
def test_goods_for_both_are_unisex(said: str) -> None:
    assert row(make("meta_catalog", lamp(gender=said), parents={}))["gender"] == "unisex"


def test_a_missing_image_is_called_so() -> None:
    made = make("meta_catalog", lamp(image=None, additional_image=None), parents={})
    found = [as_problem(made.plan.profile, row) for row in made.rendered.problems.iter_rows(named=True)]
    assert [one.message.de.partition(" (")[0] for one in found if one.rule.endswith("image_link_missing")] == [
        "Hauptbild"
    ]


@pytest.mark.parametrize(
    ("stock", "stated"),
    [
        (">10", "in stock"),
        ("10+", "in stock"),
        ("5-10", "in stock"),
        ("ausreichend", "in stock"),
        ("nicht vorrätig", "out of stock"),
        ("0", "out of stock"),
    ],
)
def test_a_stock_in_words_tells_whether_there_is_some(stock: str, stated: str) -> None:
    assert row(make("meta_catalog", lamp(stock=stock, availability=None), parents={}))["availability"] == stated


def test_a_stock_of_unknown_words_tells_nothing() -> None:
    made = make("meta_catalog", lamp(stock="siehe Liste", availability=None), parents={})
    assert "meta_catalog.availability_missing" in made.held["L-100"]


def test_idealo_is_offered_nothing_that_is_not_there() -> None:
    assert (
        "idealo.not_available" in make("idealo", lamp(stock="ausverkauft", availability=None), parents={}).held["L-100"]
    )


@pytest.mark.parametrize(
    ("said", "page"),
    [
        ("shop.example/lampe", "https://shop.example/lampe"),
        ("www.shop.example/lampe", "https://www.shop.example/lampe"),
        ("/lampe", "https://shop.example/lampe"),
        ("shop.example-lampe", "https://shop.example/shop.example-lampe"),
    ],
)
def test_an_address_without_its_beginning_is_no_path(said: str, page: str) -> None:
    assert row(make("meta_catalog", lamp(url=said), parents={}))["link"] == page


def test_a_book_that_is_to_come_out_is_there_from_that_day() -> None:
    said = lamp(availability="noch nicht erschienen", stock=None, release_date="2027-03-15")
    assert "<g:availability_date>2027-03-15<" in make("google_merchant", said, parents={}).text
    assert row(make("idealo", said, parents={}))["deliveryTime"] == "lieferbar ab 2027-03-15"


def test_what_is_gone_is_gone_whatever_is_remarked_beside() -> None:
    made = make("meta_catalog", lamp(availability="vergriffen, Neuauflage unbestimmt", stock=None), parents={})
    assert row(made)["availability"] == "out of stock"


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("Leselampe (B-Ware)", True),
        ("Leselampe generalüberholt", True),
        ("Gebrauchtwagen-Kalender", False),
        ("Leselampe", False),
    ],
)
def test_a_name_that_speaks_of_used_goods_is_told_where_no_condition_is_named(name: str, *, told: bool) -> None:
    rules = make("google_merchant", lamp(name=name, condition=None), parents={}).rules.get("L-100", [])
    assert ("google_merchant.condition_in_title" in rules) is told
