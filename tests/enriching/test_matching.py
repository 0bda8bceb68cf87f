"""Which products are the same one, and which never are."""

import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from klaviatur.collect.products.enriching.known import Known, Stated
from klaviatur.collect.products.matching import propose_same
from klaviatur.collect.products.matching.features import features
from klaviatur.records import Kind

GOLD = tomllib.loads((Path(__file__).parent / "pairs_gold.toml").read_text(encoding="utf-8"))
LEAST_PRECISION, LEAST_RECALL = 0.97, 0.90


def known(key: str, brand: str, name: str, more: str = "") -> Known:
    """A product with a brand, a name, and facts as the gold writes them."""
    facts = [("name", name, None)] + ([("brand", brand, None)] if brand else [])
    parent = None
    for part in filter(None, more.split(";")):
        attribute, _, value = part.partition("=")
        value, _, unit = value.partition(" ") if attribute == "net_content" else (value, "", "")
        parent = value if attribute == "parent" else parent
        facts += [(attribute, value, unit or None)] if attribute != "parent" else []
    stated = [Stated(f"{key}/{name}///shop", name, Kind.TEXT, value, unit) for name, value, unit in facts]
    return Known(key, parent=parent, facts=stated)


def test_pairs_of_the_gold_are_told_apart() -> None:
    found = {
        kind: [bool(propose_same([known("A", *one), known("B", *two)])) for one, two in GOLD[kind]] for kind in GOLD
    }
    right, wrong = sum(found["same"]), sum(found["other"])
    assert len(found["same"]) + len(found["other"]) >= 150
    assert right / (right + wrong) >= LEAST_PRECISION
    assert right / len(found["same"]) >= LEAST_RECALL


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("Müsli 500 g", "Müsli 250 g"),
        ("T-Shirt rot", "T-Shirt blau"),
        ("Schleifer WS 240", "Schleifer WS 250"),
        ("Batterien 4 Stück", "Batterien 8 Stück"),
        ("Rain Jacket L", "Rain Jacket XL"),
    ],
)
def test_a_size_a_colour_or_a_model_number_forbids_a_merge(one: str, two: str) -> None:
    assert propose_same([known("A", "Werkmeister", one), known("B", "Werkmeister", two)]) == []


def test_the_same_gtin_is_the_same_product_however_its_zeros_are_written() -> None:
    one = known("A", "Morgenklar", "Tagescreme", "gtin=4012345021929")
    two = known("B", "Morgenklar", "Gesichtscreme", "gtin=04012345021929")
    [found] = propose_same([one, two])
    assert (found.what, found.product, found.value) == ("same_product", "A", "B")
    assert {evidence.where for evidence in found.evidence} >= {"A/gtin///shop", "B/gtin///shop"}


def test_a_gtin_with_a_wrong_check_digit_proves_nothing() -> None:
    one, two = known("A", "", "Kanne", "gtin=4012345021920"), known("B", "", "Sieb", "gtin=4012345021920")
    assert propose_same([one, two]) == []


def test_a_gtin_that_many_products_share_is_a_placeholder() -> None:
    many = [known(str(n), "", f"Ding {chr(97 + n) * 6}", "gtin=4012345021929") for n in range(12)]
    assert propose_same(many) == []


def test_variants_of_one_parent_and_a_parent_are_no_duplicates() -> None:
    parent = known("P", "Fadenlauf", "Pullover Merino")
    first, second = (known(key, "Fadenlauf", "Pullover Merino", "parent=P") for key in "AB")
    assert propose_same([parent, first, second]) == []


def test_two_names_in_two_languages_are_compared_in_one() -> None:
    one, two = known("A", "Acme", "Trinkflasche Edelstahl"), known("B", "Acme", "Bottle")
    for each, text in ((one, "Steel Drinking Bottle"), (two, "Steel drinking bottle")):
        each.facts.append(Stated(f"{each.key}/name/en_GB//shop", "name", Kind.TEXT, text, locale="en_GB"))
    assert [found.value for found in propose_same([one, two])] == ["B"]


def test_the_proposal_is_the_same_one_whichever_product_comes_first() -> None:
    one, two = known("A", "Acme", "Garden Hose 20 m"), known("B", "Acme", "Garden hose 20m")
    assert [p.id for p in propose_same([one, two])] == [p.id for p in propose_same([two, one])]


def test_three_keys_of_one_product_are_joined_with_one() -> None:
    found = propose_same([known(key, "Acme", "Garden Hose 20 m") for key in "ABC"])
    assert len(found) == 2
    assert len({p.value for p in found}) == 2


@pytest.mark.parametrize(
    ("one", "two"), [("0,5 l", "500 ml"), ("1 kg", "1000 g"), ("60 cm", "600mm"), ("1.5 m", "150 cm")]
)
def test_the_same_quantity_in_another_unit_is_the_same_figure(one: str, two: str) -> None:
    assert features(f"Ding {one}").figures == features(f"Ding {two}").figures


def test_a_word_behind_a_figure_that_is_no_unit_stays_a_word() -> None:
    assert "braun" in features("Wanderschuh 42 braun").words


@given(st.text(max_size=80), st.text(max_size=80))
def test_any_two_names_can_be_compared(one: str, two: str) -> None:
    for found in propose_same([known("A", "", one), known("B", "", two)]):
        assert 0 < found.confidence < 1


def test_the_proposal_stays_the_same_one_when_more_is_known_of_the_other_product() -> None:
    one, two = known("A", "Acme", "Garden Hose 20 m"), known("B", "Acme", "Garden hose 20m")
    [before] = propose_same([one, two])
    two.facts.append(Stated("B/color///shop", "color", Kind.TEXT, "green"))
    [after] = propose_same([one, two])
    assert (before.product, after.product) == ("A", "B")
    assert before.id == after.id
