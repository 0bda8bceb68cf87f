"""An ETIM xChange catalogue is read as what it is: ours says what it said before, and others' nothing wrong."""

import json
from pathlib import Path
from typing import Any

import pytest
from tests.syndicate_profiles import schemas
from tests.syndicate_profiles.house import LAMP, SHIRT_BLUE, make

import klaviatur
from klaviatur.records import Fact, Product

SWITCH: dict[str, Any] = {
    "ProductIdentification": {
        "ManufacturerName": "Werk", "ManufacturerIdGln": "4012345000009", "ManufacturerProductNumber": "10A",
        "ProductGtin": ["4006381333931"], "BrandName": "Alpha", "CountryOfOrigin": ["DE", "CN"],
    },
    "ProductDetails": {
        "ProductType": "PHYSICAL",
        "WarrantyBusiness": 24,
        "ProductDescriptions": [
            {"DescriptionLanguage": "de-DE", "MinimalProductDescription": "Schalter", "FullProductDescription": "Für innen."},
            {"DescriptionLanguage": "nl-NL", "MinimalProductDescription": "Schakelaar", "ProductKeyword": ["licht", "wand"]},
        ],
    },
    "ProductAttachments": [
        {"AttachmentType": "ATX018", "AttachmentDetails": [{"AttachmentUri": "https://x.example/seite.jpg"}]},
        {"AttachmentType": "ATX015", "AttachmentDetails": [{"AttachmentUri": "https://x.example/vorn.jpg"}]},
        {"AttachmentType": "ATX003", "AttachmentDetails": [{"AttachmentUri": "https://x.example/blatt.pdf"}]},
    ],
    "EtimClassification": [
        {
            "EtimReleaseVersion": "9.0",
            "EtimClassCode": "EC001590",
            "EtimFeatures": [
                {"EtimFeatureCode": "EF000007", "EtimValueCode": "EV000154"},
                {"EtimFeatureCode": "EF000139", "EtimValueRangeLower": "220", "EtimValueRangeUpper": "240"},
                {"EtimFeatureCode": "EF003118", "EtimValueLogical": False},
                {"EtimFeatureCode": "EF005474", "ReasonNoValue": "NA"},
            ],
        }
    ],
    "TradeItem": [
        {
            "ItemIdentification": {"SupplierItemNumber": "S-10A", "ItemGtin": ["4006381333931"]},
            "Ordering": {"OrderUnit": "C62", "MinimumOrderQuantity": "10", "OrderStepSize": "10"},
            "Pricing": [{"PriceUnit": "C62", "PriceQuantity": "100", "GrossListPrice": "581.91", "Vat": "19"}],
            "PackagingUnit": [
                {"PackagingIdentification": {"PackagingTypeCode": "CT", "PackagingQuantity": "10", "PackagingGtin": ["4006381333948"]}},
                {"PackagingIdentification": {"PackagingTypeCode": "PF", "PackagingQuantity": "480"}},
                {"PackagingIdentification": {"PackagingTypeCode": "BX", "PackagingQuantity": "50"}},
            ],
        },
        {"ItemIdentification": {"SupplierItemNumber": "S-10A-VPE"}},
    ],
}  # fmt: skip
CATALOGUE = {
    "CatalogueId": "K", "CatalogueType": "FULL", "CatalogueValidityStart": "2026-01-01", "Language": ["de-DE", "nl-NL"],
    "CurrencyCode": "CHF", "Supplier": [{"SupplierName": "Werk", "Product": [SWITCH]}],
}  # fmt: skip


def collected(folder: Path, text: str) -> dict[str, Product]:
    (folder / "katalog.json").write_text(text, encoding="utf-8")
    with klaviatur.open_workspace(folder / "workspace") as workspace:
        assert workspace.collect([folder / "katalog.json"]).failures == ()
        return {key: workspace.product(key) for key in workspace.keys()}  # noqa: SIM118 (a workspace is no dict)


def said(product: Product, attribute: str, language: str = "") -> object:
    found: list[Fact] = [one for one in product.facts if one.attribute == attribute and language in (one.locale or "")]
    return (found[0].items or found[0].value) if found else None


@pytest.fixture(scope="module")
def switch(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Product]:
    return collected(tmp_path_factory.mktemp("xchange"), json.dumps(CATALOGUE))


def test_each_trade_item_is_a_product_under_the_number_of_its_supplier(switch: dict[str, Product]) -> None:
    assert set(switch) == {"S-10A", "S-10A-VPE"}
    one = switch["S-10A"]
    told = ("gtin", "mpn", "manufacturer", "brand", "origin_country", "etim_class", "price_quantity", "tax_rate")
    values = ("4006381333931", "10A", "Werk", "Alpha", "DE; CN", "EC001590", "100", "19")
    assert tuple(said(one, name) for name in told) == values
    [price] = [fact for fact in one.facts if fact.attribute == "price"]
    assert (price.value, price.currency) == ("581.91", "CHF")
    assert said(switch["S-10A-VPE"], "price") is None


