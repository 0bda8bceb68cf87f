"""A sale is one in its period alone, in every output; platforms that take a period are told it ahead."""

import csv
import io
import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

import pytest
from lxml import etree
from tests.syndicate_profiles.house import LAMP, Facts, Made, make

from klaviatur.adapters.outputs import load_outputs
from klaviatur.syndicate.parity import Normal, Reading, compare, read_back
from klaviatur.syndicate.sales import Moment

G = "{http://base.google.com/ns/1.0}"
PRICE, SALE = "89.90", "79.90"
ON_SALE: Facts = {**LAMP, "sale_price": (SALE, "EUR")}
TIMED: Facts = {**ON_SALE, "price_valid_from": "2026-11-20", "price_valid_until": "2026-11-30"}
BEFORE, DURING, AFTER = "2026-11-19T12:00:00Z", "2026-11-25T12:00:00Z", "2026-12-01T12:00:00Z"
# Where an output that knows one price states it
ONE_PRICE = {
    "idealo": lambda made: table(made)["price"],
    "awin": lambda made: table(made)["price"],
    "shopify": lambda made: table(made)["Variant Price"],
    "acp": lambda made: f"{told(made)['variants'][0]['price']['amount'] / 100:.2f}",
    "ucp": lambda made: f"{told(made)['products'][0]['variants'][0]['price']['amount'] / 100:.2f}",
    "json_ld": lambda made: f"{float(told(made)['offers']['price']):.2f}",
}
AHEAD = ("google_merchant", "google_merchant_tsv", "meta_catalog", "pinterest", "amazon_listings", "woocommerce")


def at(said: str, zone: str = "UTC") -> Moment:
    return Moment(datetime.fromisoformat(said), zone)


def table(made: Made) -> dict[str, str]:
    delimiter = "\t" if made.plan.setup.option("delimiter") == "\t" else ","
    return next(csv.DictReader(io.StringIO(made.text, newline=""), delimiter=delimiter))


def told(made: Made) -> Mapping[str, Any]:
    whole: Mapping[str, Any] = json.loads(
        made.text.splitlines()[0] if made.plan.profile.format == "jsonl" else made.text
    )
    return whole


def sells(output: str, facts: Facts, moment: Moment) -> str:
    """Return the price a buyer pays now, as it is read back out of an output."""
    made = make(output, {"X": facts}, parents={}, moment=moment)
    assert made.held == {}
    stated = read_back(made.plan, made.rendered, Normal()).stated
    return str(stated["selling_price"].drop_nulls()[0])


def google(facts: Facts, moment: Moment) -> tuple[str | None, str | None]:
    """Return the sale price and its period."""
    made = make("google_merchant", {"X": facts}, parents={}, moment=moment)
    (item,) = etree.fromstring(made.text.encode()).iter("item")
    return item.findtext(f"{G}sale_price"), item.findtext(f"{G}sale_price_effective_date")


# --- one price --------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("output", ONE_PRICE)
def test_who_knows_one_price_states_that_of_the_sale_in_its_period_alone(output: str) -> None:
    stated = [
        ONE_PRICE[output](make(output, {"X": TIMED}, parents={}, moment=at(one))) for one in (BEFORE, DURING, AFTER)
    ]
    assert [f"{float(one.replace(',', '.')):.2f}" for one in stated] == [PRICE, SALE, PRICE]


@pytest.mark.parametrize("output", sorted(load_outputs()))
def test_an_ended_sale_is_said_nowhere(output: str) -> None:
    for dates in (
        {},
        {"sale_price_dates": "2026-11-20/2026-11-30", "price_valid_from": None, "price_valid_until": None},
    ):
        facts = {name: value for name, value in {**TIMED, **dates}.items() if value}
        text = make(output, {"X": facts}, parents={}, moment=at(AFTER)).text
        assert SALE not in text
        assert SALE.replace(".", ",") not in text
        assert SALE.replace(".", "") not in text


def test_a_sale_without_a_period_always_holds() -> None:
    for output in (*ONE_PRICE, *AHEAD):
        assert sells(output, ON_SALE, at(AFTER)) == "79.9", output


def test_the_end_of_a_sale_is_not_that_of_the_price() -> None:
    ends = [
        told(make("json_ld", {"X": TIMED}, parents={}, moment=at(one)))["offers"].get("priceValidUntil")
        for one in (BEFORE, DURING, AFTER)
    ]
    assert ends == [None, "2026-11-30", None]
    bare = {name: value for name, value in TIMED.items() if name != "sale_price"}
    assert told(make("json_ld", {"X": bare}, parents={}, moment=at(AFTER)))["offers"]["priceValidUntil"] == "2026-11-30"


