"""What agents, search engines and language models get."""

import json
import re
from html import unescape

import polars as pl
import pytest
from lxml import etree
from markdown_it import MarkdownIt
from tests.syndicate_profiles.house import LAMP, SHIRT, SHIRT_BLUE, SHIRT_RED, TEA, make

from klaviatur.syndicate.reading_back import read_fields
from klaviatur.syndicate.rendering import _once

NS = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9", "i": "http://www.google.com/schemas/sitemap-image/1.1"}
WRITTEN = {
    "text": "Sie leuchtet <script>alert(1)</script> warm.",
    "method": "trainedAlgorithmicMedia",
    "source_type": "https://schema.org/TrainedAlgorithmicMediaDigitalSource",
    "machine_share": "0.8",
    "reviewed_by": "Lea Kern",
    "reviewed_at": "2026-11-19T08:00:00+00:00",
}


def test_agents_see_a_product_with_its_variants() -> None:
    shirt = next(one for one in map(json.loads, make("acp").text.splitlines()) if one["id"] == "S")
    assert shirt["title"] == "Hemd Aurora"
    assert [one["id"] for one in shirt["variants"]] == ["S-BLAU-L", "S-ROT-M"]
    assert shirt["variants"][1]["variant_options"] == [
        {"name": "Farbe", "value": "Rot"}, {"name": "Größe", "value": "M"},
    ]  # fmt: skip
    assert shirt["variants"][0]["availability"] == {"available": False, "status": "out_of_stock"}
    assert shirt["variants"][1]["price"] == {"amount": 4900, "currency": "EUR"}


def test_agents_see_the_price_of_today_and_the_one_before() -> None:
    tea = next(one for one in map(json.loads, make("acp").text.splitlines()) if one["id"] == "T-7")["variants"][0]
    assert (tea["price"]["amount"], tea["list_price"]["amount"]) == (399, 449)


def test_a_price_with_fractions_of_a_cent_does_not_become_another_one() -> None:
    made = make("acp", {"L-100": {**LAMP, "price": ("0.125", "EUR")}}, parents={})
    assert "acp.price_fractions" in made.held["L-100"]


@pytest.mark.parametrize("name", ["acp", "ucp"])
def test_a_sale_price_with_fractions_of_a_cent_leaves_no_price_without_its_amount(name: str) -> None:
    sale = {**LAMP, "price": ("7", "EUR"), "sale_price": ("0.125", "EUR")}
    assert f"{name}.sale_price_fractions" in make(name, {"L-100": sale}, parents={}).held["L-100"]


def test_a_list_price_with_fractions_of_a_cent_is_left_out() -> None:
    listed = {**LAMP, "price": ("7", "EUR"), "list_price": ("12.995", "EUR")}
    (lamp,) = map(json.loads, make("acp", {"L-100": listed}, parents={}).text.splitlines())
    assert "list_price" not in lamp["variants"][0]


def test_a_price_range_spans_what_the_variants_cost() -> None:
    products = {one["id"]: one for one in json.loads(make("ucp").text)["products"]}
    assert products["S"]["price_range"] == {
        "min": {"amount": 4900, "currency": "EUR"}, "max": {"amount": 5900, "currency": "EUR"},
    }  # fmt: skip
    assert products["T-7"]["price_range"]["min"]["amount"] == 399


def test_a_page_of_a_product_says_it_in_schema_org() -> None:
    lamp = json.loads(make("json_ld").text.splitlines()[0])
    assert lamp["@type"] == "Product"
    assert lamp["offers"]["price"] == "89.90"
    assert lamp["offers"]["availability"] == "https://schema.org/InStock"
    assert lamp["weight"] == {"@type": "QuantitativeValue", "value": 1.2, "unitCode": "KGM"}
    said = {one["name"]: one for one in lamp["additionalProperty"]}
    assert said["Lichtstrom"] == {"@type": "PropertyValue", "name": "Lichtstrom", "value": 470, "unitCode": "LUM"}


def test_a_page_says_who_wrote_and_who_answers_for_its_text() -> None:
    made = make("json_ld", {"L-100": LAMP}, parents={}, wordings={"L-100": {"description": WRITTEN}})
    page = json.loads(made.text)["subjectOf"]
    assert page["digitalSourceType"] == "https://schema.org/TrainedAlgorithmicMediaDigitalSource"
    assert page["reviewedBy"] == {"@type": "Person", "name": "Lea Kern"}
    assert page["lastReviewed"] == "2026-11-19"


