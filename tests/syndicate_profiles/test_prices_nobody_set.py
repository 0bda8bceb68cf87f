"""A price that is no number, none at all, or another currency's is no price: it holds the product, with that reason."""

import pytest
from tests.syndicate_profiles.house import LAMP, Made, make

WITH_PRICE = (
    "acp", "amazon_listings", "awin", "bmecat_2005", "etim_xchange", "google_merchant", "idealo", "meta_catalog",
    "pinterest", "shopify", "ucp", "woocommerce",
)  # fmt: skip
PAGES = ("json_ld", "llms_txt", "markdown_pages")


def made(name: str, **said: object) -> Made:
    return make(name, {"L-100": {**LAMP, "mpn": "1", "manufacturer": "Haus", **said}}, parents={})


@pytest.mark.parametrize("price", ["ab 9,90 €", "1e3", "9,90-12,00", "NaN", "-", "12.50 netto"])
def test_what_is_no_number_is_no_price_anywhere(price: str) -> None:
    for name in WITH_PRICE:
        output = made(name, price=price)
        assert f"{name}.price_unreadable" in output.held["L-100"], name
        assert not any("currency_other" in rule or "fractions" in rule for rule in output.held["L-100"]), name
        found = [row for row in output.rendered.problems.iter_rows(named=True) if row["rule"].endswith("unreadable")]
        assert [row["value"] for row in found] == [price]


def test_a_price_in_another_currency_is_no_price_on_request() -> None:
    for name in WITH_PRICE:
        output = made(name, price=("9.90", "USD"))
        assert f"{name}.currency_other" in output.held["L-100"], name
        assert f"{name}.price_on_request" not in output.rules["L-100"], name


@pytest.mark.parametrize("price", ["0", "0.00", "-5.00"])
def test_no_output_says_that_something_costs_nothing_or_less(price: str) -> None:
    for name in (*WITH_PRICE, *PAGES):
        assert f"{name}.price_zero" in made(name, price=(price, "EUR")).held["L-100"], name
    assert "L-100" not in made("sitemap", price=(price, "EUR")).held


def test_a_sale_price_that_is_no_number_is_left_out_with_a_warning() -> None:
    for name in WITH_PRICE:
        output = made(name, sale_price="ab 5")
        if name not in {"bmecat_2005", "etim_xchange"}:  # there it stands among all facts, as text
            assert "ab 5" not in output.text, name
            assert f"{name}.sale_price_unreadable" in output.rules["L-100"], name
        assert not output.held, name


def test_a_net_price_that_is_no_number_leaves_no_empty_price_in_a_catalogue() -> None:
    said = made("bmecat_2005", net_price="auf Anfrage").text
    assert "net_list" not in said
    assert said.count("<PRICE_AMOUNT>") == said.count("</PRODUCT_PRICE>")


# --- a price of several -------------------------------------------------------------------------------------------------
OF_ONE = tuple(name for name in WITH_PRICE if name not in {"bmecat_2005", "etim_xchange"})


@pytest.mark.parametrize("many", ["100", "1000", "0.1"])
def test_a_price_of_a_hundred_is_not_told_as_the_price_of_one(many: str) -> None:
    for name in (*OF_ONE, "json_ld"):
        assert f"{name}.price_of_several" in made(name, price_quantity=many).held["L-100"], name
    for name in ("llms_txt", "markdown_pages"):
        output = made(name, price_quantity=many)
        assert not output.held, name
        assert "89.90" not in output.text, name
        assert f"{name}.price_of_several" in output.rules["L-100"], name


def test_a_catalogue_says_how_many_a_price_is_for() -> None:
    assert "<PRICE_QUANTITY>100</PRICE_QUANTITY>" in made("bmecat_2005", price_quantity="100").text
    assert '"PriceQuantity":"100"' in made("etim_xchange", price_quantity="100").text


@pytest.mark.parametrize("many", ["1", "1.0", "0", "Stück"])
def test_a_price_of_one_is_the_price(many: str) -> None:
    for name in (*OF_ONE, *PAGES):
        output = made(name, price_quantity=many)
        assert not output.held, name
        assert f"{name}.price_of_several" not in output.rules.get("L-100", []), name
    for name in PAGES:
        assert "89.90" in made(name, price_quantity=many).text, name
