"""What a platform does not need, it does not get in a wrong form: the field is left out, and the item leaves."""

import json

import pytest
from lxml import etree
from tests.syndicate_profiles.house import LAMP, Facts, Made, make

from klaviatur.adapters.outputs import load_outputs
from klaviatur.records import Severity
from klaviatur.syndicate.checking import as_problem


def alone(**changed: object) -> dict[str, Facts]:
    return {"L-100": {**LAMP, **changed}}


def problems(made: Made) -> dict[str, Severity]:
    found = [as_problem(made.plan.profile, row) for row in made.rendered.problems.iter_rows(named=True)]
    return {one.rule: one.severity for one in found}


def test_a_weight_in_words_is_left_out_with_its_unit_and_the_product_leaves_with_a_warning() -> None:
    made = make("json_ld", alone(weight=("ca. 1,6 kg", "KGM")), parents={})
    assert made.held == {}
    assert problems(made)["json_ld.weight.value_wrong"] is Severity.WARN
    told = json.loads(made.text)
    assert "weight" not in told
    assert told["name"] == LAMP["name"]


def test_what_is_left_out_is_said_with_what_it_was() -> None:
    made = make("json_ld", alone(weight=("ca. 1,6 kg", "KGM")), parents={})
    row = next(one for one in made.rendered.problems.iter_rows(named=True) if one["place"] == "weight.value")
    problem = as_problem(made.plan.profile, row)
    assert problem.value == "ca. 1,6 kg"
    assert "bleibt weg" in problem.message.de
    assert "is left out" in problem.message.en


def test_what_is_missing_names_the_setting_that_can_say_it() -> None:
    unsaid = {name: value for name, value in LAMP.items() if name not in {"availability", "stock"}}
    made = make("google_merchant", {"L-100": unsaid}, parents={})
    row = next(
        one for one in made.rendered.problems.iter_rows(named=True) if one["rule"].endswith("availability_missing")
    )
    problem = as_problem(made.plan.profile, row)
    assert problem.message.de.startswith("Verfügbarkeit")
    assert "--set availability=in_stock" in problem.proposal.de
    assert "--set availability=in_stock" in problem.proposal.en


def test_a_code_that_is_too_long_is_left_out() -> None:
    made = make("google_merchant", alone(mpn="9" * 80), parents={})
    assert made.held == {}
    assert problems(made)["google_merchant.mpn_too_long"] is Severity.WARN
    assert "9" * 71 not in made.text


@pytest.mark.parametrize("output", sorted(load_outputs()))
def test_a_price_or_an_availability_is_never_left_out(output: str) -> None:
    plan = make(output).plan
    told = [one for one in plan.fields if {"price", "selling_price", "currency", "availability"} & {*one.field.parity}]
    assert not [one.field.name for one in told if one.left_out]
    gone = frozenset[str]().union(*(one.left_out for one in plan.fields))
    assert gone.isdisjoint(one.field.name for one in told if not one.field.wrong)
    assert gone.isdisjoint(one.field.name for one in plan.fields if one.field.required)


def test_a_price_that_is_only_told_besides_goes_with_its_wrong_currency() -> None:
    made = make("bmecat_2005", alone(shipping_cost=("4.90", "Taler")), parents={})
    assert made.held == {}
    assert "4.90" not in made.text
    assert "89.90" in made.text


@pytest.mark.parametrize("output", ["google_merchant", "bmecat_2005", "rss_products", "sitemap", "json_ld"])
def test_signs_that_xml_forbids_do_not_leave(output: str) -> None:
    odd = {"name": "Lampe\x00 eins\x0b\x7f", "search_terms": ["a\x1f", "\x01"], "material": "Mes\ufffesing\uffff"}
    text = make(output, alone(**odd), parents={}).text
    assert not set(text) & {"\x00", "\x01", "\x0b", "\x1f", "\x7f", "\ufffe", "\uffff"}
    assert "\\u00" not in text
    if output != "json_ld":
        etree.fromstring(text.encode())
