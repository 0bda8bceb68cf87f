"""A price that holds from the new year on is not told as that of today, and is not lost."""

from pathlib import Path

import pytest
from tests.syndicate_profiles import schemas
from tests.syndicate_profiles.house import LAMP, make
from tests.syndicate_profiles.test_bmecat_round_trip import read_back

from klaviatur.records import Product

OLD, NEW = ("2026-01-01", "2026-12-31", "10.00"), ("2027-01-01", "", "10.80")


def catalogue(made: str, *periods: tuple[str, str, str]) -> str:
    blocks = "".join(
        f"<PRODUCT_PRICE_DETAILS><VALID_START_DATE>{start}</VALID_START_DATE>"
        + (f"<VALID_END_DATE>{end}</VALID_END_DATE>" if end else "")
        + f'<PRODUCT_PRICE price_type="net_list"><PRICE_AMOUNT>{amount}</PRICE_AMOUNT><PRICE_CURRENCY>EUR</PRICE_CURRENCY>'
        "</PRODUCT_PRICE></PRODUCT_PRICE_DETAILS>"
        for start, end, amount in periods
    )
    return (
        '<BMECAT xmlns="http://www.bmecat.org/bmecat/2005fd" version="2005"><HEADER><CATALOG><LANGUAGE>deu</LANGUAGE>'
        f"<CATALOG_ID>K</CATALOG_ID><CATALOG_VERSION>001.000</CATALOG_VERSION>{made}</CATALOG><SUPPLIER>"
        '<SUPPLIER_NAME>Wir</SUPPLIER_NAME></SUPPLIER></HEADER><T_NEW_CATALOG><PRODUCT mode="new"><SUPPLIER_PID>A</SUPPLIER_PID>'
        "<PRODUCT_DETAILS><DESCRIPTION_SHORT>Ding</DESCRIPTION_SHORT></PRODUCT_DETAILS><PRODUCT_ORDER_DETAILS>"
        f"<ORDER_UNIT>C62</ORDER_UNIT></PRODUCT_ORDER_DETAILS>{blocks}</PRODUCT></T_NEW_CATALOG></BMECAT>"
    )


def said(product: Product) -> dict[str, object]:
    names = ("net_price", "price_valid_from", "price_valid_until", "tier_price")
    return {one.attribute: one.items or one.value for one in product.facts if one.attribute in names}


IN_2026 = {
    "net_price": "10.00", "price_valid_from": "2026-01-01", "price_valid_until": "2026-12-31",
    "tier_price": ("1: 10.80 EUR net_list 2027-01-01/",),
}  # fmt: skip
IN_2027 = {
    "net_price": "10.80", "price_valid_from": "2027-01-01",
    "tier_price": ("1: 10.00 EUR net_list 2026-01-01/2026-12-31",),
}  # fmt: skip


@pytest.mark.parametrize(
    ("made", "periods", "told"),
    [
        ("<GENERATION_DATE>2026-11-23</GENERATION_DATE>", (OLD, NEW), IN_2026),
        ("<GENERATION_DATE>2026-11-23</GENERATION_DATE>", (NEW, OLD), IN_2026),
        ("<GENERATION_DATE>2027-02-01</GENERATION_DATE>", (OLD, NEW), IN_2027),
        ("", (OLD, NEW), IN_2026),
        ("", (NEW, OLD), IN_2027),
    ],
)
def test_the_price_is_that_of_the_time_of_the_catalogue(
    tmp_path: Path, made: str, periods: tuple[tuple[str, str, str], ...], told: dict[str, object]
) -> None:
    assert said(read_back(tmp_path, catalogue(made, *periods))["A"]) == told


@pytest.mark.parametrize("version", ["2005", "2005_1", "etim_31"])
def test_a_price_of_another_time_leaves_with_it_and_comes_back(test_data: Path, tmp_path: Path, version: str) -> None:
    tiers = ["10: 9.50 EUR net_list", "1: 10.80 EUR net_list 2027-01-01/", "10: 10.20 EUR net_list 2027-01-01/"]
    tiers.append("1: 8.00 EUR gros_list CH x0.9 2028-01-01/2028-12-31")
    lamp = {**LAMP, "net_price": ("10.00", "EUR"), "tier_price": tiers, "price_valid_until": "2026-12-31"}
    made = make(f"bmecat_{version}", {"L-100": lamp}, parents={})
    assert schemas.xml_errors(schemas.bmecat(test_data, version), made.text) == []
    assert made.text.count("<PRODUCT_PRICE_DETAILS>") == 3
    back = said(read_back(tmp_path, made.text)["L-100"])
    assert (back["net_price"], back["price_valid_until"]) == ("10.00", "2026-12-31")
    assert back["tier_price"] == tuple(tiers)


def test_without_prices_of_other_times_nothing_is_said_of_them() -> None:
    lamp = {**LAMP, "net_price": ("10.00", "EUR"), "tier_price": ["10: 9.50 EUR net_list"]}
    assert make("bmecat_2005", {"L-100": lamp}, parents={}).text.count("<PRODUCT_PRICE_DETAILS>") == 1