# --- the period goes along ---------------------------------------------------------------------------------------------
@pytest.mark.parametrize("output", AHEAD)
def test_who_takes_a_period_is_told_a_sale_ahead_and_states_no_other_price_now(output: str) -> None:
    texts = [make(output, {"X": TIMED}, parents={}, moment=at(one)).text for one in (BEFORE, DURING, AFTER)]
    assert texts[0] == texts[1]
    assert "2026-11-20" in texts[0]
    assert "2026-11-20" not in texts[2].replace("2026-11-20T09:30", "")
    assert [sells(output, TIMED, at(one)) for one in (BEFORE, DURING, AFTER)] == ["89.9", "79.9", "89.9"]


def test_google_gets_a_period_only_where_both_ends_are_known() -> None:
    begun = {**ON_SALE, "price_valid_from": "2026-11-20"}
    ending = {**ON_SALE, "price_valid_until": "2026-11-30"}
    assert google(begun, at(BEFORE)) == (None, None)
    assert google(begun, at(AFTER)) == ("79.90 EUR", None)
    assert google(ending, at(BEFORE)) == ("79.90 EUR", None)
    assert google(ending, at(AFTER)) == (None, None)


def test_woocommerce_takes_one_end_alone() -> None:
    shop = table(
        make("woocommerce", {"X": {**ON_SALE, "price_valid_from": "2026-11-20"}}, parents={}, moment=at(BEFORE))
    )
    assert (shop["Sale price"], shop["Date sale price starts"]) == ("79.90", "2026-11-20T00:00:00+00:00")
    assert shop["Date sale price ends"] == ""


# --- when exactly -----------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("until", "last", "first"),
    [
        ("2026-11-30", "2026-11-30T23:59:59Z", "2026-12-01T00:00:00Z"),
        ("2026-11", "2026-11-30T23:59:59Z", "2026-12-01T00:00:00Z"),
        ("2026-11-30T18:00:30+01:00", "2026-11-30T17:00:29Z", "2026-11-30T17:00:30Z"),
        ("2026-11-30T18:00", "2026-11-30T17:59:59Z", "2026-11-30T18:00:00Z"),
        ("2026-11-30 18:00:30", "2026-11-30T18:00:29Z", "2026-11-30T18:00:30Z"),
    ],
)
def test_a_sale_ends_to_the_second(until: str, last: str, first: str) -> None:
    facts = {**ON_SALE, "price_valid_from": "2026-11-01", "price_valid_until": until}
    for output in ("idealo", *AHEAD):
        assert [sells(output, facts, at(one)) for one in (last, first)] == ["79.9", "89.9"], output


@pytest.mark.parametrize(
    ("begin", "last", "first"),
    [
        ("2026-11-20", "2026-11-19T23:59:59Z", "2026-11-20T00:00:00Z"),
        ("2026-11", "2026-10-31T23:59:59Z", "2026-11-01T00:00:00Z"),
        ("2026-11-20T09:00:00-0500", "2026-11-20T13:59:59Z", "2026-11-20T14:00:00Z"),
    ],
)
def test_a_sale_begins_to_the_second(begin: str, last: str, first: str) -> None:
    for name in ("price_valid_from", "sale_price_dates"):
        facts = {**ON_SALE, name: begin + ("/2026-12-31" if name == "sale_price_dates" else "")}
        assert [sells("idealo", facts, at(one)) for one in (last, first)] == ["89.9", "79.9"], name


def test_a_day_is_one_of_the_time_zone_also_where_the_clocks_change() -> None:
    berlin = "Europe/Berlin"
    assert [sells("idealo", TIMED, at(one, berlin)) for one in ("2026-11-19T22:59:59Z", "2026-11-19T23:00:00Z")] == [
        "89.9",
        "79.9",
    ]
    assert google(TIMED, at(DURING, berlin))[1] == "2026-11-20T00:00+0100/2026-12-01T00:00+0100"
    autumn = {**ON_SALE, "price_valid_from": "2026-10-20", "price_valid_until": "2026-10-31"}
    assert google(autumn, at("2026-10-21T00:00:00Z", berlin))[1] == "2026-10-20T00:00+0200/2026-11-01T00:00+0100"
    spring = {
        **ON_SALE,
        "price_valid_from": "2026-03-29T02:30:00",
    }  # there is no such time that day: it is half past three
    assert [sells("idealo", spring, at(one, berlin)) for one in ("2026-03-29T01:29:59Z", "2026-03-29T01:30:00Z")] == [
        "89.9",
        "79.9",
    ]


