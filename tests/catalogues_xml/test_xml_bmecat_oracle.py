"""The published schemas as judges: what they refuse we report, what they allow we leave in peace."""

import copy
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from lxml import etree

from klaviatur.adapters.sources.catalogues import bmecat
from klaviatur.adapters.sources.catalogues.stream import Options, stream_of

Schemas = dict[str, Any]
OLD = """<BMECAT version="1.2" xmlns="http://www.bmecat.org/XMLSchema/1.2/bmecat_new_catalog"><HEADER><CATALOG><LANGUAGE>deu</LANGUAGE>
<CATALOG_ID>K1</CATALOG_ID><CATALOG_VERSION>1.0</CATALOG_VERSION></CATALOG><SUPPLIER><SUPPLIER_NAME>Muster</SUPPLIER_NAME></SUPPLIER></HEADER>
<T_NEW_CATALOG><CATALOG_GROUP_SYSTEM><GROUP_SYSTEM_ID>1</GROUP_SYSTEM_ID><CATALOG_STRUCTURE type="root"><GROUP_ID>1</GROUP_ID>
<GROUP_NAME>Katalog</GROUP_NAME><PARENT_ID>0</PARENT_ID></CATALOG_STRUCTURE></CATALOG_GROUP_SYSTEM><ARTICLE><SUPPLIER_AID>A1</SUPPLIER_AID>
<ARTICLE_DETAILS><DESCRIPTION_SHORT>Feine Saege</DESCRIPTION_SHORT><DESCRIPTION_LONG>Lang</DESCRIPTION_LONG><EAN>4006381333931</EAN>
<MANUFACTURER_AID>M1</MANUFACTURER_AID><MANUFACTURER_NAME>Muster</MANUFACTURER_NAME><DELIVERY_TIME>3</DELIVERY_TIME><KEYWORD>Holz</KEYWORD>
<ARTICLE_STATUS type="new">neu</ARTICLE_STATUS></ARTICLE_DETAILS><ARTICLE_FEATURES><REFERENCE_FEATURE_SYSTEM_NAME>ETIM-8.0</REFERENCE_FEATURE_SYSTEM_NAME>
<REFERENCE_FEATURE_GROUP_ID>EC1</REFERENCE_FEATURE_GROUP_ID><FEATURE><FNAME>Breite</FNAME><FVALUE>12</FVALUE><FUNIT>MMT</FUNIT></FEATURE>
</ARTICLE_FEATURES><ARTICLE_ORDER_DETAILS><ORDER_UNIT>C62</ORDER_UNIT><CONTENT_UNIT>C62</CONTENT_UNIT><NO_CU_PER_OU>1</NO_CU_PER_OU>
</ARTICLE_ORDER_DETAILS><ARTICLE_PRICE_DETAILS><ARTICLE_PRICE price_type="net_list"><PRICE_AMOUNT>9.90</PRICE_AMOUNT><PRICE_CURRENCY>EUR</PRICE_CURRENCY>
<TAX>0.19</TAX></ARTICLE_PRICE></ARTICLE_PRICE_DETAILS><MIME_INFO><MIME><MIME_TYPE>image/jpeg</MIME_TYPE><MIME_SOURCE>a.jpg</MIME_SOURCE>
<MIME_PURPOSE>normal</MIME_PURPOSE></MIME></MIME_INFO><ARTICLE_REFERENCE type="similar"><ART_ID_TO>A2</ART_ID_TO></ARTICLE_REFERENCE></ARTICLE>
</T_NEW_CATALOG></BMECAT>"""
NEW = """<BMECAT version="2005" xmlns="http://www.bmecat.org/bmecat/2005fd"><HEADER><CATALOG><LANGUAGE default="true">deu</LANGUAGE><CATALOG_ID>K1</CATALOG_ID>
<CATALOG_VERSION>001.000</CATALOG_VERSION></CATALOG><SUPPLIER_IDREF>S1</SUPPLIER_IDREF></HEADER><T_NEW_CATALOG><PRODUCT mode="new"><SUPPLIER_PID>P1</SUPPLIER_PID><PRODUCT_DETAILS>
<DESCRIPTION_SHORT lang="deu">Saege</DESCRIPTION_SHORT><INTERNATIONAL_PID type="gtin">04006381333931</INTERNATIONAL_PID><MANUFACTURER_NAME>Muster
</MANUFACTURER_NAME><KEYWORD lang="deu">Holz</KEYWORD><PRODUCT_STATUS type="new">neu</PRODUCT_STATUS></PRODUCT_DETAILS><PRODUCT_FEATURES>
<REFERENCE_FEATURE_SYSTEM_NAME>ETIM-8.0</REFERENCE_FEATURE_SYSTEM_NAME><REFERENCE_FEATURE_GROUP_ID>EC1</REFERENCE_FEATURE_GROUP_ID><FEATURE>
<FNAME lang="deu">Breite</FNAME><FVALUE lang="deu">12</FVALUE><FUNIT>MMT</FUNIT></FEATURE></PRODUCT_FEATURES><PRODUCT_ORDER_DETAILS><ORDER_UNIT>C62</ORDER_UNIT>
</PRODUCT_ORDER_DETAILS><PRODUCT_PRICE_DETAILS><PRODUCT_PRICE price_type="net_list"><PRICE_AMOUNT>9.90</PRICE_AMOUNT><PRICE_CURRENCY>EUR</PRICE_CURRENCY>
</PRODUCT_PRICE></PRODUCT_PRICE_DETAILS><PRODUCT_REFERENCE type="accessories"><PROD_ID_TO>P2</PROD_ID_TO></PRODUCT_REFERENCE></PRODUCT></T_NEW_CATALOG></BMECAT>"""