def test_a_page_of_which_only_the_title_was_written_says_so_too() -> None:
    said = {"L-100": {"title": WRITTEN}}
    page = json.loads(make("json_ld", {"L-100": LAMP}, parents={}, wordings=said).text)["subjectOf"]
    assert page["digitalSourceType"] == "https://schema.org/TrainedAlgorithmicMediaDigitalSource"
    head = make("markdown_pages", {"L-100": LAMP}, parents={}, wordings=said).text
    assert 'digital_source_type: "trainedAlgorithmicMedia"' in head
    assert 'reviewed_by: "Lea Kern"' in head


def test_no_text_ends_the_script_it_stands_in() -> None:
    made = make("json_ld_html", {"L-100": LAMP}, parents={}, wordings={"L-100": {"description": WRITTEN}})
    assert made.text.count("</script>") == 1
    inside = made.text.removeprefix('<script type="application/ld+json">').partition("</script>")[0]
    assert json.loads(inside)["description"] == WRITTEN["text"]


def test_a_twin_of_a_page_is_text_and_facts() -> None:
    made = make("markdown_pages", {"L-100": LAMP}, parents={}, wordings={"L-100": {"description": WRITTEN}})
    head, _, page = made.text.removeprefix("---\n").partition("---\n")
    assert 'price: "89.90 EUR"' in head
    assert 'reviewed_by: "Lea Kern"' in head
    assert 'digital_source_type: "trainedAlgorithmicMedia"' in head
    html = MarkdownIt("commonmark", {"html": True}).enable("table").render(page)
    assert "<script>" not in html
    assert "<h1>Leselampe Morgenrot 3 &lt; 5 &amp; leise</h1>" in html
    assert "<td>Lichtstrom</td>\n<td>470 lm</td>" in html


@pytest.mark.parametrize(("locale", "head"), [("de_DE", "| Merkmal | Angabe |"), ("en_GB", "| Attribute | Value |")])
def test_a_twin_speaks_the_language_of_the_output(locale: str, head: str) -> None:
    assert head in make("markdown_pages", {"T-7": TEA}, parents={}, locale=locale).text


def test_the_index_for_language_models_names_every_product_with_its_address() -> None:
    text = make("llms_txt").text
    assert text.startswith("# Haus Morgenrot\n\n> Lampen und Tees\n\n## Produkte\n\n- [")
    assert "- [Leselampe Morgenrot 3 &lt; 5 & leise](https://shop.example/p/leselampe): 89.90 EUR, Morgenrot" in text
    assert text.count("\n- [") == 4


def test_the_sitemap_names_every_page_and_when_it_changed() -> None:
    root = etree.fromstring(make("sitemap").text.encode())
    assert root.xpath("//s:url[1]/s:loc/text()", namespaces=NS) == ["https://shop.example/p/leselampe"]
    assert set(root.xpath("//s:lastmod/text()", namespaces=NS)) == {"2026-11-20T09:30:00Z"}
    assert root.xpath("//s:url[1]/i:image/i:loc/text()", namespaces=NS) == ["https://shop.example/bilder/lampe.jpg"]


def test_readers_of_the_feed_get_each_product_once() -> None:
    root = etree.fromstring(make("rss_products").text.encode())
    assert root.findtext("channel/title") == "Neues aus dem Haus Morgenrot"
    guids = [(one.text, one.get("isPermaLink")) for one in root.iter("guid")]
    assert guids == [("L-100", "false"), ("S-BLAU-L", "false"), ("S-ROT-M", "false"), ("T-7", "false")]


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("/ä b.jpg", "https://shop.example/%C3%A4%20b.jpg"),
        ("//cdn.example/1.jpg", "https://cdn.example/1.jpg"),
        ("https://x.example/%C3%A4.jpg", "https://x.example/%C3%A4.jpg"),
        ("/книга.jpg", "https://shop.example/%D0%BA%D0%BD%D0%B8%D0%B3%D0%B0.jpg"),
    ],
)
def test_an_address_is_written_as_addresses_are(said: str, told: str) -> None:
    one = json.loads(
        make("json_ld", {"L-100": {**LAMP, "image": said, "additional_image": [], "url": said}}, parents={}).text
    )
    assert one["image"] == [told]
    assert one["url"] == told


