"""What ETIM BMEcat says in its extensions is understood, and said again where an output has a place for it."""

import json
from pathlib import Path

import pytest
from tests.syndicate_profiles import schemas
from tests.syndicate_profiles.house import LAMP, make
from tests.syndicate_profiles.test_bmecat_round_trip import read_back

import klaviatur
from klaviatur.records import Product

UDX = """<UDX.EDXF.MIME_INFO>
<UDX.EDXF.MIME><UDX.EDXF.MIME_SOURCE>masse.png</UDX.EDXF.MIME_SOURCE><UDX.EDXF.MIME_CODE>MD12</UDX.EDXF.MIME_CODE></UDX.EDXF.MIME>
<UDX.EDXF.MIME><UDX.EDXF.MIME_SOURCE>vorn.jpg</UDX.EDXF.MIME_SOURCE><UDX.EDXF.MIME_CODE>MD01</UDX.EDXF.MIME_CODE>
<UDX.EDXF.MIME_ALT lang="deu">Schalter von vorn</UDX.EDXF.MIME_ALT></UDX.EDXF.MIME>
<UDX.EDXF.MIME><UDX.EDXF.MIME_SOURCE>https://x.example/blatt.pdf</UDX.EDXF.MIME_SOURCE><UDX.EDXF.MIME_CODE>MD22</UDX.EDXF.MIME_CODE></UDX.EDXF.MIME>
<UDX.EDXF.MIME><UDX.EDXF.MIME_SOURCE>marke.png</UDX.EDXF.MIME_SOURCE><UDX.EDXF.MIME_CODE>MD17</UDX.EDXF.MIME_CODE></UDX.EDXF.MIME>
</UDX.EDXF.MIME_INFO>
<UDX.EDXF.DESCRIPTION_VERY_SHORT lang="deu">Wechselschalter</UDX.EDXF.DESCRIPTION_VERY_SHORT>
<UDX.EDXF.BRAND_NAME>Alpha</UDX.EDXF.BRAND_NAME>
<UDX.EDXF.DISCOUNT_GROUP><UDX.EDXF.DISCOUNT_GROUP_MANUFACTURER>R12</UDX.EDXF.DISCOUNT_GROUP_MANUFACTURER></UDX.EDXF.DISCOUNT_GROUP>
<UDX.EDXF.PACKING_UNITS>
<UDX.EDXF.PACKING_UNIT><UDX.EDXF.QUANTITY_MIN>1</UDX.EDXF.QUANTITY_MIN><UDX.EDXF.PACKING_UNIT_CODE>C62</UDX.EDXF.PACKING_UNIT_CODE>
<UDX.EDXF.WEIGHT>0.061</UDX.EDXF.WEIGHT><UDX.EDXF.LENGTH>0.071</UDX.EDXF.LENGTH></UDX.EDXF.PACKING_UNIT>
<UDX.EDXF.PACKING_UNIT><UDX.EDXF.QUANTITY_MIN>10.00</UDX.EDXF.QUANTITY_MIN><UDX.EDXF.PACKING_UNIT_CODE>CT</UDX.EDXF.PACKING_UNIT_CODE>
<UDX.EDXF.GTIN>4006381333948</UDX.EDXF.GTIN></UDX.EDXF.PACKING_UNIT>
<UDX.EDXF.PACKING_UNIT><UDX.EDXF.QUANTITY_MIN>480</UDX.EDXF.QUANTITY_MIN><UDX.EDXF.PACKING_UNIT_CODE>PF</UDX.EDXF.PACKING_UNIT_CODE></UDX.EDXF.PACKING_UNIT>
</UDX.EDXF.PACKING_UNITS>"""
CATALOGUE = f"""<?xml version="1.0" encoding="UTF-8"?>
<BMECAT xmlns="https://www.etim-international.com/bmecat/50" version="2005">
<HEADER><CATALOG><LANGUAGE default="true">deu</LANGUAGE><CATALOG_ID>K</CATALOG_ID><CATALOG_VERSION>001.000</CATALOG_VERSION>
<TERRITORY>DE</TERRITORY><CURRENCY>EUR</CURRENCY><MIME_ROOT>https://cdn.werk.example/media/</MIME_ROOT></CATALOG></HEADER>
<T_NEW_CATALOG>
<PRODUCT mode="new"><SUPPLIER_PID>A</SUPPLIER_PID><PRODUCT_DETAILS><DESCRIPTION_SHORT>Wechselschalter UP</DESCRIPTION_SHORT>
<MANUFACTURER_NAME>Werk</MANUFACTURER_NAME></PRODUCT_DETAILS><USER_DEFINED_EXTENSIONS>{UDX}</USER_DEFINED_EXTENSIONS></PRODUCT>
<PRODUCT mode="new"><SUPPLIER_PID>B</SUPPLIER_PID><PRODUCT_DETAILS><DESCRIPTION_SHORT>Rahmen</DESCRIPTION_SHORT>
<MANUFACTURER_NAME>Werk</MANUFACTURER_NAME></PRODUCT_DETAILS><MIME_INFO><MIME><MIME_TYPE>image/jpeg</MIME_TYPE>
<MIME_SOURCE>https://y.example/rahmen.jpg</MIME_SOURCE><MIME_DESCR>MD01</MIME_DESCR><MIME_PURPOSE>normal</MIME_PURPOSE></MIME></MIME_INFO></PRODUCT>
</T_NEW_CATALOG></BMECAT>"""
PACKED = {
    **LAMP, "brand": "Alpha", "manufacturer": "Werk", "discount_group": "R12", "gross_weight": ("1.5", "KGM"),
    "package_length": ("300", "MMT"), "case_quantity": "10", "gtin_case": "4006381333948", "pallet_quantity": "480",
    "short_name": "Leselampe",
}  # fmt: skip