def test_texts_are_those_of_their_languages(switch: dict[str, Product]) -> None:
    one = switch["S-10A"]
    assert (said(one, "name", "de"), said(one, "name", "nl")) == ("Schalter", "Schakelaar")
    assert (said(one, "description", "de"), said(one, "search_terms", "nl")) == ("Für innen.", ("licht", "wand"))


def test_features_pictures_and_packages_are_read(switch: dict[str, Product]) -> None:
    one = switch["S-10A"]
    assert (said(one, "ef_000007"), said(one, "ef_000139"), said(one, "ef_003118")) == (
        "EV000154",
        ("220", "240"),
        "false",
    )
    assert said(one, "image") == "https://x.example/vorn.jpg"
    assert said(one, "additional_image") == "https://x.example/seite.jpg"
    assert said(one, "document") == "https://x.example/blatt.pdf"
    assert (said(one, "case_quantity"), said(one, "gtin_case"), said(one, "pallet_quantity")) == (
        "10",
        "4006381333948",
        "480",
    )


def test_what_no_attribute_is_known_for_keeps_its_path_as_name(switch: dict[str, Product]) -> None:
    labels = {fact.label: " ".join(filter(None, (fact.value, fact.unit))) for fact in switch["S-10A"].facts}
    assert labels["ProductIdentification.ManufacturerIdGln"] == "4012345000009"
    assert labels["ProductDetails.WarrantyBusiness"] == "24"
    assert labels["PackagingUnit"] == "50 XBX"  # a box, as UN/ECE has it


def test_what_leaves_as_xchange_comes_back(test_data: Path, tmp_path: Path) -> None:
    lamp = {
        **LAMP, "manufacturer": "Werk", "discount_group": "R1", "accessories": ["Z-1", "Z-2"], "spare_parts": ["E-1"],
        "reference_quantity": ["sparepart E-1: 2"], "document": ["https://x.example/a.pdf"], "case_quantity": "10",
        "price_quantity": "10", "net_price": ("70.00", "EUR"), "ef_000139": ["220", "240"], "image": "https://x.example/a.jpg",
        "additional_image": ["https://x.example/b.jpg"], "safety_data_sheet": "https://x.example/s.pdf",
    }  # fmt: skip
    shirt = {**SHIRT_BLUE, "mpn": "B-1"}
    made = make("etim_xchange", {"L-100": lamp, "S-BLAU-L": shirt}, parents={})
    assert schemas.json_errors(schemas.xchange(test_data), json.loads(made.text)) == []
    products = collected(tmp_path, made.text)
    assert set(products) == {"L-100", "S-BLAU-L"}
    names = (
        "name", "description", "gtin", "mpn", "brand", "manufacturer", "discount_group", "etim_class", "ef_000136", "document",
        "case_quantity", "price_quantity", "image", "additional_image", "safety_data_sheet",
    )  # fmt: skip
    back = {name: said(products["L-100"], name) for name in names}
    want = {name: lamp[name][0] if name in {"document", "additional_image"} else lamp[name] for name in names}
    assert back == {**want, "description": back["description"]}
    assert [said(products["L-100"], name) for name in ("price", "net_price", "weight")] == ["89.90", "70.00", "1.2"]
    assert said(products["L-100"], "accessories") == ("Z-1", "Z-2")
    assert said(products["L-100"], "reference_quantity") == ("sparepart E-1: 2",)
    assert said(products["L-100"], "ef_000139") == ("220", "240")


@pytest.mark.parametrize(
    "document", [{**CATALOGUE, "Supplier": []}, {**CATALOGUE, "Supplier": [{"Product": None}]}, [CATALOGUE]]
)
def test_a_catalogue_without_products_says_so(tmp_path: Path, document: object) -> None:
    (tmp_path / "leer.json").write_text(json.dumps(document), encoding="utf-8")
    with klaviatur.open_workspace(tmp_path / "workspace") as workspace:
        [(_, reason)] = workspace.collect([tmp_path / "leer.json"]).failures
    assert "xChange" in reason


@pytest.mark.parametrize(
    "broken", [{"PackagingUnit": [{"PackagingIdentification": None}, 7]}, {"Pricing": "x", "ItemRelations": [None]}]
)
def test_odd_parts_lose_no_item(tmp_path: Path, broken: dict[str, object]) -> None:
    product = {
        **SWITCH,
        "ProductDetails": None,
        "EtimClassification": [None],
        "TradeItem": [{**SWITCH["TradeItem"][0], **broken}],
    }
    products = collected(tmp_path, json.dumps({**CATALOGUE, "Supplier": [{"Product": [product]}]}))
    assert set(products) == {"S-10A"}
