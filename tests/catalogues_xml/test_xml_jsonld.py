"""Product pages: every product that machines can read, whatever surrounds it."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from klaviatur.adapters.sources.catalogues import jsonld
from klaviatur.adapters.sources.catalogues.stream import Options, stream_of
from klaviatur.errors import TableEmpty
from klaviatur.records import Kind

Reading = Callable[..., list[Any]]
SAW = {
    "@context": "https://schema.org",
    "@type": "Product",
    "name": "Säge",
    "sku": "S-1",
    "gtin13": "4006381333931",
    "brand": {"@type": "Brand", "name": "Muster"},
    "image": ["https://example.org/a.jpg", {"@type": "ImageObject", "url": "https://example.org/b.jpg"}],
    "weight": {"@type": "QuantitativeValue", "value": 1.5, "unitCode": "KGM"},
    "offers": {
        "@type": "Offer",
        "price": "19.90",
        "priceCurrency": "EUR",
        "availability": "https://schema.org/InStock",
    },
    "aggregateRating": {"@type": "AggregateRating", "ratingValue": "4.5", "reviewCount": 12},
    "additionalProperty": [{"@type": "PropertyValue", "name": "Blattlänge", "value": "350", "unitText": "mm"}],
}


def page(*scripts: str, body: str = "", lang: str = "de") -> bytes:
    tags = "".join(f'<script type="application/ld+json">{script}</script>' for script in scripts)
    return f'<!doctype html><html lang="{lang}"><head><title>x</title>{tags}</head><body>{body}</body></html>'.encode()


def test_a_product_becomes_one_row_with_names_of_schema_org(reading: Reading) -> None:
    [read] = reading(jsonld, page(json.dumps(SAW)))
    row = read.row()
    assert (row["name"], row["brand"], row["offers/price"], row["offers/availability"]) == ("Säge", "Muster", "19.90", "InStock")  # fmt: skip
    assert row["image"] == "https://example.org/a.jpg\nhttps://example.org/b.jpg"
    assert (row["weight"], read.hint("weight").unit) == ("1.5", "KGM")
    assert (row["Blattlänge"], read.hint("Blattlänge").unit) == ("350", "mm")
    assert row["aggregateRating/reviewCount"] == "12"
    assert read.hint("gtin13").kind is Kind.GTIN
    assert (read.table.locale, read.table.dialect, read.places) == ("de", "json-ld", ["/script[1]"])


def test_products_are_found_in_graphs_lists_and_several_scripts(reading: Reading) -> None:
    graph = {"@context": "https://schema.org", "@graph": [{"@type": "WebPage", "mainEntity": {**SAW, "sku": "A"}}]}
    listed = {"@type": "ItemList", "itemListElement": [{"@type": "ListItem", "item": {**SAW, "sku": "B"}}]}
    [read] = reading(jsonld, page(json.dumps(graph), json.dumps([listed, {"@type": ["Product", "Thing"], "sku": "C"}])))
    assert read.frame["sku"].to_list() == ["A", "B", "C"]
    assert read.places[0] == "/script[1]/@graph/0/mainEntity"


def test_variants_of_a_group_name_it_as_their_parent(reading: Reading) -> None:
    group = {
        "@type": "ProductGroup",
        "productGroupID": "G",
        "name": "Hemd",
        "variesBy": ["https://schema.org/size", "https://schema.org/color"],
        "hasVariant": [{"@type": "Product", "sku": "G-1", "size": "M"}, {"@id": "#v2"}],
    }
    alone = [
        {"@type": "Product", "@id": "#v2", "sku": "G-2", "size": "L"},
        {"@type": "Product", "sku": "G-3", "isVariantOf": {"productGroupID": "G"}},
    ]
    [read] = reading(jsonld, page(json.dumps({"@graph": [group, *alone]})))
    found = dict(zip(read.frame["sku"], read.frame["isVariantOf"], strict=True))
    assert found == {"G": None, "G-1": "G", "G-2": "G", "G-3": "G"}
    assert read.row()["variesBy"] == "size\ncolor"
    assert read.hint("isVariantOf").attribute == "parent"


def test_related_products_are_relations_and_no_rows(reading: Reading) -> None:
    related = {**SAW, "isRelatedTo": [{"@type": "Product", "name": "Feile", "sku": "F-1"}]}
    [read] = reading(jsonld, page(json.dumps(related)))
    assert read.frame.height == 1
    assert read.row()["isRelatedTo"] == "F-1"


def test_references_inside_the_page_are_followed(reading: Reading) -> None:
    graph = [{**SAW, "brand": {"@id": "#b"}, "offers": {"@id": "#o"}}, {"@id": "#b", "@type": "Brand", "name": "Muster"}, {"@id": "#o", "@type": "Offer", "price": 5}]  # fmt: skip
    [read] = reading(jsonld, page(json.dumps({"@graph": graph})))
    assert (read.row()["brand"], read.row()["offers/price"]) == ("Muster", "5")


def test_several_offers_stay_apart(reading: Reading) -> None:
    offers = {"@type": "AggregateOffer", "lowPrice": 5, "offers": [{"price": 5, "priceCurrency": "EUR"}, {"price": 6}]}
    [read] = reading(jsonld, page(json.dumps({**SAW, "offers": offers})))
    row = read.row()
    assert (row["offers/lowPrice"], row["offers (2)/price"], row["offers (3)/price"]) == ("5", "5", "6")


@pytest.mark.parametrize(
    "script",
    [
        '{"@type":"Product","sku":"S","name":"a",}',
        '<!-- {"@type":"Product","sku":"S","name":"a"} -->',
        '//<![CDATA[\n{"@type":"Product","sku":"S","name":"a"}\n//]]>',
        '{"@type":"Product","sku":"S",/* intern */"name":"a"};',
        '{"@type":"Product","sku":"S","name":"a\nb"}',
        '{"@type":"Product","sku":"S","name":"a"}{"@type":"WebPage"}',
        '{"@type":"Product","sku":"S","name":"a, }","url":"https://example.org//x",}',
        "{&quot;@type&quot;:&quot;Product&quot;,&quot;sku&quot;:&quot;S&quot;,&quot;name&quot;:&quot;a&quot;}",
    ],
)
def test_json_with_one_way_to_mean_it_is_mended_and_says_so(reading: Reading, script: str) -> None:
    [read] = reading(jsonld, page(script))
    assert read.row()["sku"] == "S"
    assert "json_ld.mended" in read.rules()


@pytest.mark.parametrize("script", ['{"@type":"Product","name":"a"', '{"@type" "Product"}', "", "[" * 100_000])
def test_json_nobody_can_read_is_rejected_with_its_text(reading: Reading, script: str) -> None:
    [read] = reading(jsonld, page(script, json.dumps(SAW)))
    assert read.frame.height == 1
    [rejected] = read.rejected
    assert (rejected.rule, rejected.place) == ("json_ld.broken", "/script[1]")
    assert dict(rejected.raw)["script"] == script


def test_microdata_serve_where_there_is_no_json_ld(reading: Reading) -> None:
    body = """<div itemscope itemtype="https://schema.org/Product"><h1 itemprop="name">Säge</h1><meta itemprop="sku" content="S-1">
    <img itemprop="image" src="a.jpg"><div itemprop="offers" itemscope itemtype="https://schema.org/Offer">
    <span itemprop="price" content="19.90">19,90 €</span></div><p itemprop="brand" itemscope><b itemprop="name">Muster</b></p></div>"""
    [read] = reading(jsonld, page(body=body))
    row = read.row()
    assert (row["name"], row["sku"], row["image"], row["offers/price"], row["brand"]) == ("Säge", "S-1", "a.jpg", "19.90", "Muster")  # fmt: skip
    assert "json_ld.microdata" in read.rules()


def test_a_spoken_value_carries_its_language(reading: Reading) -> None:
    names = [{"@value": "Säge", "@language": "de"}, {"@value": "Saw", "@language": "en"}]
    [read] = reading(jsonld, page(json.dumps({**SAW, "name": names})))
    assert read.row()["name [en]"] == "Saw"
    assert (read.hint("name [en]").locale, read.hint("name [en]").attribute) == ("en", "name")


def test_a_product_without_number_is_known_by_its_address(reading: Reading) -> None:
    [read] = reading(jsonld, page(json.dumps({"@type": "Product", "name": "a", "url": "https://example.org/a"})))
    assert read.row()["sku"] == "https://example.org/a"


def test_json_ld_that_stands_alone_is_read(reading: Reading) -> None:
    [read] = reading(jsonld, json.dumps(SAW).encode())
    assert read.row()["sku"] == "S-1"


def test_a_page_in_an_old_encoding_is_read(reading: Reading) -> None:
    data = page(json.dumps(SAW, ensure_ascii=False)).replace(b"<head>", b'<head><meta charset="windows-1252">')
    [read] = reading(jsonld, data.decode().encode("cp1252"))
    assert read.row()["name"] == "Säge"


@pytest.mark.parametrize("charset", ["iso-8859-1", "utf8mb4", "rot13", None])
def test_what_a_server_says_of_an_old_page_is_heard_where_it_can_be(charset: str | None) -> None:
    stream = stream_of(page(json.dumps(SAW, ensure_ascii=False)).decode().encode("cp1252"), name="f")
    stream.charset = charset
    [table] = jsonld.read(stream, origin="f", options=Options())
    name = next(table.chunks).frame["name"][0]
    assert name == "Säge" if charset == "iso-8859-1" else name


@pytest.mark.parametrize("data", [page(), page('{"@type":"WebPage","name":"x"}'), b"<html>", b"{}"])
def test_a_page_without_products_says_so(reading: Reading, data: bytes) -> None:
    with pytest.raises(TableEmpty, match="no product"):
        reading(jsonld, data)


def test_a_value_without_a_name_is_kept(reading: Reading) -> None:
    (found,) = reading(jsonld, page('{"@context": "https://schema.org", "@type": "Product", "sku": "A", "": "x"}'))
    assert found.row()["value"] == "x"


def test_a_product_that_says_nothing_is_rejected_with_its_place() -> None:
    page = '<div itemscope itemtype="http://schema.org/Product"><b itemprop="name"></b></div>'
    (table,) = jsonld.read(stream_of(page.encode(), name="page.html"), origin="page.html", options=Options())
    (chunk,) = table.chunks
    assert (chunk.frame.height, len(chunk.rows)) == (0, 0)
    assert [(one.rule, one.place) for one in chunk.rejected] == [("xml.record_empty", "/item[1]")]
