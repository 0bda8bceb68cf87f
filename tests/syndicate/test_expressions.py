"""What expressions of profiles say of products, and how wrong ones are told."""

from decimal import Decimal

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from klaviatur.errors import ProfileError
from klaviatur.syndicate.expressions import read_expression
from klaviatur.syndicate.functions import FUNCTIONS
from klaviatur.syndicate.typed import Form, Ground, as_text

GROUND = Ground("Output 'x', field 'y'", values={"base_url": "https://shop.example/"}, needs=frozenset({"base_url"}))
SAID = {
    "key": ["A1"],
    "name": ["  Leuchte\n rot "],
    "price": ["12.9"],
    "price.currency": ["EUR"],
    "sale_price": ["9.90"],
    "sale_price.currency": ["EUR"],
    "gtin": ["4006381333931"],
    "weight": ["1.2"],
    "weight.unit": ["KGM"],
    "stock": ["0"],
    "availability": [None],
    "backorder": ["true"],
    "discontinued": [None],
    "image": ["/b/1 2.jpg"],
    "additional_image": [["b/2.jpg", "https://cdn.example/3.jpg"]],
    "brand": [None],
    "color": ["rot"],
}
FRAME = pl.DataFrame(SAID, schema_overrides=dict.fromkeys(("availability", "discontinued", "brand"), pl.String))


def said(expression: str, ground: Ground = GROUND, **more: str | None) -> object:
    """Return what an expression says of the one product."""
    frame = FRAME.with_columns(pl.lit(value, dtype=pl.String).alias(name) for name, value in more.items())
    typed = read_expression(expression, ground).build(ground)
    shown = typed.expr if typed.form in {Form.LIST, Form.TRUTH} else as_text(ground, typed)
    value = frame.select(shown.alias("v"))["v"][0]
    return value.to_list() if isinstance(value, pl.Series) else value


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        ("text(name)", "Leuchte rot"),
        ("money(price)", "12.90 EUR"),
        ("amount(price, ',')", "12,90"),
        ("minor_units(price)", "1290"),
        ("unit_value(weight, 'g')", "1200"),
        ("with_unit(weight, 'kg')", "1.2 kg"),
        ("gtin14(gtin)", "04006381333931"),
        ("valid_gtin(gtin)", True),
        ("first(brand, color)", "rot"),
        ("join(' ', brand, color)", "rot"),
        ("brand", None),
        ("brand + ' x'", None),
        ("brand is None and not brand == 'x'", True),
        ("'klein' if number(price) < 20 else 'groß'", "klein"),
        ("money(sale_price) if number(sale_price) < number(price) else None", "9.90 EUR"),
        ("absolute(setting('base_url'), image)", "https://shop.example/b/1%202.jpg"),
        (
            "absolute(setting('base_url'), additional_image)",
            ["https://shop.example/b/2.jpg", "https://cdn.example/3.jpg"],
        ),
        ("count(additional_image) + 1", "3"),
        ("availability('google')", "backorder"),
        ("map(color, {'rot': 'red'})", "red"),
        ("color in ['rot', 'blau']", True),
        ("slug('Käse & Brot')", "kaese-brot"),
        ("matches(gtin, '\\d{13}')", True),
    ],
)
def test_an_expression_says_what_it_reads_like(expression: str, value: object) -> None:
    assert said(expression) == value


@pytest.mark.parametrize(
    ("expression", "told"),
    [
        ("prise", "did you mean 'price'|Did you mean 'price'"),
        ("monney(price)", "Did you mean money"),
        ("money()", r"Write money\(price\)"),
        ("additional_image", "is a list, and a text is wanted"),
        ("setting('shop')", "has no setting 'shop'"),
        ("wording('title')", "no wording is called 'title'"),
        ("price.unit", "Prices have .currency"),
        ("open('x')", "no function is called 'open'"),
        ("().__class__", "not known|nothing an expression"),
        ("[x for x in name]", "nothing an expression can have"),
        ("lambda: 1", "nothing an expression can have"),
        ("price +", "cannot be read"),
        ("word('condition', 'nowhere')", "not known what 'nowhere' calls condition"),
        ("matches(name, '\\bEi\\b')", "holds a control character|four times"),
    ],
)
def test_a_wrong_expression_is_told_with_its_place_and_what_to_write(expression: str, told: str) -> None:
    with pytest.raises(ProfileError, match=told) as raised:
        as_text(GROUND, read_expression(expression, GROUND).build(GROUND))
    assert "Output 'x', field 'y'" in str(raised.value)


@given(cents=st.integers(0, 10**9))
def test_a_price_is_never_rounded_and_never_goes_through_a_binary_fraction(cents: int) -> None:
    price = f"{Decimal(cents) / 100:f}"
    assert said("minor_units(price)", price=price) == str(cents)
    assert Decimal(str(said("amount(price)", price=price))) == Decimal(price)


def test_a_fraction_of_a_cent_is_no_amount_in_cents() -> None:
    assert said("minor_units(price)", price="0.0349") is None
    assert said("money(price)", price="0.0349") == "0.0349 EUR"


def test_every_function_says_how_it_is_written_and_what_it_promises() -> None:
    for name, function in FUNCTIONS.items():
        assert function.usage.startswith(f"{name}(")
        assert function.promise