@pytest.fixture(scope="module")
def schemas(test_data: Path) -> Schemas:
    folder = test_data / "pxm" / "bmecat" / "xsd"
    names = {OLD: "bmecat_new_catalog_1_2.xsd", NEW: "bmecat_2005.xsd"}
    return {seed: etree.XMLSchema(etree.parse(folder / name)) for seed, name in names.items()}


def rules_for(tree: Any) -> set[str]:
    stream = stream_of(etree.tostring(tree), name="f")
    first = next(bmecat.read(stream, origin="f", options=Options()))
    return {finding.rule for finding in first.findings}


@pytest.mark.parametrize("seed", [OLD, NEW])
def test_what_the_schema_allows_has_no_finding(schemas: Schemas, seed: str) -> None:
    tree = etree.fromstring(seed)
    assert schemas[seed].validate(tree), schemas[seed].error_log
    assert rules_for(tree) == set()


def _records(tree: Any) -> Iterator[Any]:
    return tree.iter("{*}ARTICLE", "{*}PRODUCT")


@st.composite
def damaged(draw: st.DrawFn) -> tuple[str, Any]:
    seed = draw(st.sampled_from([OLD, NEW]))
    tree = etree.fromstring(seed)
    inside = [one for record in _records(tree) for one in record.iterdescendants()]
    element = draw(st.sampled_from(inside))
    parent = element.getparent()
    match draw(st.sampled_from(["drop", "swap", "double", "long", "empty", "word", "comma", "attribute", "stranger"])):
        case "drop":
            parent.remove(element)
        case "swap":
            parent.append(element)
        case "double":
            element.addnext(copy.deepcopy(element))
        case "long":
            assume(not len(element))
            element.text = "x" * draw(st.sampled_from([33, 61, 81, 151, 300]))
        case "empty":
            assume(not len(element))
            element.text = None
        case "word":
            assume(not len(element))
            element.text = draw(st.sampled_from(["wort", "TRUE", "1.0", "12", "eur", "DE", "normal"]))
        case "comma":
            assume(not len(element))
            element.text = "17,5"
        case "attribute":
            assume(element.attrib)
            name = draw(st.sampled_from(sorted(str(one) for one in element.attrib)))
            assume(name not in {"lang", "default"})
            element.set(name, "quatsch") if draw(st.booleans()) else element.attrib.pop(name)
        case "stranger":
            etree.SubElement(parent, etree.QName(etree.QName(tree).namespace, "FREMD")).text = "x"
    return seed, tree


@settings(
    deadline=None,
    max_examples=200,
    suppress_health_check=[HealthCheck.filter_too_much, HealthCheck.function_scoped_fixture],
)
@given(case=damaged())
def test_what_the_schema_refuses_has_a_finding(schemas: Schemas, case: tuple[str, Any]) -> None:
    seed, tree = case
    if not schemas[seed].validate(tree):
        assert rules_for(tree), schemas[seed].error_log


def test_violations_of_real_catalogues_are_found_by_their_element(test_data: Path, schemas: Schemas) -> None:
    ours_to_allow = {
        "USER_DEFINED_EXTENSIONS",
        "REMARKS",
        "BMECAT",
        "CATALOG_VERSION",
    }  # extensions, attributes, a form
    for path in sorted((test_data / "pxm" / "bmecat" / "samples").glob("*.xml")):
        data = path.read_bytes().replace(b"www.bmecat.org/bmecat/1.2/", b"www.bmecat.org/XMLSchema/1.2/")
        schemas[OLD].validate(etree.fromstring(data, etree.XMLParser(load_dtd=False, no_network=True)))
        refused = {error.message.split("'")[1].rpartition("}")[2] for error in schemas[OLD].error_log}
        first = next(bmecat.read(stream_of(data, name="f"), origin="f", options=Options()))
        named = {part for finding in first.findings for part in (finding.column or "").replace("@", " ").split()}
        assert refused - named <= ours_to_allow, path.name