@pytest.fixture(scope="module")
def products(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Product]:
    folder = tmp_path_factory.mktemp("etim")
    (folder / "etim.xml").write_text(CATALOGUE, encoding="utf-8")
    with klaviatur.open_workspace(folder / "workspace") as workspace:
        assert workspace.collect([folder / "etim.xml"]).failures == ()
        return {key: workspace.product(key) for key in ("A", "B")}


def said(product: Product) -> dict[str, object]:
    return {fact.attribute: fact.items or fact.value for fact in product.facts}


def test_pictures_and_documents_are_told_by_their_codes(products: dict[str, Product]) -> None:
    told = said(products["A"])
    assert told["image"] == "https://cdn.werk.example/media/vorn.jpg"
    assert told["image_alt_text"] == "Schalter von vorn"
    assert told["additional_image"] == "https://cdn.werk.example/media/masse.png"
    assert told["document"] == "https://x.example/blatt.pdf"
    assert told["logo"] == "https://cdn.werk.example/media/marke.png"


def test_a_code_is_no_description_of_a_picture(products: dict[str, Product]) -> None:
    told = said(products["B"])
    assert told["image"] == "https://y.example/rahmen.jpg"
    assert "image_alt_text" not in told


def test_the_brand_of_an_article_is_not_who_makes_it(products: dict[str, Product]) -> None:
    told = said(products["A"])
    assert (told["brand"], told["manufacturer"]) == ("Alpha", "Werk")
    assert "brand" not in said(products["B"])
    assert said(products["B"])["manufacturer"] == "Werk"


def test_how_an_article_is_packed_is_known(products: dict[str, Product]) -> None:
    told = said(products["A"])
    assert (told["gross_weight"], told["package_length"]) == ("0.061", "0.071")
    assert (told["case_quantity"], told["gtin_case"], told["pallet_quantity"]) == ("10", "4006381333948", "480")
    assert (told["discount_group"], told["short_name"]) == ("R12", "Wechselschalter")


def test_etim_bmecat_says_brand_maker_discount_group_and_packing(test_data: Path, tmp_path: Path) -> None:
    made = make("bmecat_etim_31", {"L-100": PACKED}, parents={})
    assert schemas.xml_errors(schemas.bmecat(test_data, "etim_31"), made.text) == []
    told = said(read_back(tmp_path, made.text)["L-100"])
    names = ("brand", "manufacturer", "discount_group", "case_quantity", "gtin_case", "pallet_quantity", "short_name")
    assert {name: told[name] for name in names} == {name: PACKED[name] for name in names}
    assert (told["gross_weight"], told["package_length"]) == ("1.5", "0.3")


def test_xchange_says_how_an_article_is_packed(test_data: Path) -> None:
    value = json.loads(make("etim_xchange", {"L-100": PACKED}, parents={}).text)
    assert schemas.json_errors(schemas.xchange(test_data), value) == []
    [item] = value["Supplier"][0]["Product"][0]["TradeItem"]
    assert [one["PackagingIdentification"] for one in item["PackagingUnit"]] == [
        {"PackagingTypeCode": "C62", "PackagingQuantity": "1"},
        {"PackagingGtin": ["4006381333948"], "PackagingTypeCode": "CT", "PackagingQuantity": "10"},
        {"PackagingTypeCode": "PF", "PackagingQuantity": "480"},
    ]
    [parcel] = item["PackagingUnit"][0]["PackagingLogisticDetails"]
    assert parcel == {
        "PackagingTypeLength": "300", "PackagingTypeDimensionUnit": "MMT",
        "PackagingTypeWeight": "1.5", "PackagingTypeWeightUnit": "KGM",
    }  # fmt: skip