@pytest.mark.parametrize("said", ["javascript:alert(1)", "ftp://x.example/a.jpg", "mailto:a@b.example"])
def test_what_is_no_web_address_does_not_become_one(said: str) -> None:
    one = json.loads(make("json_ld", {"L-100": {**LAMP, "image": said, "additional_image": []}}, parents={}).text)
    assert "image" not in one


def test_a_page_that_variants_share_stands_once_in_sitemap_index_and_feed() -> None:
    page = {"url": "/p/hemd"}
    shirts = {"S": {**SHIRT, **page}, "S-BLAU-L": {**SHIRT_BLUE, **page}, "S-ROT-M": {**SHIRT_RED, **page}}
    for name in ("sitemap", "llms_txt", "rss_products"):
        made = make(name, shirts)
        assert made.text.count("https://shop.example/p/hemd") == 1, name
        counts = made.rendered.records.select("delivered", "held", "grouping").sum().row(0)
        assert sum(counts) == 3, name
        assert counts[1] == 0, name


def test_a_page_says_when_the_newest_of_its_variants_changed() -> None:
    plan = make("sitemap").plan
    cells = pl.DataFrame(
        {"key": ["a", "b", "c"], "group": ["a", "a", "c"], "loc": ["/1", "/1", "/1"], "lastmod": ["1", "2", "1"]}
    )
    assert _once(plan, cells).select("key", "lastmod").rows() == [("a", "2"), ("c", "1")]


def test_the_handle_of_ucp_is_the_one_of_the_shop() -> None:
    shirts = {"S": {**SHIRT, "url_key": "hemd-aurora"}, "S-BLAU-L": SHIRT_BLUE, "S-ROT-M": SHIRT_RED}
    assert '"handle":"hemd-aurora"' in make("ucp", shirts).text
    assert '"handle":"s"' in make("ucp", {**shirts, "S": SHIRT}).text


def test_nothing_in_a_text_is_a_mark_of_markdown() -> None:
    said = "Erste Zeile\n=====\nZweite Zeile\n---\n- - -\n&lt;b&gt; &#42; AT&T &copy;\n=\nEnde -"
    made = make("markdown_pages", {"L-100": {**LAMP, "name": "A &amp; B", "description": said}}, parents={})
    page = made.text.partition("\n---\n")[2]
    html = MarkdownIt("commonmark").render(page.partition("\n| ")[0])
    assert "<h2>" not in html
    assert "<hr" not in html
    assert html.count("<h1>") == 1
    shown = unescape(re.sub(r"<[^>]+>", "", html)).strip()
    assert shown == f"A &amp; B\n{said}"
    [line] = [
        one
        for one in make("llms_txt", {"L-100": {**LAMP, "name": "A &amp; B"}}, parents={}).text.splitlines()
        if one.startswith("- [")
    ]
    assert line.startswith("- [A &amp;amp; B](")


def test_what_a_page_says_is_read_back_as_it_was() -> None:
    said = "Eins\n=====\nZwei &lt;b&gt; \\\\= \\\\- \\- &amp; |x|"
    made = make("markdown_pages", {"L-100": {**LAMP, "description": said}}, parents={})
    fields = [one for one in made.plan.profile.fields if one.name == "body"]
    assert read_fields(made.plan, made.rendered, fields)["body"].to_list() == [said]


def test_an_address_with_brackets_is_one_in_the_index_for_language_models() -> None:
    made = make("llms_txt", {"A(2)": {**{k: v for k, v in LAMP.items() if k != "url"}, "sku": "A(2)"}}, parents={})
    assert not made.held
    assert "](https://shop.example/p/A%282%29): " in made.text


@pytest.mark.parametrize(
    ("rating", "count", "told"),
    [
        ("4.5", "12", True),
        ("5", "1", True),
        ("0", "0", False),
        ("4.5", "0", False),
        ("87", "12", False),
        ("0.5", "3", False),
    ],
)
def test_a_rating_is_told_where_somebody_gave_one_of_the_five_stars(rating: str, count: str, told: bool) -> None:
    made = make("json_ld", {"L-100": {**LAMP, "rating": rating, "rating_count": count}}, parents={})
    rated = json.loads(made.text).get("aggregateRating")
    assert rated == (
        {"@type": "AggregateRating", "ratingValue": float(rating), "reviewCount": int(count)} if told else None
    )
    assert ("json_ld.rating_scale" in made.rules.get("L-100", [])) == (rating in {"87", "0.5"})
