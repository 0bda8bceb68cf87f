"""The vocabulary: one table that every room relies on."""

import re
from collections import Counter

import pytest

from klaviatur.catalogue.units import dimensions
from klaviatur.catalogue.vocabulary import label_of, vocabulary
from klaviatur.records import Kind

# Words that stand for what follows; read with .split()
FOOD = """
ingredients allergens energy_kj energy_kcal fat saturated_fat monounsaturated_fat polyunsaturated_fat carbohydrates
sugars polyols starch fibre protein salt net_content best_before storage_instructions origin_country alcohol legal_name
responsible_person
"""  # Regulation (EU) No 1169/2011, Articles 9 and 30
VITAMINS_AND_MINERALS = """
vitamin_a vitamin_d vitamin_e vitamin_k vitamin_c thiamin riboflavin niacin vitamin_b6 folic_acid vitamin_b12 biotin
pantothenic_acid potassium chloride calcium phosphorus magnesium iron zinc copper manganese fluoride selenium chromium
molybdenum iodine
"""  # Annex XIII, all 27
SAFETY = "manufacturer manufacturer_address manufacturer_email responsible_person warnings"  # Regulation (EU) 2023/988
IMPORT = "sku gtin mpn name brand family parent _locale _channel"
ALL = tuple(vocabulary().values())


def spelled(name: str) -> str:
    """As columns are compared: letters and digits only."""
    return re.sub(r"[^a-z0-9]", "", name)


def test_a_column_name_belongs_to_one_attribute() -> None:
    names = Counter(spelled(name) for attribute in ALL for name in set(attribute.names))
    assert [name for name, times in names.items() if times > 1] == []


def test_an_attribute_is_not_called_what_another_one_is() -> None:
    owner = {spelled(name): a.name for a in ALL for name in a.names}
    assert {a.name: owner[spelled(a.name)] for a in ALL if owner.get(spelled(a.name), a.name) != a.name} == {}


def test_an_attribute_has_a_plain_name_labels_and_names() -> None:
    assert [a.name for a in ALL if not re.fullmatch(r"_?[a-z][a-z0-9]*(_[a-z0-9]+)*", a.name)] == []
    assert [a.name for a in ALL if not a.label.de.strip() or not a.label.en.strip() or not a.names] == []
    names = [name for a in ALL for name in a.names]
    assert [name for name in names if not re.fullmatch(r"[a-z0-9]+( [a-z0-9]+)*", name)] == []


def test_terms_look_like_terms() -> None:
    assert [a.name for a in ALL for term in (a.schema_org, a.gs1) if not re.fullmatch(r"([a-z]\w+)?", term)] == []


def test_only_numbers_have_a_dimension() -> None:
    assert {a.dimension for a in ALL} - {"", *dimensions()} == set()
    assert [a.name for a in ALL if a.dimension and a.kind is not Kind.NUMBER] == []


def test_only_words_are_localised() -> None:
    words = {Kind.TEXT, Kind.RICH_TEXT, Kind.LIST}
    assert [a.name for a in ALL if a.localised and a.kind not in words] == []


@pytest.mark.parametrize("needed", [FOOD, VITAMINS_AND_MINERALS, SAFETY, IMPORT])
def test_what_law_and_import_ask_for_has_an_attribute(needed: str) -> None:
    assert set(needed.split()) - vocabulary().keys() == set()


def test_an_attribute_outside_the_vocabulary_is_called_by_its_own_column() -> None:
    assert label_of("saddle_bow", "Sattelbogen").de == "Sattelbogen"
    assert label_of("saddle_bow").en == "Saddle bow"
    assert label_of("salt").de == "Salz"
