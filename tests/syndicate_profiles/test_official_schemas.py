"""What leaves is valid by the schemas that platforms and standards publish."""

import json
from pathlib import Path

import pytest
from tests.syndicate_profiles import schemas
from tests.syndicate_profiles.house import HOUSE, LAMP, LAMP_EN, TEA, make

LOCALES = [{}, {"locale": "en_GB", "currency": "GBP"}]
IN_POUNDS = {
    key: {**facts, "price": (facts["price"][0], "GBP")} if "price" in facts else facts for key, facts in HOUSE.items()
}


@pytest.mark.parametrize("version", ["2005", "2005_1", "etim_31"])
@pytest.mark.parametrize("locale", ["de_DE", "en_GB"])
def test_a_bmecat_has_no_error_by_its_schema(test_data: Path, version: str, locale: str) -> None:
    made = make(f"bmecat_{version}", locale=locale)
    assert made.texts()
    assert schemas.xml_errors(schemas.bmecat(test_data, version), made.text) == []


def test_an_acp_feed_has_no_error_by_its_schema(test_data: Path) -> None:
    made = make("acp")
    lines = made.text.splitlines()
    assert [schemas.json_errors(schemas.acp(test_data), json.loads(line)) for line in lines] == [[], [], []]


def test_a_ucp_catalogue_has_no_error_by_its_schema(test_data: Path) -> None:
    products = json.loads(make("ucp").text)["products"]
    assert [schemas.json_errors(schemas.ucp(test_data), one) for one in products] == [[], [], []]


@pytest.mark.parametrize("locale", ["de_DE", "en_US"])
def test_an_etim_xchange_file_has_no_error_by_its_schema(test_data: Path, locale: str) -> None:
    made = make("etim_xchange", locale=locale, catalog_name='Katalog "2026" & mehr')
    value = json.loads(made.text)
    assert schemas.json_errors(schemas.xchange(test_data), value) == []
    assert value["CatalogueName"][0]["CatalogueName"] == 'Katalog "2026" & mehr'


def test_two_numbers_of_an_etim_feature_are_a_range(test_data: Path) -> None:
    said = {"ef_000001": ["20", "9.5"], "ef_000002": ["EV000001", "EV000002"], "ef_000003": ["7", "7"]}
    made = make("etim_xchange", {"L-100": {**LAMP, **said}, "T-7": TEA}, parents={})
    value = json.loads(made.text)
    assert schemas.json_errors(schemas.xchange(test_data), value) == []
    [features] = value["Supplier"][0]["Product"][0]["EtimClassification"]
    assert features["EtimFeatures"][1:] == [
        {"EtimFeatureCode": "EF000001", "EtimValueRangeLower": "9.5", "EtimValueRangeUpper": "20"},
        {"EtimFeatureCode": "EF000002", "EtimValueCode": "EV000001"},
        {"EtimFeatureCode": "EF000002", "EtimValueCode": "EV000002"},
        {"EtimFeatureCode": "EF000003", "EtimValueRangeLower": "7", "EtimValueRangeUpper": "7"},
    ]
    assert (
        "EtimClassification"
        not in json.loads(make("etim_xchange", {"T-7": TEA}, parents={}).text)["Supplier"][0]["Product"][0]
    )


@pytest.mark.parametrize("values", LOCALES)
def test_everything_in_the_json_ld_is_a_property_of_schema_org(test_data: Path, values: dict[str, str]) -> None:
    made = make("json_ld", IN_POUNDS if values else HOUSE, **values)
    known = {**schemas.shapes(test_data), **YOUNGER}
    known["Product"] = known["Product"] | {"hasCertification"}
    for line in made.text.splitlines():
        assert _strangers(json.loads(line), known) == []


def _strangers(node: object, known: dict[str, set[str]], where: str = "") -> list[str]:
    """Return members that the shapes do not know of the class of their object, or of one above it."""
    if isinstance(node, list):
        return [found for one in node for found in _strangers(one, known, where)]
    if not isinstance(node, dict):
        return []
    kind = node["@type"]
    allowed = set().union(*(known.get(name, set()) for name in (kind, *ABOVE.get(kind, ()), "Thing")))
    own = [f"{where}{kind}.{name}" for name in node if not name.startswith("@") and name not in allowed]
    return own + [found for value in node.values() for found in _strangers(value, known, f"{where}{kind}.")]


# schema.org 26: Certification, which Google reads for EPREL; the shapes are those of version 14
YOUNGER = {"Certification": {"issuedBy", "name", "certificationIdentification"}}
ABOVE = {
    "WebPage": ("CreativeWork",),
    "Brand": ("Intangible",),
    "Offer": ("Intangible",),
    "PropertyValue": ("StructuredValue",),
    "QuantitativeValue": ("StructuredValue",),
    "AggregateRating": ("Rating",),
    "UnitPriceSpecification": ("PriceSpecification", "StructuredValue"),
    "ProductGroup": ("Product",),
}


def test_a_wrong_product_is_found_by_the_official_schema_too(test_data: Path) -> None:
    """The check itself would find an error: it is no check that lets everything pass."""
    assert schemas.json_errors(schemas.acp(test_data), {"id": "x", "variants": [{"id": "x"}]})
    assert schemas.json_errors(schemas.ucp(test_data), {"id": "x"})
    assert schemas.json_errors(schemas.xchange(test_data), {"CatalogueId": ""})
    wrong = make("bmecat_2005", {"L-100": LAMP}).text.replace("SUPPLIER_PID", "SUPPLIER_NO")
    assert schemas.xml_errors(schemas.bmecat(test_data, "2005"), wrong)
    assert _strangers({"@type": "Product", "colour": "red"}, schemas.shapes(test_data)) == ["Product.colour"]


def test_english_texts_fill_an_english_output(test_data: Path) -> None:
    made = make("acp", {"L-100": LAMP_EN, "T-7": TEA}, parents={}, locale="en_GB")
    first = json.loads(made.text.splitlines()[0])["variants"][0]
    assert first["title"] == "Reading lamp Dawn"
    assert first["variant_options"] == [{"name": "Color", "value": "Red"}]