def test_a_period_that_a_source_writes_itself_is_kept_exactly() -> None:
    facts = {**TIMED, "sale_price_dates": "2026-11-24T09:00+0100 / 2026-11-25T18:00+0100"}
    assert google(facts, at(DURING))[1] == "2026-11-24T08:00+0000/2026-11-25T17:00+0000"
    assert google(facts, at(DURING, "Europe/Berlin"))[1] == "2026-11-24T09:00+0100/2026-11-25T18:00+0100"
    assert sells("idealo", facts, at("2026-11-21T00:00:00Z")) == "89.9"  # it is nearer than the dates of the price
    for open_side in ("../2026-11-30", "/2026-11-30", "2026-11-20/"):
        bare = {**ON_SALE, "sale_price_dates": open_side}
        assert sells("idealo", bare, at(DURING)) == "79.9", open_side


def test_the_year_9999_is_no_end() -> None:
    facts = {**ON_SALE, "price_valid_from": "2026-11-20", "price_valid_until": "9999-12-31"}
    assert google(facts, at(DURING)) == ("79.90 EUR", None)
    assert sells("idealo", facts, at(DURING)) == "79.9"


# --- what nobody can read ----------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    "dates",
    [
        {"sale_price_dates": "20. bis 30. November"},
        {"price_valid_from": "bald"},
        {"price_valid_from": "2026-11-20", "price_valid_until": "2026-02-30"},
        {"price_valid_from": "2026-11-30", "price_valid_until": "2026-11-20"},
        {"sale_price_dates": "/"},
        {"sale_price_dates": "2026-11-20"},
    ],
)
def test_a_period_that_cannot_be_read_is_no_sale_and_a_rule_says_so(dates: Facts) -> None:
    facts = {**ON_SALE, **dates}
    for output in ("idealo", "google_merchant", "woocommerce", "shopify"):
        made = make(output, {"X": facts}, parents={}, moment=at(DURING))
        assert f"{output}.sale_period_unreadable" in made.rules["X"], output
        assert made.held == {}
        assert SALE not in made.text
    readable = make("idealo", {"X": TIMED}, parents={}, moment=at(DURING))
    assert "idealo.sale_period_unreadable" not in readable.rules.get("X", [])


def test_dates_of_the_price_are_taken_where_the_period_is_words() -> None:
    facts = {**TIMED, "sale_price_dates": "Black Week"}
    assert [sells("idealo", facts, at(one)) for one in (BEFORE, DURING, AFTER)] == ["89.9", "79.9", "89.9"]


# --- variants ----------------------------------------------------------------------------------------------------------
def test_variants_have_the_sale_of_their_parent_and_its_time() -> None:
    parent = {**TIMED, "sku": "P", "gtin": None}
    own = {"sku": "V", "name": "Lampe", "gtin": "4006381333948", "color": "Blau"}
    late = {**own, "sku": "W", "gtin": "4006381333955", "color": "Gelb", "price_valid_from": "2026-12-01"}
    family = {
        key: {name: value for name, value in facts.items() if value}
        for key, facts in (("P", parent), ("V", own), ("W", late))
    }
    for moment, sold in ((BEFORE, ["89.9", "89.9"]), (DURING, ["79.9", "89.9"]), (AFTER, ["89.9", "79.9"])):
        made = make("idealo", family, parents={"V": "P", "W": "P"}, moment=at(moment))
        stated = read_back(made.plan, made.rendered, Normal()).stated
        variants = stated.filter(stated["key"].is_in(["V", "W"]))
        assert variants["selling_price"].to_list() == sold  # W has a period of its own, which has no end


# --- parity ------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("moment", "price"),
    [
        ("2026-11-19T22:59:59Z", "89.9"),
        ("2026-11-19T23:00:00Z", "79.9"),
        ("2026-11-30T22:59:59Z", "79.9"),
        ("2026-11-30T23:00:00Z", "89.9"),
    ],
)
def test_all_outputs_agree_on_what_is_paid_now(moment: str, price: str) -> None:
    normal, readings = Normal(), list[Reading]()
    for output in sorted(load_outputs()):
        made = make(output, {"X": TIMED}, parents={}, moment=at(moment, "Europe/Berlin"))
        readings.append(read_back(made.plan, made.rendered, normal))
    assert compare(readings) == []
    assert {sold for reading in readings for sold in reading.stated["selling_price"].drop_nulls()} == {price}


def test_a_sale_stated_ahead_without_its_period_is_a_difference() -> None:
    made = make("google_merchant", {"X": TIMED}, parents={}, moment=at(BEFORE))
    text = made.rendered.records["text"].str.replace(
        r"<g:sale_price_effective_date>.*?</g:sale_price_effective_date>", ""
    )
    told = made.rendered.records.with_columns(text=text)
    spoiled = read_back(
        made.plan, type(made.rendered)(told, made.rendered.items, made.rendered.problems, made.rendered.leads), Normal()
    )
    other = make("idealo", {"X": TIMED}, parents={}, moment=at(BEFORE))
    found = compare([spoiled, read_back(other.plan, other.rendered, Normal())])
    assert "selling_price" in {difference.what for difference in found}
