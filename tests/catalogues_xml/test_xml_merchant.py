"""Google Merchant feeds: the same product whether it comes as RSS, Atom or text."""

from collections.abc import Callable
from typing import Any

import pytest

from klaviatur.adapters.sources.catalogues import merchant
from klaviatur.errors import TableEmpty
from klaviatur.records import Kind

Reading = Callable[..., list[Any]]
RSS = """<?xml version="1.0"?><rss xmlns:g="http://base.google.com/ns/1.0" version="2.0"><channel><title>Laden</title>
<link>https://example.org</link><language>de-AT</language>{}</channel></rss>"""
ITEM = """<item><title>Säge</title><link>https://example.org/s</link><description>Eine &lt;b&gt;Säge&lt;/b&gt;.</description>
<g:id>S-1</g:id><g:price>19.90 EUR</g:price><g:availability>in_stock</g:availability><g:image_link>a.jpg</g:image_link>
<g:additional_image_link>b.jpg</g:additional_image_link><g:additional_image_link>c.jpg</g:additional_image_link>
<g:shipping><g:country>DE</g:country><g:service>Paket</g:service><g:price>4.95 EUR</g:price></g:shipping>
<g:shipping><g:country>AT</g:country><g:price>9.95 EUR</g:price></g:shipping>
<g:product_detail><g:section_name>Maße</g:section_name><g:attribute_name>Blattlänge</g:attribute_name><g:attribute_value>350 mm</g:attribute_value></g:product_detail>
<g:structured_title><g:digital_source_type>trained_algorithmic_media</g:digital_source_type><g:content>Feine Säge</g:content></g:structured_title>
</item>"""


def test_an_item_of_rss_has_the_columns_of_the_text_feed(reading: Reading) -> None:
    [read] = reading(merchant, RSS.format(ITEM).encode())
    row = read.row()
    assert (row["id"], row["title"], row["price"]) == ("S-1", "Säge", "19.90 EUR")
    assert row["additional_image_link"] == "b.jpg\nc.jpg"
    assert row["shipping"] == "DE::Paket:4.95 EUR\nAT:::9.95 EUR"
    assert row["Blattlänge"] == "350 mm"
    assert row["structured_title"] == "Feine Säge"
    assert (read.hint("id").attribute, read.hint("price").kind) == ("sku", Kind.MONEY)
    assert read.hint("additional_image_link").separator == "\n"
    assert (read.table.format, read.table.dialect, read.table.locale) == ("merchant-rss", "merchant", "de_AT")


def test_googles_own_title_comes_before_that_of_the_feed(reading: Reading) -> None:
    both = ITEM.replace("<g:id>", "<g:title>Säge von Muster</g:title><g:id>")
    [read] = reading(merchant, RSS.format(both).encode())
    assert (read.row()["title"], read.row()["feed title"]) == ("Säge von Muster", "Säge")


def test_an_entry_of_atom_is_the_same_product(reading: Reading) -> None:
    data = """<feed xmlns="http://www.w3.org/2005/Atom" xmlns:g="http://base.google.com/ns/1.0"><title>Laden</title><entry>
    <title>Säge</title><link href="https://example.org/s"/><summary>Eine Säge.</summary><id>tag:1</id><g:id>S-1</g:id></entry></feed>"""
    [read] = reading(merchant, data.encode())
    row = read.row()
    assert (row["id"], row["feed id"], row["link"], row["description"]) == ("S-1", "tag:1", "https://example.org/s", "Eine Säge.")  # fmt: skip
    assert read.table.format == "merchant-atom"


def test_a_feed_cut_off_keeps_the_items_before(reading: Reading) -> None:
    whole = RSS.format(ITEM + ITEM.replace("S-1", "S-2")).encode()
    [read] = reading(merchant, whole[: whole.index(b"S-2") + 20])
    assert read.frame["id"].to_list() == ["S-1"]
    assert [dict(one.raw)["id"] for one in read.rejected] == ["S-2"]


def test_a_feed_without_items_says_so(reading: Reading) -> None:
    with pytest.raises(TableEmpty, match="without a single item"):
        reading(merchant, RSS.format("").encode())
